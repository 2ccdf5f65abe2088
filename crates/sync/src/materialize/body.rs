//! Imports text updates, and sets the bad ones aside.

use std::collections::BTreeSet;

use driftless_domain::body::{BodyError, LoroText, TextBody};
use driftless_domain::entity::Held;
use driftless_domain::{ActionId, LoggedAction, Payload};

use super::{Materialized, Materializer};
use crate::contract::{QuarantineReason, StoreError, StoreTx, StoredBody};

/// One action's text update.
pub(super) struct Update<'a> {
    pub(super) logged: &'a LoggedAction,
    pub(super) bytes: Vec<u8>,
    /// It was here before and waited for an update that it depends on.
    pub(super) was_waiting: bool,
}

/// Returns the text update of an action that waits for another one.
pub(super) fn waiting_update(logged: &LoggedAction) -> Option<Update<'_>> {
    let bytes = Payload::decode(&logged.action.payload).ok()?.body?.update;
    Some(Update { logged, bytes, was_waiting: true })
}

impl Materializer {
    /// Imports text updates all at once; if one is bad, one by one, so that it alone is set aside.
    pub(super) fn import(
        &self,
        tx: &mut dyn StoreTx,
        stored: Option<&StoredBody>,
        updates: &[Update<'_>],
        done: &mut Materialized,
    ) -> Result<Option<StoredBody>, StoreError> {
        if updates.is_empty() {
            return Ok(None);
        }
        let mut text = self.load_text(stored)?;
        let all: Vec<&[u8]> = updates.iter().map(|update| update.bytes.as_slice()).collect();
        if text.import(&all).is_ok_and(|imported| !imported.is_pending) {
            for update in updates.iter().filter(|update| update.was_waiting) {
                clear_waiting(tx, update.logged)?;
            }
        } else {
            text = self.import_each(tx, stored, updates, done)?;
        }
        let damaged = |error: BodyError| StoreError::Damaged(error.to_string());
        Ok(Some(StoredBody { snapshot: text.snapshot().map_err(damaged)?, text: text.text().map_err(damaged)? }))
    }

    fn import_each(
        &self,
        tx: &mut dyn StoreTx,
        stored: Option<&StoredBody>,
        updates: &[Update<'_>],
        done: &mut Materialized,
    ) -> Result<LoroText, StoreError> {
        let mut bad: BTreeSet<ActionId> = BTreeSet::new();
        let mut text = self.load_text(stored)?;
        for update in updates {
            if let Err(error) = text.import(&[&update.bytes]) {
                bad.insert(update.logged.action.id);
                self.quarantine(tx, update.logged, QuarantineReason::Body(error.to_string()))?;
                tx.set_held(update.logged.action.id, None)?;
                done.quarantined += 1;
                if matches!(error, BodyError::Library(_)) {
                    // That text is gone, and with it what was imported before the bad one.
                    text = self.load_text(stored)?;
                    for earlier in updates.iter().take_while(|earlier| !std::ptr::eq(*earlier, update)) {
                        if !bad.contains(&earlier.logged.action.id) {
                            let _ = text.import(&[&earlier.bytes]);
                        }
                    }
                }
            }
        }
        // A second pass: what waited for a later one of the same batch waits no longer.
        for update in updates.iter().filter(|update| !bad.contains(&update.logged.action.id)) {
            let is_pending = text.import(&[&update.bytes]).is_ok_and(|imported| imported.is_pending);
            if is_pending {
                tx.set_held(update.logged.action.id, Some(&Held::PendingBody))?;
            } else if update.was_waiting {
                clear_waiting(tx, update.logged)?;
            }
        }
        Ok(text)
    }

    fn load_text(&self, stored: Option<&StoredBody>) -> Result<LoroText, StoreError> {
        match stored {
            Some(body) => {
                LoroText::load(&body.snapshot, self.peer).map_err(|error| StoreError::Damaged(error.to_string()))
            }
            None => Ok(LoroText::empty(self.peer)),
        }
    }
}

/// What waited for its text may still hold fields of a newer version.
fn clear_waiting(tx: &mut dyn StoreTx, logged: &LoggedAction) -> Result<(), StoreError> {
    let unknown = Payload::decode(&logged.action.payload).map(|payload| payload.unknown).unwrap_or_default();
    let held = (!unknown.is_empty()).then_some(Held::Fields(unknown));
    tx.set_held(logged.action.id, held.as_ref())
}
