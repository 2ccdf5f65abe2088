//! The draft journal: keystrokes made durable at once, folded into one action per burst.

use driftless_domain::EntityId;

use super::StoreError;

/// One journalled edit of a note's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Order of writing; 0 in a new one.
    pub id: u64,
    /// The note.
    pub note_id: EntityId,
    /// Writer slot of the process (see [`super::DeviceStore::claim_peer`]).
    pub slot: u32,
    /// The text CRDT's update.
    pub update: Vec<u8>,
}

/// The journal. A draft is durable when the transaction that adds it has returned.
pub trait DraftStore {
    /// Adds a draft.
    ///
    /// # Errors
    /// [`StoreError`].
    fn add_draft(&mut self, draft: &Draft) -> Result<(), StoreError>;

    /// Returns the drafts of one slot, in order of writing.
    ///
    /// # Errors
    /// [`StoreError`].
    fn drafts(&self, slot: u32) -> Result<Vec<Draft>, StoreError>;

    /// Returns the drafts of one note, of every slot, in order of writing.
    ///
    /// # Errors
    /// [`StoreError`].
    fn drafts_of(&self, note_id: EntityId) -> Result<Vec<Draft>, StoreError>;

    /// Removes the drafts of one slot and note up to `id`, in the transaction that appends their action.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove_drafts(&mut self, slot: u32, note_id: EntityId, up_to: u64) -> Result<(), StoreError>;
}
