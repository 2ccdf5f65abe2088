//! `GET /sync/actions?vault=&since=&limit=`: the log after a position, in order.

use driftless_domain::{Epoch, Hlc, Seq};
use serde::{Deserialize, Serialize};

use crate::bytes::{Bytes, Hash};
use crate::envelope::{Envelope, chain_hash, chain_hash_of};
use crate::upload::Flag;

/// A row whose payload is not fit to replicate: its clear part and hash, so that the chain still holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// [`Envelope::associated_data`] of it.
    pub associated_data: Bytes,
    /// [`Envelope::payload_hash`] of it.
    pub payload_hash: Hash,
}

/// One row of the log: exactly one of `envelope` and `withheld`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRow {
    /// Place in the log.
    pub seq: Seq,
    /// The server's clock when it accepted the action.
    pub witnessed_time: Hlc,
    /// What the server noticed.
    #[serde(default)]
    pub flags: Vec<Flag>,
    /// The action.
    #[serde(default)]
    pub envelope: Option<Envelope>,
    /// In its place, for a row that is not replicated.
    #[serde(default)]
    pub withheld: Option<Withheld>,
}

impl LogRow {
    /// Returns the chain hash after this row; none when the row has neither envelope nor withheld.
    pub fn chain(&self, previous: Hash) -> Option<Hash> {
        match (&self.envelope, &self.withheld) {
            (Some(envelope), _) => Some(chain_hash(previous, envelope)),
            (None, Some(withheld)) => Some(chain_hash_of(previous, &withheld.associated_data.0, withheld.payload_hash)),
            (None, None) => None,
        }
    }
}

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DownloadResponse {
    /// Life of the log.
    pub epoch: Epoch,
    /// Rows `since + 1 ..= new_cursor`, without gaps.
    pub rows: Vec<LogRow>,
    /// Position after this page; `since` when it is empty.
    pub new_cursor: Seq,
    /// Highest seq of the vault now.
    pub head: Seq,
    /// Chain hash at `new_cursor`.
    pub chain_hash: Hash,
    /// Wall clock of the server, milliseconds since the Unix epoch.
    pub server_time_ms: u64,
    /// Lowest protocol version that this server still speaks.
    pub min_protocol: u16,
}
