//! The sentence around a place of a text, in plain words: what a list of links shows.

use std::ops::Range;

use super::count_utf16;

/// Characters shown before the place.
const LEAD_CHARS: usize = 90;

/// Characters shown after it.
const TAIL_CHARS: usize = 130;

/// Bytes of a line that are looked at on each side; a line may be as long as a text.
const LOOK_BYTES: usize = 2_000;

/// A sentence without Markdown marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its words, on one line.
    pub text: String,
    /// Where the place stands in it, UTF-16 offsets [start, end).
    pub mark: [u32; 2],
}

/// Returns the sentence around `place` (bytes), in which it reads `shown`.
pub fn sentence(text: &str, place: &Range<usize>, shown: &str) -> Sentence {
    let (before, after) = (text.get(..place.start).unwrap_or_default(), text.get(place.end..).unwrap_or_default());
    let before = before.get(before.ceil_char_boundary(before.len().saturating_sub(LOOK_BYTES))..).unwrap_or_default();
    let after = after.get(..after.floor_char_boundary(LOOK_BYTES)).unwrap_or_default();
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    let lead = match last_end(before) {
        Some(end) => plain(before.get(end..).unwrap_or_default()),
        None => plain(without_line_marks(before)),
    };
    let tail = plain(after.get(..first_end(after).unwrap_or(after.len())).unwrap_or_default());
    let mut out = last_chars(lead.trim_start(), LEAD_CHARS);
    let shown = one_line(shown);
    let start = count_utf16(&out);
    let mark = [start, start + count_utf16(&shown)];
    out.push_str(&shown);
    out.push_str(&first_chars(tail.trim_end(), TAIL_CHARS));
    Sentence { text: out, mark }
}

/// Where the last sentence of a text begins.
fn last_end(text: &str) -> Option<usize> {
    let mut next: Option<char> = None;
    for (at, c) in text.char_indices().rev() {
        if ends_sentence(c, next) {
            return Some(at + c.len_utf8());
        }
        next = Some(c);
    }
    None
}

/// Where the first sentence of a text ends.
fn first_end(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if ends_sentence(c, chars.peek().map(|(_, next)| *next)) {
            return Some(at + c.len_utf8());
        }
    }
    None
}

fn ends_sentence(c: char, next: Option<char>) -> bool {
    match c {
        '。' | '！' | '？' => true,
        // "3.5" and "e.g." within a word do not end one; neither does what the place follows on.
        '.' | '!' | '?' | '…' => next.is_some_and(char::is_whitespace),
        _ => false,
    }
}

/// Cuts headings, quotes, list points and task boxes off the start of a line.
fn without_line_marks(line: &str) -> &str {
    let mut line = line.trim_start();
    loop {
        let cut = line.trim_start_matches(['>', '#', '-', '*', '+', '|']).trim_start();
        let cut = ["[ ] ", "[x] ", "[X] "].iter().find_map(|mark| cut.strip_prefix(mark)).unwrap_or(cut);
        let digits = cut.trim_start_matches(|c: char| c.is_ascii_digit());
        let cut = if digits.len() < cut.len() { digits.strip_prefix(". ").unwrap_or(cut) } else { cut };
        if cut.len() == line.len() {
            return line;
        }
        line = cut;
    }
}

/// Takes the marks of emphasis, code and links out of a piece of a line.
fn plain(piece: &str) -> String {
    let mut out = String::with_capacity(piece.len());
    let mut rest = piece;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '*' | '`' | '~' | '[' => {}
            '!' if rest.starts_with('[') => {}
            // A link shows its words, not its address.
            ']' => {
                if let Some(end) = rest.strip_prefix('(').and_then(|address| address.find(')')) {
                    rest = rest.get(end + 2..).unwrap_or_default();
                }
            }
            c => out.push(if c.is_control() { ' ' } else { c }),
        }
    }
    out
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn last_chars(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().skip(count - most).collect();
    // Begins with a whole word where words have spaces.
    let word = cut.find(char::is_whitespace).filter(|at| *at < cut.len() / 2).map_or(0, |at| at + 1);
    format!("…{}", cut.get(word..).unwrap_or(&cut))
}

fn first_chars(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most).collect();
    let word = cut.rfind(char::is_whitespace).filter(|at| *at > cut.len() / 2).unwrap_or(cut.len());
    format!("{}…", cut.get(..word).unwrap_or(&cut))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(text: &str, place: &str, shown: &str) -> (String, String) {
        let at = text.find(place).unwrap();
        let found = sentence(text, &(at..at + place.len()), shown);
        let units: Vec<u16> = found.text.encode_utf16().collect();
        let marked = &units[found.mark[0] as usize..found.mark[1] as usize];
        (found.text.clone(), String::from_utf16(marked).unwrap())
    }

    #[test]
    fn the_sentence_and_not_the_paragraph() {
        let text = "# Head\n\n- [ ] First one. Then **see** [[Tide|the pools]] at 3.5 m! Last one.";
        assert_eq!(
            around(text, "[[Tide|the pools]]", "the pools"),
            ("Then see the pools at 3.5 m!".into(), "the pools".into())
        );
        assert_eq!(around("夜の底が。[[雪]]が白い。信号", "[[雪]]", "雪"), ("雪が白い。".into(), "雪".into()));
        assert_eq!(around("> 1. see [the map](https://x.org/a) 🎉 [[a]]", "[[a]]", "a").0, "see the map 🎉 a");
        assert_eq!(around("[[a]]", "[[a]]", "a"), ("a".into(), "a".into()));
    }

    #[test]
    fn long_lines_are_cut_at_words() {
        let text = format!("{}[[a]]{}", "word ".repeat(5_000), " tail".repeat(5_000));
        let (shown, marked) = around(&text, "[[a]]", "a");
        assert_eq!(marked, "a");
        assert!(shown.starts_with("…word ") && shown.ends_with(" tail…"), "{shown}");
        assert!(shown.chars().count() < LEAD_CHARS + TAIL_CHARS + 5);
        let (shown, _) = around(&format!("{}[[a]]", "雪".repeat(5_000)), "[[a]]", "a");
        assert_eq!(shown.chars().count(), LEAD_CHARS + 2);
    }
}
