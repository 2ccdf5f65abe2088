//! Download: checks a page, opens its envelopes, and applies them with the cursor in one transaction.

use std::collections::BTreeSet;

use driftless_domain::{Action, ActionId, ClientId, HlcClock, LoggedAction, Payload, Position, Seq};
use driftless_protocol::{ContentType, DownloadResponse, LogRow};

use crate::contract::{
    Appended, Clock, Cursor, QuarantineId, QuarantineReason, Quarantined, Sealer, StoreError, StoreTx, WalEntry,
};
use crate::coordinator::Downloaded;
use crate::error::{PageError, SyncError};
use crate::materialize::{Materialized, Materializer};
use crate::rebuild::rebuild;

/// Checks that a page goes on where the cursor stands: same log, no gap, every chain hash recomputed.
///
/// # Errors
/// [`PageError`]; nothing may then be applied.
pub fn check_page(cursor: &Cursor, page: &DownloadResponse, limit: usize) -> Result<(), PageError> {
    if cursor.seq > Seq::ZERO && page.epoch != cursor.epoch {
        return Err(PageError::OtherEpoch { known: cursor.epoch, found: page.epoch });
    }
    if page.head < cursor.seq {
        return Err(PageError::WentBack { cursor: cursor.seq, head: page.head });
    }
    if page.rows.len() > limit {
        return Err(PageError::TooLong(page.rows.len()));
    }
    let (mut seq, mut chain) = (cursor.seq, cursor.chain_hash);
    for row in &page.rows {
        if row.seq != seq.next() {
            return Err(PageError::Gap { expected: seq.next(), found: row.seq });
        }
        if row.envelope.is_some() == row.withheld.is_some() {
            return Err(PageError::Row(row.seq));
        }
        chain = row.chain(chain).ok_or(PageError::Row(row.seq))?;
        seq = row.seq;
    }
    if page.new_cursor != seq {
        return Err(PageError::End { claimed: page.new_cursor, found: seq });
    }
    if page.chain_hash != chain {
        return Err(PageError::Chain(seq));
    }
    if page.rows.is_empty() && page.head > seq {
        return Err(PageError::Stuck { cursor: seq, head: page.head });
    }
    Ok(())
}

/// A row after opening.
#[derive(Debug)]
pub enum Opened {
    /// Its action.
    Action(LoggedAction),
    /// Does not open, or is withheld: quarantined with its raw bytes.
    Unopened {
        /// The action, when the header could be read.
        id: Option<ActionId>,
        /// Its author, likewise.
        client_id: Option<ClientId>,
        /// The row.
        row: Box<LogRow>,
        /// Why.
        reason: QuarantineReason,
    },
}

/// Opens the rows of a checked page; what does not open is set aside, row by row. No database is needed,
/// and no transaction is held meanwhile.
pub fn open_rows(sealer: &dyn Sealer, rows: Vec<LogRow>) -> Vec<(Seq, Opened)> {
    rows.into_iter().map(|row| (row.seq, open_row(sealer, row))).collect()
}

fn open_row(sealer: &dyn Sealer, row: LogRow) -> Opened {
    let position = Position { seq: row.seq, witnessed_time: row.witnessed_time };
    match row.envelope.as_ref().map(|envelope| (envelope.id, envelope.client_id, sealer.open(envelope))) {
        Some((_, _, Ok(action))) => Opened::Action(LoggedAction { action, position: Some(position) }),
        Some((id, client_id, Err(error))) => {
            let reason = QuarantineReason::Unopened(error.to_string());
            Opened::Unopened { id: Some(id), client_id: Some(client_id), row: Box::new(row), reason }
        }
        None => {
            let header = row.withheld.as_ref().map(|withheld| withheld.associated_data.0.as_slice());
            let id = header.and_then(|header| bytes_at(header, ACTION_ID_AT)).map(ActionId::from_bytes);
            let client_id = header.and_then(|header| bytes_at(header, CLIENT_ID_AT)).map(ClientId::from_bytes);
            Opened::Unopened { id, client_id, row: Box::new(row), reason: QuarantineReason::Withheld }
        }
    }
}

/// Offsets in [`driftless_protocol::Envelope::associated_data`]: text 16, version 1, vault 16, key 4, id 16.
const ACTION_ID_AT: usize = 37;
const CLIENT_ID_AT: usize = 53;

fn bytes_at(header: &[u8], at: usize) -> Option<[u8; 16]> {
    header.get(at..at + 16)?.try_into().ok()
}

/// Returns the cursor after a row of a checked page.
pub fn cursor_after(cursor: &Cursor, page: &DownloadResponse, rows: usize) -> Cursor {
    let mut after = Cursor { epoch: page.epoch, ..*cursor };
    for row in page.rows.iter().take(rows) {
        after.seq = row.seq;
        after.chain_hash = row.chain(after.chain_hash).unwrap_or(after.chain_hash);
    }
    after
}

