//! Upload: seals what is pending, once, and takes in the outcomes.

use driftless_domain::limits::{BATCH_ACTIONS_MAX, BATCH_BYTES_MAX};
use driftless_domain::{Action, LoggedAction, Position};
use driftless_protocol::{ContentType, Envelope, Outcome, QuarantineCode, UploadRequest, UploadResponse};

use crate::contract::{
    Ack, Connection, QuarantineId, QuarantineReason, Quarantined, RemoteError, Sealer, Store, StoreError, StoreTx,
};
use crate::coordinator::Uploaded;
use crate::error::{PageError, SyncError};
use crate::materialize::{Materialized, Materializer};

/// Room for what sealing adds to each action of a full batch, bytes.
const SEALING_BYTES: usize = 128 * BATCH_ACTIONS_MAX;

/// A batch to send, with the actions in it.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The request.
    pub request: UploadRequest,
    /// Its actions, in order.
    pub actions: Vec<Action>,
}

/// Prepares the next batch: pending actions of one device, oldest first. Those not yet sealed are sealed and
/// their envelopes saved, in one transaction, before anything is sent: sealing again would look like a fork.
///
/// # Errors
/// [`SyncError::Store`], [`SyncError::Seal`].
pub fn prepare(store: &impl Store, sealer: &dyn Sealer, count_max: usize) -> Result<Option<Batch>, SyncError> {
    let load = |tx: &dyn StoreTx| tx.pending(count_max, BATCH_BYTES_MAX - SEALING_BYTES);
    let mut pending = store.read(|tx| load(tx))?;
    if pending.iter().any(|entry| entry.envelope.is_none()) {
        pending = store.write(|tx| {
            let mut pending = load(tx)?;
            let mut sealed = Vec::new();
            for entry in pending.iter_mut().filter(|entry| entry.envelope.is_none()) {
                let envelope = sealer.seal(&entry.action)?;
                entry.envelope = Some(envelope.clone());
                sealed.push(envelope);
            }
            tx.save_envelopes(&sealed)?;
            Ok::<_, SyncError>(pending)
        })?;
    }
    let Some(client_id) = pending.first().map(|entry| entry.action.client_id) else { return Ok(None) };
    let mut batch =
        Batch { request: UploadRequest { vault_id: sealer.vault_id(), actions: Vec::new() }, actions: Vec::new() };
    for entry in pending.into_iter().take_while(|entry| entry.action.client_id == client_id) {
        if let Some(envelope) = entry.envelope {
            batch.request.actions.push(envelope);
            batch.actions.push(entry.action);
        }
    }
    Ok(Some(batch))
}

/// Takes in the outcomes of a batch, in the caller's transaction.
///
/// # Errors
/// [`RemoteError::Garbled`] when the outcomes are not those of the batch, [`PageError::OtherEpoch`] when the
/// log began anew, [`StoreError`]. The caller's transaction must then end without a trace; sending the batch
/// again is safe.
pub fn apply_outcomes(
    tx: &mut dyn StoreTx,
    materializer: &Materializer,
    batch: &Batch,
    response: &UploadResponse,
) -> Result<(Uploaded, Materialized), SyncError> {
    check(tx, batch, response)?;
    let is_account = matches!(tx.connection()?, Some(Connection::Account { .. }));
    let sent = u32::try_from(batch.actions.len()).unwrap_or(u32::MAX);
    let mut done = Uploaded { sent, head: Some(response.head), ..Uploaded::default() };
    let (mut acks, mut acked) = (Vec::new(), Vec::new());
    for ((row, action), envelope) in response.outcomes.iter().zip(&batch.actions).zip(&batch.request.actions) {
        match &row.result {
            Outcome::Accepted { seq, witnessed_time }
            | Outcome::Duplicate { seq, witnessed_time }
            | Outcome::Flagged { seq, witnessed_time, .. } => {
                let position = Position { seq: *seq, witnessed_time: *witnessed_time };
                acks.push(Ack { id: action.id, position });
                acked.push(LoggedAction { action: action.clone(), position: Some(position) });
                done.acknowledged += 1;
                done.flagged += u32::from(matches!(row.result, Outcome::Flagged { .. }));
            }
            // Not the action is at fault: the server lacks what this device sent before it.
            // With an account a device has one name for good: the server went back.
            Outcome::Quarantined { code: QuarantineCode::Gap } if is_account => return Err(PageError::Lacks.into()),
            Outcome::Quarantined { code: QuarantineCode::Gap } | Outcome::Forked => done.must_reissue = true,
            Outcome::Quarantined { code } => {
                refuse(tx, envelope, code_name(*code), materializer.now_ms)?;
                done.quarantined += 1;
            }
            Outcome::RetryLater { after_ms } => done.retry_after_ms = done.retry_after_ms.max(Some(*after_ms)),
        }
    }
    tx.mark_uploaded(&acks)?;
    let materialized = materializer.complete_stamps(tx, &acked)?;
    Ok((done, materialized))
}

fn check(tx: &dyn StoreTx, batch: &Batch, response: &UploadResponse) -> Result<(), SyncError> {
    let cursor = tx.load_cursor()?;
    if cursor.seq.0 > 0 && response.epoch != cursor.epoch {
        return Err(PageError::OtherEpoch { known: cursor.epoch, found: response.epoch }.into());
    }
    let answered = response.outcomes.iter().map(|row| row.id);
    if !answered.eq(batch.actions.iter().map(|action| action.id)) {
        return Err(RemoteError::Garbled("the outcomes are not those of the batch".to_owned()).into());
    }
    Ok(())
}

/// Puts an own action into quarantine with its envelope, so that it blocks nothing behind it.
pub(crate) fn refuse(tx: &mut dyn StoreTx, envelope: &Envelope, code: &str, at_ms: u64) -> Result<(), StoreError> {
    let raw = ContentType::Cbor.encode(envelope).map_err(|error| StoreError::Damaged(error.to_string()))?;
    tx.quarantine(&Quarantined {
        id: QuarantineId(0),
        action_id: Some(envelope.id),
        seq: None,
        reason: QuarantineReason::Refused(code.to_owned()),
        raw,
        at_ms,
    })
}

const fn code_name(code: QuarantineCode) -> &'static str {
    match code {
        QuarantineCode::TooLarge => "too_large",
        QuarantineCode::OtherContent => "other_content",
        QuarantineCode::BadEnvelope => "bad_envelope",
        QuarantineCode::Gap => "gap",
    }
}
