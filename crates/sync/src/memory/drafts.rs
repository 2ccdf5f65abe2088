//! The draft journal in memory.

use driftless_domain::EntityId;

use super::tables::Tables;
use crate::contract::{Draft, DraftStore, StoreError};

impl DraftStore for Tables {
    fn add_draft(&mut self, draft: &Draft) -> Result<(), StoreError> {
        self.draft_last += 1;
        self.drafts.insert(self.draft_last, Draft { id: self.draft_last, ..draft.clone() });
        Ok(())
    }

    fn drafts(&self, slot: u32) -> Result<Vec<Draft>, StoreError> {
        Ok(self.drafts.values().filter(|draft| draft.slot == slot).cloned().collect())
    }

    fn drafts_of(&self, note_id: EntityId) -> Result<Vec<Draft>, StoreError> {
        Ok(self.drafts.values().filter(|draft| draft.note_id == note_id).cloned().collect())
    }

    fn remove_drafts(&mut self, slot: u32, note_id: EntityId, up_to: u64) -> Result<(), StoreError> {
        self.drafts.retain(|id, draft| *id > up_to || draft.slot != slot || draft.note_id != note_id);
        Ok(())
    }
}
