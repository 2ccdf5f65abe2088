//! What was typed, as a tree. Pure.
//!
//! ```text
//! tide pools            both, each as the beginning of a word
//! "tide pools"          these words in this order
//! tide or surf          one of them; binds closer than the space
//! -surf                 not
//! title:tide tag:sea notebook:Trips
//! created:2026-03 updated:>=2026-03-01 updated:2026-01-01..2026-02-15   (UTC days)
//! is:pinned is:archived is:trash has:tag has:notebook has:review
//! ```

mod date;
mod explain;

use driftless_domain::limits::QUERY_CHARS_MAX;

/// What was typed cannot be understood. Typed so that a caller never matches on text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadQuery {
    /// Nothing to search for.
    #[error("there is nothing to search for")]
    Empty,
    /// Over [`QUERY_CHARS_MAX`].
    #[error("the query has {chars} characters, at most {chars_max} can be searched for")]
    TooLong {
        /// Its characters.
        chars: usize,
        /// The most.
        chars_max: usize,
    },
    /// An operator without a value.
    #[error("`{operator}:` needs a value")]
    NoValue {
        /// The operator.
        operator: &'static str,
    },
    /// A value that the operator does not know.
    #[error("`{operator}:{value}` is not understood; expected {expected}")]
    Value {
        /// The operator.
        operator: &'static str,
        /// What stood there.
        value: String,
        /// What may stand there.
        expected: &'static str,
    },
}

/// Words to find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// As typed, without quotes.
    pub text: String,
    /// Quoted: exactly these words in this order.
    pub is_phrase: bool,
}

/// Facts that `is:` and `has:` ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// `is:pinned`.
    Pinned,
    /// `is:archived`.
    Archived,
    /// `is:trash`: only what is in the trash, which no other search shows.
    Trashed,
    /// `has:tag`.
    Tagged,
    /// `has:notebook`.
    InNotebook,
    /// `has:review`.
    InReview,
}

/// A time from `from_ms` up to but without `before_ms`, milliseconds since the epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Start.
    pub from_ms: i64,
    /// End, not in it.
    pub before_ms: i64,
}

/// A part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// In title, tags or text.
    Anywhere(Words),
    /// In the title.
    Title(Words),
    /// Tagged so, or with one below it.
    Tag(String),
    /// In a notebook whose name has this in it.
    Notebook(String),
    /// First written then.
    Created(Span),
    /// Last edited then.
    Updated(Span),
    /// A fact.
    Fact(Fact),
    /// Not so.
    Not(Box<Node>),
    /// All of them.
    All(Vec<Node>),
    /// At least one of them.
    Any(Vec<Node>),
}

/// A query that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    root: Vec<Node>,
}

impl std::str::FromStr for Query {
    type Err = BadQuery;

    fn from_str(text: &str) -> Result<Self, BadQuery> {
        Self::parse(text)
    }
}

impl Query {
    /// Reads what was typed.
    ///
    /// # Errors
    /// [`BadQuery`].
    pub fn parse(text: &str) -> Result<Self, BadQuery> {
        let chars = text.chars().take(100 * QUERY_CHARS_MAX).count();
        if chars > QUERY_CHARS_MAX {
            return Err(BadQuery::TooLong { chars, chars_max: QUERY_CHARS_MAX });
        }
        let mut root: Vec<Node> = Vec::new();
        let mut is_or = false;
        for item in items(text) {
            if item.is_or() {
                is_or = !root.is_empty();
                continue;
            }
            let Some(node) = item.node()? else { continue };
            match (is_or, root.last_mut()) {
                (true, Some(Node::Any(nodes))) => nodes.push(node),
                (true, Some(last)) => {
                    let first = std::mem::replace(last, Node::Any(Vec::new()));
                    *last = Node::Any(vec![first, node]);
                }
                _ => root.push(node),
            }
            is_or = false;
        }
        if root.is_empty() { Err(BadQuery::Empty) } else { Ok(Self { root }) }
    }

    /// Returns the parts that must all be so.
    pub fn parts(&self) -> &[Node] {
        &self.root
    }

