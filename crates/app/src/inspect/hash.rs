//! State hashes: what two devices compare.

use driftless_domain::digest::TreeNode;
use driftless_sync::contract::{Store as _, StoreError};
use serde::Serialize;

use super::digest_key;
use crate::{App, AppError};

/// The state hash of one entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntityHash {
    /// Note, notebook or device.
    pub entity_id: String,
    /// 32 bytes of keyed BLAKE3, hexadecimal.
    pub hash: String,
}

/// The state hash of the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StateHash {
    /// Root of the tree, hexadecimal.
    pub state_hash: String,
    /// Every entity's, in order of id; absent unless asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entities: Option<Vec<EntityHash>>,
}

impl App {
    /// Returns the root of the state hashes: equal on every device that has the same acknowledged actions
    /// and nothing pending.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn state_hash(&self) -> Result<String, AppError> {
        // Writing: the tree is brought up to date first.
        self.store()
            .write(|tx| {
                let key = digest_key(tx)?;
                Ok::<_, StoreError>(tx.tree_digest(TreeNode::ROOT, &key)?.to_string())
            })
            .map_err(AppError::from)
    }

    /// Returns the root and every entity's hash, of one moment.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn state_hash_tree(&self) -> Result<StateHash, AppError> {
        self.store().write(|tx| {
            let key = digest_key(tx)?;
            let state_hash = tx.tree_digest(TreeNode::ROOT, &key)?.to_string();
            let hash = |(id, digest): (driftless_domain::EntityId, driftless_domain::digest::Digest)| EntityHash {
                entity_id: id.to_string(),
                hash: digest.to_string(),
            };
            let entities = tx.entity_digests()?.into_iter().map(hash).collect();
            Ok(StateHash { state_hash, entities: Some(entities) })
        })
    }
}
