//! Searching: a list of another kind.

use driftless_domain::EntityId;
use driftless_domain::limits::QUERY_CHARS_MAX;
use driftless_store::search::{BadQuery, FoundNote, Moment, Node, Query, Within, Words};
use driftless_sync::contract::StoreError;

use crate::app::Inner;
use crate::notes::row;
use crate::view::{NoteRow, NoteWindow, QueryPart, QueryReading, QueryTrouble, SearchWithin};
use crate::{App, AppError, input};

/// Most minutes that a place is from UTC; what is beyond is a mistake.
const UTC_OFFSET_MIN_MAX: i32 = 24 * 60;

/// What is searched for, and where.
pub(crate) struct Search {
    query: Query,
    within: Option<Within>,
}

impl App {
    /// Returns how a search is understood, or why it is not. `utc_offset_min`: how far local clocks are ahead of UTC.
    pub fn search_read(&self, query: &str, utc_offset_min: i32) -> QueryReading {
        match Query::parse(query, moment(&self.inner, utc_offset_min)) {
            Ok(query) => QueryReading { parts: query.parts().iter().map(part).collect(), trouble: None },
            Err(error) => QueryReading { parts: Vec::new(), trouble: Some(trouble(error)) },
        }
    }
}

impl Search {
    /// Reads a search.
    ///
    /// # Errors
    /// [`AppError::BadQuery`], [`AppError::BadInput`].
    pub(crate) fn read(
        inner: &Inner,
        query: &str,
        within: Option<&SearchWithin>,
        utc_offset_min: i32,
    ) -> Result<Self, AppError> {
        let query = Query::parse(query, moment(inner, utc_offset_min))
            .map_err(|error| AppError::BadQuery(error.to_string()))?;
        let within = match within {
            None => None,
            Some(SearchWithin::Notebook { id }) => {
                Some(Within::Notebook(id.as_deref().map(|id| input::entity_id("within", id)).transpose()?))
            }
            Some(SearchWithin::Tag { name }) => Some(Within::Tag(
                driftless_domain::rules::tag_name(name).map_err(|error| AppError::of_text("within", &error))?,
            )),
        };
        Ok(Self { query, within })
    }

    /// Returns a window of what is found, ranked, with highlights.
    pub(crate) fn window(&self, inner: &Inner, offset: u32, limit: u32) -> Result<NoteWindow, AppError> {
        let found = inner.store.search(&self.query, self.within.as_ref(), offset, limit)?;
        let mut understood = found.understood;
        if !found.is_complete {
            understood.push_str(" The latest changes may be missing.");
        }
        let rows = found.rows.into_iter().map(found_row).collect();
        Ok(NoteWindow { total: found.total, offset, rows, groups: Vec::new(), understood: Some(understood) })
    }

    /// Returns the ids of a window of what is found, best first.
    pub(crate) fn ids(&self, inner: &Inner, offset: u32, limit: u32) -> Result<Vec<EntityId>, AppError> {
        Ok(inner.store.search_ids(&self.query, self.within.as_ref(), offset, limit)?)
    }

    /// Returns the row of a note in what is found.
    pub(crate) fn position(&self, inner: &Inner, id: EntityId) -> Result<Option<u32>, AppError> {
        let at: Result<_, StoreError> =
            inner.store.query(|tx| tx.position_in_search(id, &self.query, self.within.as_ref()));
        Ok(at?)
    }
}

fn moment(inner: &Inner, utc_offset_min: i32) -> Moment {
    let offset_min = utc_offset_min.clamp(-UTC_OFFSET_MIN_MAX, UTC_OFFSET_MIN_MAX);
    Moment {
        now_ms: i64::try_from(inner.clock.now_ms()).unwrap_or(i64::MAX / 2),
        utc_offset_ms: i64::from(offset_min) * 60_000,
    }
}

fn found_row(found: FoundNote) -> NoteRow {
    NoteRow { title_marks: found.title_marks, snippet_marks: found.snippet_marks, ..row(found.note) }
}

fn part(node: &Node) -> QueryPart {
    let words =
        |words: &Words, is_title| QueryPart::Words { text: words.text.clone(), is_phrase: words.is_phrase, is_title };
    let parts = |nodes: &[Node]| nodes.iter().map(part).collect();
    match node {
        Node::Anywhere(found) => words(found, false),
        Node::Title(found) => words(found, true),
        Node::Tag(name) => QueryPart::Tag { name: name.clone() },
        Node::Notebook(name) => QueryPart::Notebook { name: name.clone() },
        Node::Created(span) => {
            let (from, to) = span.days();
            QueryPart::Created { from, to }
        }
        Node::Updated(span) => {
            let (from, to) = span.days();
            QueryPart::Edited { from, to }
        }
        Node::Fact(fact) => QueryPart::Fact { fact: fact.typed().to_owned() },
        Node::Not(node) => QueryPart::Not { part: Box::new(part(node)) },
        Node::All(nodes) => QueryPart::All { parts: parts(nodes) },
        Node::Any(nodes) => QueryPart::Any { parts: parts(nodes) },
    }
}

fn trouble(error: BadQuery) -> QueryTrouble {
    match error {
        BadQuery::Empty => QueryTrouble::Empty,
        BadQuery::TooLong { .. } => QueryTrouble::TooLong { max: u32::try_from(QUERY_CHARS_MAX).unwrap_or(u32::MAX) },
        BadQuery::TooDeep { place } => QueryTrouble::TooDeep { place },
        BadQuery::NoValue { operator, place } => QueryTrouble::NoValue { operator: operator.to_owned(), place },
        BadQuery::Value { operator, value, place, .. } => {
            QueryTrouble::Value { operator: operator.to_owned(), value, place }
        }
    }
}
