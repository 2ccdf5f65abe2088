//! Replay: the oracle that what runs in production must always agree with.

use std::collections::{BTreeMap, BTreeSet};

use crate::action::LoggedAction;
use crate::body::{BodyError, TextBody};
use crate::entity::{EntityState, Held};
use crate::id::{ActionId, EntityId};
use crate::payload::{Payload, PayloadError};

/// One entity with its text.
#[derive(Debug)]
pub struct Entity<B> {
    /// Everything but the text.
    pub state: EntityState,
    /// The text; absent while there is no text edit.
    pub body: Option<B>,
    /// Text updates that wait for others.
    pub waiting: Vec<(ActionId, Vec<u8>)>,
}

/// Why an action had no (whole) effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unapplied {
    /// Waits for a newer version.
    Held(Held),
    /// Its payload cannot be read: quarantine.
    Payload(PayloadError),
    /// Its text update cannot be read: quarantine. Its fields were applied.
    Body(BodyError),
    /// Its text update waits for another one.
    PendingBody,
}

/// The folded state of every entity.
#[derive(Debug)]
pub struct NotesState<B> {
    /// By id.
    pub entities: BTreeMap<EntityId, Entity<B>>,
    /// Actions without (whole) effect, and why.
    pub unapplied: BTreeMap<ActionId, Unapplied>,
}

impl<B> Default for NotesState<B> {
    fn default() -> Self {
        Self { entities: BTreeMap::new(), unapplied: BTreeMap::new() }
    }
}

/// Folds `actions` into `snapshot` in the order of the domain. Total: any action has a defined effect,
/// if only an entry in `unapplied`. Of an action that is given both with and without its position the
/// former counts. `peer` is the text writer id of the result.
pub fn replay<B: TextBody>(mut snapshot: NotesState<B>, actions: &[LoggedAction], peer: u64) -> NotesState<B> {
    let name = |logged: &LoggedAction| (logged.action.client_id, logged.action.id);
    let placed: BTreeSet<_> = actions.iter().filter(|logged| logged.position.is_some()).map(name).collect();
    let counts = |logged: &&LoggedAction| logged.position.is_some() || !placed.contains(&name(logged));
    let mut ordered: Vec<&LoggedAction> = actions.iter().filter(counts).collect();
    ordered.sort_by_key(|logged| logged.stamp());
    let mut updates: BTreeMap<EntityId, Vec<(ActionId, Vec<u8>)>> = BTreeMap::new();
    for logged in ordered {
        let action = &logged.action;
        if let Some(held) = Held::whole(logged) {
            snapshot.unapplied.insert(action.id, Unapplied::Held(held));
            continue;
        }
        let payload = match Payload::decode(&action.payload) {
            Ok(payload) => payload,
            Err(error) => {
                snapshot.unapplied.insert(action.id, Unapplied::Payload(error));
                continue;
            }
        };
        let entity = snapshot.entities.entry(action.entity_id).or_insert_with(|| Entity {
            state: EntityState::new(action.entity_type.clone()),
            body: None,
            waiting: Vec::new(),
        });
        let applied = entity.state.apply(logged, &payload, crate::body::CODEC);
        if let Some(held) = applied.held {
            snapshot.unapplied.insert(action.id, Unapplied::Held(held));
        }
        if let Some(body) = applied.body {
            updates.entry(action.entity_id).or_default().push((action.id, body.update));
        }
    }
    for (entity_id, updates) in updates {
        if let Some(entity) = snapshot.entities.get_mut(&entity_id) {
            entity.import(updates, peer, &mut snapshot.unapplied);
        }
    }
    snapshot
}

impl<B: TextBody> Entity<B> {
    /// Imports all updates at once, with those that wait; if one is bad, one by one, so that it alone is
    /// set aside.
    fn import(&mut self, updates: Vec<(ActionId, Vec<u8>)>, peer: u64, unapplied: &mut BTreeMap<ActionId, Unapplied>) {
        let mut updates = updates;
        updates.append(&mut self.waiting);
        for (id, _) in &updates {
            if unapplied.get(id) == Some(&Unapplied::PendingBody) {
                unapplied.remove(id);
            }
        }
        let before = self.body.as_ref().and_then(|body| body.snapshot().ok());
        let body = self.body.get_or_insert_with(|| B::empty(peer));
        let all: Vec<&[u8]> = updates.iter().map(|(_, update)| update.as_slice()).collect();
        if body.import(&all).is_ok_and(|imported| !imported.is_pending) {
            return;
        }
        let again = |good: &[&[u8]]| {
            let loaded = before.as_deref().and_then(|before| B::load(before, peer).ok());
            let mut body = loaded.unwrap_or_else(|| B::empty(peer));
            // They were good before and are so again.
            let _ = body.import(good);
            body
        };
        *body = again(&[]);
        let mut good: Vec<&[u8]> = Vec::new();
        for (id, update) in &updates {
            match body.import(&[update]) {
                Ok(imported) => {
                    good.push(update);
                    if imported.is_pending {
                        self.waiting.push((*id, update.clone()));
                    }
                }
                Err(error) => {
                    if matches!(error, BodyError::Library(_)) {
                        *body = again(&good);
                    }
                    unapplied.insert(*id, Unapplied::Body(error));
                }
            }
        }
        // What waited may have met what it waited for further down.
        self.waiting.retain(|(_, update)| body.import(&[update]).is_ok_and(|imported| imported.is_pending));
        for (id, _) in &self.waiting {
            unapplied.insert(*id, Unapplied::PendingBody);
        }
    }
}
