//! How long notes have been in the trash, by every honest reading of time.

use driftless_domain::EntityId;
use driftless_sync::contract::{NotesStore as _, StoreError};

use crate::column::{bytes, to_column};
use crate::note_row::TRASHED;
use crate::tx::Tx;

impl Tx<'_> {
    /// Remembers of every note in the trash when this device first looked at it there, by the clock of the trash
    /// (see the app's sweep); says how many were new.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn notice_trash(&mut self, clock_ms: u64) -> Result<usize, StoreError> {
        // Rows written before version 2 do not know when they were deleted; their state does.
        let unknown =
            self.rows(&format!("SELECT id FROM notes WHERE shelf = {TRASHED} AND trashed_ms = 0"), [], |row| {
                bytes(row, 0).map(EntityId::from_bytes)
            })?;
        for id in unknown {
            let deleted_ms = self.load_state(id)?.and_then(|state| state.deleted_ms()).unwrap_or(clock_ms);
            self.run(
                "UPDATE notes SET trashed_ms = ?2 WHERE num = (SELECT num FROM entities WHERE id = ?1)",
                (id.as_bytes(), to_column(deleted_ms.max(1))),
            )?;
        }
        self.run(
            &format!("UPDATE notes SET noticed_ms = ?1 WHERE shelf = {TRASHED} AND noticed_ms IS NULL"),
            [to_column(clock_ms)],
        )
    }

    /// Returns up to `limit` notes that were deleted before `deleted_ms` and noticed in the trash before `noticed_ms`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn trashed_before(&self, deleted_ms: u64, noticed_ms: u64, limit: u32) -> Result<Vec<EntityId>, StoreError> {
        self.rows(
            &format!(
                "SELECT id FROM notes INDEXED BY notes_by_deletion
                 WHERE shelf = {TRASHED} AND trashed_ms > 0 AND trashed_ms < ?1 AND noticed_ms < ?2
                 ORDER BY trashed_ms, num LIMIT ?3"
            ),
            (to_column(deleted_ms), to_column(noticed_ms), limit),
            |row| bytes(row, 0).map(EntityId::from_bytes),
        )
    }
}
