//! Wakes the streams of an account when something happens to it: they look again whether they still may go
//! on, and what is new. A hint only, like [`crate::fanout`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use driftless_protocol::auth::UserId;
use tokio::sync::watch;

type Accounts = HashMap<UserId, watch::Sender<()>>;

/// Whom to wake.
#[derive(Debug, Clone, Default)]
pub struct Hub {
    accounts: Arc<Mutex<Accounts>>,
}

/// One stream that waits; dropping it forgets the account when no other does.
#[derive(Debug)]
pub struct Waiting {
    user_id: UserId,
    receiver: watch::Receiver<()>,
    hub: Hub,
}

impl Hub {
    /// Waits for an account from now on. Look at its state after this call, not before.
    pub fn wait_for(&self, user_id: UserId) -> Waiting {
        let receiver = self.accounts().entry(user_id).or_insert_with(|| watch::Sender::new(())).subscribe();
        Waiting { user_id, receiver, hub: self.clone() }
    }

    /// Wakes an account's streams.
    pub fn wake(&self, user_id: UserId) {
        if let Some(sender) = self.accounts().get(&user_id) {
            sender.send_replace(());
        }
    }

    fn accounts(&self) -> MutexGuard<'_, Accounts> {
        // Every change is one step, so a panic elsewhere leaves the map whole.
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// Returns when something has happened since the last call.
    pub async fn next(&mut self) {
        // The sender lives as long as a waiting stream does.
        if self.receiver.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut accounts = self.hub.accounts();
        // This receiver still counts.
        if accounts.get(&self.user_id).is_some_and(|sender| sender.receiver_count() <= 1) {
            accounts.remove(&self.user_id);
        }
    }
}
