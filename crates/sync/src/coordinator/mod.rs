//! The coordinator: the only place where phases are sequenced. Events in, effects out; it never waits,
//! never asks a clock, and never touches a socket or a database.
//!
//! ```text
//! idle ── trigger ──▶ upload ⟲ ──▶ download ⟲ (reconcile, materialize) ──▶ verify ──▶ finish ──▶ idle
//!                       │ ▲            │
//!                       ▼ │            ▼
//!                     reissue, set aside
//! ```
//!
//! One cycle at a time; whatever asks for one meanwhile gets exactly one more. Each step is idempotent, so
//! a crash between any two effects costs a repetition and nothing else.

mod cycle;
mod event;
mod steps;
mod timer;

use driftless_domain::limits::BATCH_ACTIONS_MAX;
use driftless_domain::{ActionId, Epoch, Seq};

pub use event::{Done, Downloaded, Effect, Event, Moment, Step, Trigger, Uploaded, Verified};

use crate::contract::JobRow;
use cycle::Cycle;
use timer::Deadline;

/// Kind of the retry job's row.
pub const SYNC_JOB: &str = "sync";

/// How long a local write waits for more, milliseconds.
const DEBOUNCE_MS: u64 = 1_000;

/// How long without a cycle before one runs anyway, milliseconds.
const INTERVAL_MS: u64 = 5 * 60 * 1_000;

/// Cycles in which the same lone action made the server fail, while the server worked otherwise, before
/// the action is set aside. One failure may be chance.
const STRIKES_MAX: u32 = 3;

/// New identities within one cycle: more than one is already odd.
const REISSUES_MAX: u32 = 3;

/// Class of a cycle in which the server took some actions and asked to send others later.
const RETRY_LATER: &str = "server.retry_later";

fn is_wish_to_wait(class: &str) -> bool {
    class == RETRY_LATER || class == "server.busy"
}

#[derive(Debug)]
enum State {
    Idle,
    Running { cycle: Box<Cycle>, step: Step },
    Finishing,
}

/// The coordinator of one vault.
#[derive(Debug)]
pub struct Coordinator {
    state: State,
    again: Option<Trigger>,
    debounce: Option<Deadline>,
    interval: Deadline,
    retry: Option<(JobRow, Deadline)>,
    /// The wait of the retry job is the server's wish, not ours.
    is_server_wait: bool,
    is_online: bool,
    needs_user: bool,
    batch_max: usize,
    strikes: Option<(ActionId, u32)>,
    known: Option<(Epoch, Seq)>,
}

impl Coordinator {
    /// A coordinator at rest. `retry`: the job that an earlier run left, if any.
    pub fn new(now: Moment, retry: Option<JobRow>) -> Self {
        let mut coordinator = Self {
            state: State::Idle,
            again: None,
            debounce: None,
            interval: Deadline::after(now, INTERVAL_MS),
            retry: None,
            // The server's wish outlives a restart as the error of the row.
            is_server_wait: retry.as_ref().and_then(|job| job.last_error.as_deref()).is_some_and(is_wish_to_wait),
            is_online: true,
            needs_user: false,
            batch_max: BATCH_ACTIONS_MAX,
            strikes: None,
            known: None,
        };
        coordinator.set_retry(retry, now);
        coordinator
    }

    /// Takes an event; returns what is to be done next, if anything.
    pub fn handle(&mut self, event: Event, now: Moment) -> Option<Effect> {
        match event {
            Event::Trigger(trigger) => self.on_trigger(trigger, now),
            Event::Network { is_online } => {
                let was_online = std::mem::replace(&mut self.is_online, is_online);
                if is_online && !was_online { self.on_trigger(Trigger::NetworkBack, now) } else { None }
            }
            Event::Woke => self.on_woke(now),
            Event::Done { done, took_ns } => self.on_done(done, took_ns, now),
            Event::Finished => self.on_finished(now),
        }
    }

    /// Returns in how many milliseconds to say [`Event::Woke`]; none while a cycle runs.
    pub fn wake_in_ms(&self, now: Moment) -> Option<u64> {
        if !matches!(self.state, State::Idle) {
            return None;
        }
        let retry = self.retry.as_ref().filter(|_| self.may_retry()).map(|(_, deadline)| *deadline);
        [self.debounce, retry, Some(self.interval)].into_iter().flatten().map(|deadline| deadline.wait_ms(now)).min()
    }

    /// Returns whether a cycle is under way.
    pub const fn is_running(&self) -> bool {
        !matches!(self.state, State::Idle)
    }

    /// Returns whether the system says that there is a network.
    pub const fn is_online(&self) -> bool {
        self.is_online
    }

