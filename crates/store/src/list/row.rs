//! One row of a list.

use driftless_domain::EntityId;
use driftless_sync::contract::StoreError;
use rusqlite::Row;

use crate::column::{bytes, from_column, from_json};
use crate::note_row::{ARCHIVED, TEMPLATE, TRASHED};

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedNote {
    /// Its id.
    pub id: EntityId,
    /// Shown title; empty when it has none.
    pub title: String,
    /// First words of the text without Markdown marks, at most 160 characters.
    pub snippet: String,
    /// The notebook it is shown in, and that one's name.
    pub notebook: Option<(EntityId, String)>,
    /// Tags in order of name.
    pub tags: Vec<String>,
    /// Pinned.
    pub is_pinned: bool,
    /// One of the favourites.
    pub is_favorite: bool,
    /// Archived.
    pub is_archived: bool,
    /// In the trash.
    pub is_trashed: bool,
    /// A template for new notes.
    pub is_template: bool,
    /// Milliseconds since the epoch.
    pub created_ms: u64,
    /// Milliseconds since the epoch.
    pub updated_ms: u64,
    /// Values that lost to the shown one and wait for review, all fields together.
    pub siblings: u32,
    /// When it was put in the trash, milliseconds since the epoch; 0 while it is not there.
    pub trashed_ms: u64,
    /// When this device first looked at it there, by its own clock; none before.
    pub noticed_ms: Option<u64>,
}

/// Columns of [`ListedNote`]. The notebook's name is asked row by row: a join would be made for every row
/// that the offset skips.
pub(crate) const ROW_COLUMNS: &str = "notes.id, notes.title, notes.snippet, notes.notebook,
    (SELECT name FROM notebooks WHERE notebooks.id = notes.notebook), notes.tags, notes.pinned, notes.shelf,
    notes.created_ms, notes.updated_ms, notes.siblings, notes.favorite, notes.trashed_ms, notes.noticed_ms";

pub(crate) struct RawRow {
    note: ListedNote,
    tags: String,
}

impl RawRow {
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let notebook: Option<[u8; 16]> = row.get(3)?;
        let name: Option<String> = row.get(4)?;
        let shelf: u8 = row.get(7)?;
        let note = ListedNote {
            id: EntityId::from_bytes(bytes(row, 0)?),
            title: row.get(1)?,
            snippet: row.get(2)?,
            notebook: notebook.map(EntityId::from_bytes).zip(name),
            tags: Vec::new(),
            is_pinned: row.get(6)?,
            is_favorite: row.get(11)?,
            is_archived: shelf == ARCHIVED,
            is_trashed: shelf == TRASHED,
            is_template: shelf == TEMPLATE,
            created_ms: from_column(row.get(8)?),
            updated_ms: from_column(row.get(9)?),
            siblings: row.get(10)?,
            trashed_ms: from_column(row.get(12)?),
            noticed_ms: row.get::<_, Option<i64>>(13)?.map(from_column),
        };
        Ok(Self { note, tags: row.get(5)? })
    }

    pub(crate) fn finish(self) -> Result<ListedNote, StoreError> {
        Ok(ListedNote { tags: from_json(&self.tags)?, ..self.note })
    }
}
