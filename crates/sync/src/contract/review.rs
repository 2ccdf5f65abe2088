//! Review items, derived from the entities and saved with them.

use driftless_domain::EntityId;
use driftless_domain::review::{ReviewId, ReviewItem};

use super::StoreError;

/// The review items. Replaced entity by entity in the transaction that changes the entity.
pub trait ReviewStore {
    /// Replaces what waits on one entity, but for circles of notebooks. Returns how many are new.
    ///
    /// # Errors
    /// [`StoreError`].
    fn replace_reviews(&mut self, entity_id: EntityId, items: &[ReviewItem]) -> Result<u32, StoreError>;

    /// Replaces all circles of notebooks. Returns how many are new.
    ///
    /// # Errors
    /// [`StoreError`].
    fn replace_cycles(&mut self, items: &[ReviewItem]) -> Result<u32, StoreError>;

    /// Returns every item, in order of entity and id.
    ///
    /// # Errors
    /// [`StoreError`].
    fn reviews(&self) -> Result<Vec<ReviewItem>, StoreError>;

    /// Returns one item.
    ///
    /// # Errors
    /// [`StoreError`].
    fn review(&self, id: ReviewId) -> Result<Option<ReviewItem>, StoreError>;
}
