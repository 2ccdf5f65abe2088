//! What was typed, as a tree. Pure.
//!
//! ```text
//! tide pools            both, each as the beginning of a word
//! "tide pools"          these words in this order
//! tide or surf          one of them; binds closer than the space
//! -surf                 not
//! (tide or surf) -wind  brackets put together
//! title:tide tag:sea notebook:Trips in:Trips
//! created:2026-03 edited:>=2026-03-01 edited:2026-01-01..2026-02-15 edited:today edited:7d   (local days)
//! is:pinned is:favourite is:archived is:trash is:template is:untagged is:task is:done
//! has:tag has:notebook has:review has:link has:attachment has:code has:table has:task
//! ```

mod date;
mod explain;
mod read;
mod write;

pub use date::{Moment, Span};

use driftless_domain::limits::{QUERY_CHARS_MAX, QUERY_DEPTH_MAX};

/// What was typed cannot be understood. Typed so that a caller never matches on text. Places are UTF-16
/// offsets [start, end) in what was typed.
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
    /// More than [`QUERY_DEPTH_MAX`] brackets inside each other.
    #[error("at most {QUERY_DEPTH_MAX} brackets can be inside each other")]
    TooDeep {
        /// The bracket that is too much.
        place: [u32; 2],
    },
    /// An operator without a value.
    #[error("`{operator}:` needs a value")]
    NoValue {
        /// The operator.
        operator: &'static str,
        /// Where it stands.
        place: [u32; 2],
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
        /// Where operator and value stand.
        place: [u32; 2],
    },
}

impl BadQuery {
    /// Returns where it is wrong; none when as a whole.
    pub const fn place(&self) -> Option<[u32; 2]> {
        match self {
            Self::Empty | Self::TooLong { .. } => None,
            Self::TooDeep { place } | Self::NoValue { place, .. } | Self::Value { place, .. } => Some(*place),
        }
    }
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
    /// `is:favourite`.
    Favorite,
    /// `is:archived`.
    Archived,
    /// `is:trash`: only what is in the trash, which no other search shows.
    Trashed,
    /// `is:template`: only templates, which no other search shows.
    Template,
    /// `is:untagged`.
    Untagged,
    /// `is:task`: with a task that is not done.
    OpenTask,
    /// `is:done`: with tasks, all of them done.
    AllDone,
    /// `has:tag`.
    Tagged,
    /// `has:notebook`.
    InNotebook,
    /// `has:review`.
    InReview,
    /// `has:link`.
    Link,
    /// `has:attachment`.
    Attachment,
    /// `has:code`.
    Code,
    /// `has:table`.
    Table,
    /// `has:task`: done or not.
    Task,
}

impl Fact {
    /// Every fact, with how it is typed.
    pub const TYPED: [(&str, Self); 16] = [
        ("is:pinned", Self::Pinned),
        ("is:favourite", Self::Favorite),
        ("is:archived", Self::Archived),
        ("is:trash", Self::Trashed),
        ("is:template", Self::Template),
        ("is:untagged", Self::Untagged),
        ("is:task", Self::OpenTask),
        ("is:done", Self::AllDone),
        ("has:tag", Self::Tagged),
        ("has:notebook", Self::InNotebook),
        ("has:review", Self::InReview),
        ("has:link", Self::Link),
        ("has:attachment", Self::Attachment),
        ("has:code", Self::Code),
        ("has:table", Self::Table),
        ("has:task", Self::Task),
    ];

    /// Returns how it is typed, such as `is:pinned`.
    pub fn typed(self) -> &'static str {
        Self::TYPED.iter().find(|(_, fact)| *fact == self).map_or("", |(typed, _)| typed)
    }
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
    /// In a notebook whose name has this in it, or in one inside it.
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

/// A query that was understood. Its text form (`to_string`) is understood the same way again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    root: Vec<Node>,
}

