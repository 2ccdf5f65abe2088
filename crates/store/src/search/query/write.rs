//! A query as text again, in one form of the many that mean the same.

use std::fmt;

use super::{Node, Query, Span, Words};

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&joined(&self.root, " "))
    }
}

fn joined(nodes: &[Node], between: &str) -> String {
    nodes.iter().map(Node::to_string).collect::<Vec<_>>().join(between)
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anywhere(words) => write!(f, "{words}"),
            Self::Title(words) => write!(f, "title:{words}"),
            // A leading quote would be taken for one around the name.
            Self::Tag(tag) if tag.starts_with('"') => write!(f, "tag:#{tag}"),
            Self::Tag(tag) => write!(f, "tag:{}", quoted(tag)),
            Self::Notebook(name) => write!(f, "in:{}", quoted(name)),
            Self::Created(span) => write!(f, "created:{span}"),
            Self::Updated(span) => write!(f, "edited:{span}"),
            Self::Fact(fact) => f.write_str(fact.typed()),
            Self::Not(node) => match node.as_ref() {
                Self::Not(_) | Self::Any(_) => write!(f, "-{}", in_brackets(&node.to_string())),
                // A group brings its own brackets.
                Self::All(_)
                | Self::Anywhere(_)
                | Self::Title(_)
                | Self::Tag(_)
                | Self::Notebook(_)
                | Self::Created(_)
                | Self::Updated(_)
                | Self::Fact(_) => write!(f, "-{node}"),
            },
            Self::All(nodes) => f.write_str(&in_brackets(&joined(nodes, " "))),
            Self::Any(nodes) => {
                let parts: Vec<String> = nodes
                    .iter()
                    .enumerate()
                    .map(|(at, node)| {
                        let text = node.to_string();
                        if at > 0 && matches!(node, Self::Any(_)) { in_brackets(&text) } else { text }
                    })
                    .collect();
                f.write_str(&parts.join(" or "))
            }
        }
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_phrase { write!(f, "\"{}\"", self.text) } else { f.write_str(&self.text) }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from(), self.before(), self.days()) {
            (None, None, _) => f.write_str(".."),
            (Some(from), None, _) => write!(f, ">={from}"),
            (None, Some(before), _) => write!(f, "<{before}"),
            (Some(from), Some(_), (_, last)) => write!(f, "{from}..{}", last.unwrap_or_default()),
        }
    }
}

/// A word that ends with an open bracket of its own must not take the closing one.
fn in_brackets(text: &str) -> String {
    let gap = if text.contains('(') { " " } else { "" };
    format!("({text}{gap})")
}

/// A name that would not be read as one word stands in quotes; none has quotes and white space both.
fn quoted(name: &str) -> String {
    if name.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')')) && !name.contains('"') {
        format!("\"{name}\"")
    } else {
        name.to_owned()
    }
}
