//! How a query was understood, in words.

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
            Fact::Pinned => "that are pinned",
            Fact::Favorite => "that are favourites",
            Fact::Archived => "in the archive",
            Fact::Trashed => "in the trash",
            Fact::Template => "that are templates",
            Fact::Untagged => "without a tag",
            Fact::OpenTask => "with open tasks",
            Fact::AllDone => "with all tasks done",
            Fact::Tagged => "with a tag",
            Fact::InNotebook => "in a notebook",
            Fact::InReview => "that wait for review",
            Fact::Link => "with a link",
            Fact::Attachment => "with an attachment",
            Fact::Code => "with code",
            Fact::Table => "with a table",
            Fact::Task => "with tasks",
        }
        .to_owned(),
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
    match span.days() {
        (None, None) => "at any time".to_owned(),
        (None, Some(last)) => format!("until {last}"),
        (Some(from), None) => format!("from {from} on"),
        (Some(from), Some(last)) if from == last => format!("on {from}"),
        (Some(from), Some(last)) => format!("from {from} to {last}"),
    }
}
