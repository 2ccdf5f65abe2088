//! Folds acknowledged actions into the snapshot and moves them from the WAL to the history, in one transaction.
//!
//! Of an entity whose every action is covered the materialized state *is* the fold. Of one with others
//! behind (pending, held, in quarantine, or later than asked) the covered ones are folded one by one.

use driftless_domain::body::{CODEC, LoroText, TextBody as _};
use driftless_domain::digest::{DigestKey, entity_digest, text_digest};
use driftless_domain::review::reviews;
use driftless_domain::rules::notebook_tree;
use driftless_domain::{EntityId, EntityState, EntityType, Payload, Seq};
use driftless_sync::contract::{
    CompactionStep, NotesStore as _, ReviewStore as _, StoreError, StoredBody, StoredEntity, WalEntry,
};

use crate::column::{bytes, from_cbor, pack, to_bound, to_cbor, to_column, unpack, unpack_text};
use crate::tx::Tx;
use crate::wal::foldable;

/// Writer id for documents that are only folded: nothing is ever written under it.
const NO_WRITER: u64 = 0;

/// See [`driftless_sync::contract::WalStore::compact_some`].
pub(crate) fn compact_some(
    tx: &Tx<'_>,
    up_to: Seq,
    after: Option<EntityId>,
    limit: usize,
) -> Result<CompactionStep, StoreError> {
    // By the index of entities: the walk reads no more of it than its steps need.
    let entities = tx.rows(
        "SELECT DISTINCT entity_id FROM actions INDEXED BY actions_of_entity
         WHERE entity_id > ?2 AND seq IS NOT NULL AND seq <= ?1 AND held IS NULL
         ORDER BY entity_id LIMIT ?3",
        (
            to_bound(up_to.0),
            after.as_ref().map_or(&[][..], |id| id.as_bytes().as_slice()),
            i64::try_from(limit).unwrap_or(i64::MAX),
        ),
        |row| bytes(row, 0).map(EntityId::from_bytes),
    )?;
    let next = entities.last().copied().filter(|_| entities.len() == limit);
    let mut actions = 0;
    for entity_id in entities {
        actions += compact_entity(tx, entity_id, up_to)?;
    }
    Ok(CompactionStep { actions, next })
}

fn compact_entity(tx: &Tx<'_>, entity_id: EntityId, up_to: Seq) -> Result<u64, StoreError> {
    let (covered, is_rest) = foldable(tx, entity_id, up_to)?;
    if covered.is_empty() {
        return Ok(0);
    }
    let is_folded = if is_rest { fold(tx, entity_id, &covered)? } else { copy_materialized(tx, entity_id)? };
    if !is_folded {
        return Ok(0);
    }
    let mut size = 0;
    for (num, entry) in &covered {
        crate::history::keep(tx, *num)?;
        tx.run("DELETE FROM actions WHERE num = ?1", [to_column(*num)])?;
        size += entry.logged.action.payload.len();
    }
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    let count = i64::try_from(covered.len()).unwrap_or(i64::MAX);
    tx.run("UPDATE wal_size SET entries = entries - ?1, bytes = bytes - ?2", (count, size))?;
    Ok(covered.len() as u64)
}

fn copy_materialized(tx: &Tx<'_>, entity_id: EntityId) -> Result<bool, StoreError> {
    tx.run(
        "INSERT OR REPLACE INTO snapshot (id, entity_type, state, body, body_text)
         SELECT entities.id, entities.entity_type, entities.state, bodies.snapshot, bodies.body_text
         FROM entities LEFT JOIN bodies ON bodies.num = entities.num WHERE entities.id = ?1",
        [entity_id.as_bytes()],
    )
    .map(|copied| copied == 1)
}

