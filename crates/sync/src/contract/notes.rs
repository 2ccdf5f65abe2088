//! The materialized entities: derived from snapshot and WAL, rebuildable at any time.

use driftless_domain::digest::{Digest, DigestKey, TreeNode};
use driftless_domain::{EntityId, EntityState, EntityType};

use super::StoreError;

/// A note's text at rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBody {
    /// Full snapshot of the text CRDT.
    pub snapshot: Vec<u8>,
    /// The text, for reading, search and digest.
    pub text: String,
}

/// An entity to save.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEntity {
    /// Its id.
    pub id: EntityId,
    /// Its state.
    pub state: EntityState,
    /// Its text; none leaves the stored one as it is.
    pub body: Option<StoredBody>,
    /// [`driftless_domain::digest::entity_digest`] of it.
    pub digest: Digest,
}

/// Entities by id. Saving an entity also keeps everything that is read from it true in the same
/// transaction: list rows, tags, search, digest tree, and its revision.
pub trait NotesStore {
    /// Returns an entity's state.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when its bytes cannot be read.
    fn load_state(&self, id: EntityId) -> Result<Option<EntityState>, StoreError>;

    /// Returns an entity's text.
    ///
    /// # Errors
    /// [`StoreError`].
    fn load_body(&self, id: EntityId) -> Result<Option<StoredBody>, StoreError>;

    /// Returns an entity's revision: grows with every save of it, by any process; 0 when unknown.
    /// An open text session compares it to see that another process edited the note.
    ///
    /// # Errors
    /// [`StoreError`].
    fn revision(&self, id: EntityId) -> Result<u64, StoreError>;

    /// Returns the ids saved after revision `since`, and the revision now. Revisions are one sequence
    /// for the whole database. More than `limit` ids are cut off: ask for everything then.
    ///
    /// # Errors
    /// [`StoreError`].
    fn changed_since(&self, since: u64, limit: usize) -> Result<(Vec<EntityId>, u64), StoreError>;

    /// Returns the ids of every entity of a type, in order of id.
    ///
    /// # Errors
    /// [`StoreError`].
    fn ids_of_type(&self, entity_type: &EntityType) -> Result<Vec<EntityId>, StoreError>;

    /// Saves an entity. `key` is for the digest tree's leaf.
    ///
    /// # Errors
    /// [`StoreError`].
    fn save_entity(&mut self, entity: &StoredEntity, key: &DigestKey) -> Result<(), StoreError>;

    /// Saves where a notebook is shown (after circles are broken).
    ///
    /// # Errors
    /// [`StoreError`].
    fn place_notebook(&mut self, id: EntityId, parent: Option<EntityId>) -> Result<(), StoreError>;

    /// Returns the digest of a node of the tree; brings what changed up to date first.
    ///
    /// # Errors
    /// [`StoreError`].
    fn tree_digest(&mut self, node: TreeNode, key: &DigestKey) -> Result<Digest, StoreError>;

    /// Returns the digests of all entities, in order of id.
    ///
    /// # Errors
    /// [`StoreError`].
    fn entity_digests(&self) -> Result<Vec<(EntityId, Digest)>, StoreError>;

    /// Removes everything materialized, to be rebuilt from snapshot and WAL in the same transaction.
    /// Afterwards the entities are those of the snapshot.
    ///
    /// # Errors
    /// [`StoreError`].
    fn reset_to_snapshot(&mut self, key: &DigestKey) -> Result<(), StoreError>;
}
