//! How a query was understood, in words.

use super::date::day;
use super::{Fact, Node, Span, Words};

pub(super) fn sentence(parts: &[Node]) -> String {
    let clauses: Vec<String> = parts.iter().map(clause).collect();
    match clauses.as_slice() {
        [] => "All notes".to_owned(),
        [one] => format!("Notes {one}"),
        [first, second] => format!("Notes {first}, and {second}"),
        [most @ .., last] => format!("Notes {}, and {last}", most.join(", ")),
    }
}

fn clause(node: &Node) -> String {
    match node {
        Node::Anywhere(words) => format!("with {}", quoted(words)),
        Node::Title(words) => format!("with {} in the title", quoted(words)),
        Node::Tag(tag) => format!("tagged “{tag}”"),
        Node::Notebook(name) => format!("in a notebook named like “{name}”"),
        Node::Created(span) => format!("created {}", time(*span)),
        Node::Updated(span) => format!("edited {}", time(*span)),
        Node::Fact(fact) => match fact {
            Fact::Pinned => "that are pinned".to_owned(),
            Fact::Archived => "in the archive".to_owned(),
            Fact::Trashed => "in the trash".to_owned(),
            Fact::Tagged => "with a tag".to_owned(),
            Fact::InNotebook => "in a notebook".to_owned(),
            Fact::InReview => "that wait for review".to_owned(),
        },
        Node::Not(node) => format!("not {}", clause(node)),
        Node::All(nodes) => nodes.iter().map(clause).collect::<Vec<_>>().join(" and "),
        Node::Any(nodes) => any(nodes),
    }
}

/// “a” or “b” shares its “with”.
fn any(nodes: &[Node]) -> String {
    let words: Option<Vec<String>> =
        nodes.iter().map(|node| if let Node::Anywhere(words) = node { Some(quoted(words)) } else { None }).collect();
    match words {
        Some(words) => format!("with {}", words.join(" or ")),
        None => nodes.iter().map(clause).collect::<Vec<_>>().join(" or "),
    }
}

fn quoted(words: &Words) -> String {
    if words.is_phrase { format!("exactly “{}”", words.text) } else { format!("“{}…”", words.text) }
}

fn time(span: Span) -> String {
    let last = |before_ms: i64| day(before_ms - 1);
    match (span.from_ms, span.before_ms) {
        (i64::MIN, i64::MAX) => "at any time".to_owned(),
        (i64::MIN, before) => format!("until {}", last(before)),
        (from, i64::MAX) => format!("from {} on", day(from)),
        (from, before) if day(from) == last(before) => format!("on {}", day(from)),
        (from, before) => format!("from {} to {}", day(from), last(before)),
    }
}
