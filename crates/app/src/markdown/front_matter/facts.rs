//! What front matter says about a note, and what is kept of it word for word.

use driftless_domain::limits::{TAGS_PER_NOTE_MAX, TEXT_FIELD_BYTES_MAX};
use driftless_domain::rules;

use super::super::date::parse_ms;
use super::super::reason::Reason;
use super::source::{Entry, Scalar, Source, Value};

/// Before a key of ours where the kept front matter has a key of that name.
pub(super) const OWN: &str = "driftless-";

/// What front matter says about a note.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in super::super) struct Facts {
    /// Title; none where there is no such key.
    pub title: Option<String>,
    /// Tags, by name.
    pub tags: Vec<String>,
    /// Milliseconds since the epoch.
    pub created_ms: Option<u64>,
    /// Milliseconds since the epoch.
    pub updated_ms: Option<u64>,
    /// Pinned.
    pub pinned: bool,
    /// Archived.
    pub archived: bool,
    /// Everything else, as it was written: lines of a YAML mapping.
    pub kept: Option<String>,
}

/// A fact and the keys that are read for it, the first one found in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fact {
    Title,
    Tags,
    Created,
    Updated,
    Pinned,
    Archived,
}

const FACTS: [(Fact, &[&str]); 6] = [
    (Fact::Title, &["driftless-title", "title"]),
    (Fact::Tags, &["driftless-tags", "tags"]),
    (Fact::Created, &["driftless-created", "created", "date"]),
    (Fact::Updated, &["driftless-updated", "updated", "modified"]),
    (Fact::Pinned, &["driftless-pinned", "pinned"]),
    (Fact::Archived, &["driftless-archived", "archived"]),
];

/// Reads the facts. Returns them with remarks about what could not be taken.
///
/// # Errors
/// Why the front matter must stay in the text, as the end of a sentence that starts with "front matter".
pub(in super::super) fn facts_of(yaml: &str) -> Result<(Facts, Vec<Reason>), String> {
    let source = Source::read(yaml)?;
    let mut facts = Facts::default();
    let mut remarks = Vec::new();
    let mut kept = source.comments_above();
    for entry in &source.entries {
        match fact_of(&source, entry).map(|fact| take(&mut facts, fact, entry)) {
            Some(Ok(())) => kept.push_str(&source.comments_in(entry)),
            Some(Err(_)) if entry.key.starts_with(OWN) => {
                // Written by an export and then changed by hand: a second name for it would be needed.
                return Err(format!("has a value for {} that cannot be read", entry.key));
            }
            Some(Err(reason)) => {
                remarks.push(Reason::FrontMatterKey { key: entry.key.clone(), what: reason });
                kept.push_str(&source.written(entry));
            }
            None => kept.push_str(&source.written(entry)),
        }
    }
    if kept.len() > TEXT_FIELD_BYTES_MAX {
        return Err(format!("has more than {TEXT_FIELD_BYTES_MAX} bytes that no field can hold"));
    }
    facts.kept = (!kept.is_empty()).then_some(kept);
    Ok((facts, remarks))
}

/// Returns which fact an entry is read for, if none of the keys that go before its own is there.
fn fact_of(source: &Source<'_>, entry: &Entry) -> Option<Fact> {
    let (fact, keys) = FACTS.iter().find(|(_, keys)| keys.contains(&entry.key.as_str()))?;
    let first = keys.iter().find(|key| source.entries.iter().any(|other| other.key == **key))?;
    (*first == entry.key).then_some(*fact)
}

/// Takes a value.
///
/// # Errors
/// Why not, as the end of a sentence that starts with the key.
fn take(facts: &mut Facts, fact: Fact, entry: &Entry) -> Result<(), String> {
    match fact {
        Fact::Title => {
            let title = one(entry)?;
            if !title.is_null() {
                facts.title = Some(rules::title(&title.text).map_err(|error| error.to_string())?);
            }
        }
        Fact::Tags => take_tags(facts, entry)?,
        Fact::Created => facts.created_ms = date(one(entry)?)?,
        Fact::Updated => facts.updated_ms = date(one(entry)?)?,
        Fact::Pinned => facts.pinned = flag(one(entry)?)?,
        Fact::Archived => facts.archived = flag(one(entry)?)?,
    }
    Ok(())
}

fn one(entry: &Entry) -> Result<&Scalar, String> {
    match &entry.value {
        Value::Scalar(scalar) => Ok(scalar),
        Value::List(_) | Value::Deep => Err("is not a single value".to_owned()),
    }
}

