//! Lists, rows, and the head of a note.

use driftless_domain::{EntityId, EntityType};
use driftless_store::{Group, GroupKey as StoreKey, Grouping, List, ListedNote, Scope, SortBy as StoreSort};

use crate::app::Inner;
use crate::devices::Devices;
use crate::search::Search;
use crate::view::{GroupKey, GroupRow, ListGroup, ListQuery, ListScope, NoteMeta, NoteRow, NoteWindow, SortBy};
use crate::{App, AppError, input, reviews};

/// Where groups by date may begin, at most.
const CUTS_MAX: usize = 1_000;

impl App {
    /// Returns a window of a list.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::BadQuery`], [`AppError::Store`].
    pub fn list_notes(&self, query: &ListQuery) -> Result<NoteWindow, AppError> {
        input::window(query)?;
        let list = match self.inner.listed(query)? {
            Listed::List(list) => list,
            Listed::Search(search) => return search.window(&self.inner, query.offset, query.limit),
        };
        let window = self.inner.store.query(|tx| tx.list(&list, query.offset, query.limit))?;
        let rows = window.rows.into_iter().map(row).collect();
        let groups = window.groups.iter().map(group).collect();
        Ok(NoteWindow { total: window.total, offset: query.offset, rows, groups, understood: None })
    }

    /// Returns the row of a note in a list; `offset` and `limit` of the query are ignored.
    ///
    /// # Errors
    /// As [`App::list_notes`].
    pub fn note_position(&self, id: &str, query: &ListQuery) -> Result<Option<u32>, AppError> {
        let id = input::entity_id("id", id)?;
        match self.inner.listed(query)? {
            Listed::List(list) => Ok(self.inner.store.query(|tx| tx.position(id, &list))?),
            Listed::Search(search) => search.position(&self.inner, id),
        }
    }

    /// Returns the ids of a window of a list, of up to 100,000 rows: what "select all" means.
    ///
    /// # Errors
    /// As [`App::list_notes`].
    pub fn note_ids(&self, query: &ListQuery) -> Result<Vec<String>, AppError> {
        if query.limit as usize > input::IDS_MAX {
            return Err(AppError::TooLarge { field: "limit", max: input::IDS_MAX, unit: "ids" });
        }
        let ids = match self.inner.listed(query)? {
            Listed::List(list) => self.inner.store.query(|tx| tx.list_ids(&list, query.offset, query.limit))?,
            Listed::Search(search) => search.ids(&self.inner, query.offset, query.limit)?,
        };
        Ok(ids.iter().map(ToString::to_string).collect())
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

enum Listed {
    List(List),
    Search(Search),
}

impl Inner {
    fn listed(&self, query: &ListQuery) -> Result<Listed, AppError> {
        let scope = match &query.scope {
            ListScope::All => Scope::All,
            ListScope::Pinned => Scope::Pinned,
            ListScope::Favorites => Scope::Favorites,
            ListScope::Review => Scope::Review,
            ListScope::Trash => Scope::Trash,
            ListScope::Archived => Scope::Archived,
            ListScope::Templates => Scope::Templates,
            ListScope::Notebook { id } => {
                Scope::Notebook(id.as_deref().map(|id| input::entity_id("id", id)).transpose()?)
            }
            ListScope::Tag { name } => Scope::Tag(input::tag("name", name)?),
            ListScope::Search { query, within, utc_offset_min } => {
                return Ok(Listed::Search(Search::read(self, query, within.as_ref(), *utc_offset_min)?));
            }
        };
        if query.sort == SortBy::Trashed && scope != Scope::Trash {
            return Err(AppError::BadInput { field: "sort", reason: "is only for the trash".to_owned() });
        }
        let sort = match query.sort {
            SortBy::Updated => StoreSort::Updated,
            SortBy::Created => StoreSort::Created,
            SortBy::Title => StoreSort::Title,
            SortBy::Trashed => StoreSort::Trashed,
        };
        let grouping = match &query.group {
            ListGroup::None => Grouping::None,
            ListGroup::Notebook => Grouping::Notebook,
            ListGroup::Date { cuts } => Grouping::Date { cuts_ms: checked_cuts(cuts)? },
        };
        let is_pinned_first = !query.pins_mixed;
        Ok(Listed::List(List { scope, sort, is_reversed: query.reversed, is_pinned_first, grouping }))
    }
}

fn checked_cuts(cuts: &[u64]) -> Result<Vec<u64>, AppError> {
    if cuts.len() > CUTS_MAX {
        return Err(AppError::TooLarge { field: "cuts", max: CUTS_MAX, unit: "groups" });
    }
    if !cuts.is_sorted_by(|later, earlier| later > earlier) {
        return Err(AppError::BadInput { field: "cuts", reason: "do not go back in time".to_owned() });
    }
    Ok(cuts.to_vec())
}

fn group(group: &Group) -> GroupRow {
    let key = match group.key {
        StoreKey::Pinned => GroupKey::Pinned,
        StoreKey::Date(cut) => GroupKey::Date { cut: u32::try_from(cut).unwrap_or(u32::MAX) },
        StoreKey::Notebook(id) => GroupKey::Notebook { id: id.map(|id| id.to_string()) },
    };
    GroupRow { key, total: group.total }
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
        favorite: listed.is_favorite,
        archived: listed.is_archived,
        trashed: listed.is_trashed,
        template: listed.is_template,
        trashed_at: listed.is_trashed.then_some(listed.trashed_ms),
        trash_counted_from: listed.is_trashed.then(|| listed.trashed_ms.max(listed.noticed_ms.unwrap_or(0))),
        created_at: listed.created_ms,
        updated_at: listed.updated_ms,
        siblings: listed.siblings,
    }
}
