//! The tags of one paragraph.

use std::ops::Range;

use super::tag_at;
use crate::links::each_piece;

/// How far the end of a `[[link]]`, an address, an HTML tag and a formula is looked for, bytes.
const WIKI_BYTES_MAX: usize = 1_200;
const ADDRESS_BYTES_MAX: usize = 4_000;
const HTML_BYTES_MAX: usize = 4_000;
const MATH_BYTES_MAX: usize = 4_000;

/// Returns where the names of the tags stand, without their `#`, in order.
pub(super) fn tags_in(paragraph: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if paragraph.contains('#') {
        let mut scan = Scan::new(paragraph);
        each_piece(paragraph, |piece| scan.piece(piece, &mut found));
    }
    found
}

/// Looks for the end of something, from places further and further on. What was looked through once is not looked
/// through again, so that a text of many openings costs no more than its length.
#[derive(Default)]
struct Search {
    searched_to: usize,
    found: Option<usize>,
}

impl Search {
    fn find(
        &mut self,
        text: &str,
        from: usize,
        max: usize,
        is_end: impl Fn(usize) -> bool,
        first: u8,
    ) -> Option<usize> {
        let to = text.len().min(from.saturating_add(max));
        if let Some(found) = self.found.filter(|found| *found >= from) {
            return (found < to).then_some(found);
        }
        let start = from.max(self.searched_to);
        let bytes = text.as_bytes().get(start.min(to)..to).unwrap_or_default();
        let found = bytes
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == first)
            .map(|(at, _)| start + at)
            .find(|at| is_end(*at));
        self.searched_to = self.searched_to.max(to);
        self.found = found;
        found
    }
}

struct Scan<'p> {
    text: &'p str,
    /// Where `[` stand that are not closed, and how many tags were found before each.
    open: Vec<usize>,
    wiki: Search,
    address: Search,
    html: Search,
    math: Search,
    double_math: Search,
}

impl<'p> Scan<'p> {
    fn new(text: &'p str) -> Self {
        let new = Search::default;
        Self { text, open: Vec::new(), wiki: new(), address: new(), html: new(), math: new(), double_math: new() }
    }

    fn piece(&mut self, piece: Range<usize>, found: &mut Vec<Range<usize>>) {
        let bytes = self.text.as_bytes();
        let mut at = piece.start;
        while at < piece.end {
            at = match bytes.get(at).copied().unwrap_or_default() {
                b'\\' => {
                    at + 1 + self.text.get(at + 1..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
                }
                b'[' => self.bracket(at, found.len()),
                b']' => self.link_end(at, found),
                b'<' => self.angle(at),
                b'$' => self.math(at),
                b'#' => self.hash(at, found),
                _ => at + 1,
            };
        }
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or_default()
    }

    fn bracket(&mut self, at: usize, tags: usize) -> usize {
        if self.byte(at + 1) == b'[' {
            let bytes = self.text.as_bytes();
            let is_end = |end: usize| bytes.get(end + 1) == Some(&b']');
            let end = self.wiki.find(self.text, at + 2, WIKI_BYTES_MAX, is_end, b']');
            if let Some(end) = end
                && self.text.get(at + 2..end).is_some_and(|inner| !inner.contains(['[', ']', '\n']))
            {
                return end + 2;
            }
        }
        self.open.push(tags);
        at + 1
    }

    /// The words of a link are no tags, nor is its address.
    fn link_end(&mut self, at: usize, found: &mut Vec<Range<usize>>) -> usize {
        let Some(tags) = self.open.pop() else { return at + 1 };
        let close = match self.byte(at + 1) {
            b'(' => b')',
            b'[' => b']',
            _ => return at + 1,
        };
        let Some(end) = self.address.find(self.text, at + 2, ADDRESS_BYTES_MAX, |_| true, close) else { return at + 1 };
        found.truncate(tags);
        end + 1
    }

    fn angle(&mut self, at: usize) -> usize {
        let next = self.byte(at + 1);
        if !(next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?')) {
            return at + 1;
        }
        self.html.find(self.text, at + 2, HTML_BYTES_MAX, |_| true, b'>').map_or(at + 1, |end| end + 1)
    }

    fn math(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
        if byte(at + 1) == b'$' {
            let is_end = |end: usize| byte(end + 1) == b'$' && byte(end - 1) != b'\\';
            let end = self.double_math.find(self.text, at + 3, MATH_BYTES_MAX, is_end, b'$');
            return end.map_or(at + 2, |end| end + 2);
        }
        if byte(at + 1).is_ascii_whitespace() || byte(at + 1) == 0 {
            return at + 1;
        }
        let is_end = |end: usize| {
            let before = byte(end - 1);
            !before.is_ascii_whitespace() && before != b'\\' && !byte(end + 1).is_ascii_digit()
        };
        let end = self.math.find(self.text, at + 2, MATH_BYTES_MAX, is_end, b'$');
        match end.filter(|end| self.text.get(at..*end).is_some_and(|inner| !inner.contains('\n'))) {
            Some(end) => end + 1,
            None => at + 1,
        }
    }

    fn hash(&self, at: usize, found: &mut Vec<Range<usize>>) -> usize {
        let before = self.text.get(..at).and_then(|before| before.chars().next_back());
        if before.is_some_and(|c| !c.is_whitespace() && c != '(') {
            return at + 1;
        }
        let Some(length) = self.text.get(at + 1..).and_then(tag_at) else { return at + 1 };
        found.push(at + 1..at + 1 + length);
        at + 1 + length
    }
}
