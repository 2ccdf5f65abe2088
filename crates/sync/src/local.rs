//! Writing: turns what the user intends into actions, appends and materializes them in one transaction.

use std::collections::BTreeMap;

use driftless_domain::action::SCHEMA;
use driftless_domain::{
    Action, ActionId, ActionType, EntityId, EntityState, EntityType, Field, HlcClock, LoggedAction, Payload,
};

use crate::contract::{Clock, StoreError, StoreTx, WalEntry};
use crate::materialize::{Materialized, Materializer};

/// What the user wants done to one entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// The note or notebook.
    pub entity_id: EntityId,
    /// What it is.
    pub entity_type: EntityType,
    /// What is done.
    pub action_type: ActionType,
    /// Only the fields that the user touched. `keeps` are filled in here for every field with
    /// unreviewed siblings, but for [`Intent::resolves`].
    pub payload: Payload,
    /// Fields whose siblings the user has looked at: this write ends their review.
    pub resolves: Vec<Field>,
    /// Fields whose writes by the intents before this one, in the same commit, wait for review beside this one.
    pub beside: Vec<Field>,
}

impl Intent {
    /// An intent that resolves nothing and stands alone.
    pub fn new(entity_id: EntityId, entity_type: EntityType, action_type: ActionType, payload: Payload) -> Self {
        Self { entity_id, entity_type, action_type, payload, resolves: Vec::new(), beside: Vec::new() }
    }
}

/// What committing did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Committed {
    /// The new actions, in order of the intents.
    pub actions: Vec<ActionId>,
    /// What changed in the notes.
    pub materialized: Materialized,
}

/// Appends one action for each intent, log first, and materializes them, all in the caller's transaction.
/// Identity, count, clock and cursor are read in that same transaction, so that two processes of one
/// device never give the same count twice.
///
/// # Errors
/// [`StoreError`]; the caller's transaction must then end without a trace.
pub fn commit(
    tx: &mut dyn StoreTx,
    materializer: &Materializer,
    clock: &dyn Clock,
    intents: Vec<Intent>,
) -> Result<Committed, StoreError> {
    let identity = tx.identity()?;
    let seen = tx.load_cursor()?.seq;
    let mut device_seq = tx.device_seq()?;
    let mut hlc = HlcClock::from_last(tx.last_time()?);
    let mut logged = Vec::with_capacity(intents.len());
    let mut written: BTreeMap<(EntityId, Field), Vec<ActionId>> = BTreeMap::new();
    for mut intent in intents {
        if let Some(state) = tx.load_state(intent.entity_id)? {
            keep_unreviewed(&mut intent, &state);
        }
        let id = ActionId::from_uuid(clock.new_uuid());
        stand_beside(&mut intent, id, &mut written);
        device_seq = device_seq.next();
        let action = Action {
            id,
            entity_id: intent.entity_id,
            entity_type: intent.entity_type,
            action_type: intent.action_type,
            payload: intent.payload.encode(),
            client_id: identity.client_id,
            device_seq,
            logical_time: hlc.tick(clock.now_ms()),
            seen,
            schema: SCHEMA,
        };
        logged.push(LoggedAction { action, position: None });
    }
    tx.save_device_seq(device_seq)?;
    tx.save_last_time(hlc.last())?;
    let entries: Vec<WalEntry> = logged.iter().map(|logged| WalEntry { logged: logged.clone(), held: None }).collect();
    tx.append_many(&entries)?;
    let materialized = materializer.apply(tx, &logged)?;
    Ok(Committed { actions: logged.iter().map(|logged| logged.action.id).collect(), materialized })
}

/// Names the writes of earlier intents that wait beside this one's.
fn stand_beside(intent: &mut Intent, id: ActionId, written: &mut BTreeMap<(EntityId, Field), Vec<ActionId>>) {
    for (field, write) in &mut intent.payload.fields {
        // Only what somebody will name is remembered: a bulk change of many notes names nothing.
        if intent.beside.contains(field) {
            let before = written.entry((intent.entity_id, field.clone())).or_default();
            write.keeps.extend(before.iter().copied());
            before.push(id);
        }
    }
}

fn keep_unreviewed(intent: &mut Intent, state: &EntityState) {
    for (field, write) in &mut intent.payload.fields {
        if let (false, Some(register)) = (intent.resolves.contains(field), state.fields.get(field)) {
            write.keeps = register.unreviewed();
        }
    }
}
