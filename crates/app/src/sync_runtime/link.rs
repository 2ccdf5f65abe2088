//! What a cycle needs of the world: the server, the vault key, and who is told.

use std::sync::Mutex;
use std::sync::atomic::Ordering;

use driftless_api_client::HttpApi;
use driftless_crypto::VaultKey;
use driftless_domain::VaultId;
use driftless_store::SqliteStore;
use driftless_sync::contract::{Connection, Store as _, StoreError};
use driftless_sync::coordinator::Coordinator;
use driftless_sync::driver::{Driver, Progress, load_coordinator};

use crate::AppError;
use crate::app::Inner;
use crate::sealer::VaultSealer;

/// Which server and vault, as the database has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) connection: Connection,
    pub(super) vault_id: VaultId,
    pub(super) key: VaultKey,
}

impl Target {
    /// Reads it; none while there is no server.
    pub(super) fn load(store: &SqliteStore) -> Result<Option<Self>, StoreError> {
        store.read(|tx| {
            let Some(connection) = tx.connection()? else { return Ok(None) };
            let key = VaultKey::from_bytes(tx.vault_key()?);
            Ok(Some(Self { connection, vault_id: tx.identity()?.vault_id, key }))
        })
    }

    /// Returns a client of its server.
    pub(super) fn client(&self, inner: &Inner) -> Result<HttpApi, AppError> {
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
    sealer: VaultSealer,
}

impl Link {
    pub(super) fn new(inner: &Inner, target: Target) -> Result<Self, AppError> {
        let client = target.client(inner)?;
        let sealer = VaultSealer::new(target.vault_id, &target.key);
        let coordinator = Mutex::new(load_coordinator(inner.store.as_ref(), inner.clock.as_ref())?);
        Ok(Self { target, client, coordinator, sealer })
    }

    /// Returns the vault key at work.
    pub(super) fn sealer(&self) -> &VaultSealer {
        &self.sealer
    }

    /// Returns what runs cycles. `observer`: [`observe`] of the same vault.
    pub(super) fn driver<'a>(
        &'a self,
        inner: &'a Inner,
        observer: &'a (dyn Fn(Progress) + Send + Sync),
    ) -> Driver<'a, SqliteStore, HttpApi> {
        Driver {
            store: &inner.store,
            api: &self.client,
            sealer: &self.sealer,
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
        Progress::Changed(_) | Progress::NewIdentity(_) => inner.publish(),
        Progress::Ended(_) => {
            inner.sync.is_running.store(false, Ordering::Release);
            inner.tell_status();
        }
    }
}
