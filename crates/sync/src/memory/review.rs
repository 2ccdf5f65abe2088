//! Review items in memory.

use driftless_domain::EntityId;
use driftless_domain::review::{ReviewId, ReviewItem, ReviewReason};

use super::tables::Tables;
use crate::contract::{ReviewStore, StoreError};

fn is_cycle(item: &ReviewItem) -> bool {
    matches!(item.reason, ReviewReason::NotebookCycle { .. })
}

impl Tables {
    /// Replaces the items that `is_replaced` names by `items`; returns how many were not there before.
    fn replace(&mut self, items: &[ReviewItem], is_replaced: impl Fn(&ReviewItem) -> bool) -> u32 {
        let is_new = |item: &&ReviewItem| !self.reviews.contains_key(&(item.entity_id, item.id));
        let new = items.iter().filter(is_new).count();
        self.reviews.retain(|_, item| !is_replaced(item));
        self.reviews.extend(items.iter().map(|item| ((item.entity_id, item.id), item.clone())));
        u32::try_from(new).unwrap_or(u32::MAX)
    }
}

impl ReviewStore for Tables {
    fn replace_reviews(&mut self, entity_id: EntityId, items: &[ReviewItem]) -> Result<u32, StoreError> {
        Ok(self.replace(items, |item| item.entity_id == entity_id && !is_cycle(item)))
    }

    fn replace_cycles(&mut self, items: &[ReviewItem]) -> Result<u32, StoreError> {
        Ok(self.replace(items, is_cycle))
    }

    fn reviews(&self) -> Result<Vec<ReviewItem>, StoreError> {
        Ok(self.reviews.values().cloned().collect())
    }

    fn review(&self, id: ReviewId) -> Result<Option<ReviewItem>, StoreError> {
        Ok(self.reviews.values().find(|item| item.id == id).cloned())
    }
}