    /// Returns the words that are looked for, for ranking and highlighting.
    pub fn words(&self) -> Vec<&Words> {
        let mut words = Vec::new();
        self.root.iter().for_each(|node| node.collect_words(&mut words));
        words
    }

    /// Returns whether the trash is asked for.
    pub fn is_about_trash(&self) -> bool {
        self.root.iter().any(Node::is_about_trash)
    }

    /// Returns how the query was understood, as a sentence.
    pub fn explain(&self) -> String {
        explain::sentence(&self.root)
    }
}

impl Node {
    fn collect_words<'q>(&'q self, words: &mut Vec<&'q Words>) {
        match self {
            Self::Anywhere(found) | Self::Title(found) => words.push(found),
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().for_each(|node| node.collect_words(words)),
            Self::Not(_) | Self::Tag(_) | Self::Notebook(_) | Self::Created(_) | Self::Updated(_) | Self::Fact(_) => {}
        }
    }

    fn is_about_trash(&self) -> bool {
        match self {
            Self::Fact(fact) => *fact == Fact::Trashed,
            Self::Not(node) => node.is_about_trash(),
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().any(Self::is_about_trash),
            Self::Anywhere(_)
            | Self::Title(_)
            | Self::Tag(_)
            | Self::Notebook(_)
            | Self::Created(_)
            | Self::Updated(_) => false,
        }
    }
}

/// One thing that was typed, before it is understood.
#[derive(Debug, PartialEq, Eq)]
struct Item<'t> {
    is_not: bool,
    /// Before the colon; empty when there is none.
    operator: &'t str,
    text: &'t str,
    is_quoted: bool,
}

/// Cuts the text at white space outside quotes. An open quote ends with the text.
fn items(text: &str) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (is_not, body) = match rest.strip_prefix('-') {
            Some(body) if !body.starts_with(char::is_whitespace) && !body.is_empty() => (true, body),
            _ => (false, rest),
        };
        let (operator, body) = split_operator(body);
        let (text, is_quoted, after) = match body.strip_prefix('"') {
            Some(quoted) => {
                let end = quoted.find('"').unwrap_or(quoted.len());
                (&quoted[..end], true, quoted.get(end + 1..).unwrap_or(""))
            }
            None => {
                let end = body.find(char::is_whitespace).unwrap_or(body.len());
                (&body[..end], false, &body[end..])
            }
        };
        items.push(Item { is_not, operator, text, is_quoted });
        rest = after.trim_start();
    }
    items
}

const OPERATORS: [&str; 7] = ["title", "tag", "notebook", "created", "updated", "is", "has"];

fn split_operator(text: &str) -> (&'static str, &str) {
    for operator in OPERATORS {
        let Some((name, rest)) = text.split_at_checked(operator.len()) else { continue };
        if name.eq_ignore_ascii_case(operator)
            && let Some(rest) = rest.strip_prefix(':')
        {
            return (operator, rest);
        }
    }
    ("", text)
}

