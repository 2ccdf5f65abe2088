//! Quarantine in memory.

use driftless_domain::ActionId;

use super::tables::Tables;
use crate::contract::{QuarantineId, QuarantineStore, Quarantined, StoreError};

impl QuarantineStore for Tables {
    fn quarantine(&mut self, entry: &Quarantined) -> Result<(), StoreError> {
        let is_same = |known: &Quarantined| match entry.action_id {
            Some(_) => known.action_id == entry.action_id && known.reason == entry.reason,
            None => known.action_id.is_none() && known.seq == entry.seq && known.raw == entry.raw,
        };
        if !self.quarantine.values().any(is_same) {
            self.quarantine_last += 1;
            let id = self.quarantine_last;
            self.quarantine.insert(id, Quarantined { id: QuarantineId(id), ..entry.clone() });
        }
        Ok(())
    }

    fn quarantined(&self) -> Result<Vec<Quarantined>, StoreError> {
        Ok(self.quarantine.values().cloned().collect())
    }

    fn release(&mut self, id: QuarantineId) -> Result<(), StoreError> {
        self.quarantine.remove(&id.0);
        Ok(())
    }

    fn mark_importing(&mut self, actions: &[ActionId]) -> Result<(), StoreError> {
        self.importing = actions.to_vec();
        Ok(())
    }

    fn importing(&self) -> Result<Vec<ActionId>, StoreError> {
        Ok(self.importing.clone())
    }
}
