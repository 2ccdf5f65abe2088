//! Titles of notes, for those who keep all of them in memory.

use driftless_domain::EntityId;
use driftless_sync::contract::StoreError;
use rusqlite::Row;

use crate::column::{bytes, from_column};
use crate::note_row::{ARCHIVED, LISTED};
use crate::tx::Tx;

/// What a note is called, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedTitle {
    /// Its id.
    pub id: EntityId,
    /// Shown title; empty when it has none.
    pub title: String,
    /// The notebook it is shown in.
    pub notebook: Option<EntityId>,
    /// When it was last edited, milliseconds since the epoch.
    pub updated_ms: u64,
    /// Archived.
    pub is_archived: bool,
}

impl ListedTitle {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let notebook: Option<[u8; 16]> = row.get(2)?;
        let shelf: u8 = row.get(4)?;
        Ok(Self {
            id: EntityId::from_bytes(bytes(row, 0)?),
            title: row.get(1)?,
            notebook: notebook.map(EntityId::from_bytes),
            updated_ms: from_column(row.get(3)?),
            is_archived: shelf == ARCHIVED,
        })
    }
}

impl Tx<'_> {
    /// Returns every note that is neither in the trash nor a template.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn titles(&self) -> Result<Vec<ListedTitle>, StoreError> {
        self.rows(
            "SELECT id, title, notebook, updated_ms, shelf FROM notes WHERE shelf IN (?1, ?2)",
            [LISTED, ARCHIVED],
            ListedTitle::read,
        )
    }

    /// Returns one of them; none when it is not among them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn title(&self, id: EntityId) -> Result<Option<ListedTitle>, StoreError> {
        self.row(
            "SELECT id, title, notebook, updated_ms, shelf FROM notes
             WHERE num = (SELECT num FROM entities WHERE id = ?1) AND shelf IN (?2, ?3)",
            (id.as_bytes(), LISTED, ARCHIVED),
            ListedTitle::read,
        )
    }
}