/// Folds `covered` into the entity's snapshot. False, and nothing changed, when a text update among them
/// waits for one that is not: they stay in the WAL until it is covered too.
fn fold(tx: &Tx<'_>, entity_id: EntityId, covered: &[(u64, WalEntry)]) -> Result<bool, StoreError> {
    let Some((_, first)) = covered.first() else { return Ok(false) };
    let damaged = |error: driftless_domain::body::BodyError| StoreError::Damaged(error.to_string());
    let known = load(tx, entity_id)?;
    let (mut state, body) = match known {
        Some(entity) => (entity.state, entity.body),
        None => (EntityState::new(first.logged.action.entity_type.clone()), None),
    };
    let mut updates = Vec::new();
    for (_, entry) in covered {
        let Ok(payload) = Payload::decode(&entry.logged.action.payload) else { return Ok(false) };
        let applied = state.apply(&entry.logged, &payload, CODEC);
        updates.extend(applied.body.map(|body| body.update));
    }
    let body = if updates.is_empty() {
        body
    } else {
        let mut text = match &body {
            Some(body) => LoroText::load(&body.snapshot, NO_WRITER).map_err(damaged)?,
            None => LoroText::empty(NO_WRITER),
        };
        let updates: Vec<&[u8]> = updates.iter().map(Vec::as_slice).collect();
        if !text.import(&updates).is_ok_and(|imported| !imported.is_pending) {
            return Ok(false);
        }
        Some(StoredBody { snapshot: text.snapshot().map_err(damaged)?, text: text.text().map_err(damaged)? })
    };
    tx.run(
        "INSERT OR REPLACE INTO snapshot (id, entity_type, state, body, body_text) VALUES (?1, ?2, ?3, ?4, ?5)",
        (
            entity_id.as_bytes(),
            state.entity_type.as_str(),
            pack(&to_cbor(&state)?),
            body.as_ref().map(|body| pack(&body.snapshot)),
            body.as_ref().map(|body| pack(body.text.as_bytes())),
        ),
    )?;
    Ok(true)
}

struct Snapshot {
    state: EntityState,
    body: Option<StoredBody>,
}

fn load(tx: &Tx<'_>, entity_id: EntityId) -> Result<Option<Snapshot>, StoreError> {
    let row = tx.row("SELECT state, body, body_text FROM snapshot WHERE id = ?1", [entity_id.as_bytes()], |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Option<Vec<u8>>>(1)?, row.get::<_, Option<Vec<u8>>>(2)?))
    })?;
    let Some((state, body, text)) = row else { return Ok(None) };
    let body = match (body, text) {
        (Some(body), Some(text)) => Some(StoredBody { snapshot: unpack(&body)?, text: unpack_text(&text)? }),
        _ => None,
    };
    Ok(Some(Snapshot { state: from_cbor(&unpack(&state)?)?, body }))
}

/// See [`driftless_sync::contract::NotesStore::reset_to_snapshot`].
pub(crate) fn reset(tx: &mut Tx<'_>, key: &DigestKey) -> Result<(), StoreError> {
    for statement in [
        "DELETE FROM entities",
        "DELETE FROM bodies",
        "DELETE FROM notes",
        "DELETE FROM note_tags",
        "DELETE FROM note_links",
        "DELETE FROM note_facts",
        "DELETE FROM notebooks",
        "DELETE FROM counts",
        "DELETE FROM digest_nodes",
        "DELETE FROM dirty_leaves",
        "DELETE FROM reviews",
        "INSERT INTO search (search) VALUES ('delete-all')",
        "UPDATE device SET indexed = 0",
    ] {
        tx.run(statement, [])?;
    }
    tx.forget_counts();
    let ids = tx.rows("SELECT id FROM snapshot ORDER BY id", [], |row| bytes(row, 0).map(EntityId::from_bytes))?;
    let mut notebooks = Vec::new();
    for id in ids {
        let Some(Snapshot { state, body }) = load(tx, id)? else { continue };
        let text = body.as_ref().map_or("", |body| body.text.as_str());
        let digest = entity_digest(key, id, &state, &text_digest(key, text));
        tx.replace_reviews(id, &reviews(id, &state))?;
        let entity = StoredEntity { id, state, body, digest };
        tx.save_entity(&entity, key)?;
        if entity.state.entity_type == EntityType::Notebook {
            notebooks.push((id, entity.state));
        }
    }
    let tree = notebook_tree(notebooks.iter().map(|(id, state)| (*id, state)));
    for (id, placed) in &tree.placed {
        tx.place_notebook(*id, placed.parent)?;
    }
    tx.replace_cycles(&tree.reviews).map(drop)
}
