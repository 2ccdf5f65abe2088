//! The blocks of a Markdown text that hold prose.

use crate::links::fence_mark;

/// Lines of front matter, at most: what is longer is text.
const FRONT_MATTER_LINES_MAX: usize = 200;

/// What is left out until its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Literal {
    Fence(u8, usize),
    Math,
    /// Up to a line that holds this.
    HtmlTo(&'static str),
    /// Up to a blank line.
    Html,
}

/// Calls `visit` with every paragraph, line of a list or heading: where it starts in the text, and the text of
/// it. Code, formulas, HTML, link definitions and front matter are left out.
pub(super) fn each_paragraph<'t>(text: &'t str, mut visit: impl FnMut(usize, &'t str)) {
    let mut at = front_matter(text);
    let mut literal: Option<Literal> = None;
    let mut paragraph: Option<usize> = None;
    // Where the text of the open list items starts, columns.
    let mut items: Vec<usize> = Vec::new();
    for line in text.get(at..).unwrap_or_default().split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.strip_suffix('\n').unwrap_or(line);
        if let Some(open) = literal {
            literal = goes_on(open, line);
            continue;
        }
        let inner = unquoted(line);
        let begins = begins(inner);
        let is_blank = inner.trim().is_empty();
        let marker = list_marker(inner);
        let indent = columns(inner);
        if !is_blank && (paragraph.is_none() || marker.is_some()) {
            while items.last().is_some_and(|item| *item > indent) {
                items.pop();
            }
        }
        let is_code = paragraph.is_none() && !is_blank && indent >= items.last().copied().unwrap_or(0) + 4;
        // A table of lists in lists has no end; what is deeper is text of its last item.
        let is_item = marker.filter(|_| !is_code && items.len() < 100);
        let is_block = is_blank || is_code || begins.is_some() || is_item.is_some() || is_heading(inner);
        if let Some(from) = paragraph.filter(|_| is_block) {
            visit(from, text.get(from..start).unwrap_or_default());
            paragraph = None;
        }
        if is_blank || is_code {
            continue;
        }
        if let Some(begun) = begins {
            literal = begun;
            continue;
        }
        if let Some(item) = is_item {
            items.push(item);
        }
        if is_heading(inner) {
            visit(start, line);
        } else {
            paragraph = paragraph.or(Some(start));
        }
    }
    if let Some(from) = paragraph {
        visit(from, text.get(from..).unwrap_or_default());
    }
}

/// Returns how many bytes of a text are front matter.
fn front_matter(text: &str) -> usize {
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate().take(FRONT_MATTER_LINES_MAX) {
        let shown = line.trim_end();
        if number == 0 && shown != "---" || shown.is_empty() {
            return 0;
        }
        at += line.len();
        if number > 0 && matches!(shown, "---" | "...") {
            return at;
        }
    }
    0
}

fn goes_on(open: Literal, line: &str) -> Option<Literal> {
    let is_over = match open {
        Literal::Fence(byte, length) => {
            fence_mark(line).is_some_and(|(mark, run, rest)| mark == byte && run >= length && rest.trim().is_empty())
        }
        Literal::Math => line.trim_end().ends_with("$$") || unquoted(line).trim().is_empty(),
        Literal::HtmlTo(end) => line.to_ascii_lowercase().contains(end),
        Literal::Html => unquoted(line).trim().is_empty(),
    };
    (!is_over).then_some(open)
}

/// Returns whether a line begins something that is no prose, and what goes on after it.
fn begins(inner: &str) -> Option<Option<Literal>> {
    let text = after_markers(inner).trim();
    if let Some((mark, run, rest)) = fence_mark(text)
        && (mark != b'`' || !rest.contains('`'))
    {
        return Some(Some(Literal::Fence(mark, run)));
    }
    if let Some(rest) = text.strip_prefix("$$") {
        return Some((!rest.ends_with("$$")).then_some(Literal::Math));
    }
    if text.starts_with('[') && text.split_once(']').is_some_and(|(_, rest)| rest.starts_with(':')) {
        // A footnote is prose; a definition of a link is not.
        return (!text.starts_with("[^")).then_some(None);
    }
    html(text)
}

fn html(text: &str) -> Option<Option<Literal>> {
    let rest = text.strip_prefix('<')?;
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
        return None;
    }
    let name = rest.split(|c: char| c == '>' || c.is_whitespace()).next().unwrap_or_default();
    if name.contains([':', '@']) {
        // An address in angles.
        return None;
    }
    let lower = text.to_ascii_lowercase();
    for (start, end) in [
        ("<!--", "-->"),
        ("<pre", "</pre>"),
        ("<script", "</script>"),
        ("<style", "</style>"),
        ("<textarea", "</textarea>"),
    ] {
        if lower.starts_with(start) {
            return Some((!lower.contains(end)).then_some(Literal::HtmlTo(end)));
        }
    }
    Some(Some(Literal::Html))
}

fn is_heading(inner: &str) -> bool {
    let rest = after_markers(inner).trim_start();
    let level = rest.bytes().take_while(|byte| *byte == b'#').count();
    (1..=6).contains(&level) && rest.get(level..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Returns a line without the marks of the quotes it is in.
fn unquoted(line: &str) -> &str {
    let mut inner = line;
    loop {
        let trimmed = inner.trim_start_matches(' ');
        match trimmed.strip_prefix('>') {
            Some(rest) if inner.len() - trimmed.len() < 4 => inner = rest.strip_prefix(' ').unwrap_or(rest),
            _ => return inner,
        }
    }
}

/// Returns how far a line is indented, columns; a tab goes to the next fourth.
fn columns(line: &str) -> usize {
    let mut at = 0;
    for byte in line.bytes() {
        match byte {
            b' ' => at += 1,
            b'\t' => at += 4 - at % 4,
            _ => break,
        }
    }
    at
}

/// Returns the column at which the text of a list item starts, if a line begins one.
fn list_marker(inner: &str) -> Option<usize> {
    let indent = columns(inner);
    let text = inner.trim_start_matches([' ', '\t']);
    let rest = after_marker(text)?;
    let marker = text.len() - rest.len();
    let gap = columns(rest);
    Some(indent + marker + if (1..=4).contains(&gap) && !rest.trim().is_empty() { gap } else { 1 })
}

/// Returns what follows a mark of a list.
fn after_marker(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = match digits {
        0 => text.strip_prefix(['-', '*', '+'])?,
        1..=9 => text.get(digits..)?.strip_prefix(['.', ')'])?,
        _ => return None,
    };
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some(rest)
}

/// Returns a line without the marks of lists that it begins.
fn after_markers(inner: &str) -> &str {
    let mut text = inner.trim_start_matches([' ', '\t']);
    while let Some(rest) = after_marker(text) {
        text = rest.trim_start_matches([' ', '\t']);
    }
    text
}
