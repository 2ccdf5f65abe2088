//! The thread of a window that syncs by itself.
//!
//! It waits for an order, for the server's word, or for a time that the coordinator names, and never
//! wakes more often than every 25 seconds on its own account.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use driftless_store::SyncRole;
use driftless_sync::coordinator::{Coordinator, Effect, Event, Trigger};
use driftless_sync::driver::moment;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::Order;
use super::events::HeadWatch;
use super::files::FileTraffic;
use super::link::{Link, Target, observe};
use crate::app::Inner;

/// Longest sleep, milliseconds: a computer that woke up is noticed after this at the latest.
const SLEEP_MS_MAX: u64 = 30_000;

/// The wall clock ran ahead of the stopwatch by this much, milliseconds: the computer slept.
const JUMP_MS: u64 = 10_000;

/// Starts the thread; it ends with [`Order::Stop`] or with the vault.
pub(super) fn start(inner: Weak<Inner>) -> std::io::Result<UnboundedSender<Order>> {
    let (orders, inbox) = unbounded_channel();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("driftless-sync".to_owned()).spawn(move || {
        runtime.block_on(Engine { inner, inbox, link: None, role: None, heads: None, files: None }.run());
    })?;
    Ok(orders)
}

/// The thread's belongings.
struct Engine {
    inner: Weak<Inner>,
    inbox: UnboundedReceiver<Order>,
    link: Option<Arc<Link>>,
    role: Option<SyncRole>,
    heads: Option<HeadWatch>,
    files: Option<FileTraffic>,
}

/// Why the thread woke.
enum Wake {
    Order(Order),
    Time { slept_ms: u64 },
    Head(Trigger),
}

impl Engine {
    async fn run(mut self) {
        let mut wake = Wake::Order(Order::Trigger(Trigger::Start));
        loop {
            let Some(inner) = self.inner.upgrade() else { return };
            let event = match wake {
                Wake::Order(Order::Stop) => return,
                Wake::Order(Order::Trigger(trigger)) | Wake::Head(trigger) => Event::Trigger(trigger),
                Wake::Order(Order::Network { is_online }) => Event::Network { is_online },
                Wake::Time { slept_ms } if slept_ms > JUMP_MS => Event::Trigger(Trigger::Resume),
                Wake::Order(Order::Look) | Wake::Time { .. } => Event::Woke,
            };
            let is_back = matches!(event, Event::Network { is_online: true } | Event::Trigger(Trigger::Resume));
            let is_new = self.look(&inner);
            if let (true, false, Some(link)) = (is_back, is_new, &self.link) {
                // A stream from before is dead without knowing it.
                self.heads = Some(HeadWatch::start(Arc::clone(link), inner.clock.random()));
            }
            if let Some(link) = self.link.clone().filter(|_| self.role.is_some()) {
                let event = if is_new { Event::Trigger(Trigger::Start) } else { event };
                let effect = coordinate(&link, |coordinator| coordinator.handle(event, moment(inner.clock.as_ref())));
                if effect.is_some() {
                    // Files set out before the notes that name them, and are looked for after those that came.
                    inner.sync.want_files();
                    if !self.cycle(&inner, &link, effect).await {
                        return;
                    }
                    inner.sync.want_files();
                }
            }
            let wait_ms = self.wait_ms(&inner);
            drop(inner);
            wake = match self.wait(wait_ms).await {
                Some(wake) => wake,
                None => return,
            };
        }
    }

