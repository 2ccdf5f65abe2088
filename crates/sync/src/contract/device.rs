//! Who this device is: identity, counters and clock, taken inside the transaction that uses them.

use std::fmt;

use driftless_domain::{ClientId, DeviceSeq, Hlc, VaultId};
use serde::{Deserialize, Serialize};

use super::StoreError;

/// Names of this copy of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// The vault.
    pub vault_id: VaultId,
    /// The device.
    pub client_id: ClientId,
}

/// The server this device syncs with, and what opens its door.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Connection {
    /// By a connect code.
    Code {
        /// Base address, such as `https://notes.example`.
        server_url: String,
        /// Access token. Secret: never logged, never shown.
        token: String,
    },
    /// By the account that is signed in here; its session is with [`super::AccountStore::session`].
    Account {
        /// Base address.
        server_url: String,
    },
}

impl Connection {
    /// Returns the base address.
    pub fn server_url(&self) -> &str {
        match self {
            Self::Code { server_url, .. } | Self::Account { server_url } => server_url,
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("server_url", &self.server_url()).finish_non_exhaustive()
    }
}

/// Identity, counters, clock, connection, and small settings.
pub trait DeviceStore {
    /// Returns the names.
    ///
    /// # Errors
    /// [`StoreError`].
    fn identity(&self) -> Result<Identity, StoreError>;

    /// Changes the names (joining a vault, or a new identity after a fork or restore).
    ///
    /// # Errors
    /// [`StoreError`].
    fn save_identity(&mut self, identity: &Identity) -> Result<(), StoreError>;

    /// Returns the vault key, 32 bytes.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when there is none.
    fn vault_key(&self) -> Result<[u8; 32], StoreError>;

    /// Replaces the vault key (joining a vault).
    ///
    /// # Errors
    /// [`StoreError`].
    fn save_vault_key(&mut self, key: &[u8; 32]) -> Result<(), StoreError>;

    /// Returns the last count given to an own action.
    ///
    /// # Errors
    /// [`StoreError`].
    fn device_seq(&self) -> Result<DeviceSeq, StoreError>;

    /// Stores the last count given.
    ///
    /// # Errors
    /// [`StoreError`].
    fn save_device_seq(&mut self, last: DeviceSeq) -> Result<(), StoreError>;

    /// Returns the last logical time given or taken in.
    ///
    /// # Errors
    /// [`StoreError`].
    fn last_time(&self) -> Result<Hlc, StoreError>;

    /// Stores the last logical time given or taken in.
    ///
    /// # Errors
    /// [`StoreError`].
    fn save_last_time(&mut self, last: Hlc) -> Result<(), StoreError>;

    /// Returns the server; none while this vault is only here.
    ///
    /// # Errors
    /// [`StoreError`].
    fn connection(&self) -> Result<Option<Connection>, StoreError>;

    /// Sets or removes the server.
    ///
    /// # Errors
    /// [`StoreError`].
    fn save_connection(&mut self, connection: Option<&Connection>) -> Result<(), StoreError>;

    /// Returns the text CRDT's writer id of a slot, if it has one.
    ///
    /// # Errors
    /// [`StoreError`].
    fn peer(&self, slot: u32) -> Result<Option<u64>, StoreError>;

    /// Gives a slot its writer id. The caller holds the slot's OS lock.
    ///
    /// # Errors
    /// [`StoreError`].
    fn claim_peer(&mut self, slot: u32, peer: u64) -> Result<(), StoreError>;

    /// Forgets every slot's writer id: the database was copied or restored.
    ///
    /// # Errors
    /// [`StoreError`].
    fn forget_peers(&mut self) -> Result<(), StoreError>;

    /// Returns a small local setting.
    ///
    /// # Errors
    /// [`StoreError`].
    fn setting(&self, name: &str) -> Result<Option<String>, StoreError>;

    /// Writes a small local setting; none removes it.
    ///
    /// # Errors
    /// [`StoreError`].
    fn save_setting(&mut self, name: &str, value: Option<&str>) -> Result<(), StoreError>;
}