impl Item<'_> {
    fn is_or(&self) -> bool {
        self.operator.is_empty()
            && !self.is_quoted
            && !self.is_not
            && (self.text.eq_ignore_ascii_case("or") || self.text == "|")
    }

    /// None: nothing to look for, such as an empty phrase.
    fn node(&self) -> Result<Option<Node>, BadQuery> {
        let operator = OPERATORS.into_iter().find(|operator| *operator == self.operator).unwrap_or("");
        let text = self.text.trim();
        if text.is_empty() {
            return if operator.is_empty() { Ok(None) } else { Err(BadQuery::NoValue { operator }) };
        }
        let words = || Words { text: text.to_owned(), is_phrase: self.is_quoted };
        let wrong = |expected| BadQuery::Value { operator, value: text.to_owned(), expected };
        let span =
            || date::span(text).ok_or_else(|| wrong("a date such as 2026, 2026-03, >=2026-03-01 or 2026-01..2026-03"));
        let node = match operator {
            "title" => Node::Title(words()),
            "tag" => match text.trim_start_matches('#') {
                "" => return Err(BadQuery::NoValue { operator }),
                tag => Node::Tag(tag.to_owned()),
            },
            "notebook" => Node::Notebook(text.to_owned()),
            "created" => Node::Created(span()?),
            "updated" => Node::Updated(span()?),
            "is" => Node::Fact(match text.to_ascii_lowercase().as_str() {
                "pinned" => Fact::Pinned,
                "archived" => Fact::Archived,
                "trash" | "trashed" | "deleted" => Fact::Trashed,
                _ => return Err(wrong("pinned, archived or trash")),
            }),
            "has" => Node::Fact(match text.to_ascii_lowercase().as_str() {
                "tag" | "tags" => Fact::Tagged,
                "notebook" => Fact::InNotebook,
                "review" => Fact::InReview,
                _ => return Err(wrong("tag, notebook or review")),
            }),
            _ => Node::Anywhere(words()),
        };
        Ok(Some(if self.is_not { Node::Not(Box::new(node)) } else { node }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Node {
        Node::Anywhere(Words { text: text.into(), is_phrase: false })
    }

    fn phrase(text: &str) -> Node {
        Node::Anywhere(Words { text: text.into(), is_phrase: true })
    }

    #[test]
    fn words_phrases_operators_and_their_negation_are_read() {
        let query = Query::parse(r#"tide "rock pools" -surf TITLE:"by the sea" tag:#a/b -is:pinned http://x"#).unwrap();
        let title = Node::Title(Words { text: "by the sea".into(), is_phrase: true });
        assert_eq!(
            query.parts(),
            [
                word("tide"),
                phrase("rock pools"),
                Node::Not(Box::new(word("surf"))),
                title,
                Node::Tag("a/b".into()),
                Node::Not(Box::new(Node::Fact(Fact::Pinned))),
                word("http://x"),
            ]
        );
    }

    #[test]
    fn or_binds_closer_than_the_space_and_is_a_word_where_it_joins_nothing() {
        let any = Node::Any(vec![word("b"), word("c"), word("d")]);
        assert_eq!(Query::parse("a b or c OR d e").unwrap().parts(), [word("a"), any, word("e")]);
        assert_eq!(Query::parse("or a or").unwrap().parts(), [word("a")]);
        assert_eq!(Query::parse("\"or\"").unwrap().parts(), [phrase("or")]);
    }

    #[test]
    fn hostile_text_is_understood_or_refused_by_kind() {
        for text in [
            "\"*\" OR NEAR( ) ^",
            "%_\\",
            "\"unbalanced",
            "a\"b",
            "-",
            "--",
            "' ; DROP TABLE notes",
            "\0",
            "((((",
            "tag:\"\"\"",
            "é-",
            "-\"",
        ] {
            let _ = Query::parse(text);
        }
        assert_eq!(Query::parse(" \t"), Err(BadQuery::Empty));
        assert_eq!(Query::parse("\"\""), Err(BadQuery::Empty));
        let long = "x".repeat(100_000);
        assert_eq!(Query::parse(&long), Err(BadQuery::TooLong { chars: 100_000, chars_max: QUERY_CHARS_MAX }));
        assert_eq!(Query::parse("tag:"), Err(BadQuery::NoValue { operator: "tag" }));
        assert!(matches!(Query::parse("is:blue"), Err(BadQuery::Value { operator: "is", .. })));
        assert!(matches!(Query::parse("created:soon"), Err(BadQuery::Value { operator: "created", .. })));
    }

    #[test]
    fn a_query_is_explained_in_a_sentence() {
        let query =
            Query::parse(r#"tide or surf "rock pools" title:sea tag:a -notebook:Trips updated:>=2026-03-01 is:trash"#);
        assert_eq!(
            query.unwrap().explain(),
            "Notes with “tide…” or “surf…”, with exactly “rock pools”, with “sea…” in the title, tagged “a”, \
             not in a notebook named like “Trips”, edited from 2026-03-01 on, and in the trash"
        );
    }
}
