//! The devices of an account.

use driftless_domain::ClientId;
use serde::{Deserialize, Serialize};

use super::secret::SecretText;
use crate::bytes::Bytes;

/// A device that signs in, or that another one adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewDevice {
    /// Which one.
    pub client_id: ClientId,
    /// For people, 1 to [`super::limits::DEVICE_NAME_BYTES_MAX`].
    pub name: String,
    /// Its public keys, to [`super::limits::DEVICE_KEYS_BYTES_MAX`].
    pub public_keys: Bytes,
    /// Its certificate by the account identity, to [`super::limits::CERTIFICATE_BYTES_MAX`]; none yet on a
    /// device that has not the account key.
    pub certificate: Option<Bytes>,
}

/// A device of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Which one.
    pub client_id: ClientId,
    /// For people.
    pub name: String,
    /// Its public keys.
    pub public_keys: Bytes,
    /// Its certificate.
    pub certificate: Option<Bytes>,
    /// When it first signed in, server's wall clock, milliseconds since the Unix epoch.
    pub created_at_ms: u64,
    /// When it last asked for tokens.
    pub seen_at_ms: u64,
    /// When it was revoked; none when it was not.
    pub revoked_at_ms: Option<u64>,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// All devices of an account, the one that was seen last first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceList {
    /// The devices.
    pub devices: Vec<Device>,
}

/// Hands in the own device's certificate, once it has one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// To [`super::limits::CERTIFICATE_BYTES_MAX`].
    pub certificate: Bytes,
}

/// Calls a device otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// For people, 1 to [`super::limits::DEVICE_NAME_BYTES_MAX`].
    pub name: String,
}

/// Lets one added device sign in once; travels to it sealed, through a pairing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// For [`super::TicketUse`].
    pub ticket: SecretText,
    /// When it ends, server's wall clock, milliseconds since the Unix epoch.
    pub expires_at_ms: u64,
}
