//! Search over titles, tags and texts.
//!
//! [`query`] reads what was typed, `words` turns text into what the index holds, `index` keeps the index
//! (behind the reading path, with its own watermark), `facts` what a text has in it, `run` finds and ranks, `excerpt` shows why.

mod excerpt;
mod facts;
mod index;
pub mod query;
mod run;
mod words;

pub use index::Indexed;
pub use query::{BadQuery, Fact, Moment, Node, Query, Span, Words};
pub use run::{Found, FoundNote, Within};
pub(crate) use words::{is_paired, to_expression};