fn date(scalar: &Scalar) -> Result<Option<u64>, String> {
    if scalar.is_null() {
        return Ok(None);
    }
    let ms = parse_ms(&scalar.text).ok_or("is not a date such as 2026-05-01T12:30:00Z")?;
    // Logical time and everything shown from it starts in 1970.
    Ok(Some(u64::try_from(ms).map_err(|_| "is before 1970")?))
}

fn flag(scalar: &Scalar) -> Result<bool, String> {
    if scalar.is_null() {
        return Ok(false);
    }
    match scalar.text.to_ascii_lowercase().as_str() {
        "true" | "yes" => Ok(true),
        "false" | "no" => Ok(false),
        _ => Err("is neither true nor false".to_owned()),
    }
}

/// Takes a list of tags, or one text with commas or white space between them. What can be a tag is
/// taken even when another one of the list cannot.
fn take_tags(facts: &mut Facts, entry: &Entry) -> Result<(), String> {
    let texts: Vec<&str> = match &entry.value {
        Value::List(list) => {
            list.iter().filter(|scalar| !scalar.is_null()).map(|scalar| scalar.text.as_str()).collect()
        }
        Value::Scalar(scalar) if scalar.is_null() => Vec::new(),
        Value::Scalar(scalar) if scalar.text.contains(',') => {
            scalar.text.split(',').filter(|text| !text.trim().is_empty()).collect()
        }
        Value::Scalar(scalar) => scalar.text.split_whitespace().collect(),
        Value::Deep => return Err("are not a list of texts".to_owned()),
    };
    let mut refused = None;
    for text in texts {
        match rules::tag_name(text) {
            Ok(tag) => facts.tags.push(tag),
            Err(error) => refused = Some(error),
        }
    }
    facts.tags.sort();
    facts.tags.dedup();
    if facts.tags.len() > TAGS_PER_NOTE_MAX {
        facts.tags.truncate(TAGS_PER_NOTE_MAX);
        return Err(format!("are more than {TAGS_PER_NOTE_MAX}"));
    }
    refused.map_or(Ok(()), |error| Err(format!("have one that cannot be a tag: it {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(yaml: &str) -> (Facts, Vec<Reason>) {
        facts_of(yaml).unwrap()
    }

    #[test]
    fn known_keys_become_fields_and_the_rest_is_kept_word_for_word() {
        let (facts, remarks) = read(concat!(
            "# made by hand\n",
            "title: 'Tide: pools' # low water\n",
            "aliases:\n  - Pools\n  - {a: 1}\n",
            "tags: [field/work, \"#Sea\"]\n",
            "date: 2026-05-01\n",
            "updated: 2026-05-02T08:00:00+02:00\n",
            "pinned: true\n",
            "rating:   4\n\n",
        ));
        assert_eq!(facts.title.as_deref(), Some("Tide: pools"));
        assert_eq!(facts.tags, ["Sea", "field/work"]);
        assert_eq!(facts.created_ms, Some(1_777_593_600_000));
        assert_eq!(facts.updated_ms, Some(1_777_701_600_000));
        assert!(facts.pinned && !facts.archived);
        let kept = "# made by hand\n# low water\naliases:\n  - Pools\n  - {a: 1}\nrating:   4\n\n";
        assert_eq!(facts.kept.as_deref(), Some(kept));
        assert_eq!(remarks, []);
    }

    #[test]
    fn tags_may_be_a_text() {
        assert_eq!(read("tags: a b\n").0.tags, ["a", "b"]);
        assert_eq!(read("tags: a b, c\n").0.tags, ["a-b", "c"]);
        assert_eq!(read("tags:\n").0.tags, Vec::<String>::new());
    }

    #[test]
    fn a_value_that_cannot_be_read_is_kept_with_a_remark() {
        let (facts, remarks) = read("created: last summer\npinned: maybe\ntitle: [a]\ntags: [ok, '##']\n");
        assert_eq!(facts.kept.as_deref(), Some("created: last summer\npinned: maybe\ntitle: [a]\ntags: [ok, '##']\n"));
        assert_eq!(facts.tags, ["ok"]);
        assert_eq!(remarks.len(), 4);
        assert_eq!(facts.title, None);
    }

    #[test]
    fn a_quoted_hash_is_no_comment() {
        let (facts, _) = read("title: \"C# and # more\"\ntags:\n  - 'a#b' # why\n");
        assert_eq!(facts.title.as_deref(), Some("C# and # more"));
        assert_eq!(facts.kept.as_deref(), Some("# why\n"));
        let (facts, _) = read("title: plain # one\ntags: [a, b] # two\npinned: 'true' # three\ncreated: # four\n");
        assert_eq!(facts.kept.as_deref(), Some("# one\n# two\n# three\n# four\n"));
    }
}
