//! The materialized entities.

use driftless_domain::digest::{Digest, DigestKey, TreeNode};
use driftless_domain::{EntityId, EntityState, EntityType};
use driftless_sync::contract::{NotesStore, StoreError, StoredBody, StoredEntity};
use rusqlite::OptionalExtension as _;

use crate::column::{bytes, from_cbor, from_column, pack, to_bound, to_cbor, to_column, unpack, unpack_text};
use crate::error::OrStoreError as _;
use crate::note_row::snippet;
use crate::tx::Tx;

/// What is known of an entity before it is saved again.
struct Known {
    num: i64,
    entity_type: String,
    leaf: u16,
    digest: [u8; 32],
}

impl Tx<'_> {
    fn known(&self, id: EntityId) -> Result<Option<Known>, StoreError> {
        self.row("SELECT num, entity_type, leaf, digest FROM entities WHERE id = ?1", [id.as_bytes()], |row| {
            Ok(Known { num: row.get(0)?, entity_type: row.get(1)?, leaf: row.get(2)?, digest: bytes(row, 3)? })
        })
    }

    fn write_entity(&self, entity: &StoredEntity, known: Option<&Known>, leaf: u16) -> Result<i64, StoreError> {
        let state = pack(&to_cbor(&entity.state)?);
        let revision = to_column(self.next_revision()?);
        let entity_type = entity.state.entity_type.as_str();
        match known {
            Some(known) => {
                self.run(
                    "UPDATE entities SET state = ?2, digest = ?3, revision = ?4 WHERE num = ?1",
                    (known.num, state, entity.digest.0, revision),
                )?;
                if known.leaf != leaf || known.entity_type != entity_type {
                    self.run(
                        "UPDATE entities SET leaf = ?2, entity_type = ?3 WHERE num = ?1",
                        (known.num, leaf, entity_type),
                    )?;
                }
                Ok(known.num)
            }
            None => {
                self.run(
                    "INSERT INTO entities (id, entity_type, state, digest, leaf, revision) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    (entity.id.as_bytes(), entity_type, state, entity.digest.0, leaf, revision),
                )?;
                Ok(self.conn().last_insert_rowid())
            }
        }
    }

    /// Makes what lists show of the entity true.
    fn save_list_rows(&self, num: i64, entity: &StoredEntity, known: Option<&Known>) -> Result<(), StoreError> {
        let entity_type = &entity.state.entity_type;
        if let Some(known) = known.filter(|known| known.entity_type != entity_type.as_str()) {
            // Actions disagreed about what it is, and the lowest type wins.
            match known.entity_type.as_str() {
                "note" => self.remove_note_row(num)?,
                "notebook" => self.remove_notebook_row(num, entity.id)?,
                _ => {}
            }
        }
        match entity_type {
            EntityType::Note => {
                let snippet = entity.body.as_ref().map(|body| snippet(&body.text));
                self.save_note_row(num, entity.id, &entity.state, snippet)
            }
            EntityType::Notebook => self.save_notebook_row(num, entity.id, &entity.state),
            EntityType::Device | EntityType::SavedSearch | EntityType::Unknown(_) => Ok(()),
        }
    }
}

