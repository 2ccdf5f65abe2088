//! Applies actions to the materialized entities, at a cost proportional to what is new.
//!
//! Everything here happens inside the caller's transaction, together with the append that made the
//! actions durable.

use std::collections::BTreeMap;

use driftless_domain::body::{BodyError, CODEC, LoroText, TextBody};
use driftless_domain::digest::{DigestKey, entity_digest, text_digest};
use driftless_domain::entity::Held;
use driftless_domain::review::reviews;
use driftless_domain::rules::notebook_tree;
use driftless_domain::{EntityId, EntityState, EntityType, LoggedAction, Payload};

use crate::contract::{QuarantineId, QuarantineReason, Quarantined, StoreError, StoreTx, StoredBody, StoredEntity};

/// What materializing needs besides the actions.
#[derive(Debug, Clone, Copy)]
pub struct Materializer {
    /// Key of the state hashes.
    pub key: DigestKey,
    /// Text writer id of this process's slot.
    pub peer: u64,
    /// Wall clock, milliseconds since the Unix epoch; stamps quarantine entries only.
    pub now_ms: u64,
}

/// What materializing did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Materialized {
    /// Entities whose state or text was saved, in order of id.
    pub touched: Vec<EntityId>,
    /// Review items that were not there before.
    pub new_reviews: u32,
    /// Actions put into quarantine.
    pub quarantined: u32,
}

impl Materializer {
    /// Applies actions that are in the WAL. Any order, any repetition: the result is the same.
    ///
    /// # Errors
    /// [`StoreError`]; the caller's transaction must then end without a trace.
    pub fn apply(&self, tx: &mut dyn StoreTx, actions: &[LoggedAction]) -> Result<Materialized, StoreError> {
        let mut by_entity: BTreeMap<EntityId, Vec<&LoggedAction>> = BTreeMap::new();
        for logged in actions {
            by_entity.entry(logged.action.entity_id).or_default().push(logged);
        }
        let mut done = Materialized::default();
        let mut has_notebook = false;
        for (entity_id, actions) in by_entity {
            if let Some(state) = self.apply_to(tx, entity_id, &actions, &mut done)? {
                has_notebook |= state.entity_type == EntityType::Notebook;
                done.touched.push(entity_id);
            }
        }
        if has_notebook {
            done.new_reviews += place_notebooks(tx)?;
        }
        Ok(done)
    }

    /// Applies one entity's actions. Returns its state when it was saved.
    fn apply_to(
        &self,
        tx: &mut dyn StoreTx,
        entity_id: EntityId,
        actions: &[&LoggedAction],
        done: &mut Materialized,
    ) -> Result<Option<EntityState>, StoreError> {
        let Some(first) = actions.first() else { return Ok(None) };
        let mut state = match tx.load_state(entity_id)? {
            Some(state) => state,
            None => EntityState::new(first.action.entity_type.clone()),
        };
        let mut updates = Vec::new();
        for logged in actions {
            let id = logged.action.id;
            // Before decoding: a newer version may have given the payload another shape.
            if let Some(held) = Held::whole(logged) {
                tx.set_held(id, Some(&held))?;
                continue;
            }
            match Payload::decode(&logged.action.payload) {
                Ok(payload) => {
                    let applied = state.apply(logged, &payload, CODEC);
                    tx.set_held(id, applied.held.as_ref())?;
                    updates.extend(applied.body.map(|body| (*logged, body.update)));
                }
                Err(error) => {
                    self.quarantine(tx, logged, QuarantineReason::Payload(error.to_string()))?;
                    done.quarantined += 1;
                }
            }
        }
        if state.devices.is_empty() {
            // Only held or unreadable actions speak of it: there is nothing to show yet.
            return Ok(None);
        }
        let stored = tx.load_body(entity_id)?;
        let body = self.import(tx, stored.as_ref(), &updates, done)?;
        let text = body.as_ref().or(stored.as_ref()).map_or("", |body| &body.text);
        let digest = entity_digest(&self.key, entity_id, &state, &text_digest(&self.key, text));
        done.new_reviews += tx.replace_reviews(entity_id, &reviews(entity_id, &state))?;
        let entity = StoredEntity { id: entity_id, state, body, digest };
        tx.save_entity(&entity, &self.key)?;
        Ok(Some(entity.state))
    }

    /// Imports text updates all at once; if one is bad, one by one, so that it alone is set aside.
    fn import(
        &self,
        tx: &mut dyn StoreTx,
        stored: Option<&StoredBody>,
        updates: &[(&LoggedAction, Vec<u8>)],
        done: &mut Materialized,
    ) -> Result<Option<StoredBody>, StoreError> {
        if updates.is_empty() {
            return Ok(None);
        }
        let mut text = self.load_text(stored)?;
        let all: Vec<&[u8]> = updates.iter().map(|(_, update)| update.as_slice()).collect();
        if !text.import(&all).is_ok_and(|imported| !imported.is_pending) {
            text = self.load_text(stored)?;
            let mut good: Vec<&[u8]> = Vec::new();
            for (logged, update) in updates {
                match text.import(&[update]) {
                    Ok(imported) => {
                        good.push(update);
                        if imported.is_pending {
                            tx.set_held(logged.action.id, Some(&Held::PendingBody))?;
                        }
                    }
                    Err(error) => {
                        if matches!(error, BodyError::Library(_)) {
                            text = self.load_text(stored)?;
                            // What was good before the failure is so again.
                            text.import(&good).map_err(|error| StoreError::Damaged(error.to_string()))?;
                        }
                        self.quarantine(tx, logged, QuarantineReason::Body(error.to_string()))?;
                        done.quarantined += 1;
                    }
                }
            }
        }
        let damaged = |error: BodyError| StoreError::Damaged(error.to_string());
        Ok(Some(StoredBody { snapshot: text.snapshot().map_err(damaged)?, text: text.text().map_err(damaged)? }))
    }

    fn load_text(&self, stored: Option<&StoredBody>) -> Result<LoroText, StoreError> {
        match stored {
            Some(body) => {
                LoroText::load(&body.snapshot, self.peer).map_err(|error| StoreError::Damaged(error.to_string()))
            }
            None => Ok(LoroText::empty(self.peer)),
        }
    }

    fn quarantine(
        &self,
        tx: &mut dyn StoreTx,
        logged: &LoggedAction,
        reason: QuarantineReason,
    ) -> Result<(), StoreError> {
        tx.quarantine(&Quarantined {
            id: QuarantineId(0),
            action_id: Some(logged.action.id),
            seq: logged.position.map(|position| position.seq),
            reason,
            raw: logged.action.payload.clone(),
            at_ms: self.now_ms,
        })
    }
}

/// Places all notebooks anew: a move of one can close or open a circle of others.
fn place_notebooks(tx: &mut dyn StoreTx) -> Result<u32, StoreError> {
    let mut states = Vec::new();
    for id in tx.ids_of_type(&EntityType::Notebook)? {
        states.extend(tx.load_state(id)?.map(|state| (id, state)));
    }
    let tree = notebook_tree(states.iter().map(|(id, state)| (*id, state)));
    for (id, placed) in &tree.placed {
        tx.place_notebook(*id, placed.parent)?;
    }
    tx.replace_cycles(&tree.reviews)
}
