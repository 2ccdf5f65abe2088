//! `POST /sync/state-hash`: do two devices at the same position hold the same notes?

use driftless_domain::{ClientId, Epoch, Seq, VaultId};
use serde::{Deserialize, Serialize};

use crate::bytes::Hash;

/// A device's root hash at a position, with nothing pending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateHashRequest {
    /// The vault.
    pub vault_id: VaultId,
    /// The device.
    pub client_id: ClientId,
    /// Life of the log.
    pub epoch: Epoch,
    /// Its cursor.
    pub seq: Seq,
    /// [`driftless_domain::digest::REDUCER_VERSION`].
    pub reducer_version: u16,
    /// Root of its digest tree.
    pub root: Hash,
}

/// Another device's last report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peer {
    /// The device.
    pub client_id: ClientId,
    /// Its position then.
    pub seq: Seq,
    /// When it reported, server's wall clock, milliseconds since the Unix epoch.
    pub reported_at_ms: u64,
    /// Whether it was equal; none when position or reducer version differ and nothing can be said.
    pub is_equal: Option<bool>,
}

/// The other devices of the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateHashResponse {
    /// Newest report first.
    pub peers: Vec<Peer>,
    /// Wall clock of the server, milliseconds since the Unix epoch.
    pub server_time_ms: u64,
}
