//! What follows each step of a cycle.

use driftless_domain::limits::BATCH_ACTIONS_MAX;

use super::cycle::{Cycle, Phase};
use super::event::{Done, Downloaded, Effect, Moment, Step, Uploaded, Verified};
use super::{Coordinator, REISSUES_MAX, STRIKES_MAX, State};
use crate::contract::RemoteError;
use crate::error::{PageError, SyncError};

/// Batches and pages of one cycle, at most: whoever has more goes on in the next one.
const STEPS_MAX: u32 = 10_000;

impl Coordinator {
    pub(super) fn on_done(&mut self, done: Done, took_ns: u64, now: Moment) -> Option<Effect> {
        let State::Running { mut cycle, step } = std::mem::replace(&mut self.state, State::Idle) else {
            // An answer without a question: nothing is under way, and nothing changes.
            return None;
        };
        cycle.steps += 1;
        if cycle.steps > STEPS_MAX {
            return Some(self.finish(cycle, now));
        }
        Some(match done {
            Done::Upload { result, first, batch, pending } => {
                cycle.has_pending = pending > 0;
                match result {
                    Ok(uploaded) => self.uploaded(cycle, uploaded, took_ns, first == self.strikes.map(|(id, _)| id)),
                    Err(error) => {
                        cycle.add(Phase::Upload, took_ns, 0);
                        self.upload_failed(cycle, &error, first, batch, now)
                    }
                }
            }
            Done::Download(Ok(downloaded)) => self.downloaded(cycle, &downloaded, took_ns, now),
            Done::Download(Err(SyncError::Page(PageError::Cloned))) if cycle.reissues < REISSUES_MAX => {
                cycle.add(Phase::Download, took_ns, 0);
                self.run(cycle, Step::Reissue)
            }
            Done::Download(Err(error)) => {
                cycle.add(Phase::Download, took_ns, 0);
                cycle.fail(Phase::Download, &error);
                self.finish(cycle, now)
            }
            Done::Reissue(Ok(())) => {
                cycle.reissues += 1;
                if let Step::SetAside { .. } = step {
                    // What the cycle stumbled over is out of the way, so it did not fail.
                    cycle.record.quarantined = cycle.record.quarantined.saturating_add(1);
                    (cycle.record.error, cycle.record.message) = (None, None);
                }
                self.batch_max = BATCH_ACTIONS_MAX;
                self.run(cycle, Step::Upload { count_max: BATCH_ACTIONS_MAX })
            }
            Done::Reissue(Err(error)) => {
                cycle.fail(Phase::Upload, &error);
                self.finish(cycle, now)
            }
            Done::Verify(result) => {
                verified(&mut cycle, result, took_ns);
                self.finish(cycle, now)
            }
        })
    }

    fn uploaded(&mut self, mut cycle: Box<Cycle>, done: Uploaded, took_ns: u64, is_struck: bool) -> Effect {
        cycle.add(Phase::Upload, took_ns, done.sent);
        let record = &mut cycle.record;
        record.uploaded = record.uploaded.saturating_add(done.acknowledged);
        record.flagged = record.flagged.saturating_add(done.flagged);
        record.quarantined = record.quarantined.saturating_add(done.quarantined);
        record.head = done.head.map_or(record.head, |head| head.0);
        if done.sent > 0 {
            self.batch_max = self.batch_max.saturating_mul(2).min(BATCH_ACTIONS_MAX);
            if is_struck {
                self.strikes = None;
            }
        }
        if done.must_reissue && cycle.reissues < REISSUES_MAX {
            return self.run(cycle, Step::Reissue);
        }
        cycle.after_ms = cycle.after_ms.max(done.retry_after_ms);
        let has_moved = done.acknowledged > 0 || done.quarantined > 0;
        if cycle.has_pending && has_moved && done.retry_after_ms.is_none() {
            let count_max = self.batch_max;
            return self.run(cycle, Step::Upload { count_max });
        }
        self.run(cycle, Step::Download)
    }

    /// A batch that the server fails on is sent again in halves, envelopes unchanged, until the action that
    /// it fails on is alone. Then the rest of the cycle shows whether the server fails on everything.
    fn upload_failed(
        &mut self,
        mut cycle: Box<Cycle>,
        error: &SyncError,
        first: Option<driftless_domain::ActionId>,
        batch: usize,
        now: Moment,
    ) -> Effect {
        if error.may_be_one_action() && batch > 1 {
            self.batch_max = batch.div_ceil(2);
            let count_max = self.batch_max;
            return self.run(cycle, Step::Upload { count_max });
        }
        cycle.fail(Phase::Upload, error);
        if let (true, Some(first)) = (error.may_be_one_action(), first) {
            // A size is the same every time: there is no second try to wait for.
            let is_certain = matches!(error, SyncError::Remote(RemoteError::TooLarge));
            let strikes = self.strikes.filter(|(id, _)| *id == first).map_or(0, |(_, count)| count);
            self.strikes = Some((first, if is_certain { STRIKES_MAX } else { strikes + 1 }));
            cycle.poison = Some((first, error.class()));
            return self.run(cycle, Step::Download);
        }
        self.finish(cycle, now)
    }

    fn downloaded(&mut self, mut cycle: Box<Cycle>, done: &Downloaded, took_ns: u64, now: Moment) -> Effect {
        let network_ns = took_ns.saturating_sub(done.reconcile_ns).saturating_sub(done.materialize_ns);
        cycle.add(Phase::Download, network_ns, done.rows);
        if done.rows > 0 {
            cycle.add(Phase::Reconcile, done.reconcile_ns, done.rows);
            cycle.add(Phase::Materialize, done.materialize_ns, done.received);
        }
        let record = &mut cycle.record;
        record.downloaded = record.downloaded.saturating_add(done.received);
        record.quarantined = record.quarantined.saturating_add(done.quarantined);
        record.conflicts = record.conflicts.saturating_add(done.conflicts);
        record.cursor = done.cursor.0;
        record.head = done.head.0;
        self.known = Some((done.epoch, done.cursor));
        if done.cursor < done.head {
            return self.run(cycle, Step::Download);
        }
        match cycle.poison.take() {
            Some((poison, class)) => match self.strikes {
                Some((id, count)) if id == poison && count >= STRIKES_MAX => {
                    self.strikes = None;
                    self.run(cycle, Step::SetAside { poison, class })
                }
                _ => self.finish(cycle, now),
            },
            None if cycle.record.error.is_none() && !cycle.has_pending => self.run(cycle, Step::Verify),
            None => self.finish(cycle, now),
        }
    }
}

fn verified(cycle: &mut Cycle, result: Result<Verified, SyncError>, took_ns: u64) {
    match result {
        Ok(verified) => {
            if verified.is_reported {
                cycle.add(Phase::Verify, took_ns, 1);
            }
            if let Some((device, at_ms)) = verified.equal_to {
                cycle.record.verified_with = Some(device.to_string());
                cycle.record.verified_at_ms = Some(at_ms);
            }
            if let Some(device) = verified.differs_from {
                cycle.drift(device);
            }
        }
        // Everything was sent and received; only the proof is missing. The next cycle asks again.
        Err(error) if !error.needs_user() => {
            cycle.add(Phase::Verify, took_ns, 0);
            cycle.fail_phase(Phase::Verify, &error);
        }
        Err(error) => cycle.fail(Phase::Verify, &error),
    }
}
