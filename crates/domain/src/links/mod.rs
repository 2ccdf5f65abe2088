//! Links that a note's text holds: by id (`driftless://note/<id>`, alone or as `[Title](…)`), which a
//! rename does not break, and by title (`[[Title]]`, `[[Title|shown]]`).
//!
//! Total and linear: any text has links or none. What stands in code is no link. Code that is only
//! indented, and code over several lines of one paragraph, is read as text: a link too many is harmless.

mod prose;
mod sentence;

use std::ops::Range;

pub use prose::each_prose;
pub(crate) use prose::{each_piece, fence_mark};
pub use sentence::{Sentence, sentence};

use crate::id::EntityId;
use crate::limits::LINKS_PER_NOTE_MAX;
use crate::rules;

/// What the address of a note begins with; its id follows.
pub const NOTE_URL: &str = "driftless://note/";

/// Bytes of the text of an id.
const ID_BYTES: usize = 36;

/// Bytes that the words of a link by id may have; with more, only its address is the link.
const LABEL_BYTES_MAX: usize = 2_000;

/// Bytes between an id and the end of its link: a title in quotes, a place in the note.
const TAIL_BYTES_MAX: usize = 1_200;

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To a note.
    Note(EntityId),
    /// To the note that has this title, as titles are stored.
    Title(String),
}

/// One link of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub target: Target,
    /// The words that it shows; empty for a bare address.
    pub label: String,
    /// Where it stands, bytes of the text.
    pub place: Range<usize>,
}

/// Returns the address of a note.
pub fn note_url(id: EntityId) -> String {
    format!("{NOTE_URL}{id}")
}

/// Returns a link by id in Markdown, with `label` as its words.
pub fn note_link(label: &str, id: EntityId) -> String {
    let mut link = String::with_capacity(label.len() + 64);
    link.push('[');
    for c in label.chars() {
        if matches!(c, '[' | ']' | '\\') {
            link.push('\\');
        }
        link.push(if c == '\n' { ' ' } else { c });
    }
    link.push_str("](");
    link.push_str(&note_url(id));
    link.push(')');
    link
}

/// Returns the title in `Title#heading`; none when the text names no place in a note. A note may have the whole
/// as its title, and then that one is meant.
pub fn title_of_place(target: &str) -> Option<&str> {
    let (title, place) = target.split_once('#')?;
    let title = title.trim();
    (!title.is_empty() && !place.trim().is_empty()).then_some(title)
}

/// Returns the links of a text in order, at most [`LINKS_PER_NOTE_MAX`].
pub fn links(text: &str) -> Vec<Link> {
    let mut found = Vec::new();
    if !text.contains("[[") && !text.contains(NOTE_URL) {
        return found;
    }
    each_prose(text, |line, piece| {
        if found.len() < LINKS_PER_NOTE_MAX {
            let line_text = text.get(line.clone()).unwrap_or_default();
            scan(line_text, piece.start - line.start..piece.end - line.start, line.start, &mut found);
        }
    });
    found.truncate(LINKS_PER_NOTE_MAX);
    found
}

/// Turns ranges of bytes, in order of their starts, into ranges of UTF-16 code units.
pub fn to_utf16<'r>(text: &str, places: impl IntoIterator<Item = &'r Range<usize>>) -> Vec<[u32; 2]> {
    let (mut at, mut units) = (0, 0_u32);
    places
        .into_iter()
        .map(|place| {
            if place.start < at {
                (at, units) = (0, 0);
            }
            units += count_utf16(text.get(at..place.start).unwrap_or_default());
            at = place.start;
            [units, units + count_utf16(text.get(place.clone()).unwrap_or_default())]
        })
        .collect()
}

/// Turns a range of UTF-16 code units into bytes; none when it is not within the text or splits a character.
pub fn from_utf16(text: &str, range: [u32; 2]) -> Option<Range<usize>> {
    let (mut units, mut start, mut end) = (0_u32, None, None);
    for (at, c) in text.char_indices().map(|(at, c)| (at, Some(c))).chain([(text.len(), None)]) {
        if units == range[0] {
            start = start.or(Some(at));
        }
        if units == range[1] {
            end = end.or(Some(at));
        }
        if units >= range[1] {
            break;
        }
        units += if c.is_some_and(|c| c.len_utf16() == 2) { 2 } else { 1 };
    }
    start.zip(end).filter(|(start, end)| start <= end).map(|(start, end)| start..end)
}

pub(crate) fn count_utf16(text: &str) -> u32 {
    let units = if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() };
    u32::try_from(units).unwrap_or(u32::MAX)
}

