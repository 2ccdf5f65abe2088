//! Reads what was typed, from left to right.

use driftless_domain::limits::QUERY_DEPTH_MAX;

use super::{BadQuery, Fact, Moment, Node, Words, date};

/// How operators are typed, and what they are called in answers.
const OPERATORS: [(&str, &str); 9] = [
    ("title", "title"),
    ("tag", "tag"),
    ("notebook", "notebook"),
    ("in", "in"),
    ("created", "created"),
    ("edited", "edited"),
    ("updated", "edited"),
    ("is", "is"),
    ("has", "has"),
];

/// Returns the parts of a text; none when there is nothing to look for.
pub(super) fn nodes(text: &str, moment: Moment) -> Result<Vec<Node>, BadQuery> {
    Reader { text, at: 0, moment }.group(0)
}

struct Reader<'t> {
    text: &'t str,
    /// Byte offset of what comes next.
    at: usize,
    moment: Moment,
}

/// One thing that was typed, before it is understood.
struct Item<'t> {
    /// Empty when there is none.
    operator: &'static str,
    text: &'t str,
    is_quoted: bool,
}

impl<'t> Reader<'t> {
    /// Reads up to the bracket that closes the group, or to the end.
    fn group(&mut self, depth: usize) -> Result<Vec<Node>, BadQuery> {
        let mut nodes: Vec<Node> = Vec::new();
        let mut is_or = false;
        loop {
            self.skip(char::is_whitespace);
            let rest = self.rest();
            if rest.is_empty() {
                return Ok(nodes);
            }
            if depth > 0 && self.take(")") {
                return Ok(nodes);
            }
            let is_not = rest.strip_prefix('-').is_some_and(|body| body.starts_with(|c: char| !c.is_whitespace()));
            if is_not {
                self.at += 1;
            }
            let node = if self.rest().starts_with('(') {
                self.brackets(depth)?
            } else {
                let from = self.at;
                let item = self.item(depth);
                if !is_not && item.is_or() {
                    is_or = !nodes.is_empty();
                    continue;
                }
                self.node(&item, from)?
            };
            let Some(node) = node else { continue };
            let node = if is_not { Node::Not(Box::new(node)) } else { node };
            match (is_or, nodes.last_mut()) {
                (true, Some(Node::Any(any))) => any.push(node),
                (true, Some(last)) => {
                    let first = std::mem::replace(last, Node::Any(Vec::new()));
                    *last = Node::Any(vec![first, node]);
                }
                _ => nodes.push(node),
            }
            is_or = false;
        }
    }

    /// Reads a group; none when it is empty.
    fn brackets(&mut self, depth: usize) -> Result<Option<Node>, BadQuery> {
        if depth >= QUERY_DEPTH_MAX {
            return Err(BadQuery::TooDeep { place: self.place(self.at, self.at + 1) });
        }
        self.at += 1;
        let mut nodes = self.group(depth + 1)?;
        Ok(if nodes.len() > 1 { Some(Node::All(nodes)) } else { nodes.pop() })
    }

    /// Cuts the next item off: up to white space outside quotes. An open quote ends with the text.
    fn item(&mut self, depth: usize) -> Item<'t> {
        let operator = self.operator();
        let rest = self.rest();
        if let Some(quoted) = rest.strip_prefix('"') {
            let end = quoted.find('"').unwrap_or(quoted.len());
            self.at += 1 + end + usize::from(end < quoted.len());
            return Item { operator, text: &quoted[..end], is_quoted: true };
        }
        let end = word_end(rest, depth > 0);
        self.at += end;
        Item { operator, text: &rest[..end], is_quoted: false }
    }

    fn operator(&mut self) -> &'static str {
        let rest = self.rest();
        for (typed, operator) in OPERATORS {
            let Some((name, after)) = rest.split_at_checked(typed.len()) else { continue };
            if name.eq_ignore_ascii_case(typed) && after.starts_with(':') {
                self.at += typed.len() + 1;
                return operator;
            }
        }
        ""
    }

    /// Understands an item that began at `from`; none when there is nothing to look for, as in an empty phrase.
    fn node(&self, item: &Item<'_>, from: usize) -> Result<Option<Node>, BadQuery> {
        let Item { operator, is_quoted, .. } = *item;
        let text = item.text.trim();
        let place = || self.place(from, self.at);
        if text.is_empty() {
            return if operator.is_empty() { Ok(None) } else { Err(BadQuery::NoValue { operator, place: place() }) };
        }
        let words = || Words { text: text.to_owned(), is_phrase: is_quoted };
        let wrong = |expected| BadQuery::Value { operator, value: text.to_owned(), expected, place: place() };
        let span = || date::span(text, self.moment).ok_or_else(|| wrong(DATES));
        Ok(Some(match operator {
            "title" => Node::Title(words()),
            "tag" => match text.trim_start_matches(|c: char| c == '#' || c.is_whitespace()) {
                "" => return Err(BadQuery::NoValue { operator, place: place() }),
                tag => Node::Tag(tag.to_owned()),
            },
            "notebook" | "in" => Node::Notebook(text.to_owned()),
            "created" => Node::Created(span()?),
            "edited" => Node::Updated(span()?),
            "is" => Node::Fact(fact("is", text).ok_or_else(|| wrong(IS))?),
            "has" => Node::Fact(fact("has", text).ok_or_else(|| wrong(HAS))?),
            _ => Node::Anywhere(words()),
        }))
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, is_skipped: impl Fn(char) -> bool) {
        self.at = self.text.len() - self.rest().trim_start_matches(is_skipped).len();
    }

    fn take(&mut self, wanted: &str) -> bool {
        let is_there = self.rest().starts_with(wanted);
        self.at += if is_there { wanted.len() } else { 0 };
        is_there
    }

    /// Turns byte offsets into UTF-16 ones.
    fn place(&self, from: usize, to: usize) -> [u32; 2] {
        let units = |end: usize| {
            let before = self.text.get(..end).unwrap_or(self.text);
            u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
        };
        [units(from), units(to)]
    }
}

impl Item<'_> {
    fn is_or(&self) -> bool {
        self.operator.is_empty() && !self.is_quoted && (self.text.eq_ignore_ascii_case("or") || self.text == "|")
    }
}

/// Returns where a word ends. Inside brackets also before the bracket that closes them: one that the word
/// opened itself, as in `f(x)`, belongs to the word.
fn word_end(text: &str, is_in_brackets: bool) -> usize {
    let mut opened = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => opened += 1,
            ')' if opened > 0 => opened -= 1,
            ')' if is_in_brackets => return at,
            c if c.is_whitespace() => return at,
            _ => {}
        }
    }
    text.len()
}

const DATES: &str =
    "a date such as 2026, 2026-03, >=2026-03-01, 2026-01..2026-03, today, yesterday, week, month, year or 7d";
const IS: &str = "pinned, favourite, archived, trash, template, untagged, task or done";
const HAS: &str = "tag, notebook, review, link, attachment, code, table or task";

fn fact(operator: &str, value: &str) -> Option<Fact> {
    let value = value.to_ascii_lowercase();
    // What else people type.
    let value = match (operator, value.as_str()) {
        ("is", "trashed" | "deleted") => "trash",
        ("is", "todo") => "task",
        ("has", "tags") => "tag",
        ("has", "links") => "link",
        ("has", "attachments" | "file" | "image") => "attachment",
        ("has", "tables") => "table",
        ("has", "tasks") => "task",
        (_, value) => value,
    };
    let typed = format!("{operator}:{value}");
    Fact::TYPED.iter().find(|(known, _)| *known == typed).map(|(_, fact)| *fact)
}
