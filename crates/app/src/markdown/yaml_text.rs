//! Writing YAML scalars: double-quoted, so that every text is read back as it is.

use std::fmt::Write as _;

/// Returns a text as a double-quoted YAML 1.2 scalar on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if needs_escape(c) => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Characters that YAML calls unprintable, that some readers take for a line break, or that reverse
/// the text in an editor.
fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns the text plain where every YAML reader takes it for that text, quoted otherwise.
pub(super) fn plain_or_quoted(text: &str) -> String {
    let is_word = text.starts_with(|c: char| c.is_alphabetic())
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '/' | '.'))
        && !text.ends_with(' ');
    // The words of YAML 1.1 that stand for something else, which many readers still know.
    let lower = text.to_ascii_lowercase();
    let is_reserved = matches!(lower.as_str(), "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | "null");
    if is_word && !is_reserved { text.to_owned() } else { quoted(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_word_stays_plain_and_a_tricky_one_is_quoted() {
        assert_eq!(plain_or_quoted("Tide pools"), "Tide pools");
        assert_eq!(plain_or_quoted("潮"), "潮");
        assert_eq!(plain_or_quoted("No"), "\"No\"");
        assert_eq!(plain_or_quoted("a: b"), "\"a: b\"");
        assert_eq!(plain_or_quoted("2026"), "\"2026\"");
        assert_eq!(plain_or_quoted(""), "\"\"");
        assert_eq!(quoted("a\"\\\u{202e}"), "\"a\\\"\\\\\\U0000202e\"");
    }
}