    fn on_trigger(&mut self, trigger: Trigger, now: Moment) -> Option<Effect> {
        match trigger {
            Trigger::LocalWrite => {
                // From the first write, not the last: steady typing must not put a cycle off for ever.
                self.debounce.get_or_insert(Deadline::after(now, DEBOUNCE_MS));
                return None;
            }
            Trigger::NetworkBack => self.is_online = true,
            Trigger::Start
            | Trigger::ServerEvent { .. }
            | Trigger::Focus
            | Trigger::Resume
            | Trigger::Button
            | Trigger::Interval
            | Trigger::Retry => {}
        }
        if self.is_running() {
            if self.again.is_none() || trigger == Trigger::Button {
                self.again = Some(trigger);
            }
            return None;
        }
        self.may_start(trigger, now).then(|| self.start(trigger, now))
    }

    fn on_woke(&mut self, now: Moment) -> Option<Effect> {
        if self.is_running() {
            return None;
        }
        let is_due = |deadline: Option<Deadline>| deadline.is_some_and(|deadline| deadline.is_due(now));
        let has_written = is_due(self.debounce);
        if has_written {
            self.debounce = None;
        }
        let is_overdue = self.interval.is_due(now);
        if is_overdue {
            self.interval = Deadline::after(now, INTERVAL_MS);
        }
        let retry = is_due(self.retry.as_ref().map(|(_, deadline)| *deadline)) && self.may_retry();
        let asked = [(retry, Trigger::Retry), (has_written, Trigger::LocalWrite), (is_overdue, Trigger::Interval)];
        let trigger = asked.into_iter().find(|(is_asked, trigger)| *is_asked && self.may_start(*trigger, now))?.1;
        Some(self.start(trigger, now))
    }

    fn on_finished(&mut self, now: Moment) -> Option<Effect> {
        self.state = State::Idle;
        let trigger = self.again.take()?;
        self.may_start(trigger, now).then(|| self.start(trigger, now))
    }

    fn may_retry(&self) -> bool {
        self.is_online && !self.needs_user
    }

    /// Whether a trigger starts a cycle now. One that does not is not lost: what holds it back ends in a
    /// cycle of its own (the retry job, the network's return, the interval).
    fn may_start(&self, trigger: Trigger, now: Moment) -> bool {
        let is_waiting = self.retry.as_ref().is_some_and(|(_, deadline)| !deadline.is_due(now));
        let is_held = is_waiting && self.is_server_wait;
        match trigger {
            Trigger::Button => true,
            Trigger::Start | Trigger::Resume => !is_held,
            // Also when the system says there is no network: it is not always right.
            Trigger::Interval => !is_waiting,
            Trigger::NetworkBack | Trigger::Focus => self.may_retry() && !is_held,
            Trigger::ServerEvent { epoch, head } => {
                let is_news = self.known.is_none_or(|(known, seq)| known != epoch || head > seq);
                self.may_retry() && !is_held && is_news
            }
            Trigger::LocalWrite => self.may_retry() && !is_waiting,
            Trigger::Retry => self.may_retry(),
        }
    }

    fn start(&mut self, trigger: Trigger, now: Moment) -> Effect {
        self.debounce = None;
        self.interval = Deadline::after(now, INTERVAL_MS);
        let cycle = Box::new(Cycle::new(trigger, now.wall_ms));
        self.run(cycle, Step::Upload { count_max: self.batch_max })
    }

    fn run(&mut self, cycle: Box<Cycle>, step: Step) -> Effect {
        self.state = State::Running { cycle, step };
        Effect::Run(step)
    }

    fn finish(&mut self, mut cycle: Box<Cycle>, now: Moment) -> Effect {
        cycle.record.ended_ms = now.wall_ms;
        self.needs_user = cycle.needs_user;
        self.is_server_wait = cycle.after_ms.is_some();
        let error = cycle.record.error.as_deref().or(cycle.after_ms.map(|_| RETRY_LATER));
        let previous = self.retry.take().map(|(job, _)| job);
        let retry = error.map(|error| {
            JobRow::after_failure(SYNC_JOB, previous.as_ref(), now.wall_ms, error, cycle.after_ms, now.random)
        });
        self.set_retry(retry.clone(), now);
        self.state = State::Finishing;
        Effect::Finish { record: Box::new(cycle.record), retry }
    }

    fn set_retry(&mut self, retry: Option<JobRow>, now: Moment) {
        self.retry = retry.map(|job| {
            let deadline = Deadline::after(now, job.wait_ms(now.wall_ms));
            (job, deadline)
        });
    }
}