impl Query {
    /// Reads what was typed. `moment`: what "today" is.
    ///
    /// # Errors
    /// [`BadQuery`].
    pub fn parse(text: &str, moment: Moment) -> Result<Self, BadQuery> {
        let chars = text.chars().take(100 * QUERY_CHARS_MAX).count();
        if chars > QUERY_CHARS_MAX {
            return Err(BadQuery::TooLong { chars, chars_max: QUERY_CHARS_MAX });
        }
        let root = read::nodes(text, moment)?;
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

    /// Returns whether a fact is asked for, wherever in the query.
    pub fn asks_for(&self, fact: Fact) -> bool {
        self.root.iter().any(|node| node.asks_for(fact))
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

    fn asks_for(&self, wanted: Fact) -> bool {
        match self {
            Self::Fact(fact) => *fact == wanted,
            Self::Not(node) => node.asks_for(wanted),
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().any(|node| node.asks_for(wanted)),
            Self::Anywhere(_)
            | Self::Title(_)
            | Self::Tag(_)
            | Self::Notebook(_)
            | Self::Created(_)
            | Self::Updated(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<Query, BadQuery> {
        Query::parse(text, Moment::default())
    }

    fn word(text: &str) -> Node {
        Node::Anywhere(Words { text: text.into(), is_phrase: false })
    }

    fn phrase(text: &str) -> Node {
        Node::Anywhere(Words { text: text.into(), is_phrase: true })
    }

    #[test]
    fn words_phrases_operators_and_their_negation_are_read() {
        let query =
            parse(r#"tide "rock pools" -surf TITLE:"by the sea" tag:#a/b -is:pinned http://x in:Trips"#).unwrap();
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
                Node::Notebook("Trips".into()),
            ]
        );
    }

    #[test]
    fn or_binds_closer_than_the_space_and_is_a_word_where_it_joins_nothing() {
        let any = Node::Any(vec![word("b"), word("c"), word("d")]);
        assert_eq!(parse("a b or c OR d e").unwrap().parts(), [word("a"), any, word("e")]);
        assert_eq!(parse("or a or").unwrap().parts(), [word("a")]);
        assert_eq!(parse("\"or\"").unwrap().parts(), [phrase("or")]);
    }

    #[test]
    fn brackets_put_together_and_an_open_one_ends_with_the_text() {
        let both = Node::All(vec![word("a"), word("b")]);
        assert_eq!(parse("(a b) or c").unwrap().parts(), [Node::Any(vec![both.clone(), word("c")])]);
        assert_eq!(parse("x -(a b").unwrap().parts(), [word("x"), Node::Not(Box::new(both))]);
        assert_eq!(parse("(draft").unwrap().parts(), [word("draft")]);
        assert_eq!(parse("(f(x)) :)").unwrap().parts(), [word("f(x)"), word(":)")]);
        assert_eq!(parse("()"), Err(BadQuery::Empty));
        assert_eq!(parse(&"(".repeat(900)), Err(BadQuery::TooDeep { place: [16, 17] }));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        assert_eq!(parse(" \t"), Err(BadQuery::Empty));
        assert_eq!(parse("\"\""), Err(BadQuery::Empty));
        let long = "x".repeat(100_000);
        assert_eq!(parse(&long), Err(BadQuery::TooLong { chars: 100_000, chars_max: QUERY_CHARS_MAX }));
        assert_eq!(parse("a tag:"), Err(BadQuery::NoValue { operator: "tag", place: [2, 6] }));
        // UTF-16: the face counts two.
        let error = parse("😀 -is:\"blue sky\" x").unwrap_err();
        assert_eq!(error.place(), Some([4, 17]));
        assert!(matches!(error, BadQuery::Value { operator: "is", .. }), "{error}");
        assert!(matches!(parse("created:soon"), Err(BadQuery::Value { operator: "created", .. })));
    }

    #[test]
    fn a_query_is_explained_in_a_sentence() {
        let query = parse(
            r#"tide or surf "rock pools" title:sea tag:a -notebook:Trips updated:>=2026-03-01 is:trash (x or is:done)"#,
        );
        assert_eq!(
            query.unwrap().explain(),
            "Notes with “tide…” or “surf…”, with exactly “rock pools”, with “sea…” in the title, tagged “a”, \
             not in a notebook named like “Trips”, edited from 2026-03-01 on, in the trash, \
             and with “x…” or with all tasks done"
        );
    }

    #[test]
    fn days_are_those_of_the_place_where_it_is_typed() {
        let noon = 1_774_000_000_000; // 2026-03-20 09:46 UTC
        let tokyo = Moment { now_ms: noon + 6 * 3_600_000, utc_offset_ms: 9 * 3_600_000 };
        let Ok(query) = Query::parse("edited:today", tokyo) else { panic!() };
        let [Node::Updated(span)] = query.parts() else { panic!() };
        assert_eq!(span.days(), (Some("2026-03-21".into()), Some("2026-03-21".into())));
        assert_eq!(span.from_ms() % 86_400_000, 15 * 3_600_000, "midnight in Tokyo");
    }

    /// Texts that are likely to be something.
    fn typed() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            prop::sample::select(vec![
                "tide",
                "or",
                "-",
                "(",
                ")",
                "\"",
                " ",
                "tag:",
                "is:done",
                "has:link",
                "created:",
                "2026-03",
                "..",
                ">=",
                "title:",
                "in:\"a b\"",
                "東京",
                "😀",
                "é",
                "#",
                "NEAR",
                "*",
                "today",
                "7d",
                "9999",
                "0000",
                "<",
                "edited:",
                "f(x)",
                "\t",
            ])
            .prop_map(str::to_owned),
            any::<String>(),
        ];
        prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        /// Whatever is typed is understood or refused, and what is understood is understood the same from
        /// its own text form.
        #[test]
        fn any_text_is_understood_or_refused_and_its_text_form_means_the_same(text in typed()) {
            match parse(&text) {
                Ok(query) => {
                    let again = query.to_string();
                    prop_assert_eq!(&parse(&again), &Ok(query.clone()), "{}", again);
                    prop_assert!(query.explain().starts_with("Notes "));
                }
                Err(error) => {
                    let units = u32::try_from(text.encode_utf16().count()).unwrap();
                    if let Some([from, to]) = error.place() {
                        prop_assert!(from < to && to <= units);
                    }
                }
            }
        }
    }
}
