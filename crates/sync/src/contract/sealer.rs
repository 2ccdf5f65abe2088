//! The vault key at work: seals and opens payloads.

use driftless_domain::Action;
use driftless_domain::VaultId;
use driftless_domain::blob::BlobName;
use driftless_protocol::Envelope;

use super::Blob;

/// An envelope does not open: altered, moved, or sealed with another key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Authentication failed.
    #[error("the sealed payload does not belong to this header and key")]
    Unauthentic,
    /// Sealed with a key that this device does not have.
    #[error("sealed with key {0}, which this device does not have")]
    UnknownKey(u32),
    /// Written by a device after it was removed from its account.
    #[error("written by a device after it was removed from the account")]
    Removed,
    /// Of another vault.
    #[error("of another vault")]
    OtherVault,
    /// Over the size limit, or too short to be sealed bytes.
    #[error("sealed payload of {0} bytes")]
    Size(usize),
    /// The system's random source failed; nothing was sealed.
    #[error("the system gives no random numbers")]
    NoRandomness,
}

/// Seals and opens with the current vault key. Sealing takes its nonce from the implementation.
pub trait Sealer: Send + Sync {
    /// The vault whose key this is.
    fn vault_id(&self) -> VaultId;

    /// Returns the newest epoch whose key is here.
    fn newest_epoch(&self) -> u32;

    /// Seals an action. Called once for each action: its envelope is kept until acknowledged.
    ///
    /// # Errors
    /// [`SealError::Size`], [`SealError::NoRandomness`].
    fn seal(&self, action: &Action) -> Result<Envelope, SealError>;

    /// Names the bytes of a new attachment.
    fn name_blob(&self, bytes: Vec<u8>) -> Blob;

    /// Seals an attachment. Sealing it again gives other bytes that open to the same.
    ///
    /// # Errors
    /// [`SealError::Size`], [`SealError::NoRandomness`].
    fn seal_blob(&self, blob: &Blob) -> Result<Vec<u8>, SealError>;

    /// Opens an attachment and checks that it is what its name says.
    ///
    /// # Errors
    /// [`SealError`]: set it aside.
    fn open_blob(&self, name: BlobName, sealed: &[u8]) -> Result<Blob, SealError>;

    /// Opens an envelope.
    ///
    /// # Errors
    /// [`SealError`]: quarantine the row.
    fn open(&self, envelope: &Envelope) -> Result<Action, SealError>;
}
