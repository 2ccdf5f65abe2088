//! Syncing: what asks for a cycle, who runs it, and how it is told.
//!
//! A window has a thread of its own for it ([`engine`]); a command runs its one cycle where it is asked
//! for. Of several processes on one data folder the one that holds the sync role runs the cycles; the
//! others ask it through the setting [`ASKED`], whose writing it notices like any other change.

mod blank;
mod connect;
mod disconnect;
mod engine;
mod events;
mod files;
mod link;
mod once;
mod status;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use driftless_sync::contract::Store as _;
use driftless_sync::coordinator::Trigger;
use driftless_sync::status::Live;
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedSender;

pub(crate) use self::link::Target;
pub(crate) use self::status::cycle_view;
use crate::app::Inner;
use crate::view::{AccountView, SyncStatus};
use crate::{App, AppError};

/// Setting: the last time a process asked the one with the sync role for a cycle, as a UUID.
const ASKED: &str = "sync.asked";

/// What the system tells of the network and of the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncHint {
    /// The network is back.
    Online,
    /// The network is gone.
    Offline,
    /// The window has the focus.
    Focus,
    /// The computer woke up.
    Resume,
}

/// What the thread is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Trigger(Trigger),
    Network {
        is_online: bool,
    },
    /// The server may be another one, or none: what is under way is dropped, which loses nothing.
    Look,
    Stop,
}

/// This process's part in syncing.
#[derive(Default)]
pub(crate) struct SyncRuntime {
    orders: Mutex<Option<UnboundedSender<Order>>>,
    is_running: AtomicBool,
    is_offline: AtomicBool,
    asked: Mutex<Option<String>>,
    told: Mutex<Option<SyncStatus>>,
    told_account: Mutex<Option<AccountView>>,
    /// Rings for attachments.
    files: Arc<Notify>,
}

impl SyncRuntime {
    /// Starts the thread.
    pub(crate) fn start(&self, inner: &Arc<Inner>) -> Result<(), AppError> {
        *lock(&self.asked) = inner.store.read(|tx| tx.setting(ASKED))?;
        let orders = engine::start(Arc::downgrade(inner))
            .map_err(|error| AppError::Internal(format!("no thread can be started: {error}")))?;
        *lock(&self.orders) = Some(orders);
        Ok(())
    }

    /// Ends the thread; a request under way is dropped, which loses nothing.
    pub(crate) fn stop(&self) {
        self.order(Order::Stop);
        *lock(&self.orders) = None;
    }

    /// Something was written on this device.
    pub(crate) fn local_write(&self) {
        self.order(Order::Trigger(Trigger::LocalWrite));
    }

    /// Notes changed, by anyone: what is pending may be another process's, and the state may be told anew.
    pub(crate) fn notes_changed(&self, inner: &Inner) {
        if inner.store.read(|tx| tx.pending_summary()).is_ok_and(|pending| pending.entries > 0) {
            self.local_write();
        }
        inner.tell_status();
    }

    /// The database's file changed: somebody may have asked for a cycle.
    pub(crate) fn touched(&self, inner: &Inner) {
        let Ok(now) = inner.store.read(|tx| tx.setting(ASKED)) else { return };
        let mut asked = lock(&self.asked);
        if *asked != now {
            *asked = now;
            drop(asked);
            let has_server = inner.store.read(|tx| tx.connection()).is_ok_and(|connection| connection.is_some());
            self.order(if has_server { Order::Trigger(Trigger::Button) } else { Order::Look });
        }
    }

    /// An attachment is to be sent or fetched now.
    pub(crate) fn want_files(&self) {
        self.files.notify_one();
    }

    /// Returns whether a cycle is under way.
    pub(crate) fn is_busy(&self) -> bool {
        self.is_running.load(Ordering::Acquire)
    }

    /// Asks for a cycle.
    pub(crate) fn trigger(&self, trigger: Trigger) {
        self.order(Order::Trigger(trigger));
    }

    /// Whether this is another account than the one told last; it then is the one told last.
    pub(crate) fn is_news(&self, view: &AccountView) -> bool {
        let mut told = lock(&self.told_account);
        let is_news = told.as_ref() != Some(view);
        *told = Some(view.clone());
        is_news
    }

    fn has_thread(&self) -> bool {
        lock(&self.orders).is_some()
    }

    fn order(&self, order: Order) {
        if let Some(orders) = lock(&self.orders).as_ref() {
            // Nobody takes it once the thread has ended, and then nobody waits for it.
            let _ = orders.send(order);
        }
    }

    fn live(&self) -> Live {
        Live {
            is_running: self.is_running.load(Ordering::Acquire),
            is_online: !self.is_offline.load(Ordering::Acquire),
        }
    }
}

impl App {
    /// Asks for a cycle at once; its outcome comes as [`crate::AppEvent::Status`].
    ///
    /// # Errors
    /// [`AppError::NotConnected`], [`AppError::Store`].
    pub fn sync_now(&self) -> Result<(), AppError> {
        if self.inner.store.read(|tx| tx.connection())?.is_none() {
            return Err(AppError::NotConnected);
        }
        self.inner.flush_all()?;
        self.inner.sync.order(Order::Trigger(Trigger::Button));
        Ok(())
    }

    /// Passes on what the system says.
    pub fn sync_hint(&self, hint: SyncHint) {
        let sync = &self.inner.sync;
        match hint {
            SyncHint::Online | SyncHint::Offline => {
                let is_online = hint == SyncHint::Online;
                sync.is_offline.store(!is_online, Ordering::Release);
                sync.order(Order::Network { is_online });
                self.inner.tell_status();
            }
            SyncHint::Focus => {
                // Also for what a lost notice of the file system kept from us.
                self.inner.pulse.touch();
                sync.order(Order::Trigger(Trigger::Focus));
            }
            SyncHint::Resume => {
                self.inner.pulse.touch();
                sync.order(Order::Trigger(Trigger::Resume));
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is inside is replaced whole, so a panic elsewhere leaves nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
