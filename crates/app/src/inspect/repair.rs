//! `driftless rebuild` and `driftless compact`: neither changes what the notes say, and both prove it.

use driftless_domain::digest::TreeNode;
use driftless_sync::contract::Store as _;
use driftless_sync::rebuild::rebuild;
use serde::Serialize;

use super::digest_key;
use crate::{App, AppError};

/// What a rebuild did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rebuilt {
    /// Actions applied again.
    pub actions: u64,
    /// State hash before.
    pub before: String,
    /// State hash after. Another one than before: something had been damaged and is mended.
    pub after: String,
}

/// What a compaction did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Compacted {
    /// Actions folded into the snapshot.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub actions: u64,
    /// Actions that stay in the log.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub left: u64,
    /// State hash, the same before and after.
    pub state_hash: String,
}

impl App {
    /// Builds everything that is shown anew from snapshot and log, in one transaction.
    ///
    /// # Errors
    /// [`AppError::Store`]; nothing was changed then.
    pub fn rebuild(&self) -> Result<Rebuilt, AppError> {
        self.store().write(|tx| {
            let materializer = self.materializer(tx)?;
            let before = tx.tree_digest(TreeNode::ROOT, &materializer.key)?.to_string();
            let actions = tx.wal_summary()?.entries;
            rebuild(tx, &materializer)?;
            let after = tx.tree_digest(TreeNode::ROOT, &materializer.key)?.to_string();
            Ok(Rebuilt { actions, before, after })
        })
    }

    /// Folds what is acknowledged into the snapshot, in one transaction that is undone if it changes a hash.
    ///
    /// # Errors
    /// [`AppError::Store`], [`AppError::Internal`] when the hash would have changed; nothing was changed then.
    pub fn compact(&self) -> Result<Compacted, AppError> {
        self.store().write(|tx| {
            let key = digest_key(tx)?;
            let before = tx.tree_digest(TreeNode::ROOT, &key)?;
            let cursor = tx.load_cursor()?;
            let actions = tx.compact(cursor.seq)?;
            let after = tx.tree_digest(TreeNode::ROOT, &key)?;
            if before != after {
                return Err(AppError::Internal(
                    "compacting would have changed the state hash; it was undone".to_owned(),
                ));
            }
            Ok(Compacted { actions, left: tx.wal_summary()?.entries, state_hash: after.to_string() })
        })
    }
}
