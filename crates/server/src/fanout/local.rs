//! Wake-ups within one process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use driftless_domain::{Seq, VaultId};
use tokio::sync::watch;

type Heads = HashMap<VaultId, watch::Sender<Seq>>;

/// The highest seq that was published of each vault somebody waits for.
#[derive(Debug, Clone, Default)]
pub struct LocalFanout {
    heads: Arc<Mutex<Heads>>,
}

/// One who waits; dropping it forgets the vault when nobody else does.
#[derive(Debug)]
pub struct Subscription {
    vault_id: VaultId,
    receiver: watch::Receiver<Seq>,
    fanout: LocalFanout,
}

impl LocalFanout {
    /// Waits for a vault from now on. Read the head of the log after this call, not before, and no
    /// growth is missed.
    pub fn subscribe(&self, vault_id: VaultId) -> Subscription {
        let receiver = self.heads().entry(vault_id).or_insert_with(|| watch::Sender::new(Seq::ZERO)).subscribe();
        Subscription { vault_id, receiver, fanout: self.clone() }
    }

    /// Tells that the log is now this long. May come out of order: the highest counts.
    pub fn publish(&self, vault_id: VaultId, head: Seq) {
        if let Some(sender) = self.heads().get(&vault_id) {
            sender.send_if_modified(|known| {
                let is_news = head > *known;
                *known = head.max(*known);
                is_news
            });
        }
    }

    /// Returns how many vaults are waited for.
    pub fn vaults(&self) -> usize {
        self.heads().len()
    }

    fn heads(&self) -> MutexGuard<'_, Heads> {
        // Every change is one step, so a panic elsewhere leaves the map whole.
        self.heads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Subscription {
    /// Returns the highest seq when it has changed since the last call. Several changes count as one.
    pub async fn next(&mut self) -> Seq {
        // The sender lives as long as a subscription does, so there is always a next one to wait for.
        if self.receiver.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
        *self.receiver.borrow_and_update()
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut heads = self.fanout.heads();
        // This receiver still counts.
        if heads.get(&self.vault_id).is_some_and(|sender| sender.receiver_count() <= 1) {
            heads.remove(&self.vault_id);
        }
    }
}
