//! What happened to an account, for its own devices.

use driftless_domain::ClientId;
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecurityKind {
    /// The account was made.
    Registered,
    /// A device signed in.
    SignedIn,
    /// A device signed out.
    SignedOut,
    /// Somebody tried with a wrong password or code.
    SignInRefused,
    /// The account key was used to sign in, and set a new password.
    Recovered,
    /// A device was added by another one.
    DeviceAdded,
    /// A device was called otherwise.
    DeviceRenamed,
    /// A device handed in its certificate.
    DeviceCertified,
    /// A device was revoked: its sessions and streams have ended.
    DeviceRevoked,
    /// A refresh token was used again long after its successor was given: two have it. Its session has ended.
    RefreshReused,
    /// The second factor is in force.
    TotpEnabled,
    /// The second factor is not asked for any more.
    TotpDisabled,
    /// The account log grew.
    AccountLogGrew,
    /// A vault was made, or taken into the account.
    VaultAdded,
    /// A vault's control log grew.
    ControlLogGrew,
    /// The server's owner closed the account.
    Disabled,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityEvent {
    /// Place in the account's list, growing.
    pub number: u64,
    /// What happened.
    pub kind: SecurityKind,
    /// When, server's wall clock, milliseconds since the Unix epoch.
    pub at_ms: u64,
    /// The device that it happened to, or that did it.
    pub client_id: Option<ClientId>,
}

/// Events of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityPage {
    /// Those after `since`, in order, at most 100.
    pub events: Vec<SecurityEvent>,
}
