//! Accounts: signing up and in, the emergency kit, devices, pairing, and the keys of the vault.
//!
//! Invariant: the account key, the device's keys and the tokens are in the encrypted database and nowhere else; what
//! a server says about devices, members and keys counts only as far as signatures of the account carry it.
//!
//! Reading order: [`sign_up`], [`sign_in`], [`enrol`] (this device joins the account), [`vault`] (this data folder
//! joins a vault), [`logs`] (what a server must not change), [`devices`], [`pairing`], [`kit`], [`totp`], [`status`].

mod alarms;
mod devices;
mod enrol;
mod kit;
mod login;
mod logs;
mod pairing;
mod refresh;
mod rekey;
mod reseed;
mod sign_in;
mod sign_up;
mod status;
mod tokens;
mod totp;
mod vault;

pub(crate) use self::pairing::Pairing;
pub(crate) use self::refresh::leave_session;

use driftless_crypto::AccountKey;
use driftless_domain::AccountId;
use driftless_protocol::Bytes;
use driftless_protocol::auth::limits::DEVICE_NAME_BYTES_MAX;
use driftless_protocol::auth::{AccountName, NewDevice};
use driftless_sync::contract::{AccountRow, Store as _, Unlocking};
use driftless_trust::{AccountPublic, DeviceKeys};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use crate::AppError;
use crate::app::Inner;

/// Shortest password of an account, characters. It protects no content, but who has it may sign in.
const PASSWORD_CHARS_MIN: usize = 8;

/// Longest password, bytes: nothing that a person types.
const PASSWORD_BYTES_MAX: usize = 1_024;

/// Runs requests to their end. On a thread of its own: the caller's may belong to an async runtime already.
pub(crate) fn block_on<T: Send>(work: impl Future<Output = Result<T, AppError>> + Send) -> Result<T, AppError> {
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.map_err(|error| AppError::Internal(format!("no runtime: {error}")))?.block_on(work)
    };
    std::thread::scope(|scope| scope.spawn(run).join())
        .unwrap_or_else(|_| Err(AppError::Internal("asking the server panicked".to_owned())))
}

/// Returns bytes of the system's random source.
fn random<const N: usize>() -> Result<[u8; N], AppError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| AppError::Internal(format!("the system gives no random numbers: {error}")))?;
    Ok(bytes)
}

fn account_name(text: &str) -> Result<AccountName, AppError> {
    let bad = |error: driftless_protocol::auth::InvalidName| AppError::BadInput {
        field: "email",
        reason: format!("is not a name: {error}"),
    };
    text.trim().parse().map_err(bad)
}

fn check_password(password: &SecretString) -> Result<(), AppError> {
    let text = password.expose_secret();
    if text.len() > PASSWORD_BYTES_MAX {
        return Err(AppError::TooLarge { field: "password", max: PASSWORD_BYTES_MAX, unit: "bytes" });
    }
    if text.chars().count() < PASSWORD_CHARS_MIN {
        let reason = format!("must have at least {PASSWORD_CHARS_MIN} characters");
        return Err(AppError::BadInput { field: "password", reason });
    }
    Ok(())
}

/// An account whose key is here.
pub(crate) struct Unlocked {
    pub(crate) row: AccountRow,
    pub(crate) key: AccountKey,
}

impl Unlocked {
    pub(crate) fn of(row: AccountRow) -> Option<Self> {
        match &row.unlocking {
            Unlocking::Locked => None,
            Unlocking::Unlocked { account_key, .. } => {
                let key = AccountKey::from_bytes(*account_key);
                Some(Self { row, key })
            }
        }
    }

    pub(crate) fn id(&self) -> AccountId {
        AccountPublic::of(&self.key).id()
    }
}

impl Inner {
    /// Returns the account; fails when nobody signed in here.
    pub(crate) fn account_row(&self) -> Result<AccountRow, AppError> {
        self.store.read(|tx| tx.account())?.ok_or(AppError::NotSignedIn)
    }

    /// Returns the account with its key; fails when it waits for the words.
    pub(crate) fn unlocked(&self) -> Result<Unlocked, AppError> {
        Unlocked::of(self.account_row()?).ok_or(AppError::NotSignedIn)
    }

    /// Returns this device as a server registers it.
    fn new_device(&self, row: &AccountRow) -> Result<NewDevice, AppError> {
        let keys = DeviceKeys::from_seed(&row.device_seed).public();
        let public_keys = [keys.signing.as_bytes().as_slice(), keys.device_box.as_bytes()].concat();
        let certificate = match &row.unlocking {
            Unlocking::Locked => None,
            Unlocking::Unlocked { certificate, .. } => Some(Bytes(certificate.clone())),
        };
        let client_id = self.store.read(|tx| tx.identity())?.client_id;
        Ok(NewDevice { client_id, name: self.short_device_name(), public_keys: Bytes(public_keys), certificate })
    }

    /// Returns this device's name, no longer than a server takes it.
    fn short_device_name(&self) -> String {
        let name = self.device_name.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        let end = name.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= DEVICE_NAME_BYTES_MAX);
        let short = name.get(..end.last().unwrap_or(0)).unwrap_or_default().trim().to_owned();
        if short.is_empty() { "device".to_owned() } else { short }
    }
}

/// A password's bytes, cleared when dropped.
fn bytes_of(secret: &SecretString) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(secret.expose_secret().as_bytes().to_vec())
}
