//! Accounts beside connect codes: signing up and in without the password being seen, devices, second factors.
//! A server on which nobody has an account works as one without this.
//!
//! Invariant: the password never comes here; a name that is not there answers like one that is; nothing that
//! opens something is in the database; an existing session is never kept out by anybody's wrong guesses.
//!
//! Reading order: [`refresh`], [`totp`], [`throttle`] (pure rules), [`keys`], [`access_token`], [`attempts`],
//! [`pairing`], [`hub`], [`secret_file`]. What is stored: [`crate::storage::sqlite::accounts`].

pub mod access_token;
pub mod attempts;
pub mod check;
pub mod error;
pub mod hub;
pub mod keys;
pub mod pairing;
pub mod refresh;
pub mod secret_file;
pub mod throttle;
pub mod totp;

use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use driftless_opaque::{ServerLogin, ServerSecret, suite};
use driftless_protocol::auth::{Account, AccountName, NewDevice, SecretText, Session, Tokens, UserId};
use zeroize::Zeroizing;

use self::attempts::Attempts;
use self::hub::Hub;
use self::keys::{Keys, SECRET_BYTES};
use self::pairing::Mailboxes;
use self::secret_file::{SecretFileError, WhenMissing, read_or_make};
use self::throttle::{Rate, Throttle, Wait};
use crate::authorization::caller::{Caller, SessionCaller};
use crate::authorization::token::TokenHash;
use crate::storage::StorageError;
use crate::storage::sqlite::SqliteStorage;
use crate::storage::sqlite::accounts::Credentials;

/// File of the OPAQUE secret in the folder of secrets.
pub const OPAQUE_FILE: &str = "opaque.key";
/// File of the secret behind tokens and second factors in the folder of secrets.
pub const SESSION_FILE: &str = "session.key";

/// Whether somebody without an invitation may register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    /// Only with an invitation.
    Closed,
    /// Anybody who reaches the server.
    Open,
}

/// How often somebody may try. Tests make them small; the defaults are for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Steps of signing in, for each name, whether there is such an account or not.
    pub account: Rate,
    /// Open calls, for each address.
    pub address: Rate,
    /// Open calls, all together.
    pub all: Rate,
    /// Codes of a second factor, for each account.
    pub totp: Rate,
    /// Requests of each caller.
    pub requests: Rate,
    /// Uploaded actions of each caller.
    pub actions: Rate,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            // A person who tries ten passwords, then waits six seconds for each; two steps for each try.
            account: Rate { burst: 20, per_minute: 20 },
            // A household behind one address.
            address: Rate { burst: 120, per_minute: 120 },
            // A thousandth of what OPAQUE costs a processor.
            all: Rate { burst: 2_000, per_minute: 6_000 },
            // A six-digit code with three valid at a time: years for a guess.
            totp: Rate { burst: 10, per_minute: 1 },
            // A device in use sends some each second; a first sync some tens.
            requests: Rate { burst: 3_000, per_minute: 6_000 },
            // An import of 100,000 notes goes through at once.
            actions: Rate { burst: 300_000, per_minute: 300_000 },
        }
    }
}

/// Somebody signs up.
#[derive(Debug)]
pub struct RegisterAttempt {
    /// As what.
    pub account: AccountName,
    /// With which invitation.
    pub invitation: Option<TokenHash>,
}

/// Somebody signs in.
#[derive(Debug)]
pub struct LoginAttempt {
    /// As whom.
    pub account: AccountName,
    /// Waits for the proof.
    pub login: ServerLogin,
    /// What is known of the account; none when there is none.
    pub credentials: Option<Credentials>,
}

/// Somebody has proven the password, and the second factor is missing.
#[derive(Debug)]
pub struct TotpAttempt {
    /// Whose.
    pub user_id: UserId,
    /// What the second factor is derived from.
    pub nonce: [u8; 16],
    /// The device that signs in.
    pub device: NewDevice,
    /// Wrong codes that may still come.
    pub tries_left: u32,
}

/// Somebody proves the account key.
#[derive(Debug)]
pub struct RecoverAttempt {
    /// Of which account.
    pub account: AccountName,
    /// What is to be signed.
    pub challenge: [u8; 32],
    /// What is known of the account; none when there is none.
    pub credentials: Option<Credentials>,
}

/// What account routes reach.
pub struct Accounts {
    /// What is stored.
    pub database: Arc<SqliteStorage>,
    /// Makes this server's answers its own.
    pub opaque: ServerSecret,
    /// Signs and derives.
    pub keys: Keys,
    /// Whether somebody without an invitation may register.
    pub registration: Registration,
    /// Streams that wait.
    pub hub: Hub,
    /// Pairings.
    pub mailboxes: Mailboxes,
    /// Who signs up.
    pub registrations: Attempts<RegisterAttempt>,
    /// Who signs in.
    pub logins: Attempts<LoginAttempt>,
    /// Whose second factor is missing.
    pub totps: Attempts<TotpAttempt>,
    /// Who recovers.
    pub recoveries: Attempts<RecoverAttempt>,
    /// Codes, by account.
    pub totp_guesses: Throttle<UserId>,
    /// Requests, by caller.
    pub requests: Throttle<Caller>,
    /// Actions, by caller.
    pub actions: Throttle<Caller>,
    by_account: Throttle<AccountName>,
    by_address: Throttle<IpAddr>,
    by_all: Throttle<()>,
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accounts").field("registration", &self.registration).finish_non_exhaustive()
    }
}

