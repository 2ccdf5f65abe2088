//! Materialized entities and their digest tree in memory.

use std::sync::Arc;

use driftless_domain::digest::{
    Digest, DigestKey, TREE_DEPTH, TreeNode, entity_digest, leaf_digest, node_digest, text_digest,
};
use driftless_domain::{EntityId, EntityState, EntityType};

use super::tables::{EntityRow, Tables};
use crate::contract::{NotesStore, StoreError, StoredBody, StoredEntity};

impl Tables {
    fn save(&mut self, mut entity: StoredEntity) {
        if entity.body.is_none() {
            entity.body = self.entities.get(&entity.id).and_then(|row| row.entity.body.clone());
        }
        self.revision += 1;
        self.entities.insert(entity.id, Arc::new(EntityRow { entity, revision: self.revision }));
    }
}

impl NotesStore for Tables {
    fn load_state(&self, id: EntityId) -> Result<Option<EntityState>, StoreError> {
        Ok(self.entities.get(&id).map(|row| row.entity.state.clone()))
    }

    fn load_body(&self, id: EntityId) -> Result<Option<StoredBody>, StoreError> {
        Ok(self.entities.get(&id).and_then(|row| row.entity.body.clone()))
    }

    fn revision(&self, id: EntityId) -> Result<u64, StoreError> {
        Ok(self.entities.get(&id).map_or(0, |row| row.revision))
    }

    fn changed_since(&self, since: u64, limit: usize) -> Result<(Vec<EntityId>, u64), StoreError> {
        let mut changed: Vec<(u64, EntityId)> =
            self.entities.iter().filter(|(_, row)| row.revision > since).map(|(id, row)| (row.revision, *id)).collect();
        changed.sort_unstable();
        Ok((changed.into_iter().take(limit).map(|(_, id)| id).collect(), self.revision))
    }

    fn ids_of_type(&self, entity_type: &EntityType) -> Result<Vec<EntityId>, StoreError> {
        let of_type = self.entities.iter().filter(|(_, row)| row.entity.state.entity_type == *entity_type);
        Ok(of_type.map(|(id, _)| *id).collect())
    }

    fn save_entity(&mut self, entity: &StoredEntity, _key: &DigestKey) -> Result<(), StoreError> {
        self.save(entity.clone());
        Ok(())
    }

    fn place_notebook(&mut self, id: EntityId, parent: Option<EntityId>) -> Result<(), StoreError> {
        self.placed.insert(id, parent);
        Ok(())
    }

    fn tree_digest(&mut self, node: TreeNode, key: &DigestKey) -> Result<Digest, StoreError> {
        let mut leaves: Vec<(u16, EntityId, Digest)> =
            self.entities.iter().map(|(id, row)| (TreeNode::leaf(key, *id).path, *id, row.entity.digest)).collect();
        leaves.sort_unstable();
        Ok(digest_under(node, &leaves, key))
    }

    fn entity_digests(&self) -> Result<Vec<(EntityId, Digest)>, StoreError> {
        Ok(self.entities.iter().map(|(id, row)| (*id, row.entity.digest)).collect())
    }

    fn reset_to_snapshot(&mut self, key: &DigestKey) -> Result<(), StoreError> {
        self.entities.clear();
        self.placed.clear();
        self.reviews.clear();
        for stored in self.snapshot.clone().into_values() {
            let mut entity = StoredEntity::clone(&stored);
            let text = text_digest(key, entity.body.as_ref().map_or("", |body| &body.text));
            entity.digest = entity_digest(key, entity.id, &entity.state, &text);
            self.save(entity);
        }
        Ok(())
    }
}

/// Returns the digest of a node from all leaves, sorted by path and id.
fn digest_under(node: TreeNode, leaves: &[(u16, EntityId, Digest)], key: &DigestKey) -> Digest {
    let bits = 16 - u32::from(node.depth.min(TREE_DEPTH)) * 4;
    let last = u16::try_from(u32::from(node.path) + ((1_u32 << bits) - 1)).unwrap_or(u16::MAX);
    let from = leaves.partition_point(|(path, _, _)| *path < node.path);
    let to = leaves.partition_point(|(path, _, _)| *path <= last);
    let under = leaves.get(from..to).unwrap_or_default();
    if under.is_empty() {
        return Digest::EMPTY;
    }
    if node.depth >= TREE_DEPTH {
        return leaf_digest(key, under.iter().map(|(_, id, digest)| (*id, *digest)));
    }
    let mut children = [Digest::EMPTY; 16];
    for (digest, child) in children.iter_mut().zip(node.children()) {
        *digest = digest_under(child, under, key);
    }
    node_digest(key, &children)
}
