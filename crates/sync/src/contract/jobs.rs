//! Persisted jobs, and the ring of the last sync cycles.

use serde::{Deserialize, Serialize};

use super::StoreError;

pub use driftless_jobs::JobRow;

/// Cycles that the ring keeps.
pub const CYCLES_MAX: usize = 500;

/// One phase of a cycle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhaseRecord {
    /// `upload`, `download`, `reconcile`, `materialize`, `verify`, and `files` for the attachments after them.
    pub phase: String,
    /// Duration, milliseconds.
    pub ms: f64,
    /// Actions handled.
    pub count: u32,
    /// Class of the error it ended in.
    pub error: Option<String>,
}

/// One sync cycle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct CycleRecord {
    /// When it started, milliseconds since the epoch.
    pub started_ms: u64,
    /// When it ended, milliseconds since the epoch.
    pub ended_ms: u64,
    /// What asked for it.
    pub trigger: String,
    /// Own actions acknowledged.
    pub uploaded: u32,
    /// Actions received (own ones not counted).
    pub downloaded: u32,
    /// Of the uploaded, those with remarks.
    pub flagged: u32,
    /// Put into quarantine.
    pub quarantined: u32,
    /// New review items.
    pub conflicts: u32,
    /// Cursor at the end.
    pub cursor: u64,
    /// The server's head, as last heard.
    pub head: u64,
    /// Phases in order.
    pub phases: Vec<PhaseRecord>,
    /// Class of the error that ended it.
    pub error: Option<String>,
    /// The same in words.
    pub message: Option<String>,
    /// Device whose equal state hash was seen, as text of its client id.
    pub verified_with: Option<String>,
    /// When that device reported, milliseconds since the epoch.
    pub verified_at_ms: Option<u64>,
}

impl CycleRecord {
    /// Adds time and count of a phase to the one of its name; its error replaces the one before.
    pub fn add_phase(&mut self, phase: &PhaseRecord) {
        match self.phases.iter_mut().find(|known| known.phase == phase.phase) {
            Some(known) => {
                known.ms += phase.ms;
                known.count = known.count.saturating_add(phase.count);
                known.error.clone_from(&phase.error);
            }
            None => self.phases.push(phase.clone()),
        }
    }
}

/// Jobs and cycles.
pub trait JobStore {
    /// Returns a job.
    ///
    /// # Errors
    /// [`StoreError`].
    fn job(&self, kind: &str) -> Result<Option<JobRow>, StoreError>;

    /// Writes a job.
    ///
    /// # Errors
    /// [`StoreError`].
    fn save_job(&mut self, job: &JobRow) -> Result<(), StoreError>;

    /// Removes a job.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove_job(&mut self, kind: &str) -> Result<(), StoreError>;

    /// Adds a cycle to the ring of the last 500.
    ///
    /// # Errors
    /// [`StoreError`].
    fn record_cycle(&mut self, cycle: &CycleRecord) -> Result<(), StoreError>;

    /// Adds a phase to the last cycle, or to its phase of that name: work that followed the cycle. Nothing happens
    /// while there is none.
    ///
    /// # Errors
    /// [`StoreError`].
    fn add_phase(&mut self, phase: &PhaseRecord) -> Result<(), StoreError>;

    /// Returns the last cycles, newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    fn cycles(&self, limit: usize) -> Result<Vec<CycleRecord>, StoreError>;
}
