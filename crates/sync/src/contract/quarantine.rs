//! Quarantine: what could not be applied or was refused, with its bytes. Nothing is ever dropped.

use driftless_domain::{ActionId, Seq};
use serde::{Deserialize, Serialize};

use super::StoreError;

/// Names an entry of this device's quarantine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct QuarantineId(pub u64);

/// Why something is in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason", content = "detail")]
pub enum QuarantineReason {
    /// The envelope does not open with the vault key: altered, moved, or sealed with another key.
    Unopened(String),
    /// The payload cannot be read.
    Payload(String),
    /// The text library refused or failed on the update; the fields were applied.
    Body(String),
    /// The process died while importing this text update.
    Aborted,
    /// The server refused an own action.
    Refused(String),
    /// The server withholds the payload of another device's refused action.
    Withheld,
    /// Known id with other content.
    OtherContent,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// Its name; 0 in a new one.
    pub id: QuarantineId,
    /// The action, when its header could be read.
    pub action_id: Option<ActionId>,
    /// Its place in the log, when it came from there.
    pub seq: Option<Seq>,
    /// Why.
    pub reason: QuarantineReason,
    /// The raw bytes (CBOR of the envelope or log row).
    pub raw: Vec<u8>,
    /// When, milliseconds since the epoch.
    pub at_ms: u64,
}

/// The quarantine.
pub trait QuarantineStore {
    /// Adds an entry; the same action for the same reason is kept once.
    ///
    /// # Errors
    /// [`StoreError`].
    fn quarantine(&mut self, entry: &Quarantined) -> Result<(), StoreError>;

    /// Returns all entries, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    fn quarantined(&self) -> Result<Vec<Quarantined>, StoreError>;

    /// Removes an entry (after a successful retry, or because the user discards it).
    ///
    /// # Errors
    /// [`StoreError`].
    fn release(&mut self, id: QuarantineId) -> Result<(), StoreError>;

    /// Writes "importing action X" in a transaction of its own before a foreign text update is
    /// imported, so that an abort of the process is noticed at the next start. None clears it.
    ///
    /// # Errors
    /// [`StoreError`].
    fn mark_importing(&mut self, actions: &[ActionId]) -> Result<(), StoreError>;

    /// Returns what was being imported when the process died.
    ///
    /// # Errors
    /// [`StoreError`].
    fn importing(&self) -> Result<Vec<ActionId>, StoreError>;
}
