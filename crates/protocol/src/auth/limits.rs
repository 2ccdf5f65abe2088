//! Bounds of the account calls, with unit and reason. What is over one is refused whole.

/// Body of a call under `/auth`, bytes: keys, a few signed records, no content.
pub const AUTH_BODY_BYTES_MAX: usize = 16 * 1024;

/// Body of a call under `/vaults` and `/account`, bytes: a re-key of a vault with many members.
pub const LOG_BODY_BYTES_MAX: usize = 1024 * 1024;

/// Name of an account, bytes: as long as an e-mail address gets.
pub const ACCOUNT_NAME_BYTES_MAX: usize = 254;

/// Access token of a session, bytes of ASCII; ours have about 400.
pub const SESSION_TOKEN_BYTES_MAX: usize = 1_024;

/// Name of a device, bytes of UTF-8.
pub const DEVICE_NAME_BYTES_MAX: usize = 100;

/// A device's public keys, bytes: two keys with room for a later suite.
pub const DEVICE_KEYS_BYTES_MAX: usize = 512;

/// A device's certificate, bytes.
pub const CERTIFICATE_BYTES_MAX: usize = 2 * 1024;

/// Devices of one account, those that are revoked included: more than a person ever has.
pub const DEVICES_MAX: usize = 200;

/// Vaults of one account.
pub const VAULTS_MAX: usize = 200;

/// Members of one vault.
pub const MEMBERS_MAX: usize = 200;

/// One entry of an account log or a control log, bytes.
pub const LOG_ENTRY_BYTES_MAX: usize = 64 * 1024;

/// Entries of one append or one page.
pub const LOG_ENTRIES_MAX: usize = 100;

/// Entries of one log: changes of devices and members, not of notes.
pub const LOG_LENGTH_MAX: u64 = 10_000;

/// All entries of one log, bytes: 400 re-keys of the largest vault. A server replays them.
pub const LOG_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// A wrapped key, bytes.
pub const WRAPPED_KEY_BYTES_MAX: usize = 1_024;

/// Messages of one pairing.
pub const PAIRING_MESSAGES_MAX: u8 = 8;

/// One message of a pairing, bytes.
pub const PAIRING_MESSAGE_BYTES_MAX: usize = 8 * 1024;

/// How long a pairing lives, milliseconds: ten minutes to walk to the other device.
pub const PAIRING_MS_MAX: u64 = 10 * 60 * 1000;

/// How long a read of a pairing waits for its message, seconds: below what proxies cut at.
pub const PAIRING_WAIT_S_MAX: u64 = 25;

/// How long the server keeps the middle of a sign-in, milliseconds: a slow Argon2id and a slow person.
pub const ATTEMPT_MS_MAX: u64 = 5 * 60 * 1000;

/// How long an access token lives, milliseconds.
pub const ACCESS_MS_MAX: u64 = 10 * 60 * 1000;

/// Within this after a rotation the token before still gives the same successor, milliseconds: for answers
/// that were lost on the way.
pub const REFRESH_GRACE_MS: u64 = 60 * 1000;

/// A device that does not come for so long signs in again, milliseconds: 90 days.
pub const REFRESH_MS_MAX: u64 = 90 * 24 * 60 * 60 * 1000;
