//! A notebook that an import made goes with it, unless something else has moved in.

use std::collections::BTreeSet;

use driftless_domain::{ActionType, EntityId, EntityState, EntityType, Field};
use driftless_sync::contract::{StoreError, StoreTx};
use driftless_sync::local::Intent;

/// Takes out of the plan the deletes of notebooks that hold a note or notebook which stays, and returns them.
pub(super) fn in_use(
    tx: &dyn StoreTx,
    intents: &mut Vec<(Intent, EntityState)>,
) -> Result<Vec<(EntityId, EntityState)>, StoreError> {
    let is_delete = |intent: &Intent| intent.action_type == ActionType::Delete;
    let doomed = |intent: &Intent| is_delete(intent) && intent.entity_type == EntityType::Notebook;
    let mut notebooks: BTreeSet<EntityId> =
        intents.iter().filter(|(intent, _)| doomed(intent)).map(|(intent, _)| intent.entity_id).collect();
    if notebooks.is_empty() {
        return Ok(Vec::new());
    }
    let going: BTreeSet<EntityId> =
        intents.iter().filter(|(intent, _)| is_delete(intent)).map(|(intent, _)| intent.entity_id).collect();
    let mut inner = Vec::new();
    for (entity_type, field) in [(EntityType::Note, Field::Notebook), (EntityType::Notebook, Field::Parent)] {
        for id in tx.ids_of_type(&entity_type)? {
            let Some(state) = tx.load_state(id)?.filter(|state| state.is_known() && !state.is_deleted()) else {
                continue;
            };
            if let Some(holder) = state.link(&field).filter(|holder| notebooks.contains(holder)) {
                inner.push((id, holder));
            }
        }
    }
    // What holds something that stays stays, and so do the notebooks around it.
    let mut staying = BTreeSet::new();
    loop {
        let stays = |id: &EntityId| !going.contains(id) || staying.contains(id);
        let found: Vec<EntityId> =
            inner.iter().filter(|(id, holder)| stays(id) && notebooks.contains(holder)).map(|pair| pair.1).collect();
        if found.is_empty() {
            break;
        }
        for holder in found {
            notebooks.remove(&holder);
            staying.insert(holder);
        }
    }
    let (kept, left) =
        std::mem::take(intents).into_iter().partition(|(intent, _)| !staying.contains(&intent.entity_id));
    *intents = kept;
    let left: Vec<(Intent, EntityState)> = left;
    Ok(left.into_iter().map(|(intent, state)| (intent.entity_id, state)).collect())
}
