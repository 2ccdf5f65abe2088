//! The draft journal.

use driftless_domain::EntityId;
use driftless_sync::contract::{Draft, DraftStore, StoreError};
use rusqlite::Row;

use crate::column::{bytes, from_column, to_bound};
use crate::tx::Tx;

fn draft(row: &Row<'_>) -> rusqlite::Result<Draft> {
    Ok(Draft {
        id: from_column(row.get(0)?),
        note_id: EntityId::from_bytes(bytes(row, 1)?),
        slot: row.get(2)?,
        update: row.get(3)?,
    })
}

impl DraftStore for Tx<'_> {
    fn add_draft(&mut self, draft: &Draft) -> Result<(), StoreError> {
        // Not packed: a keystroke's update has a few dozen bytes and lives for seconds.
        self.run(
            "INSERT INTO drafts (note_id, slot, body_update) VALUES (?1, ?2, ?3)",
            (draft.note_id.as_bytes(), draft.slot, &draft.update),
        )
        .map(drop)
    }

    fn drafts(&self, slot: u32) -> Result<Vec<Draft>, StoreError> {
        self.rows("SELECT id, note_id, slot, body_update FROM drafts WHERE slot = ?1 ORDER BY id", [slot], draft)
    }

    fn drafts_of(&self, note_id: EntityId) -> Result<Vec<Draft>, StoreError> {
        self.rows(
            "SELECT id, note_id, slot, body_update FROM drafts WHERE note_id = ?1 ORDER BY id",
            [note_id.as_bytes()],
            draft,
        )
    }

    fn remove_drafts(&mut self, slot: u32, note_id: EntityId, up_to: u64) -> Result<(), StoreError> {
        self.run(
            "DELETE FROM drafts WHERE note_id = ?1 AND slot = ?2 AND id <= ?3",
            (note_id.as_bytes(), slot, to_bound(up_to)),
        )
        .map(drop)
    }
}
