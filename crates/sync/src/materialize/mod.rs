//! Applies actions to the materialized entities, at a cost proportional to what is new.
//!
//! Everything here happens inside the caller's transaction, together with the append that made the
//! actions durable.

mod body;

use std::collections::{BTreeMap, BTreeSet};

use driftless_domain::body::CODEC;
use driftless_domain::digest::{DigestKey, entity_digest, text_digest};
use driftless_domain::entity::Held;
use driftless_domain::review::reviews;
use driftless_domain::rules::notebook_tree;
use driftless_domain::{ActionId, EntityId, EntityState, EntityType, LoggedAction, Payload};

use crate::contract::{QuarantineId, QuarantineReason, Quarantined, StoreError, StoreTx, StoredEntity};
use body::{Update, waiting_update};

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

/// What is done with the texts.
enum Bodies {
    /// Imported, together with those that waited for them.
    Import {
        /// Updates that wait for others, by entity.
        waiting: BTreeMap<EntityId, Vec<LoggedAction>>,
        /// Updates that once took the process down: never imported again by themselves.
        aborted: BTreeSet<ActionId>,
    },
    /// Left as they are.
    Untouched,
}

impl Bodies {
    fn load(tx: &dyn StoreTx) -> Result<Self, StoreError> {
        let mut waiting: BTreeMap<EntityId, Vec<LoggedAction>> = BTreeMap::new();
        for entry in tx.held()? {
            if entry.held == Some(Held::PendingBody) {
                waiting.entry(entry.logged.action.entity_id).or_default().push(entry.logged);
            }
        }
        let quarantined = tx.quarantined()?;
        let aborted = quarantined.into_iter().filter(|entry| entry.reason == QuarantineReason::Aborted);
        Ok(Self::Import { waiting, aborted: aborted.filter_map(|entry| entry.action_id).collect() })
    }
}

impl Materializer {
    /// Applies actions that are in the WAL. Any order, any repetition: the result is the same.
    ///
    /// # Errors
    /// [`StoreError`]; the caller's transaction must then end without a trace.
    pub fn apply(&self, tx: &mut dyn StoreTx, actions: &[LoggedAction]) -> Result<Materialized, StoreError> {
        let bodies = Bodies::load(tx)?;
        self.apply_all(tx, actions, &bodies)
    }

    /// Completes the stamps of own actions that were acknowledged. They were applied when they were written,
    /// so their texts are not touched, and the cost does not depend on a note's history.
    ///
    /// # Errors
    /// [`StoreError`]; the caller's transaction must then end without a trace.
    pub fn complete_stamps(&self, tx: &mut dyn StoreTx, acked: &[LoggedAction]) -> Result<Materialized, StoreError> {
        self.apply_all(tx, acked, &Bodies::Untouched)
    }

    /// Applies everything that waited for a newer version of the app. Called once after an upgrade; what
    /// this version does not know either goes on waiting.
    ///
    /// # Errors
    /// [`StoreError`]; the caller's transaction must then end without a trace.
    pub fn apply_held(&self, tx: &mut dyn StoreTx) -> Result<Materialized, StoreError> {
        let held: Vec<LoggedAction> = tx.held()?.into_iter().map(|entry| entry.logged).collect();
        self.apply(tx, &held)
    }

    fn apply_all(
        &self,
        tx: &mut dyn StoreTx,
        actions: &[LoggedAction],
        bodies: &Bodies,
    ) -> Result<Materialized, StoreError> {
        let mut by_entity: BTreeMap<EntityId, Vec<&LoggedAction>> = BTreeMap::new();
        for logged in actions {
            by_entity.entry(logged.action.entity_id).or_default().push(logged);
        }
        let mut done = Materialized::default();
        let mut has_notebook = false;
        for (entity_id, actions) in by_entity {
            if let Some(state) = self.apply_to(tx, entity_id, &actions, bodies, &mut done)? {
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
        bodies: &Bodies,
        done: &mut Materialized,
    ) -> Result<Option<EntityState>, StoreError> {
        let Some(first) = actions.first() else { return Ok(None) };
        let mut state = match tx.load_state(entity_id)? {
            Some(state) => state,
            None => EntityState::new(first.action.entity_type.clone()),
        };
        let mut updates = Vec::new();
        for logged in actions {
            let update = self.apply_one(tx, &mut state, logged, bodies, done)?;
            updates.extend(update.map(|bytes| Update { logged, bytes, was_waiting: false }));
        }
        if state.devices.is_empty() {
            // Only held or unreadable actions speak of it: there is nothing to show yet.
            return Ok(None);
        }
        if let (false, Bodies::Import { waiting, .. }) = (updates.is_empty(), bodies) {
            let known: BTreeSet<ActionId> = updates.iter().map(|update| update.logged.action.id).collect();
            let waiting = waiting.get(&entity_id).into_iter().flatten();
            updates.extend(waiting.filter(|logged| !known.contains(&logged.action.id)).filter_map(waiting_update));
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

    /// Applies one action to the state. Returns the text update that is to be imported.
    fn apply_one(
        &self,
        tx: &mut dyn StoreTx,
        state: &mut EntityState,
        logged: &LoggedAction,
        bodies: &Bodies,
        done: &mut Materialized,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let id = logged.action.id;
        // Before decoding: a newer version may have given the payload another shape.
        if let Some(held) = Held::whole(logged) {
            tx.set_held(id, Some(&held))?;
            return Ok(None);
        }
        let payload = match Payload::decode(&logged.action.payload) {
            Ok(payload) => payload,
            Err(error) => {
                self.quarantine(tx, logged, QuarantineReason::Payload(error.to_string()))?;
                done.quarantined += 1;
                return Ok(None);
            }
        };
        let applied = state.apply(logged, &payload, CODEC);
        match bodies {
            // Whether it waits for another text was found out when it was imported.
            Bodies::Untouched => Ok(None),
            Bodies::Import { aborted, .. } => {
                tx.set_held(id, applied.held.as_ref())?;
                Ok(applied.body.map(|body| body.update).filter(|_| !aborted.contains(&id)))
            }
        }
    }

    pub(crate) fn quarantine(
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
