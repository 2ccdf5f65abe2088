//! News for windows: what changed in the notes, and how syncing goes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::view::{AccountView, ChangedEvent, SyncStatus};

/// One piece of news.
#[derive(Debug, Clone, PartialEq)]
pub enum AppEvent {
    /// Notes or notebooks changed, by anyone.
    Changed(ChangedEvent),
    /// The sync state changed.
    Status(Box<SyncStatus>),
    /// The account changed: signed in or out, a session that ended, an alarm.
    Account(Box<AccountView>),
}

type Callback = Arc<dyn Fn(&AppEvent) + Send + Sync>;

#[derive(Default)]
struct Callbacks {
    next: u64,
    by_id: BTreeMap<u64, Callback>,
}

/// Who listens. Callbacks run on the thread that made the news, without any lock held: they must be quick.
#[derive(Default)]
pub(crate) struct Events {
    callbacks: Arc<Mutex<Callbacks>>,
}

impl Events {
    pub(crate) fn subscribe(&self, callback: impl Fn(&AppEvent) + Send + Sync + 'static) -> Subscription {
        let mut callbacks = lock(&self.callbacks);
        callbacks.next += 1;
        let id = callbacks.next;
        callbacks.by_id.insert(id, Arc::new(callback));
        Subscription { id, callbacks: Arc::downgrade(&self.callbacks) }
    }

    pub(crate) fn tell(&self, event: &AppEvent) {
        let callbacks: Vec<Callback> = lock(&self.callbacks).by_id.values().cloned().collect();
        for callback in callbacks {
            callback(event);
        }
    }
}

/// A running subscription: dropping it ends it.
#[must_use = "dropping a subscription ends it"]
pub struct Subscription {
    id: u64,
    callbacks: Weak<Mutex<Callbacks>>,
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subscription").field("id", &self.id).finish()
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(callbacks) = self.callbacks.upgrade() {
            lock(&callbacks).by_id.remove(&self.id);
        }
    }
}

fn lock(callbacks: &Mutex<Callbacks>) -> MutexGuard<'_, Callbacks> {
    // The map is whole at every moment, so a panic of another thread leaves nothing half done in it.
    callbacks.lock().unwrap_or_else(PoisonError::into_inner)
}