impl NotesStore for Tx<'_> {
    fn load_state(&self, id: EntityId) -> Result<Option<EntityState>, StoreError> {
        let state: Option<Vec<u8>> =
            self.row("SELECT state FROM entities WHERE id = ?1", [id.as_bytes()], |row| row.get(0))?;
        state.map(|state| from_cbor(&unpack(&state)?)).transpose()
    }

    fn load_body(&self, id: EntityId) -> Result<Option<StoredBody>, StoreError> {
        let body = self.row(
            "SELECT bodies.snapshot, bodies.body_text FROM entities JOIN bodies ON bodies.num = entities.num
             WHERE entities.id = ?1",
            [id.as_bytes()],
            |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?)),
        )?;
        body.map(|(snapshot, text)| Ok(StoredBody { snapshot: unpack(&snapshot)?, text: unpack_text(&text)? }))
            .transpose()
    }

    fn revision(&self, id: EntityId) -> Result<u64, StoreError> {
        let revision = self.row("SELECT revision FROM entities WHERE id = ?1", [id.as_bytes()], |row| row.get(0))?;
        Ok(revision.map_or(0, from_column))
    }

    fn changed_since(&self, since: u64, limit: usize) -> Result<(Vec<EntityId>, u64), StoreError> {
        let ids = self.rows(
            "SELECT id FROM entities WHERE revision > ?1 ORDER BY revision LIMIT ?2",
            (to_bound(since), i64::try_from(limit).unwrap_or(i64::MAX)),
            |row| bytes(row, 0).map(EntityId::from_bytes),
        )?;
        Ok((ids, self.last_revision()?))
    }

    fn ids_of_type(&self, entity_type: &EntityType) -> Result<Vec<EntityId>, StoreError> {
        self.rows("SELECT id FROM entities WHERE entity_type = ?1 ORDER BY id", [entity_type.as_str()], |row| {
            bytes(row, 0).map(EntityId::from_bytes)
        })
    }

    fn save_entity(&mut self, entity: &StoredEntity, key: &DigestKey) -> Result<(), StoreError> {
        let known = self.known(entity.id)?;
        let leaf = TreeNode::leaf(key, entity.id).path;
        let num = self.write_entity(entity, known.as_ref(), leaf)?;
        if known.as_ref().is_none_or(|known| known.digest != entity.digest.0 || known.leaf != leaf) {
            self.mark_dirty(leaf)?;
        }
        if let Some(known) = known.as_ref().filter(|known| known.leaf != leaf) {
            self.mark_dirty(known.leaf)?;
        }
        if let Some(body) = &entity.body {
            self.run(
                "INSERT OR REPLACE INTO bodies (num, snapshot, body_text) VALUES (?1, ?2, ?3)",
                (num, pack(&body.snapshot), pack(body.text.as_bytes())),
            )?;
        }
        self.save_list_rows(num, entity, known.as_ref())
    }

    fn place_notebook(&mut self, id: EntityId, parent: Option<EntityId>) -> Result<(), StoreError> {
        let parent = parent.map(|parent| *parent.as_bytes());
        let moved =
            self.run("UPDATE notebooks SET parent = ?2 WHERE id = ?1 AND parent IS NOT ?2", (id.as_bytes(), parent))?;
        if moved > 0 {
            let revision = to_column(self.next_revision()?);
            self.run("UPDATE entities SET revision = ?2 WHERE id = ?1", (id.as_bytes(), revision))?;
        }
        Ok(())
    }

    fn tree_digest(&mut self, node: TreeNode, key: &DigestKey) -> Result<Digest, StoreError> {
        self.update_tree(key)?;
        self.stored_digest(node)
    }

    fn entity_digests(&self) -> Result<Vec<(EntityId, Digest)>, StoreError> {
        self.rows("SELECT id, digest FROM entities ORDER BY id", [], |row| {
            Ok((EntityId::from_bytes(bytes(row, 0)?), Digest(bytes(row, 1)?)))
        })
    }

    fn reset_to_snapshot(&mut self, key: &DigestKey) -> Result<(), StoreError> {
        crate::compaction::reset(self, key)
    }
}

impl Tx<'_> {
    /// Returns the text of a note; none when it has none or is unknown.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn text(&self, id: EntityId) -> Result<Option<String>, StoreError> {
        let text: Option<Vec<u8>> = self
            .prepare("SELECT body_text FROM bodies WHERE num = (SELECT num FROM entities WHERE id = ?1)")?
            .query_row([id.as_bytes()], |row| row.get(0))
            .optional()
            .or_store()?;
        text.map(|text| unpack_text(&text)).transpose()
    }
}
