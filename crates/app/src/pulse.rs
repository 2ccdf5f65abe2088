//! The one background thread: bursts of typing that are due, and what other processes wrote.
//!
//! It sleeps until something is due or somebody pokes it; when nothing is open and nothing changes it
//! never wakes.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use crate::app::Inner;

#[derive(Default)]
struct State {
    is_poked: bool,
    is_touched: bool,
    is_stopped: bool,
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

    /// The database's file changed.
    pub(crate) fn touch(&self) {
        self.state().is_touched = true;
        self.bell.notify_one();
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

    /// Waits; returns whether the database was touched, none at the end.
    fn wait(&self, wait_ns: Option<u64>) -> Option<bool> {
        let is_idle = |state: &mut State| !(state.is_poked || state.is_touched || state.is_stopped);
        let mut state = match wait_ns {
            Some(ns) => {
                self.bell
                    .wait_timeout_while(self.state(), Duration::from_nanos(ns), is_idle)
                    .unwrap_or_else(PoisonError::into_inner)
                    .0
            }
            None => self.bell.wait_while(self.state(), is_idle).unwrap_or_else(PoisonError::into_inner),
        };
        state.is_poked = false;
        let is_touched = std::mem::take(&mut state.is_touched);
        (!state.is_stopped).then_some(is_touched)
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
                Some(inner) => inner.flush_due().map(|due_ns| due_ns.saturating_sub(inner.clock.monotonic_ns())),
                None => return,
            };
            match (pulse.wait(wait_ns), inner.upgrade()) {
                (Some(true), Some(inner)) => {
                    inner.publish();
                    inner.sync.touched(&inner);
                    inner.index();
                }
                (Some(false), Some(_)) => {}
                (None, _) | (_, None) => return,
            }
        }
    };
    std::thread::Builder::new().name("driftless-pulse".to_owned()).spawn(run).map(drop)
}
