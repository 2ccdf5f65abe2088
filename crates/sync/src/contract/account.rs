//! What this data folder knows of an account: secrets, session, keys of every epoch, signed logs, alarms.
//!
//! All of it lives inside the encrypted database only. Nothing of it enters `Debug`.

use std::fmt;

use super::StoreError;

/// The account of this data folder.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Address of its server.
    pub server_url: String,
    /// What it is called there.
    pub name: String,
    /// Its name for ever at that server.
    pub user_id: [u8; 16],
    /// When it was made, milliseconds since the epoch.
    pub created_ms: u64,
    /// Public key of the account identity: pinned once the account key is here, the server's word before.
    pub identity_key: [u8; 32],
    /// Seed of this device's own keys. Secret.
    pub device_seed: [u8; 32],
    /// How far this device is with the account key.
    pub unlocking: Unlocking,
    /// Whether two words of the kit were typed.
    pub is_kit_confirmed: bool,
    /// Whether the server keeps the account key wrapped under the password.
    pub may_password_unlock: bool,
    /// Whether signing in asks for a second factor.
    pub has_totp: bool,
}

/// How far this device is with the account key.
#[derive(Clone, PartialEq, Eq)]
pub enum Unlocking {
    /// Signed in, but the account key is not here.
    Locked,
    /// The account key is here, and certified this device.
    Unlocked {
        /// 32 bytes. Secret.
        account_key: [u8; 32],
        /// This device's certificate.
        certificate: Vec<u8>,
    },
}

/// The session at the account's server.
#[derive(Clone, PartialEq, Eq)]
pub enum SessionRow {
    /// Nobody signed in, or they signed out.
    None,
    /// Signed in.
    Live(SessionTokens),
    /// The server does not take the session any more: the password is needed again.
    Ended,
    /// Another device of the account revoked this one.
    Revoked,
}

/// What a session is held with. Secret.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionTokens {
    /// For requests.
    pub access_token: String,
    /// Until when, the server's wall clock, milliseconds since the epoch.
    pub access_expires_ms: u64,
    /// For the next tokens; good for one use.
    pub refresh_token: String,
}

/// A log of signed entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignedLog {
    /// Which devices the account has.
    Account,
    /// Who may do what in the vault, and which keys there are.
    Vault,
}

impl SignedLog {
    /// Returns its name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Vault => "vault",
        }
    }
}

/// Something that no honest server does. It pauses syncing until its cause is healed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmRow {
    /// Stable class, such as `server.went_back`.
    pub class: String,
    /// Numbers and names that prove it, one line each.
    pub evidence: Vec<String>,
    /// When it was noticed first, milliseconds since the epoch.
    pub since_ms: u64,
}

/// The account, its session, keys by epoch, signed logs, alarms.
pub trait AccountStore {
    /// Returns the account; none when nobody ever signed in here.
    ///
    /// # Errors
    /// [`StoreError`].
    fn account(&self) -> Result<Option<AccountRow>, StoreError>;

    /// Replaces the account; none forgets it with its session, signed logs and alarms. The keys of epochs stay:
    /// without them, notes that wait could not be read.
    ///
    /// # Errors
    /// [`StoreError`].
    fn save_account(&mut self, account: Option<&AccountRow>) -> Result<(), StoreError>;

    /// Returns the session.
    ///
    /// # Errors
    /// [`StoreError`].
    fn session(&self) -> Result<SessionRow, StoreError>;

    /// Replaces the session. The account is there already.
    ///
    /// # Errors
    /// [`StoreError`].
    fn save_session(&mut self, session: &SessionRow) -> Result<(), StoreError>;

    /// Returns the vault's keys of the epochs after the first, by epoch. The first one's is
    /// [`super::DeviceStore::vault_key`].
    ///
    /// # Errors
    /// [`StoreError`].
    fn epoch_keys(&self) -> Result<Vec<(u32, [u8; 32])>, StoreError>;

    /// Replaces the keys of the epochs after the first.
    ///
    /// # Errors
    /// [`StoreError`].
    fn save_epoch_keys(&mut self, keys: &[(u32, [u8; 32])]) -> Result<(), StoreError>;

    /// Returns the entries of a signed log as they were checked, in order.
    ///
    /// # Errors
    /// [`StoreError`].
    fn signed_log(&self, log: SignedLog) -> Result<Vec<Vec<u8>>, StoreError>;

    /// Replaces a signed log.
    ///
    /// # Errors
    /// [`StoreError`].
    fn save_signed_log(&mut self, log: SignedLog, entries: &[Vec<u8>]) -> Result<(), StoreError>;

    /// Returns the alarms, the first noticed first.
    ///
    /// # Errors
    /// [`StoreError`].
    fn alarms(&self) -> Result<Vec<AlarmRow>, StoreError>;

    /// Raises an alarm; one of the same class keeps its time and takes the new evidence.
    ///
    /// # Errors
    /// [`StoreError`].
    fn raise_alarm(&mut self, alarm: &AlarmRow) -> Result<(), StoreError>;

    /// Ends the alarm of a class.
    ///
    /// # Errors
    /// [`StoreError`].
    fn end_alarm(&mut self, class: &str) -> Result<(), StoreError>;
}

impl fmt::Debug for AccountRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { server_url, unlocking, .. } = self;
        f.debug_struct("AccountRow")
            .field("server_url", server_url)
            .field("unlocking", unlocking)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Unlocking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Locked => "Locked",
            Self::Unlocked { .. } => "Unlocked(…)",
        })
    }
}

impl fmt::Debug for SessionRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Live(_) => "Live(…)",
            Self::Ended => "Ended",
            Self::Revoked => "Revoked",
        })
    }
}

impl fmt::Debug for SessionTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionTokens(…)")
    }
}
