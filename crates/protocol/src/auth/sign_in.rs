//! Signing up and in. The OPAQUE messages are those of `driftless-opaque`, with the account's name in its
//! canonical form as the identity of the client.

use driftless_domain::{ClientId, VaultId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::device::NewDevice;
use super::name::AccountName;
use super::secret::SecretText;
use crate::bytes::Bytes;

/// Names an account for ever, whatever it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub Uuid);

/// Begins an account. Refused with `invitation` when there is none that holds; whether the name is taken is
/// only told at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterStart {
    /// What it shall be called.
    pub account: AccountName,
    /// From the server's owner; not needed where registration is open.
    pub invitation: Option<SecretText>,
    /// OPAQUE's registration request, 32 bytes.
    pub request: Bytes,
}

/// The server's half of an OPAQUE step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpaqueAnswer {
    /// Names this attempt; good for one use, for [`super::limits::ATTEMPT_MS_MAX`].
    pub attempt: SecretText,
    /// OPAQUE's response, 64 bytes when signing up, 320 when signing in.
    pub response: Bytes,
}

/// Ends signing up; the device is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterFinish {
    /// From [`OpaqueAnswer`].
    pub attempt: SecretText,
    /// OPAQUE's upload, 192 bytes.
    pub upload: Bytes,
    /// The account identity's public key (Ed25519), 32 bytes.
    pub identity_key: Bytes,
    /// The account box's public key (X25519), 32 bytes.
    pub box_key: Bytes,
    /// First entries of the account log, 1 to [`super::limits::LOG_ENTRIES_MAX`].
    pub account_log: Vec<Bytes>,
    /// The account key wrapped under OPAQUE's export key; none when the password shall not unlock.
    pub wrapped_account_key: Option<Bytes>,
    /// The device; its certificate is in the account log's entries, too.
    pub device: NewDevice,
}

/// Begins signing in. An unknown name is answered like a known one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginStart {
    /// The account.
    pub account: AccountName,
    /// OPAQUE's credential request, 96 bytes.
    pub request: Bytes,
}

/// Proves the password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginFinish {
    /// From [`OpaqueAnswer`].
    pub attempt: SecretText,
    /// OPAQUE's finalization, 64 bytes.
    pub proof: Bytes,
    /// The device; without a certificate while it has not the account key yet.
    pub device: NewDevice,
}

/// What follows a proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginStep {
    /// Signed in: `{"signed_in": SESSION}`.
    SignedIn(Box<Session>),
    /// The account has a second factor: `{"totp": ATTEMPT}`, for [`LoginTotp`]; the attempt is good for five
    /// wrong codes or one right one.
    Totp(SecretText),
}

/// The second factor of signing in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginTotp {
    /// From [`LoginStep::Totp`].
    pub attempt: SecretText,
    /// Six digits.
    pub code: SecretText,
}

/// Begins signing in without the password, with the account key (the 24 words) alone; sets a new password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecoverStart {
    /// The account.
    pub account: AccountName,
    /// OPAQUE's registration request for the new password, 32 bytes.
    pub request: Bytes,
}

/// What to sign. An unknown name is answered like a known one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverAnswer {
    /// Names this attempt; good for one use.
    pub attempt: SecretText,
    /// OPAQUE's registration response, 64 bytes.
    pub response: Bytes,
    /// 32 random bytes for [`recovery_statement`].
    pub challenge: Bytes,
}

/// Proves the account key. Ends all other sessions and the second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecoverFinish {
    /// From [`RecoverAnswer`].
    pub attempt: SecretText,
    /// The account identity's signature of [`recovery_statement`], as `driftless-crypto` signs for the purpose
    /// `server challenge`, 64 bytes.
    pub signature: Bytes,
    /// OPAQUE's upload for the new password, 192 bytes.
    pub upload: Bytes,
    /// The account key wrapped under the new export key; none when the password shall not unlock.
    pub wrapped_account_key: Option<Bytes>,
    /// The device.
    pub device: NewDevice,
}

/// Returns what the account identity signs to recover: it fits nothing else that it ever signs.
///
/// ```text
/// "driftless recover 1" name_len:1 name challenge:32 client:16 upload:192
/// ```
pub fn recovery_statement(account: &AccountName, challenge: &[u8], client_id: ClientId, upload: &[u8]) -> Vec<u8> {
    let name = account.as_str().as_bytes();
    // A name has at most 254 bytes.
    let length = u8::try_from(name.len()).unwrap_or(u8::MAX);
    [b"driftless recover 1".as_slice(), &[length], name, challenge, client_id.as_bytes(), upload].concat()
}

/// Signs a device in that another one added; see [`super::Ticket`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketUse {
    /// From [`super::Ticket`]; good for one use.
    pub ticket: SecretText,
    /// The device that it was made for.
    pub client_id: ClientId,
}

/// Asks for the next tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// The latest one.
    pub refresh_token: SecretText,
    /// The device that it was given to.
    pub client_id: ClientId,
}

/// What a session is held with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// For the `Authorization` header; a JWT whose content is the server's business.
    pub access_token: SecretText,
    /// When it ends, server's wall clock, milliseconds since the Unix epoch.
    pub access_expires_at_ms: u64,
    /// For [`Refresh`]; replaces the one before.
    pub refresh_token: SecretText,
    /// Wall clock of the server, milliseconds since the Unix epoch.
    pub server_time_ms: u64,
}

/// A device is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// What it is held with.
    pub tokens: Tokens,
    /// Whose it is.
    pub account: Account,
}

/// An account, as its own devices see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Names it for ever.
    pub user_id: UserId,
    /// What it is called.
    pub account: AccountName,
    /// The account identity's public key (Ed25519). The devices pin it; the server's word alone counts nothing.
    pub identity_key: Bytes,
    /// The account box's public key (X25519).
    pub box_key: Bytes,
    /// The account key wrapped under OPAQUE's export key, if the password may unlock.
    pub wrapped_account_key: Option<Bytes>,
    /// Whether signing in asks for a second factor.
    pub has_totp: bool,
    /// Entries of the account log.
    pub log_length: u64,
    /// Vaults it is a member of.
    pub vaults: Vec<VaultId>,
    /// When it was made, server's wall clock, milliseconds since the Unix epoch.
    pub created_at_ms: u64,
}

/// A second factor that is not in force until a code of it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotpSecret {
    /// Base32, to type.
    pub secret: SecretText,
    /// `otpauth://totp/…`, to draw as a QR code. SHA-1, six digits, 30 seconds: what every such app knows.
    pub uri: SecretText,
}

/// A code of the second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TotpCode {
    /// Six digits.
    pub code: SecretText,
}
