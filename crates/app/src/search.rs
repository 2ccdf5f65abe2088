//! Searching: a list of another kind.

use driftless_domain::EntityId;
use driftless_store::search::{FoundNote, Query};
use driftless_sync::contract::StoreError;

use crate::AppError;
use crate::app::Inner;
use crate::notes::row;
use crate::view::{NoteRow, NoteWindow};

/// Returns a window of what is found, ranked, with highlights.
pub(crate) fn window(inner: &Inner, query: &str, offset: u32, limit: u32) -> Result<NoteWindow, AppError> {
    let found = inner.store.search(&parse(query)?, offset, limit)?;
    let mut understood = found.understood;
    if !found.is_complete {
        understood.push_str(" The latest changes may be missing.");
    }
    let rows = found.rows.into_iter().map(found_row).collect();
    Ok(NoteWindow { total: found.total, offset, rows, understood: Some(understood) })
}

/// Returns the row of a note in what is found.
pub(crate) fn position(inner: &Inner, query: &str, id: EntityId) -> Result<Option<u32>, AppError> {
    let query = parse(query)?;
    let at: Result<_, StoreError> = inner.store.query(|tx| tx.position_in_search(id, &query));
    Ok(at?)
}

fn parse(query: &str) -> Result<Query, AppError> {
    Query::parse(query).map_err(|error| AppError::BadQuery(error.to_string()))
}

fn found_row(found: FoundNote) -> NoteRow {
    NoteRow { title_marks: found.title_marks, snippet_marks: found.snippet_marks, ..row(found.note) }
}
