//! The parts of a Markdown text that are not code.

use std::collections::BTreeMap;
use std::ops::Range;

/// Calls `visit` with every piece of text that is outside of code: first the line that it is in, then the
/// piece, both as bytes of the text. A line has several pieces when code stands between them.
pub fn each_prose(text: &str, mut visit: impl FnMut(Range<usize>, Range<usize>)) {
    let mut at = 0;
    let mut fence: Option<(u8, usize)> = None;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.strip_suffix('\n').unwrap_or(line);
        let mark = fence_mark(line);
        match (fence, mark) {
            (Some((byte, length)), Some((mark, run, rest))) => {
                if mark == byte && run >= length && rest.trim().is_empty() {
                    fence = None;
                }
            }
            (Some(_), None) => {}
            // Backticks after a fence of backticks make it code within a line.
            (None, Some((mark, run, rest))) if mark != b'`' || !rest.contains('`') => fence = Some((mark, run)),
            (None, _) => {
                each_piece(line, |piece| visit(start..start + line.len(), start + piece.start..start + piece.end));
            }
        }
    }
}

/// Reads the mark of a fence: its character, its length, what follows. Fences in lists and quotes count too.
pub(crate) fn fence_mark(line: &str) -> Option<(u8, usize, &str)> {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
    let mark = *line.as_bytes().first().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let run = line.bytes().take_while(|byte| *byte == mark).count();
    (run >= 3).then(|| (mark, run, line.get(run..).unwrap_or_default()))
}

/// Calls `visit` with every piece of a line or paragraph that is outside of code.
pub(crate) fn each_piece(line: &str, mut visit: impl FnMut(Range<usize>)) {
    if !line.contains('`') {
        return visit(0..line.len());
    }
    let runs = backtick_runs(line);
    // The next run of the same length, for every run, from behind: a search from each would be quadratic.
    let mut closers = vec![None; runs.len()];
    let mut last: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, run) in runs.iter().enumerate().rev() {
        if let Some(closer) = closers.get_mut(index) {
            *closer = last.insert(run.len(), index);
        }
    }
    let (mut at, mut index) = (0, 0);
    while let Some(run) = runs.get(index) {
        let is_escaped = line.as_bytes().get(..run.start).is_some_and(|before| before.ends_with(b"\\"));
        match closers.get(index).copied().flatten().and_then(|closer| Some((closer, runs.get(closer)?))) {
            Some((closer, end)) if !is_escaped => {
                visit(at..run.start);
                at = end.end;
                index = closer + 1;
            }
            _ => index += 1,
        }
    }
    visit(at..line.len());
}

fn backtick_runs(line: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in line.match_indices('`') {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prose(text: &str) -> String {
        let mut out = Vec::new();
        each_prose(text, |line, piece| {
            assert!(line.start <= piece.start && piece.end <= line.end);
            out.push(text[piece].to_owned());
        });
        out.join("|")
    }

    #[test]
    fn code_is_left_out() {
        assert_eq!(prose("a\n```js\nb\n```\nc"), "a|c");
        assert_eq!(prose("a\n~~~\n```\n~~~~ \nc"), "a|c");
        assert_eq!(prose("- x\n  ```\n  b\n  ```\n> c"), "- x|> c");
        assert_eq!(prose("```\nnever closed"), "");
        assert_eq!(prose("a `b` c"), "a | c");
        assert_eq!(prose("a ``b ` c`` d"), "a | d");
        assert_eq!(prose("```a`b"), "```a`b");
        assert_eq!(prose("a ` b"), "a ` b");
        assert_eq!(prose("a \\`b` c"), "a \\`b` c");
        assert_eq!(prose(""), "");
    }
}