/// Finds the links that begin in a piece of a line. `line_at`: where the line begins.
fn scan(line: &str, piece: Range<usize>, line_at: usize, found: &mut Vec<Link>) {
    let mut at = piece.start;
    let mut free_from = found.last().map_or(0, |last| last.place.end.saturating_sub(line_at));
    let find = |needle: &str, from: usize| {
        line.get(from..piece.end).and_then(|rest| rest.find(needle)).map(|offset| from + offset)
    };
    let (mut wiki, mut url) = (find("[[", at), find(NOTE_URL, at));
    while let Some(next) = [wiki, url].into_iter().flatten().min() {
        // The words of a link do not reach into the link before it.
        let link = if wiki == Some(next) { wiki_link(line, next, piece.end) } else { id_link(line, next, free_from) };
        at = next + 1;
        if let Some(mut link) = link {
            at = link.place.end;
            free_from = at;
            link.place = link.place.start + line_at..link.place.end + line_at;
            found.push(link);
        }
        if wiki.is_some_and(|wiki| wiki < at) {
            wiki = find("[[", at);
        }
        if url.is_some_and(|url| url < at) {
            url = find(NOTE_URL, at);
        }
    }
}

/// Reads `[[Title]]` or `[[Title|shown]]` at `at`.
fn wiki_link(line: &str, at: usize, end: usize) -> Option<Link> {
    if is_escaped(line, at) {
        return None;
    }
    let inner = line.get(at + 2..end)?;
    let close = inner.find(['[', ']'])?;
    if !inner.get(close..)?.starts_with("]]") {
        return None;
    }
    let inner = inner.get(..close)?;
    // In a table the bar is escaped.
    let (title, label) = inner.split_once('|').map_or((inner, inner), |(title, label)| {
        (title.strip_suffix('\\').unwrap_or(title), if label.trim().is_empty() { title } else { label })
    });
    let title = rules::title(title).ok().filter(|title| !title.is_empty())?;
    Some(Link { target: Target::Title(title), label: label.trim().to_owned(), place: at..at + 2 + close + 2 })
}

/// Reads the address at `at`, and the link that it belongs to, which begins at `free_from` at the earliest.
fn id_link(line: &str, at: usize, free_from: usize) -> Option<Link> {
    let id_at = at + NOTE_URL.len();
    let id: EntityId = line.get(id_at..id_at + ID_BYTES)?.parse().ok()?;
    let after = line.get(id_at + ID_BYTES..)?;
    if after.starts_with(|c: char| c.is_alphanumeric() || c == '-') {
        return None;
    }
    let target = Target::Note(id);
    let before = line.get(..at)?;
    let (before, is_angled) = before.strip_suffix('<').map_or((before, false), |before| (before, true));
    if let Some(label) = before.strip_suffix("](").and_then(label_before)
        && label.start > free_from
        && let Some(close) = within(after, TAIL_BYTES_MAX).find(')')
    {
        let words = unescaped(line.get(label.clone())?);
        return Some(Link { target, label: words, place: label.start - 1..id_at + ID_BYTES + close + 1 });
    }
    let is_angled = is_angled && at > free_from && after.starts_with('>');
    let place = at - usize::from(is_angled)..id_at + ID_BYTES + usize::from(is_angled);
    Some(Link { target, label: String::new(), place })
}

