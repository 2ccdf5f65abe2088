//! Which notes were opened on this device: local, never synced.

use std::collections::BTreeMap;

use driftless_domain::EntityId;
use driftless_domain::limits::OPENED_NOTES_MAX;
use driftless_sync::contract::StoreError;

use crate::column::{bytes, from_column, to_column};
use crate::tx::Tx;

/// How often and when last a note was opened here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Opening {
    /// How often.
    pub opens: u32,
    /// When last, milliseconds since the epoch.
    pub last_ms: u64,
}

impl Tx<'_> {
    /// Remembers that a note was opened. The oldest are forgotten beyond [`OPENED_NOTES_MAX`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn save_opening(&self, id: EntityId, now_ms: u64) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO opened (id, opens, last_ms) VALUES (?1, 1, ?2)
             ON CONFLICT (id) DO UPDATE SET opens = opens + 1, last_ms = excluded.last_ms",
            (id.as_bytes(), to_column(now_ms)),
        )?;
        let most = i64::try_from(OPENED_NOTES_MAX).unwrap_or(i64::MAX);
        self.run(
            "DELETE FROM opened WHERE id IN (SELECT id FROM opened ORDER BY last_ms DESC, id LIMIT -1 OFFSET ?1)",
            [most],
        )
        .map(drop)
    }

    /// Returns every remembered opening.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn openings(&self) -> Result<BTreeMap<EntityId, Opening>, StoreError> {
        let rows = self.rows("SELECT id, opens, last_ms FROM opened", [], |row| {
            let opening = Opening { opens: row.get(1)?, last_ms: from_column(row.get(2)?) };
            Ok((EntityId::from_bytes(bytes(row, 0)?), opening))
        })?;
        Ok(rows.into_iter().collect())
    }
}