/// Returns the actions that carry text which this device did not write: what the marker is set for.
///
/// # Errors
/// [`StoreError`].
pub fn foreign_texts(tx: &dyn StoreTx, opened: &[(Seq, Opened)]) -> Result<Vec<ActionId>, StoreError> {
    let own = tx.identity()?.client_id;
    let has_text = |action: &Action| Payload::decode(&action.payload).is_ok_and(|payload| payload.body.is_some());
    let actions = opened.iter().filter_map(|(_, opened)| match opened {
        Opened::Action(logged) if logged.action.client_id != own => Some(&logged.action),
        Opened::Action(_) | Opened::Unopened { .. } => None,
    });
    Ok(actions.filter(|action| has_text(action)).map(|action| action.id).collect())
}

/// Applies opened rows and moves the cursor, all in the caller's transaction: WAL first, then the notes, then
/// the cursor, then the importing marker is cleared. `aborted`: texts that took the process down before.
///
/// # Errors
/// [`PageError::Cloned`] when another device writes under this one's name; [`StoreError`]. The caller's
/// transaction must then end without a trace.
pub fn apply_rows(
    tx: &mut dyn StoreTx,
    materializer: &Materializer,
    clock: &dyn Clock,
    opened: &[(Seq, Opened)],
    to: &Cursor,
    aborted: &BTreeSet<ActionId>,
) -> Result<(Downloaded, Materialized), SyncError> {
    let start_ns = clock.monotonic_ns();
    let mut done = Downloaded { cursor: to.seq, epoch: to.epoch, ..Downloaded::default() };
    let own = tx.identity()?.client_id;
    let mut hlc = HlcClock::from_last(tx.last_time()?);
    let (mut fresh, mut acked, mut has_moved) = (Vec::new(), Vec::new(), false);
    for (seq, row) in opened {
        done.rows += 1;
        let logged = match row {
            Opened::Action(logged) => logged,
            // Of its own refused action the author has an entry already, with all its bytes.
            Opened::Unopened { client_id: Some(client_id), reason: QuarantineReason::Withheld, .. }
                if *client_id == own =>
            {
                continue;
            }
            Opened::Unopened { id, row, reason, .. } => {
                done.quarantined += quarantine_row(tx, *id, *seq, row, reason.clone(), materializer.now_ms)?;
                continue;
            }
        };
        // Effective times only, so that one bad clock does not infect the others.
        hlc.observe(logged.stamp().effective_time);
        match append(tx, logged)? {
            Some(Appended::New) if logged.action.client_id == own => return Err(PageError::Cloned.into()),
            Some(Appended::New) => {
                done.received += 1;
                if aborted.contains(&logged.action.id) {
                    materializer.quarantine(tx, logged, QuarantineReason::Aborted)?;
                    done.quarantined += 1;
                }
                fresh.push(logged.clone());
            }
            Some(Appended::Acknowledged) => {
                done.acknowledged += 1;
                acked.push(logged.clone());
            }
            Some(Appended::Known) => {}
            Some(Appended::Moved) => has_moved = true,
            None => {
                materializer.quarantine(tx, logged, QuarantineReason::OtherContent)?;
                done.quarantined += 1;
            }
        }
    }
    tx.save_last_time(hlc.last())?;
    let applying_ns = clock.monotonic_ns();
    let mut materialized = materializer.apply(tx, &fresh)?;
    let stamped = materializer.complete_stamps(tx, &acked)?;
    materialized.touched.extend(stamped.touched);
    if has_moved {
        // Places are part of every stamp, and a stamp takes one only once.
        materialized.touched.extend(rebuild(tx, materializer)?.touched);
    }
    done.quarantined += materialized.quarantined;
    done.conflicts = materialized.new_reviews + stamped.new_reviews;
    tx.advance_cursor(to)?;
    tx.mark_importing(&[])?;
    done.reconcile_ns = applying_ns.saturating_sub(start_ns);
    done.materialize_ns = clock.monotonic_ns().saturating_sub(applying_ns);
    Ok((done, materialized))
}

/// Appends a downloaded action; none when its id is known with other content.
fn append(tx: &mut dyn StoreTx, logged: &LoggedAction) -> Result<Option<Appended>, StoreError> {
    match tx.append(&WalEntry { logged: logged.clone(), held: None }) {
        Ok(appended) => Ok(Some(appended)),
        Err(StoreError::OtherContent(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn quarantine_row(
    tx: &mut dyn StoreTx,
    id: Option<ActionId>,
    seq: Seq,
    row: &LogRow,
    reason: QuarantineReason,
    at_ms: u64,
) -> Result<u32, StoreError> {
    let raw = ContentType::Cbor.encode(row).map_err(|error| StoreError::Damaged(error.to_string()))?;
    tx.quarantine(&Quarantined { id: QuarantineId(0), action_id: id, seq: Some(seq), reason, raw, at_ms })?;
    Ok(1)
}
