//! Blank notes that nobody wrote into: they do not move into a vault that is joined.

use driftless_domain::{ActionType, EntityId, EntityType, Field, Payload, Value};
use driftless_sync::contract::{StoreError, StoreTx};
use driftless_sync::local::Intent;

/// Returns what takes every blank note away for ever. Blank is a note that was created without a word and never
/// touched since, like the one that a first start opens for the writer; nothing of it was ever sent.
pub(super) fn leave_blank_notes(tx: &dyn StoreTx) -> Result<Vec<Intent>, StoreError> {
    let mut intents = Vec::new();
    for id in tx.ids_of_type(&EntityType::Note)? {
        if is_blank(tx, id)? {
            let purged = Payload::default().with(Field::Purged, Value::Bool(true));
            intents.push(Intent::new(id, EntityType::Note, ActionType::Delete, Payload::default()));
            intents.push(Intent::new(id, EntityType::Note, ActionType::Update, purged));
        }
    }
    Ok(intents)
}

/// Whether a note is nothing but one create without content. A letter that is not an action yet is a draft, and counts.
fn is_blank(tx: &dyn StoreTx, id: EntityId) -> Result<bool, StoreError> {
    let entries = tx.entries_of(id)?;
    let [only] = entries.as_slice() else { return Ok(false) };
    let action = &only.logged.action;
    let is_untouched = action.action_type == ActionType::Create
        && only.logged.position.is_none()
        && only.held.is_none()
        && Payload::decode(&action.payload).is_ok_and(|payload| is_empty(&payload));
    Ok(is_untouched && tx.drafts_of(id)?.is_empty())
}

fn is_empty(payload: &Payload) -> bool {
    let says_nothing =
        |(field, value): (&Field, &Value)| *field == Field::Title && *value == Value::Text(String::new());
    payload.body.is_none()
        && payload.unknown.is_empty()
        && payload.fields.iter().all(|(field, write)| says_nothing((field, &write.value)))
}
