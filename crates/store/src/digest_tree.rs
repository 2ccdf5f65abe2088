//! The digest tree: saving an entity only marks its leaf; the tree is brought up to date when it is asked.

use std::collections::BTreeSet;

use driftless_domain::EntityId;
use driftless_domain::digest::{Digest, DigestKey, TREE_DEPTH, TreeNode, leaf_digest, node_digest};
use driftless_sync::contract::StoreError;

use crate::column::bytes;
use crate::tx::Tx;

impl Tx<'_> {
    pub(crate) fn mark_dirty(&self, leaf: u16) -> Result<(), StoreError> {
        self.run("INSERT OR IGNORE INTO dirty_leaves (path) VALUES (?1)", [leaf]).map(drop)
    }

    pub(crate) fn stored_digest(&self, node: TreeNode) -> Result<Digest, StoreError> {
        let digest = self.row(
            "SELECT digest FROM digest_nodes WHERE depth = ?1 AND path = ?2",
            (node.depth, node.path),
            |row| bytes(row, 0).map(Digest),
        )?;
        Ok(digest.unwrap_or(Digest::EMPTY))
    }

    pub(crate) fn update_tree(&self, key: &DigestKey) -> Result<(), StoreError> {
        let dirty: Vec<u16> = self.rows("SELECT path FROM dirty_leaves ORDER BY path", [], |row| row.get(0))?;
        if dirty.is_empty() {
            return Ok(());
        }
        let mut above = BTreeSet::new();
        for path in dirty {
            let leaf = TreeNode { depth: TREE_DEPTH, path };
            let entities = self.rows("SELECT id, digest FROM entities WHERE leaf = ?1 ORDER BY id", [path], |row| {
                Ok((EntityId::from_bytes(bytes(row, 0)?), Digest(bytes(row, 1)?)))
            })?;
            self.store_digest(leaf, leaf_digest(key, entities))?;
            above.extend(leaf.parent());
        }
        while !above.is_empty() {
            let mut next = BTreeSet::new();
            for node in above {
                let mut children = [Digest::EMPTY; 16];
                for (digest, child) in children.iter_mut().zip(node.children()) {
                    *digest = self.stored_digest(child)?;
                }
                self.store_digest(node, node_digest(key, &children))?;
                next.extend(node.parent());
            }
            above = next;
        }
        self.run("DELETE FROM dirty_leaves", []).map(drop)
    }

    fn store_digest(&self, node: TreeNode, digest: Digest) -> Result<(), StoreError> {
        if digest == Digest::EMPTY {
            self.run("DELETE FROM digest_nodes WHERE depth = ?1 AND path = ?2", (node.depth, node.path))
        } else {
            self.run(
                "INSERT OR REPLACE INTO digest_nodes (depth, path, digest) VALUES (?1, ?2, ?3)",
                (node.depth, node.path, digest.0),
            )
        }
        .map(drop)
    }
}