/// The secrets of a server, from their files.
#[derive(Debug)]
pub struct Secrets {
    /// OPAQUE's.
    pub opaque: ServerSecret,
    /// Of tokens and second factors.
    pub keys: Keys,
}

impl Secrets {
    /// Reads the secrets of a folder; makes them on a first start.
    ///
    /// # Errors
    /// [`SecretFileError`]
    pub fn open(folder: &Path, when_missing: WhenMissing) -> Result<Self, SecretFileError> {
        let opaque_file = folder.join(OPAQUE_FILE);
        let bytes = read_or_make(&opaque_file, suite::SERVER_SECRET_BYTES, when_missing, || {
            Ok(ServerSecret::generate().to_bytes())
        })?;
        let opaque = ServerSecret::from_bytes(&bytes).map_err(|_| SecretFileError::Damaged(opaque_file))?;
        let session_file = folder.join(SESSION_FILE);
        let bytes = read_or_make(&session_file, SECRET_BYTES, when_missing, || {
            let mut bytes = Zeroizing::new(vec![0; SECRET_BYTES]);
            getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
            Ok(bytes)
        })?;
        let secret = <&[u8; SECRET_BYTES]>::try_from(bytes.as_slice());
        let keys = Keys::new(secret.map_err(|_| SecretFileError::Damaged(session_file))?);
        Ok(Self { opaque, keys })
    }
}

/// Accounts cannot be offered.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A secret's file cannot be used.
    #[error(transparent)]
    Secret(#[from] SecretFileError),
    /// The database fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Accounts {
    /// Opens the accounts of a database. Secrets that accounts depend on are not made anew.
    ///
    /// # Errors
    /// [`OpenError`]
    pub async fn open(
        database: Arc<SqliteStorage>,
        secrets: &Path,
        registration: Registration,
        rates: Rates,
    ) -> Result<Self, OpenError> {
        let when_missing = if database.has_accounts().await? { WhenMissing::Refuse } else { WhenMissing::Make };
        Ok(Self::new(database, Secrets::open(secrets, when_missing)?, registration, rates))
    }

    /// Puts together what account routes reach.
    pub fn new(database: Arc<SqliteStorage>, secrets: Secrets, registration: Registration, rates: Rates) -> Self {
        const KEYS_MAX: usize = 100_000;
        Self {
            database,
            opaque: secrets.opaque,
            keys: secrets.keys,
            registration,
            hub: Hub::default(),
            mailboxes: Mailboxes::default(),
            registrations: Attempts::default(),
            logins: Attempts::default(),
            totps: Attempts::default(),
            recoveries: Attempts::default(),
            totp_guesses: Throttle::new(rates.totp, KEYS_MAX),
            requests: Throttle::new(rates.requests, KEYS_MAX),
            actions: Throttle::new(rates.actions, KEYS_MAX),
            by_account: Throttle::new(rates.account, KEYS_MAX),
            by_address: Throttle::new(rates.address, KEYS_MAX),
            by_all: Throttle::new(rates.all, 1),
        }
    }

    /// Lets an open call in, by its address and by what all together may do.
    ///
    /// # Errors
    /// [`Wait`]
    pub fn admit_address(&self, address: IpAddr, now_ms: u64) -> Result<(), Wait> {
        self.by_address.take(&network_of(address), 1, now_ms)?;
        self.by_all.take(&(), 1, now_ms)
    }

    /// Lets a step of signing in to an account in.
    ///
    /// # Errors
    /// [`Wait`]
    pub fn admit_account(&self, account: &AccountName, now_ms: u64) -> Result<(), Wait> {
        self.by_account.take(account, 1, now_ms)
    }

    /// Returns the tokens of a generation of a session.
    pub fn tokens(&self, caller: SessionCaller, seed: &[u8; 32], generation: u64, now_ms: u64) -> Tokens {
        let (access_token, access_expires_at_ms) = access_token::mint(&self.keys, caller, now_ms);
        let refresh_token = self.keys.refresh_token(caller.session, seed, generation);
        Tokens {
            access_token: SecretText::new(access_token.as_str()),
            access_expires_at_ms,
            refresh_token: SecretText::new(refresh_token.as_str()),
            server_time_ms: now_ms,
        }
    }

    /// Returns a session that has just begun.
    pub fn session(&self, caller: SessionCaller, seed: &[u8; 32], account: Account, now_ms: u64) -> Session {
        Session { tokens: self.tokens(caller, seed, 0, now_ms), account }
    }
}

/// Whoever has one address of IPv6 has 2^64 of them.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            v6.to_ipv4_mapped().map_or_else(|| IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into()), IpAddr::V4)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_counts_as_its_network() {
        let network = |text: &str| network_of(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("::ffff:10.0.0.1"), "10.0.0.1");
        assert_eq!(network("10.0.0.1"), "10.0.0.1");
    }
}
