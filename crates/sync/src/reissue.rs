//! A new identity, and everything pending issued anew under it.
//!
//! Needed when this database turns out to be a copy: another device writes under the same client id, and
//! perhaps under the same text writer ids. Text updates made under a shared writer id must not be sent as
//! they are (the same writer and counter with other content diverges silently): the note is rebuilt
//! from acknowledged actions only, and the difference to the user's text is applied as a fresh edit by a
//! new writer.

use std::collections::{BTreeMap, BTreeSet};

use driftless_domain::body::{CODEC, LoroText, TextBody};
use driftless_domain::{
    Action, ActionId, ActionType, BodyUpdate, ClientId, DeviceSeq, EntityId, EntityType, Field, Payload, Value,
};
use driftless_protocol::{ContentType, Envelope};

use crate::contract::{
    Clock, Draft, Identity, PendingEntry, QuarantineId, QuarantineReason, Quarantined, StoreError, StoreTx,
};
use crate::local::{Intent, commit};
use crate::materialize::{Materialized, Materializer};
use crate::rebuild::rebuild;

/// Writer slots of one device that may hold drafts.
const SLOTS_MAX: u32 = 64;

/// What issuing anew did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reissued {
    /// The new name of this device.
    pub client_id: ClientId,
    /// Actions that were withdrawn.
    pub withdrawn: u64,
    /// What changed in the notes. Open text sessions of every process must load their note again.
    pub materialized: Materialized,
}

/// Takes a new identity and issues anew what is pending, all in the caller's transaction. Every text writer
/// id is forgotten: each process claims a new one before its next edit.
///
/// # Errors
/// [`StoreError`]; the caller's transaction must then end without a trace.
pub fn reissue(tx: &mut dyn StoreTx, materializer: &Materializer, clock: &dyn Clock) -> Result<Reissued, StoreError> {
    let pending = all_pending(tx)?;
    let drafts = all_drafts(tx)?;
    let texts = user_texts(tx, materializer, &pending, &drafts)?;
    withdraw_and_issue(tx, materializer, clock, pending, &texts, &drafts)
}

/// Sets an own action aside on which the server fails, and everything else pending of the same entity: later
/// edits build on it. All of it stays in the WAL and on the screen, and goes to quarantine. The rest is issued
/// anew, because the server takes a device's actions only without gaps.
///
/// # Errors
/// [`StoreError`]; the caller's transaction must then end without a trace.
pub fn set_aside(
    tx: &mut dyn StoreTx,
    materializer: &Materializer,
    clock: &dyn Clock,
    poison: ActionId,
    class: &str,
) -> Result<Reissued, StoreError> {
    let pending = all_pending(tx)?;
    let entity = pending.iter().find(|entry| entry.action.id == poison).map(|entry| entry.action.entity_id);
    let (aside, rest): (Vec<_>, Vec<_>) = pending.into_iter().partition(|entry| Some(entry.action.entity_id) == entity);
    for entry in &aside {
        quarantine_refused(tx, &entry.action, entry.envelope.as_ref(), class, materializer.now_ms)?;
    }
    let drafts: Vec<Draft> = all_drafts(tx)?.into_iter().filter(|draft| Some(draft.note_id) != entity).collect();
    let texts = user_texts(tx, materializer, &rest, &drafts)?;
    withdraw_and_issue(tx, materializer, clock, rest, &texts, &drafts)
}

fn withdraw_and_issue(
    tx: &mut dyn StoreTx,
    materializer: &Materializer,
    clock: &dyn Clock,
    pending: Vec<PendingEntry>,
    texts: &BTreeMap<EntityId, String>,
    drafts: &[Draft],
) -> Result<Reissued, StoreError> {
    let old = tx.identity()?;
    let new = Identity { client_id: ClientId::from_uuid(clock.new_uuid()), ..old };
    let ids: Vec<ActionId> = pending.iter().map(|entry| entry.action.id).collect();
    let withdrawn = tx.withdraw(&ids)?;
    tx.save_identity(&new)?;
    tx.save_device_seq(DeviceSeq::ZERO)?;
    tx.forget_peers()?;
    for draft in drafts {
        tx.remove_drafts(draft.slot, draft.note_id, draft.id)?;
    }
    let device_name = device_name(tx, old.client_id)?;
    let materializer = Materializer { peer: clock.random() >> 1, ..*materializer };
    let mut materialized = rebuild(tx, &materializer)?;
    let mut intents = vec![device_intent(new.client_id, device_name)];
    intents.extend(pending.into_iter().filter_map(|entry| intent_of(entry.action, old.client_id)));
    add(&mut materialized, commit(tx, &materializer, clock, intents)?.materialized);
    let edits = fresh_edits(tx, &materializer, texts)?;
    add(&mut materialized, commit(tx, &materializer, clock, edits)?.materialized);
    Ok(Reissued { client_id: new.client_id, withdrawn, materialized })
}

