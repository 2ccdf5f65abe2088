//! How a search was understood, quick open, saved searches.

use serde::{Deserialize, Serialize};

/// A part of a search, as it was understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[serde(tag = "kind")]
pub enum QueryPart {
    /// Words in title, tags or text.
    Words {
        /// As typed, without quotes.
        text: String,
        /// Exactly these words in this order; else each is the beginning of a word.
        is_phrase: bool,
        /// In the title only.
        is_title: bool,
    },
    /// Tagged so, or with one below it.
    Tag {
        /// Name without `#`.
        name: String,
    },
    /// In a notebook whose name has this in it, or in one inside it.
    Notebook {
        /// What the name has in it.
        name: String,
    },
    /// First written then.
    Created {
        /// First day, `2026-03-01`; null since ever.
        from: Option<String>,
        /// Last day; null from then on.
        to: Option<String>,
    },
    /// Last edited then.
    Edited {
        /// First day, `2026-03-01`; null since ever.
        from: Option<String>,
        /// Last day; null from then on.
        to: Option<String>,
    },
    /// A fact.
    Fact {
        /// How it is typed, such as `is:pinned`.
        fact: String,
    },
    /// Not so.
    Not {
        /// What is not so.
        part: Box<QueryPart>,
    },
    /// All of them.
    All {
        /// The parts.
        parts: Vec<QueryPart>,
    },
    /// At least one of them.
    Any {
        /// The parts.
        parts: Vec<QueryPart>,
    },
}

/// Why a search cannot be understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[serde(tag = "kind")]
pub enum QueryTrouble {
    /// Nothing to search for.
    Empty,
    /// Too many characters.
    TooLong {
        /// The most.
        max: u32,
    },
    /// Too many brackets inside each other.
    TooDeep {
        /// Where, UTF-16 offsets [start, end).
        place: [u32; 2],
    },
    /// An operator without a value.
    NoValue {
        /// The operator, without colon.
        operator: String,
        /// Where, UTF-16 offsets [start, end).
        place: [u32; 2],
    },
    /// A value that the operator does not know.
    Value {
        /// The operator, without colon.
        operator: String,
        /// What stands there.
        value: String,
        /// Where, UTF-16 offsets [start, end).
        place: [u32; 2],
    },
}

/// What was made of a search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct QueryReading {
    /// Its parts, all of which must be so; empty with trouble.
    pub parts: Vec<QueryPart>,
    /// Why it cannot be understood.
    pub trouble: Option<QueryTrouble>,
}

/// Where a search looks, when not everywhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[serde(tag = "kind")]
pub enum SearchWithin {
    /// A notebook and those inside it; `id` null is "No notebook".
    Notebook {
        /// Notebook id.
        id: Option<String>,
    },
    /// A tag and those nested below it.
    Tag {
        /// Tag name without `#`.
        name: String,
    },
}

/// An answer of quick open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct QuickOpenRow {
    /// The note; its `title_marks` say which letters were found, its snippet is the start of its text.
    pub row: super::NoteRow,
    /// Names of the notebooks it is in, outermost first.
    pub path: Vec<String>,
    /// Opened on this device lately.
    pub is_recent: bool,
}

/// A search with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct SavedSearch {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it looks for, as typed.
    pub query: String,
}

/// The note of a day, as it is made when there is none yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct NewDailyNote {
    /// The day where the user is, `2026-03-01`.
    pub date: String,
    /// Its title.
    pub title: String,
    /// Its text in Markdown, may be empty.
    pub body: String,
    /// Notebook id; one that is not there counts as none.
    pub notebook_id: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
}

/// The note of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct DailyNote {
    /// Note id.
    pub id: String,
    /// It was made now.
    pub is_new: bool,
}