    /// Brings server, vault and role up to date with the database. Returns whether they are new.
    fn look(&mut self, inner: &Inner) -> bool {
        let target = match Target::load(&inner.store) {
            Ok(target) => target,
            Err(error) => {
                tracing::warn!(%error, "the connection cannot be read for now");
                return false;
            }
        };
        let Some(target) = target else {
            (self.link, self.heads, self.files, self.role) = (None, None, None, None);
            return false;
        };
        if self.role.is_none() {
            self.role = SyncRole::try_take(inner.store.folder()).unwrap_or_else(|error| {
                tracing::warn!(%error, "the sync role cannot be taken for now");
                None
            });
        }
        let is_known = self.link.as_ref().is_some_and(|link| link.target == target);
        if is_known || self.role.is_none() {
            return false;
        }
        match Link::new(inner, target) {
            Ok(link) => {
                let link = Arc::new(link);
                self.heads = Some(HeadWatch::start(Arc::clone(&link), inner.clock.random()));
                let bell = Arc::clone(&inner.sync.files);
                self.files = Some(FileTraffic::start(self.inner.clone(), Arc::clone(&link), bell));
                self.link = Some(link);
                true
            }
            Err(error) => {
                tracing::warn!(%error, "the server cannot be talked to");
                false
            }
        }
    }

    /// Runs a cycle and what it leads to; orders that come meanwhile ask for one more. Returns whether
    /// the thread goes on.
    async fn cycle(&mut self, inner: &Inner, link: &Link, effect: Option<Effect>) -> bool {
        let observer = |progress| observe(inner, &progress);
        link.refresh(inner).await;
        let sealer = link.sealer();
        let driver = link.driver(inner, &sealer, &observer);
        let mut next = effect;
        while next.is_some() {
            // What is typed and not yet an action goes along.
            if let Err(error) = inner.flush_all() {
                tracing::warn!(%error, "a burst of typing stays in the journal for now");
            }
            let mut later = None;
            let running = driver.perform(&link.coordinator, next.take());
            tokio::pin!(running);
            loop {
                tokio::select! {
                    _ = &mut running => break,
                    order = self.inbox.recv() => {
                        let event = match order {
                            None | Some(Order::Stop) => return false,
                            Some(Order::Look) => {
                                inner.sync.is_running.store(false, Ordering::Release);
                                // The cycle is begun anew if the server is still the same.
                                self.link = None;
                                return true;
                            }
                            Some(Order::Trigger(trigger)) => Event::Trigger(trigger),
                            Some(Order::Network { is_online }) => Event::Network { is_online },
                        };
                        let effect = coordinate(link, |coordinator| {
                            coordinator.handle(event, moment(inner.clock.as_ref()))
                        });
                        later = later.or(effect);
                    }
                }
            }
            next = later;
        }
        true
    }

    fn wait_ms(&self, inner: &Inner) -> u64 {
        let due = self.link.as_ref().filter(|_| self.role.is_some());
        let due = due.and_then(|link| coordinate(link, |c| c.wake_in_ms(moment(inner.clock.as_ref()))));
        due.unwrap_or(SLEEP_MS_MAX).min(SLEEP_MS_MAX)
    }

    async fn wait(&mut self, wait_ms: u64) -> Option<Wake> {
        let before = self.moments()?;
        let heads = async {
            match self.heads.as_mut() {
                Some(heads) => heads.next().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            order = self.inbox.recv() => order.map(Wake::Order),
            trigger = heads => Some(Wake::Head(trigger)),
            () = tokio::time::sleep(Duration::from_millis(wait_ms)) => {
                let after = self.moments()?;
                let wall = after.0.saturating_sub(before.0);
                let awake = after.1.saturating_sub(before.1);
                Some(Wake::Time { slept_ms: wall.saturating_sub(awake) })
            }
        }
    }

    /// Returns wall clock and stopwatch, milliseconds; none at the end of the vault.
    fn moments(&self) -> Option<(u64, u64)> {
        self.inner.upgrade().map(|inner| (inner.clock.now_ms(), inner.clock.monotonic_ns() / 1_000_000))
    }
}

fn coordinate<R>(link: &Link, work: impl FnOnce(&mut Coordinator) -> R) -> R {
    // It only ever changes whole, so a panic elsewhere leaves it usable.
    work(&mut link.coordinator.lock().unwrap_or_else(PoisonError::into_inner))
}
