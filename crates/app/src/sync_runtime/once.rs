//! One cycle, asked for and waited for.

use std::sync::mpsc::channel;
use std::time::Duration;

use driftless_store::SyncRole;
use driftless_sync::contract::{CycleRecord, Store as _};
use driftless_sync::coordinator::Trigger;

use super::link::{Link, Target, observe};
use super::status::cycle_view;
use super::{ASKED, Order, files};
use crate::app::Inner;
use crate::view::CycleView;
use crate::watch::Watch;
use crate::{App, AppError};

/// How long another process gets to run the cycle it was asked for, nanoseconds.
const OTHER_NS_MAX: u64 = 30_000_000_000;

/// Longest wait until it is looked whether it did.
const LOOK: Duration = Duration::from_millis(100);

impl App {
    /// Runs one cycle and waits for its end. Where another process holds the sync role, it is asked to run
    /// one, and that one's record is returned.
    ///
    /// # Errors
    /// [`AppError::NotConnected`], [`AppError::SyncRoleTaken`] when that process did not run one in 30 s,
    /// [`AppError::Store`]. A failed phase is no error: the cycle's `error` tells.
    pub fn sync_once(&self) -> Result<CycleView, AppError> {
        Ok(cycle_view(self.inner.cycle_now()?))
    }
}

impl Inner {
    /// Runs one cycle here, or has it run by who holds the sync role.
    pub(crate) fn cycle_now(&self) -> Result<CycleRecord, AppError> {
        let target = Target::load(&self.store)?.ok_or(AppError::NotConnected)?;
        self.flush_all()?;
        match self.take_role()? {
            Some(_role) => self.run_cycle(target),
            None => self.ask_for_cycle(target),
        }
    }

    /// Runs a cycle here. The caller holds the sync role.
    fn run_cycle(&self, target: Target) -> Result<CycleRecord, AppError> {
        let link = Link::new(self, target)?;
        let run = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.map_err(|error| AppError::Internal(format!("no runtime: {error}")))?;
            let observer = |progress| observe(self, &progress);
            let records = runtime.block_on(async {
                link.refresh(self).await;
                let sealer = link.sealer();
                let driver = link.driver(self, &sealer, &observer);
                let records = driver.run_cycle(&link.coordinator, Trigger::Button).await;
                // The notes first: they are worth more, and their log is what the server knows a vault by.
                if records.last().is_some_and(|record| record.error.is_none())
                    && let Err(error) = files::turn(self, &link).await
                {
                    tracing::warn!(%error, "attachments wait for now");
                }
                records
            });
            records.into_iter().next_back().ok_or_else(|| AppError::Internal("a cycle left no record".to_owned()))
        };
        // A thread of its own: the caller's may belong to an async runtime already.
        std::thread::scope(|scope| scope.spawn(run).join())
            .unwrap_or_else(|_| Err(AppError::Internal("a sync cycle panicked".to_owned())))
    }

    /// Takes the sync role for one cycle; none while another process, or this one's thread, has it.
    fn take_role(&self) -> Result<Option<SyncRole>, AppError> {
        if self.sync.has_thread() {
            return Ok(None);
        }
        Ok(SyncRole::try_take(self.store.folder())?)
    }

    /// Asks whoever holds the role for a cycle and waits for its end. One that began before may have left
    /// out what was written last, so it does not count.
    fn ask_for_cycle(&self, target: Target) -> Result<CycleRecord, AppError> {
        let asked_ms = self.clock.now_ms();
        let asked_ns = self.clock.monotonic_ns();
        let (ring, bell) = channel();
        // Without a watch it is looked at intervals: the bell's other end must then stay, too.
        let _silent = ring.clone();
        let touched = move || {
            // Nobody listens any more once the cycle is there.
            let _ = ring.send(());
        };
        let _watch = Watch::start(self.store.folder(), touched);
        self.sync.order(Order::Trigger(Trigger::Button));
        self.store.write(|tx| tx.save_setting(ASKED, Some(&self.clock.new_uuid().to_string())))?;
        loop {
            let cycles = self.store.read(|tx| tx.cycles(1))?;
            if let Some(cycle) = cycles.into_iter().next().filter(|cycle| cycle.started_ms >= asked_ms) {
                return Ok(cycle);
            }
            // The window may have been closed meanwhile.
            if let Some(_role) = self.take_role()? {
                return self.run_cycle(target);
            }
            if self.clock.monotonic_ns().saturating_sub(asked_ns) > OTHER_NS_MAX {
                return Err(AppError::SyncRoleTaken);
            }
            // A commit shows a moment after its last notice, so it is looked without one, too.
            let _ = bell.recv_timeout(LOOK);
            while bell.try_recv().is_ok() {}
        }
    }
}