/// Returns where the words of a link stand, whose `]` follows on `before`.
fn label_before(before: &str) -> Option<Range<usize>> {
    let mut depth = 0_usize;
    for (at, c) in before.char_indices().rev() {
        if before.len() - at > LABEL_BYTES_MAX {
            return None;
        }
        match c {
            '[' | ']' if is_escaped(before, at) => {}
            ']' => depth += 1,
            '[' if depth == 0 => return Some(at + 1..before.len()),
            '[' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn is_escaped(line: &str, at: usize) -> bool {
    line.as_bytes()
        .get(..at)
        .is_some_and(|before| before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1)
}

/// Cuts a text at `bytes`, at the character before if need be.
fn within(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation) {
            out.extend(chars.next());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

    fn shown(text: &str) -> Vec<(String, String, String)> {
        links(text)
            .into_iter()
            .map(|link| {
                let target = match link.target {
                    Target::Note(id) => id.to_string(),
                    Target::Title(title) => format!("={title}"),
                };
                (target, link.label, text[link.place].to_owned())
            })
            .collect()
    }

    fn one(text: &str) -> (String, String, String) {
        let mut found = shown(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        found.remove(0)
    }

    fn parts(target: &str, label: &str, place: &str) -> (String, String, String) {
        (target.to_owned(), label.to_owned(), place.to_owned())
    }

    #[test]
    fn links_by_title() {
        assert_eq!(one("see [[Tide pools]]."), parts("=Tide pools", "Tide pools", "[[Tide pools]]"));
        assert_eq!(one("[[ 雪国 |the novel]]"), parts("=雪国", "the novel", "[[ 雪国 |the novel]]"));
        assert_eq!(one("| [[a\\|b]] |"), parts("=a", "b", "[[a\\|b]]"));
        assert_eq!(one("[[[x]]"), parts("=x", "x", "[[x]]"));
        assert_eq!(one("[[open [[a]]"), parts("=a", "a", "[[a]]"));
        assert_eq!(one("[[a|]]"), parts("=a", "a", "[[a|]]"));
        for none in ["[[]]", "[[ ]]", "[[a", "[[a]", "\\[[a]]", "[[a\nb]]", "[[|x]]", "`[[a]]`", "```\n[[a]]\n```"] {
            assert_eq!(shown(none), [], "{none}");
        }
    }

    #[test]
    fn a_place_in_a_note_is_told_from_its_title() {
        assert_eq!(title_of_place("Tide # Low water"), Some("Tide"));
        assert_eq!(title_of_place("a#b#c"), Some("a"));
        for none in ["Tide", "#Tide", "Tide#", "C# ", ""] {
            assert_eq!(title_of_place(none), None, "{none}");
        }
    }

    #[test]
    fn links_by_id() {
        let url = format!("driftless://note/{ID}");
        assert_eq!(one(&format!("[Tide]({url})")), parts(ID, "Tide", &format!("[Tide]({url})")));
        assert_eq!(one(&format!("a [x [y] \\] z](<{url}> \"t\") b")).1, "x [y] ] z");
        assert_eq!(one(&format!("a [`x` y]({url}) b")).2, format!("[`x` y]({url})"));
        assert_eq!(one(&format!("<{url}>")), parts(ID, "", &format!("<{url}>")));
        assert_eq!(one(&format!("({url})")), parts(ID, "", &url));
        assert_eq!(one(&format!("[a]: {url}")), parts(ID, "", &url));
        assert_eq!(one(&format!("[a]({url}#heading)")).1, "a");
        assert_eq!(one(&format!("[a]({url}")).2, url, "not closed");
        for none in [format!("`{url}`"), format!("{url}0"), url.replace('8', "x"), "driftless://note/".to_owned()] {
            assert_eq!(shown(&none), [], "{none}");
        }
        let made = note_link("a [b] \\ c", ID.parse().unwrap());
        assert_eq!(one(&made), parts(ID, "a [b] \\ c", &made));
    }

    #[test]
    fn several_in_order_and_none_twice() {
        let text = format!("[[a]] [b](driftless://note/{ID}) [[c|[d]] [[[e]](driftless://note/{ID})");
        let found = links(&text);
        assert!(found.windows(2).all(|pair| pair[0].place.end <= pair[1].place.start));
        assert_eq!(found.len(), 4, "{found:?}");
    }

    #[test]
    fn offsets_are_utf16_both_ways() {
        let text = "🎉 [[a]] 雪 [[b]]";
        let found = links(text);
        let ranges = to_utf16(text, found.iter().map(|link| &link.place));
        assert_eq!(ranges, [[3, 8], [11, 16]]);
        for (range, link) in ranges.into_iter().zip(&found) {
            assert_eq!(from_utf16(text, range), Some(link.place.clone()));
        }
        assert_eq!(from_utf16(text, [1, 3]), None, "within the emoji");
        assert_eq!(from_utf16(text, [3, 99]), None);
        assert_eq!(from_utf16(text, [5, 3]), None);
        assert_eq!(from_utf16("", [0, 0]), Some(0..0));
    }

    /// A hostile text takes time in proportion to its length; this one would take hours otherwise.
    #[test]
    fn bombs_are_linear() {
        let url = format!("](driftless://note/{ID})");
        let ticks: String = (1..1_400).map(|n| "`".repeat(n) + " ").collect();
        for bomb in ["[[".repeat(500_000), "[[a".repeat(300_000), "[".repeat(500_000), url.repeat(20_000), ticks] {
            let _ = links(&format!("{bomb} [[x]] driftless://note/"));
        }
        assert_eq!(links(&"[[a]]".repeat(LINKS_PER_NOTE_MAX + 5)).len(), LINKS_PER_NOTE_MAX);
    }
}
