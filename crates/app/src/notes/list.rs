//! Lists, rows, and the head of a note.

use driftless_domain::{EntityId, EntityType};
use driftless_store::{ListedNote, Scope, SortBy as StoreSort};

use crate::app::Inner;
use crate::devices::Devices;
use crate::search::Search;
use crate::view::{ListQuery, ListScope, NoteMeta, NoteRow, NoteWindow, SortBy};
use crate::{App, AppError, input, reviews};

impl App {
    /// Returns a window of a list.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::BadQuery`], [`AppError::Store`].
    pub fn list_notes(&self, query: &ListQuery) -> Result<NoteWindow, AppError> {
        input::window(query)?;
        let scope = match self.inner.scope(&query.scope)? {
            Scoped::List(scope) => scope,
            Scoped::Search(search) => return search.window(&self.inner, query.offset, query.limit),
        };
        let window = self.inner.store.query(|tx| tx.list(&scope, sort(query.sort), query.offset, query.limit))?;
        let rows = window.rows.into_iter().map(row).collect();
        Ok(NoteWindow { total: window.total, offset: query.offset, rows, understood: None })
    }

    /// Returns the row of a note in a list; `offset` and `limit` of the query are ignored.
    ///
    /// # Errors
    /// As [`App::list_notes`].
    pub fn note_position(&self, id: &str, query: &ListQuery) -> Result<Option<u32>, AppError> {
        let id = input::entity_id("id", id)?;
        match self.inner.scope(&query.scope)? {
            Scoped::List(scope) => Ok(self.inner.store.query(|tx| tx.position(id, &scope, sort(query.sort)))?),
            Scoped::Search(search) => search.position(&self.inner, id),
        }
    }

    /// Returns everything about a note but its text; trashed notes too.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`], [`AppError::Store`].
    pub fn note_meta(&self, id: &str) -> Result<NoteMeta, AppError> {
        let id = input::entity_id("id", id)?;
        self.inner.store.query(|tx| {
            let state = Inner::state_of(tx, id, &EntityType::Note)?;
            let listed = tx.note(id)?.ok_or_else(|| AppError::NotFound { what: "note", id: id.to_string() })?;
            let devices = Devices::load(tx)?;
            Ok(NoteMeta {
                row: row(listed),
                last_device: state.last_change().and_then(|stamp| devices.name(stamp.client_id)),
                reviews: reviews::of_note(tx, id)?,
            })
        })
    }
}

enum Scoped {
    List(Scope),
    Search(Search),
}

impl Inner {
    fn scope(&self, scope: &ListScope) -> Result<Scoped, AppError> {
        Ok(Scoped::List(match scope {
            ListScope::All => Scope::All,
            ListScope::Pinned => Scope::Pinned,
            ListScope::Review => Scope::Review,
            ListScope::Trash => Scope::Trash,
            ListScope::Archived => Scope::Archived,
            ListScope::Templates => Scope::Templates,
            ListScope::Notebook { id } => {
                Scope::Notebook(id.as_deref().map(|id| input::entity_id("id", id)).transpose()?)
            }
            ListScope::Tag { name } => {
                Scope::Tag(driftless_domain::rules::tag_name(name).map_err(|error| AppError::of_text("name", &error))?)
            }
            ListScope::Search { query, within, utc_offset_min } => {
                return Ok(Scoped::Search(Search::read(self, query, within.as_ref(), *utc_offset_min)?));
            }
        }))
    }
}

fn sort(sort: SortBy) -> StoreSort {
    match sort {
        SortBy::Updated => StoreSort::Updated,
        SortBy::Created => StoreSort::Created,
        SortBy::Title => StoreSort::Title,
    }
}

/// Turns a stored row into a shown one, without highlights.
pub(crate) fn row(listed: ListedNote) -> NoteRow {
    let (notebook_id, notebook) = listed.notebook.unzip();
    NoteRow {
        id: listed.id.to_string(),
        title: listed.title,
        snippet: listed.snippet,
        snippet_marks: Vec::new(),
        title_marks: Vec::new(),
        notebook_id: notebook_id.map(|id: EntityId| id.to_string()),
        notebook,
        tags: listed.tags,
        pinned: listed.is_pinned,
        archived: listed.is_archived,
        trashed: listed.is_trashed,
        template: listed.is_template,
        created_at: listed.created_ms,
        updated_at: listed.updated_ms,
        siblings: listed.siblings,
    }
}
