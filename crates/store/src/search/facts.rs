//! What a Markdown text has in it, found line by line without building a tree: it is asked of every text
//! that is indexed.

use driftless_domain::blob::BLOB_URL;

/// A web or mail address, a Markdown link, or a link to a note.
pub(crate) const LINK: u8 = 1;
/// A picture or file of the vault.
pub(crate) const ATTACHMENT: u8 = 2;
/// A fenced block or code within a line.
pub(crate) const CODE: u8 = 4;
/// A table.
pub(crate) const TABLE: u8 = 8;
/// A task that is not done.
pub(crate) const OPEN_TASK: u8 = 16;
/// A task that is done.
pub(crate) const DONE_TASK: u8 = 32;

/// Returns the facts of a text, as bits.
pub(crate) fn facts(text: &str) -> u8 {
    let mut found = 0;
    let mut fence: Option<char> = None;
    for line in text.lines() {
        let line = line.trim_start();
        let mark = ['`', '~'].into_iter().find(|mark| line.starts_with(&mark.to_string().repeat(3)));
        if let Some(open) = fence {
            if mark == Some(open) {
                fence = None;
            }
            continue;
        }
        if let Some(mark) = mark {
            found |= CODE;
            fence = Some(mark);
            continue;
        }
        found |= task(line) | table(line) | inline(line);
    }
    found
}

fn task(line: &str) -> u8 {
    let item = ["- ", "* ", "+ "].iter().find_map(|mark| line.strip_prefix(mark)).or_else(|| {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        if rest.len() == line.len() { None } else { rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") ")) }
    });
    match item.map(str::trim_start) {
        Some(item) if item.starts_with("[ ]") => OPEN_TASK,
        Some(item) if item.starts_with("[x]") || item.starts_with("[X]") => DONE_TASK,
        _ => 0,
    }
}

/// The line under a table's head: dashes between bars, at least one of each.
fn table(line: &str) -> u8 {
    let is_rule = line.contains('|')
        && line.contains('-')
        && line.chars().all(|c| matches!(c, '|' | '-' | ':') || c.is_whitespace());
    if is_rule { TABLE } else { 0 }
}

fn inline(line: &str) -> u8 {
    let mut found = 0;
    if line.matches('`').take(2).count() == 2 {
        found |= CODE;
    }
    if ["http://", "https://", "mailto:", "[["].iter().any(|mark| line.contains(mark)) {
        found |= LINK;
    }
    for (at, _) in line.match_indices("](") {
        let target = line.get(at + 2..).unwrap_or_default().trim_start_matches('<');
        found |= if target.starts_with(BLOB_URL) { ATTACHMENT } else { LINK };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_seen_outside_of_code() {
        for (text, expected) in [
            ("plain - [ words", 0),
            ("- [ ] milk", OPEN_TASK),
            ("  2. [x] bread", DONE_TASK),
            ("* [X] a\n+ [ ] b", DONE_TASK | OPEN_TASK),
            ("see https://example.org", LINK),
            ("see [[Tide pools]]", LINK),
            ("[a](b)", LINK),
            ("![a](driftless://blob/9f.png)", ATTACHMENT),
            ("| a | b |\n|---|:-:|", TABLE),
            ("a `b` c", CODE),
            ("it`s", 0),
            ("```\n- [ ] not a task\nhttps://x\n```\nafter", CODE),
            ("~~~\n```\n- [ ] no\n~~~\n- [ ] yes", CODE | OPEN_TASK),
            ("---\n| |", 0),
        ] {
            assert_eq!(facts(text), expected, "{text}");
        }
    }
}
