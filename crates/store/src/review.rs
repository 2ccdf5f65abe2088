//! Review items.

use std::collections::BTreeSet;

use driftless_domain::EntityId;
use driftless_domain::review::{ReviewId, ReviewItem};
use driftless_sync::contract::{ReviewStore, StoreError};

use crate::column::{bytes, from_cbor, to_cbor};
use crate::tx::Tx;

impl Tx<'_> {
    /// Inserts what is missing of `items` and removes of `known` what is not among them.
    fn replace(&self, known: &[ReviewId], items: &[ReviewItem], is_cycle: bool) -> Result<u32, StoreError> {
        let wanted: BTreeSet<ReviewId> = items.iter().map(|item| item.id).collect();
        for id in known.iter().filter(|id| !wanted.contains(id)) {
            self.run("DELETE FROM reviews WHERE id = ?1", [id.0])?;
        }
        let mut new = 0;
        for item in items {
            // The same item may say more now: a stamp that an acknowledgement completed.
            self.run(
                "INSERT OR REPLACE INTO reviews (id, entity_id, is_cycle, item) VALUES (?1, ?2, ?3, ?4)",
                (item.id.0, item.entity_id.as_bytes(), is_cycle, to_cbor(item)?),
            )?;
            new += u32::from(!known.contains(&item.id));
        }
        Ok(new)
    }
}

impl ReviewStore for Tx<'_> {
    fn replace_reviews(&mut self, entity_id: EntityId, items: &[ReviewItem]) -> Result<u32, StoreError> {
        let known =
            self.rows("SELECT id FROM reviews WHERE entity_id = ?1 AND is_cycle = 0", [entity_id.as_bytes()], |row| {
                bytes(row, 0).map(ReviewId)
            })?;
        if known.is_empty() && items.is_empty() {
            return Ok(0);
        }
        self.replace(&known, items, false)
    }

    fn replace_cycles(&mut self, items: &[ReviewItem]) -> Result<u32, StoreError> {
        let known = self.rows("SELECT id FROM reviews WHERE is_cycle = 1", [], |row| bytes(row, 0).map(ReviewId))?;
        self.replace(&known, items, true)
    }

    fn reviews(&self) -> Result<Vec<ReviewItem>, StoreError> {
        let items: Vec<Vec<u8>> = self.rows("SELECT item FROM reviews ORDER BY entity_id, id", [], |row| row.get(0))?;
        items.iter().map(|item| from_cbor(item)).collect()
    }

    fn review(&self, id: ReviewId) -> Result<Option<ReviewItem>, StoreError> {
        let item: Option<Vec<u8>> = self.row("SELECT item FROM reviews WHERE id = ?1", [id.0], |row| row.get(0))?;
        item.map(|item| from_cbor(&item)).transpose()
    }
}
