//! The Sync page and `driftless status`: where every change is, as one page.

use std::collections::BTreeMap;

use driftless_domain::{EntityId, Field};
use driftless_sync::contract::{JobRow, Store as _, StoreTx};
use serde::Serialize;

use super::{DeviceRow, QuarantineRow};
use crate::sync_runtime::cycle_view;
use crate::view::{CycleView, ReviewView, SyncStatus};
use crate::{App, AppError};

/// Cycles shown.
const CYCLES: usize = 60;

/// Pending actions looked at for the backlog by note; of more only the count is told.
const BACKLOG_ACTIONS_MAX: usize = 2_000;
/// Their payload bytes at most.
const BACKLOG_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Kinds of jobs that are looked for.
const JOB_KINDS: [&str; 1] = ["sync"];

/// The Sync page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SyncPage {
    /// The state in a word, and what is wrong.
    #[serde(flatten)]
    pub status: SyncStatus,
    /// What waits to be sent, by note, the longest waiting first; the oldest 2,000 actions.
    pub pending_notes: Vec<PendingNote>,
    /// The last cycles, newest first.
    pub cycles: Vec<CycleView>,
    /// Jobs that wait.
    pub jobs: Vec<WaitingJob>,
    /// Devices of the vault.
    pub devices: Vec<DeviceRow>,
    /// What waits for review.
    pub review_items: Vec<ReviewView>,
    /// What is set aside.
    pub quarantine_entries: Vec<QuarantineRow>,
}

/// A note with changes that are not on the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PendingNote {
    /// The note or notebook.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its actions that wait.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub actions: u64,
    /// The oldest of them, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub since: u64,
    /// Note, notebook, device, …
    pub entity_type: String,
    /// Why they wait.
    pub reason: String,
    /// Next try, milliseconds since the epoch; null when only the user can start it.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Number>))]
    pub next_try_at: Option<u64>,
}

/// A job that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WaitingJob {
    /// What it does.
    pub kind: String,
    /// Failures in a row.
    pub attempt: u32,
    /// Not before this time, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub not_before: u64,
    /// Class of the last error.
    pub last_error: Option<String>,
}

impl App {
    /// Returns the Sync page.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn sync_page(&self) -> Result<SyncPage, AppError> {
        let status = self.sync_status()?;
        let devices = self.devices()?;
        let review_items = self.reviews()?;
        let quarantine_entries = self.quarantine_list()?;
        self.store().read(|tx| {
            let pending_notes = pending_notes(tx, &status)?;
            let cycles = tx.cycles(CYCLES)?.into_iter().map(cycle_view).collect();
            let mut jobs = Vec::new();
            for kind in JOB_KINDS {
                jobs.extend(tx.job(kind)?.map(job));
            }
            Ok(SyncPage { status, pending_notes, cycles, jobs, devices, review_items, quarantine_entries })
        })
    }
}

fn pending_notes(tx: &dyn StoreTx, status: &SyncStatus) -> Result<Vec<PendingNote>, AppError> {
    let reason = match (&status.server, &status.trouble) {
        (None, _) => "no server yet".to_owned(),
        (Some(_), Some(trouble)) => trouble.clone(),
        (Some(_), None) => "waits for the next cycle".to_owned(),
    };
    let mut by_note: BTreeMap<EntityId, (u64, u64)> = BTreeMap::new();
    for entry in tx.pending(BACKLOG_ACTIONS_MAX, BACKLOG_BYTES_MAX)? {
        let ms = entry.action.logical_time.ms();
        let (actions, since) = by_note.entry(entry.action.entity_id).or_insert((0, ms));
        *actions += 1;
        *since = ms.min(*since);
    }
    let mut notes = Vec::with_capacity(by_note.len());
    for (id, (actions, since)) in by_note {
        let state = tx.load_state(id)?;
        notes.push(PendingNote {
            id: id.to_string(),
            title: state.as_ref().map(|state| state.text(&Field::Title).to_owned()).unwrap_or_default(),
            actions,
            since,
            entity_type: state.map(|state| state.entity_type.to_string()).unwrap_or_default(),
            reason: reason.clone(),
            next_try_at: status.next_try_at,
        });
    }
    notes.sort_by(|a, b| (a.since, &a.id).cmp(&(b.since, &b.id)));
    Ok(notes)
}

fn job(row: JobRow) -> WaitingJob {
    WaitingJob { kind: row.kind, attempt: row.attempt, not_before: row.not_before_ms, last_error: row.last_error }
}
