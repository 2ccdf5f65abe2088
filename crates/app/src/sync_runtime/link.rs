//! What a cycle needs of the world: the server, the vault key, and who is told.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use driftless_api_client::HttpApi;
use driftless_crypto::VaultKey;
use driftless_domain::VaultId;
use driftless_store::SqliteStore;
use driftless_sync::contract::{Connection, Store as _, StoreError};
use driftless_sync::coordinator::Coordinator;
use driftless_sync::driver::{Driver, Progress, load_coordinator};

use super::lock;
use crate::AppError;
use crate::app::Inner;
use crate::sealer::VaultSealer;

/// Which server and vault, as the database has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) connection: Connection,
    pub(crate) vault_id: VaultId,
    /// The key of the first epoch; state hashes and names of attachments are made with it for ever.
    pub(crate) key: VaultKey,
    /// The keys of the later epochs.
    pub(crate) later: Vec<(u32, VaultKey)>,
}

impl Target {
    /// Reads it; none while there is no server.
    pub(crate) fn load(store: &SqliteStore) -> Result<Option<Self>, StoreError> {
        store.read(|tx| {
            let Some(connection) = tx.connection()? else { return Ok(None) };
            let key = VaultKey::from_bytes(tx.vault_key()?);
            let later = tx.epoch_keys()?.into_iter().map(|(epoch, key)| (epoch, VaultKey::from_bytes(key))).collect();
            Ok(Some(Self { connection, vault_id: tx.identity()?.vault_id, key, later }))
        })
    }

    /// Returns a client of its server.
    pub(crate) fn client(&self, inner: &Inner) -> Result<HttpApi, AppError> {
        match &self.connection {
            Connection::Code { server_url, token } => Ok(HttpApi::new(server_url, token)?),
            Connection::Account { server_url } => inner.session_client(server_url),
        }
    }
}

/// A server to sync with.
pub(super) struct Link {
    pub(super) target: Target,
    pub(super) client: HttpApi,
    pub(super) coordinator: Mutex<Coordinator>,
    sealer: Mutex<Arc<VaultSealer>>,
}

impl Link {
    pub(super) fn new(inner: &Inner, target: Target) -> Result<Self, AppError> {
        let client = target.client(inner)?;
        let sealer = VaultSealer::with_epochs(target.vault_id, &target.key, &target.later);
        let coordinator = Mutex::new(load_coordinator(inner.store.as_ref(), inner.clock.as_ref())?);
        Ok(Self { target, client, coordinator, sealer: Mutex::new(Arc::new(sealer)) })
    }

    /// Returns the vault's keys at work.
    pub(super) fn sealer(&self) -> Arc<VaultSealer> {
        Arc::clone(&lock(&self.sealer))
    }

    /// Takes in, before a cycle, what the account's server says of devices and keys. What cannot be had now is
    /// asked for by the next cycle; what no honest server says raises an alarm, which the cycle then sees.
    pub(super) async fn refresh(&self, inner: &Inner) {
        let Connection::Account { .. } = self.target.connection else { return };
        match inner.refresh_trust(&self.client).await {
            Ok(fresh) => {
                let Target { vault_id, key, .. } = &self.target;
                let sealer = VaultSealer::with_epochs(*vault_id, key, &fresh.later).cutting_off(fresh.cut_offs);
                *lock(&self.sealer) = Arc::new(sealer);
            }
            Err(error) => tracing::info!(%error, "devices and keys of the account could not be asked for"),
        }
    }

    /// Returns what runs cycles. `observer`: [`observe`] of the same vault.
    pub(super) fn driver<'a>(
        &'a self,
        inner: &'a Inner,
        sealer: &'a VaultSealer,
        observer: &'a (dyn Fn(Progress) + Send + Sync),
    ) -> Driver<'a, SqliteStore, HttpApi> {
        Driver {
            store: &inner.store,
            api: &self.client,
            sealer,
            clock: inner.clock.as_ref(),
            key: self.target.key.digest_key(),
            observer,
        }
    }
}

/// Tells the windows what a cycle does.
pub(super) fn observe(inner: &Inner, progress: &Progress) {
    match progress {
        Progress::Started => {
            inner.sync.is_running.store(true, Ordering::Release);
            inner.tell_status();
        }
        Progress::Changed(_) => inner.publish(),
        Progress::NewIdentity(_) => {
            inner.leave_session();
            inner.publish();
        }
        Progress::Ended(_) => {
            inner.sync.is_running.store(false, Ordering::Release);
            inner.tell_account();
            inner.tell_status();
        }
    }
}
