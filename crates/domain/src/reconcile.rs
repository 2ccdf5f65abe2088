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
/// if only an entry in `unapplied`. `peer` is the text writer id of the result.
pub fn replay<B: TextBody>(mut snapshot: NotesState<B>, actions: &[LoggedAction], peer: u64) -> NotesState<B> {
    let mut ordered: Vec<&LoggedAction> = actions.iter().collect();
    ordered.sort_by_key(|logged| logged.stamp());
    let mut updates: BTreeMap<EntityId, Vec<(ActionId, Vec<u8>)>> = BTreeMap::new();
    for logged in ordered {
        let action = &logged.action;
        let payload = match Payload::decode(&action.payload) {
            Ok(payload) => payload,
            Err(error) => {
                snapshot.unapplied.insert(action.id, Unapplied::Payload(error));
                continue;
            }
        };
        let entity = snapshot
            .entities
            .entry(action.entity_id)
            .or_insert_with(|| Entity { state: EntityState::new(action.entity_type.clone()), body: None });
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
            let body = entity.body.get_or_insert_with(|| B::empty(peer));
            import_each(body, &updates, &mut snapshot.unapplied);
        }
    }
    // An entity that only held actions speak of is not there yet.
    let known: BTreeSet<EntityId> = actions.iter().map(|logged| logged.action.entity_id).collect();
    snapshot.entities.retain(|id, entity| !known.contains(id) || !entity.state.devices.is_empty());
    snapshot
}

/// Imports all updates at once; if one is bad, one by one, so that it alone is set aside.
fn import_each<B: TextBody>(
    body: &mut B,
    updates: &[(ActionId, Vec<u8>)],
    unapplied: &mut BTreeMap<ActionId, Unapplied>,
) {
    let all: Vec<&[u8]> = updates.iter().map(|(_, update)| update.as_slice()).collect();
    if body.import(&all).is_ok_and(|imported| !imported.is_pending) {
        return;
    }
    for (id, update) in updates {
        match body.import(&[update]) {
            Ok(imported) if imported.is_pending => {
                unapplied.insert(*id, Unapplied::PendingBody);
            }
            Ok(_) => {}
            Err(error) => {
                unapplied.insert(*id, Unapplied::Body(error));
            }
        }
    }
}
