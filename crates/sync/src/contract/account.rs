//! What this data folder knows of an account: secrets, session, keys of every epoch, signed logs, alarms.
//!
//! All of it lives inside the encrypted database only. Nothing of it enters `Debug`.

use std::fmt;

use driftless_domain::{ClientId, DeviceSeq};
use driftless_protocol::Hash;

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

/// What no honest server does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlarmClass {
    /// Its log is older than what this device has of it.
    WentBack,
    /// It lacks what another device is known to have.
    Missing,
    /// It shows another history than before.
    Forked,
    /// It shows other devices of the account than those that are known.
    AccountChanged,
    /// It shows other members or keys of the vault than those that are known.
    VaultChanged,
}

impl AlarmClass {
    /// Every class.
    pub const ALL: [Self; 5] = [Self::WentBack, Self::Missing, Self::Forked, Self::AccountChanged, Self::VaultChanged];

    /// Returns the stable text for metrics, status and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WentBack => "server.went_back",
            Self::Missing => "server.missing",
            Self::Forked => "server.forked",
            Self::AccountChanged => "account.changed",
            Self::VaultChanged => "vault.changed",
        }
    }

    /// Returns the class of a text.
    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == text)
    }
}

/// Something that no honest server does. It pauses syncing until its cause is healed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmRow {
    /// What.
    pub class: AlarmClass,
    /// Numbers and names that prove it, one line each.
    pub evidence: Vec<String>,
    /// When it was noticed first, milliseconds since the epoch.
    pub since_ms: u64,
}

/// The end of one signed batch in a device's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainRow {
    /// The device.
    pub client_id: ClientId,
    /// The last action of the batch.
    pub device_seq: DeviceSeq,
    /// The device's chain after it.
    pub chain: Hash,
    /// The control-log head that the batch named.
    pub control_head: Hash,
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
    fn end_alarm(&mut self, class: AlarmClass) -> Result<(), StoreError>;

    /// Returns the end of the last batch of every device that this one has, by device.
    ///
    /// # Errors
    /// [`StoreError`].
    fn chain_tips(&self) -> Result<Vec<ChainRow>, StoreError>;

    /// Returns a device's chain after an action at which a batch ended.
    ///
    /// # Errors
    /// [`StoreError`].
    fn chain_at(&self, client_id: ClientId, device_seq: DeviceSeq) -> Result<Option<Hash>, StoreError>;

    /// Keeps the end of a batch.
    ///
    /// # Errors
    /// [`StoreError`].
    fn save_chain(&mut self, row: &ChainRow) -> Result<(), StoreError>;

    /// Returns how far other devices said, in signed batches, that they know each device, by device.
    ///
    /// # Errors
    /// [`StoreError`].
    fn heard(&self) -> Result<Vec<(ClientId, DeviceSeq, Hash)>, StoreError>;

    /// Keeps the furthest that was said of a device.
    ///
    /// # Errors
    /// [`StoreError`].
    fn save_heard(&mut self, client_id: ClientId, device_seq: DeviceSeq, chain: Hash) -> Result<(), StoreError>;

    /// Returns the last action of a device that is here, in the log or in what was compacted; 0 for none.
    ///
    /// # Errors
    /// [`StoreError`].
    fn last_of_device(&self, client_id: ClientId) -> Result<DeviceSeq, StoreError>;

    /// Forgets all ends of batches and what was said of devices: the log is read from its beginning again.
    ///
    /// # Errors
    /// [`StoreError`].
    fn forget_chains(&mut self) -> Result<(), StoreError>;
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
