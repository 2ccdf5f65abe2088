//! Writing a note as a file: front matter, one empty line, the text as it is.

use std::fmt::Write as _;

use super::super::date::format_ms;
use super::super::yaml_text::{plain_or_quoted, quoted};
use super::facts::OWN;
use super::source::Source;

/// What is written above a note's text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in super::super) struct Head {
    /// Title, may be empty.
    pub title: String,
    /// Milliseconds since the epoch.
    pub created_ms: u64,
    /// Milliseconds since the epoch.
    pub updated_ms: u64,
    /// Tags, by name.
    pub tags: Vec<String>,
    /// Pinned.
    pub pinned: bool,
    /// Archived.
    pub archived: bool,
    /// Front matter of an earlier import, lines of a YAML mapping.
    pub kept: Option<String>,
}

/// Returns the file of a note. Reading it again gives back every field and the text.
pub(in super::super) fn write_file(head: &Head, body: &str) -> String {
    let kept = Kept::of(head.kept.as_deref().unwrap_or_default());
    let mut out = String::with_capacity(body.len() + kept.text.len() + 256);
    out.push_str("---\n");
    let mut line = |key: &str, value: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}: {value}", kept.free_key(key));
    };
    line("title", &plain_or_quoted(&head.title));
    line("created", &format_ms(i64::try_from(head.created_ms).unwrap_or(i64::MAX)));
    line("updated", &format_ms(i64::try_from(head.updated_ms).unwrap_or(i64::MAX)));
    if !head.tags.is_empty() || kept.has("tags") {
        let tags: Vec<String> = head.tags.iter().map(|tag| plain_or_quoted(tag)).collect();
        line("tags", &format!("[{}]", tags.join(", ")));
    }
    if head.pinned {
        line("pinned", "true");
    }
    if head.archived {
        line("archived", "true");
    }
    out.push_str(&kept.text);
    out.push_str("---\n\n");
    out.push_str(body);
    out
}

/// Returns the file that gives a folder the name of a notebook which the folder's own name cannot be.
pub(in super::super) fn write_name(name: &str) -> String {
    format!("title: {}\n", quoted(name))
}

/// Kept front matter, safe to write.
struct Kept {
    text: String,
    keys: Vec<String>,
}

impl Kept {
    /// Reads it again: a field of a note can hold anything that some device wrote into it. What is no
    /// mapping any more is kept as comments, so that the file stays readable.
    fn of(text: &str) -> Self {
        let mut text = text.to_owned();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        let has_fence = text.lines().any(super::is_fence);
        match Source::read(&text) {
            Ok(source) if !has_fence && !source.entries.iter().any(|entry| entry.key.starts_with(OWN)) => {
                let keys = source.entries.iter().map(|entry| entry.key.clone()).collect();
                Self { text, keys }
            }
            _ => Self { text: text.lines().map(|line| format!("# {line}\n")).collect(), keys: Vec::new() },
        }
    }

    fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|known| known == key)
    }

    fn free_key(&self, key: &str) -> String {
        if self.has(key) { format!("{OWN}{key}") } else { key.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::parse;
    use super::*;

    #[test]
    fn a_file_reads_like_one_that_a_person_wrote() {
        let head = Head {
            title: "Tide pools".to_owned(),
            created_ms: 1_777_593_600_000,
            updated_ms: 1_777_593_600_001,
            tags: vec!["field/work".to_owned(), "2026".to_owned()],
            pinned: true,
            kept: Some("rating: 4".to_owned()),
            ..Head::default()
        };
        let expected = "---\ntitle: Tide pools\ncreated: 2026-05-01T00:00:00.000Z\nupdated: 2026-05-01T00:00:00.001Z\n\
                        tags: [field/work, \"2026\"]\npinned: true\nrating: 4\n---\n\n# Low water\n";
        assert_eq!(write_file(&head, "# Low water\n"), expected);
    }

    #[test]
    fn a_kept_key_of_our_name_stays_beside_ours() {
        let head =
            Head { title: "B".to_owned(), kept: Some("title: [a, b]\ntags: ['##']\n".to_owned()), ..Head::default() };
        let file = write_file(&head, "");
        let parsed = parse(&file);
        assert_eq!(parsed.facts.title.as_deref(), Some("B"));
        assert_eq!(parsed.facts.tags, Vec::<String>::new());
        assert_eq!(parsed.facts.kept, head.kept);
    }

    #[test]
    fn kept_front_matter_that_would_break_the_file_becomes_comments() {
        let head = Head { kept: Some("---\na: *x".to_owned()), ..Head::default() };
        let file = write_file(&head, "text");
        let parsed = parse(&file);
        assert_eq!(parsed.body, "text");
        assert_eq!(parsed.facts.kept.as_deref(), Some("# ---\n# a: *x\n"));
    }

    fn kept() -> impl Strategy<Value = Option<String>> {
        let line = prop_oneof![
            "k[a-z]{1,6}: [a-z0-9 ]{0,12}",
            "k[a-z]{1,6}:\n  - [a-z]{1,5}\n  - \"[a-z #]{0,8}\"",
            "k[a-z]{1,6}: \\|\n  [a-z]{1,9}\n\n  [a-z]{1,9}",
            "# [ -~]{0,20}",
            Just("title: [x]".to_owned()),
            Just("created: long ago # or so".to_owned()),
        ];
        proptest::collection::vec(line, 0..5).prop_map(|lines| {
            let kept: String = lines.iter().map(|line| format!("{line}\n")).collect();
            (!kept.is_empty()).then_some(kept)
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            title in "\\PC{0,40}|[ \"'#:\\-\\[\\]{}&*!|>%@`,]{0,10}",
            tags in proptest::collection::vec("\\PC{1,12}|yes|~|[0-9]{1,4}", 0..6),
            created_ms in 0_u64..253_402_300_800_000, updated_ms in 0_u64..253_402_300_800_000,
            pinned: bool, archived: bool, kept in kept(),
            body in "(\\PC|\n|---\n|\t|\u{feff}){0,60}",
        ) {
            // Given a head that the rules of the domain allow, with kept lines that an import kept.
            let Ok(title) = driftless_domain::rules::title(&title) else { return Ok(()) };
            let mut tags: Vec<String> = tags.iter().filter_map(|tag| driftless_domain::rules::tag_name(tag).ok()).collect();
            tags.sort();
            tags.dedup();
            let kept = kept.and_then(|kept| super::super::facts_of(&kept).ok()).and_then(|(facts, _)| facts.kept);
            let head = Head { title, created_ms, updated_ms, tags, pinned, archived, kept };
            // When it is written and read, then nothing has changed.
            let file = write_file(&head, &body);
            let parsed = parse(&file);
            prop_assert_eq!(parsed.body, &body);
            prop_assert_eq!(parsed.remarks.iter().filter(|r| !r.to_string().contains("kept as it was written")).count(), 0);
            let facts = parsed.facts;
            let read = Head {
                title: facts.title.unwrap_or_default(),
                created_ms: facts.created_ms.unwrap_or_default(),
                updated_ms: facts.updated_ms.unwrap_or_default(),
                tags: facts.tags,
                pinned: facts.pinned,
                archived: facts.archived,
                kept: facts.kept,
            };
            prop_assert_eq!(&read, &head, "{}", file);
        }

        #[test]
        fn no_text_makes_the_reader_fail(text in "(---\n)?(\\PC|\n|: |- |\\[|\"|'|&|\\*){0,80}") {
            let parsed = parse(&text);
            prop_assert!(text.ends_with(parsed.body));
        }
    }
}
