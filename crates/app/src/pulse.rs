//! The one background thread: bursts of typing that are due, what other processes wrote, and the trash.
//!
//! It sleeps until something is due or somebody pokes it; when nothing is open and nothing changes a window's wakes
//! once an hour for the trash and every few hours for the upkeep of the database, and a command's never.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use crate::app::Inner;

/// When it is looked again after the write-ahead log was touched. A commit becomes visible only after its
/// frames are written and synced, and that last step gives no notice.
const LOOKS: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_millis(30),
    Duration::from_millis(150),
    Duration::from_millis(600),
    Duration::from_millis(2_400),
];

#[derive(Default)]
struct State {
    is_poked: bool,
    is_stopped: bool,
    /// When the log was touched last, and how often it was looked since.
    touched: Option<(Instant, usize)>,
}

impl State {
    fn next_look(&self) -> Option<Instant> {
        self.touched.and_then(|(at, looks)| Some(at + *LOOKS.get(looks)?))
    }
}

/// The thread's bell.
#[derive(Default)]
pub(crate) struct Pulse {
    state: Mutex<State>,
    bell: Condvar,
}

impl Pulse {
    /// Something may be due at another time than before.
    pub(crate) fn poke(&self) {
        self.state().is_poked = true;
        self.bell.notify_one();
    }

    /// The database's file changed: look now and a few times more.
    pub(crate) fn touch(&self) {
        let mut state = self.state();
        // The look that is due is not put off by the next touch.
        if state.touched.is_none_or(|(_, looks)| looks > 0) {
            state.touched = Some((Instant::now(), 0));
            self.bell.notify_one();
        }
    }

    /// Ends the thread at its next step.
    pub(crate) fn stop(&self) {
        self.state().is_stopped = true;
        self.bell.notify_one();
    }

    /// Returns whether the thread is to end.
    pub(crate) fn is_stopped(&self) -> bool {
        self.state().is_stopped
    }

    /// Waits; returns whether to look at the database, none at the end.
    fn wait(&self, wait_ns: Option<u64>) -> Option<bool> {
        let due = wait_ns.map(|ns| Instant::now() + Duration::from_nanos(ns));
        let mut state = self.state();
        loop {
            let now = Instant::now();
            if state.is_stopped {
                return None;
            }
            if state.next_look().is_some_and(|look| look <= now) {
                state.touched = state.touched.map(|(at, looks)| (at, looks + 1));
                return Some(true);
            }
            if std::mem::take(&mut state.is_poked) || due.is_some_and(|due| due <= now) {
                return Some(false);
            }
            state = match [due, state.next_look()].into_iter().flatten().min() {
                Some(until) => {
                    let wait = until.saturating_duration_since(now);
                    self.bell.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.bell.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts the thread. It ends when the vault is closed or dropped.
pub(crate) fn start(pulse: std::sync::Arc<Pulse>, inner: Weak<Inner>) -> std::io::Result<()> {
    let run = move || {
        loop {
            let wait_ns = match inner.upgrade() {
                Some(inner) => {
                    let due_ns = [inner.next_due(), inner.sweep_due()].into_iter().flatten().min();
                    due_ns.map(|due_ns| due_ns.saturating_sub(inner.clock.monotonic_ns()))
                }
                None => return,
            };
            match (pulse.wait(wait_ns), inner.upgrade()) {
                (Some(true), Some(inner)) => {
                    inner.publish();
                    inner.sync.touched(&inner);
                    inner.index();
                }
                (Some(false), Some(inner)) => inner.keep_up(),
                (None, _) | (_, None) => return,
            }
        }
    };
    std::thread::Builder::new().name("driftless-pulse".to_owned()).spawn(run).map(drop)
}