fn all_pending(tx: &dyn StoreTx) -> Result<Vec<PendingEntry>, StoreError> {
    tx.pending(usize::MAX, usize::MAX)
}

fn all_drafts(tx: &dyn StoreTx) -> Result<Vec<Draft>, StoreError> {
    let mut drafts = Vec::new();
    for slot in 0..SLOTS_MAX {
        drafts.extend(tx.drafts(slot)?);
    }
    Ok(drafts)
}

/// Returns the text, as the user sees it, of every note with pending or journalled text.
fn user_texts(
    tx: &dyn StoreTx,
    materializer: &Materializer,
    pending: &[PendingEntry],
    drafts: &[Draft],
) -> Result<BTreeMap<EntityId, String>, StoreError> {
    let has_text =
        |entry: &&PendingEntry| Payload::decode(&entry.action.payload).is_ok_and(|payload| payload.body.is_some());
    let notes: BTreeSet<EntityId> = pending
        .iter()
        .filter(has_text)
        .map(|entry| entry.action.entity_id)
        .chain(drafts.iter().map(|draft| draft.note_id))
        .collect();
    let damaged = |error: &dyn std::fmt::Display| StoreError::Damaged(error.to_string());
    let mut texts = BTreeMap::new();
    for id in notes {
        let stored = tx.load_body(id)?;
        let mut text = match &stored {
            Some(body) => LoroText::load(&body.snapshot, materializer.peer).map_err(|error| damaged(&error))?,
            None => LoroText::empty(materializer.peer),
        };
        for draft in drafts.iter().filter(|draft| draft.note_id == id) {
            // A draft that cannot be read is not in what the user sees either.
            if text.import(&[&draft.update]).is_err() {
                continue;
            }
        }
        texts.insert(id, text.text().map_err(|error| damaged(&error))?);
    }
    Ok(texts)
}

/// Returns the edits that turn the rebuilt texts into what the user had.
fn fresh_edits(
    tx: &dyn StoreTx,
    materializer: &Materializer,
    texts: &BTreeMap<EntityId, String>,
) -> Result<Vec<Intent>, StoreError> {
    let damaged = |error: &dyn std::fmt::Display| StoreError::Damaged(error.to_string());
    let mut intents = Vec::new();
    for (id, wanted) in texts {
        let stored = tx.load_body(*id)?;
        if stored.as_ref().map_or("", |body| &body.text) == wanted {
            continue;
        }
        let mut text = match &stored {
            Some(body) => LoroText::load(&body.snapshot, materializer.peer).map_err(|error| damaged(&error))?,
            None => LoroText::empty(materializer.peer),
        };
        let (_, update) = text.replace(wanted).map_err(|error| damaged(&error))?;
        let body = BodyUpdate { codec: CODEC.to_owned(), update };
        let payload = Payload { body: Some(body), ..Payload::default() };
        intents.push(Intent::new(*id, EntityType::Note, ActionType::Update, payload));
    }
    Ok(intents)
}

/// Returns the intent of a withdrawn action, without its text; none when nothing is left of it.
fn intent_of(action: Action, old: ClientId) -> Option<Intent> {
    if action.entity_type == EntityType::Device && action.entity_id.as_bytes() == old.as_bytes() {
        return None;
    }
    let payload = Payload::decode(&action.payload).ok()?;
    let is_only_text = payload.fields.is_empty() && action.action_type == ActionType::Update;
    let payload = Payload { body: None, ..payload };
    (!is_only_text).then(|| Intent::new(action.entity_id, action.entity_type, action.action_type, payload))
}

fn device_name(tx: &dyn StoreTx, client_id: ClientId) -> Result<String, StoreError> {
    let state = tx.load_state(EntityId::from_bytes(*client_id.as_bytes()))?;
    Ok(state.map(|state| state.text(&Field::Title).to_owned()).unwrap_or_default())
}

fn device_intent(client_id: ClientId, name: String) -> Intent {
    let id = EntityId::from_bytes(*client_id.as_bytes());
    let payload = Payload::default().with(Field::Title, Value::Text(name));
    Intent::new(id, EntityType::Device, ActionType::Create, payload)
}

fn quarantine_refused(
    tx: &mut dyn StoreTx,
    action: &Action,
    envelope: Option<&Envelope>,
    class: &str,
    at_ms: u64,
) -> Result<(), StoreError> {
    let encoded = match envelope {
        Some(envelope) => ContentType::Cbor.encode(envelope),
        None => ContentType::Cbor.encode(action),
    };
    tx.quarantine(&Quarantined {
        id: QuarantineId(0),
        action_id: Some(action.id),
        seq: None,
        reason: QuarantineReason::Refused(class.to_owned()),
        raw: encoded.map_err(|error| StoreError::Damaged(error.to_string()))?,
        at_ms,
    })
}

fn add(to: &mut Materialized, more: Materialized) {
    to.touched.extend(more.touched);
    to.touched.sort_unstable();
    to.touched.dedup();
    to.new_reviews += more.new_reviews;
    to.quarantined += more.quarantined;
}
