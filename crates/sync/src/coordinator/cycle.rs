//! The cycle under way: what it has done so far, as its record will say.

use driftless_domain::{ActionId, ClientId};

use super::event::Trigger;
use crate::contract::{CycleRecord, PhaseRecord};
use crate::error::SyncError;

/// The phases, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Upload,
    Download,
    Reconcile,
    Materialize,
    Verify,
}

impl Phase {
    const fn name(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Download => "download",
            Self::Reconcile => "reconcile",
            Self::Materialize => "materialize",
            Self::Verify => "verify",
        }
    }
}

/// Bookkeeping of one cycle.
#[derive(Debug)]
pub(super) struct Cycle {
    pub(super) record: CycleRecord,
    /// The server asked to wait, milliseconds.
    pub(super) after_ms: Option<u64>,
    /// Only the user can mend what ended it.
    pub(super) needs_user: bool,
    /// The action that alone makes the server fail, and how.
    pub(super) poison: Option<(ActionId, &'static str)>,
    /// Own actions wait for a later cycle.
    pub(super) has_pending: bool,
    pub(super) reissues: u32,
    pub(super) steps: u32,
}

impl Cycle {
    pub(super) fn new(trigger: Trigger, started_ms: u64) -> Self {
        let record = CycleRecord { started_ms, trigger: trigger.name().to_owned(), ..CycleRecord::default() };
        Self { record, after_ms: None, needs_user: false, poison: None, has_pending: false, reissues: 0, steps: 0 }
    }

    /// Adds a step's time and count to its phase.
    pub(super) fn add(&mut self, phase: Phase, took_ns: u64, count: u32) {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds for people; a phase takes no 2^53 ns")]
        let ms = took_ns as f64 / 1e6;
        let name = phase.name();
        match self.record.phases.iter_mut().find(|record| record.phase == name) {
            Some(record) => {
                record.ms += ms;
                record.count = record.count.saturating_add(count);
            }
            None => self.record.phases.push(PhaseRecord { phase: name.to_owned(), ms, count, error: None }),
        }
    }

    /// Notes an error in its phase.
    pub(super) fn fail_phase(&mut self, phase: Phase, error: &SyncError) {
        self.add(phase, 0, 0);
        if let Some(record) = self.record.phases.iter_mut().find(|record| record.phase == phase.name()) {
            record.error = Some(error.class().to_owned());
        }
    }

    /// Notes the error that the cycle ends in; the first one stays.
    pub(super) fn fail(&mut self, phase: Phase, error: &SyncError) {
        self.fail_phase(phase, error);
        if self.record.error.is_none() {
            self.record.error = Some(error.class().to_owned());
            self.record.message = Some(error.to_string());
        }
        self.after_ms = self.after_ms.max(error.after_ms());
        self.needs_user |= error.needs_user();
    }

    /// Notes that a device at the same position holds other notes. The cycle itself went well.
    pub(super) fn drift(&mut self, device: ClientId) {
        let name = Phase::Verify.name();
        if let Some(record) = self.record.phases.iter_mut().find(|record| record.phase == name) {
            record.error = Some("drift".to_owned());
        }
        self.record.message = Some(format!("the notes of device {device} differ from those here"));
    }
}
