//! Front matter: what a file says about its note before the note's text.
//!
//! Reading never loses a word: what no field of a note can hold is kept as it was written and comes
//! back at the next export; front matter that is no plain YAML mapping stays in the text.

mod facts;
mod source;
mod write;

use super::reason::Reason;

pub(super) use facts::{Facts, facts_of};
pub(super) use write::{Head, write_file, write_name};

/// A file taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parsed<'a> {
    /// What the front matter says.
    pub facts: Facts,
    /// The text behind it.
    pub body: &'a str,
    /// What could not be taken as it stands, and where it went instead.
    pub remarks: Vec<Reason>,
}

/// Takes a file apart. `text` has LF line ends and no byte order mark.
pub(super) fn parse(text: &str) -> Parsed<'_> {
    let whole = |remarks| Parsed { facts: Facts::default(), body: text, remarks };
    match split(text) {
        Split::None => whole(Vec::new()),
        Split::Unterminated => whole(vec![Reason::FrontMatterOpen]),
        Split::Parts { yaml, body } => match facts_of(yaml) {
            Ok((facts, remarks)) => Parsed { facts, body, remarks },
            Err(reason) => whole(vec![Reason::FrontMatter(reason)]),
        },
    }
}

enum Split<'a> {
    None,
    Unterminated,
    Parts { yaml: &'a str, body: &'a str },
}

/// Finds the front matter: from a first line `---` to the next one. One empty line behind it
/// belongs to the form, not to the text.
fn split(text: &str) -> Split<'_> {
    let Some((first, rest)) = text.split_once('\n') else { return Split::None };
    if !is_fence(first) {
        return Split::None;
    }
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if is_fence(line.trim_end_matches('\n')) {
            let body = &rest[at + line.len()..];
            return Split::Parts { yaml: &rest[..at], body: body.strip_prefix('\n').unwrap_or(body) };
        }
        at += line.len();
    }
    // A rule (`---`) as first line of an ordinary text is more common than forgotten ends.
    if rest.lines().next().is_some_and(looks_like_key) { Split::Unterminated } else { Split::None }
}

fn is_fence(line: &str) -> bool {
    line.strip_prefix("---").is_some_and(|rest| rest.trim_matches([' ', '\t']).is_empty())
}

fn looks_like_key(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, _)| !key.is_empty() && !key.contains(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body_of(text: &str) -> &str {
        parse(text).body
    }

    #[test]
    fn front_matter_is_taken_off_and_the_text_stays_as_it_is() {
        let parsed = parse("---\ntitle: Tide pools\n---\n\n# Low water\n");
        assert_eq!(parsed.facts.title.as_deref(), Some("Tide pools"));
        assert_eq!(parsed.body, "# Low water\n");
        assert_eq!(parsed.remarks, []);
        assert_eq!(body_of("---\ntitle: x\n---\nat once"), "at once");
        assert_eq!(body_of("---\ntitle: x\n---"), "");
    }

    #[test]
    fn a_rule_as_first_line_is_no_front_matter() {
        let text = "---\nJust a thought.\n---\nAnd more.\n";
        assert_eq!(body_of(text), text);
        assert_eq!(body_of("---"), "---");
        assert_eq!(body_of("--- a\nb\n---\n"), "--- a\nb\n---\n");
    }

    #[test]
    fn front_matter_without_an_end_stays_in_the_text() {
        let text = "---\ntitle: x\nno end";
        let parsed = parse(text);
        assert_eq!(parsed.body, text);
        assert_eq!(parsed.remarks.len(), 1);
    }

    #[test]
    fn what_is_not_plain_yaml_stays_in_the_text() {
        for yaml in [
            "title: [a, b",
            "\ttitle: x",
            "- a\n- b",
            "{title: x}",
            "a: 1\na: 2",
            "a: &x 1\nb: *x",
            "a: !!python/object:os.system x",
            "? a\n: b",
            "a: 1\n...\nb: 2",
            "%YAML 1.2",
        ] {
            let text = format!("---\n{yaml}\n---\nbody\n");
            let parsed = parse(&text);
            assert_eq!(parsed.body, text, "{yaml}");
            assert_eq!(parsed.facts, Facts::default());
            assert_eq!(parsed.remarks.len(), 1, "{yaml}");
        }
    }

    #[test]
    fn a_yaml_bomb_is_not_expanded() {
        let mut yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..30 {
            let below = level - 1;
            yaml += &format!("a{level}: &a{level} [*a{below}, *a{below}, *a{below}, *a{below}, *a{below}]\n");
        }
        let text = format!("---\n{yaml}---\n");
        assert_eq!(body_of(&text), text);
    }

    #[test]
    fn front_matter_of_a_megabyte_stays_in_the_text() {
        let text = format!("---\n{}: x\n---\n", "k".repeat(1_000_000));
        assert_eq!(body_of(&text), text);
        let nested = format!("---\n{}\n---\n", "- ".repeat(30_000));
        assert_eq!(body_of(&nested), nested);
        let flow = format!("---\na: {}\n---\n", "[".repeat(30_000));
        assert_eq!(body_of(&flow), flow);
    }
}
