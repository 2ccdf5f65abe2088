//! A mailbox for two devices that stand side by side. Whoever has the slot's name may read and write it, so
//! the name travels with the pairing code, and what is put there is sealed by the devices.

use serde::{Deserialize, Serialize};

use super::secret::SecretText;
use crate::bytes::Bytes;

/// Opens a mailbox. Its name comes from the pairing code that both devices have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairingOpen {
    /// Its name, 43 characters of base64url.
    pub slot: SecretText,
}

/// A new mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairingSlot {
    /// Its name, 43 characters of base64url.
    pub slot: SecretText,
    /// When it is thrown away, server's wall clock, milliseconds since the Unix epoch.
    pub expires_at_ms: u64,
}

/// One message; number 0 to [`super::limits::PAIRING_MESSAGES_MAX`] less one. Each is put once: the same
/// bytes again are no error, others are 409 `conflict`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairingMessage {
    /// Sealed, to [`super::limits::PAIRING_MESSAGE_BYTES_MAX`].
    pub message: Bytes,
}
