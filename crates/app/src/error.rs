//! What can go wrong, and the one shape in which windows and scripts hear of it.

use driftless_api_client::{CallError, NewApiError};
use driftless_crypto::WordsError;
use driftless_domain::body::BodyError;
use driftless_domain::rules::InvalidText;
use driftless_opaque::OpaqueError;
use driftless_protocol::ErrorCode;
use driftless_protocol::connect_code::ConnectCodeError;
use driftless_store::OpenError;
use driftless_sync::contract::{RemoteError, StoreError};

use crate::view::{CommandError, ErrorKind};

/// A use case failed. Nothing was changed, unless the variant says so.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// An argument is not usable.
    #[error("{field} {reason}")]
    BadInput {
        /// Name of the argument.
        field: &'static str,
        /// What is wrong with it, as the end of a sentence that starts with its name.
        reason: String,
    },
    /// There is no such thing here.
    #[error("there is no {what} {id}")]
    NotFound {
        /// `note`, `notebook`, `review item`, `session`.
        what: &'static str,
        /// The id as it was given.
        id: String,
    },
    /// Over a limit.
    #[error("{field} is too large: at most {max} {unit}")]
    TooLarge {
        /// Name of the argument.
        field: &'static str,
        /// The limit.
        max: usize,
        /// Its unit.
        unit: &'static str,
    },
    /// The search query cannot be understood.
    #[error("the search cannot be understood: {0}")]
    BadQuery(String),
    /// The vault is not open yet.
    #[error("the vault is locked")]
    Locked,
    /// Wrong passphrases were tried; the next one is taken after a while.
    #[error("too many wrong passphrases: the next one is taken in {wait_s} s")]
    TooManyTries {
        /// Seconds to wait.
        wait_s: u64,
    },
    /// Only what a passphrase opens can be locked.
    #[error("no passphrase opens these notes yet, so they cannot be locked")]
    NoPassphrase,
    /// A key does not fit what it is for.
    #[error("{0}")]
    WrongKey(String),
    /// A note's text cannot be read.
    #[error("{0}")]
    Damaged(String),
    /// The data folder cannot be opened or created.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A file or folder outside the database cannot be used.
    #[error("{0}")]
    Storage(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The server failed, or the way to it.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// The server's address is not one that this app talks to.
    #[error(transparent)]
    Address(#[from] NewApiError),
    /// The connect code cannot be used.
    #[error(transparent)]
    ConnectCode(#[from] ConnectCodeError),
    /// This vault cannot join that one.
    #[error("this data folder already syncs with another vault")]
    OtherVault,
    /// There is no server yet.
    #[error("this vault has no server yet")]
    NotConnected,
    /// Nobody is signed in here, or the account waits for its words.
    #[error("nobody is signed in to an account here")]
    NotSignedIn,
    /// Another account, or this one, is signed in here.
    #[error("an account is signed in here already")]
    SignedInAlready,
    /// Wrong name, password or code; which of them, the server does not tell.
    #[error("the name, the password or the code is not right")]
    WrongPassword,
    /// What was typed are not 24 words of an account.
    #[error(transparent)]
    WrongWords(WordsError),
    /// The words are those of another account.
    #[error("these are the words of another account")]
    OtherAccount,
    /// An account of this name is there already.
    #[error("an account of this name is there already")]
    NameTaken,
    /// Registration needs an invitation that holds.
    #[error("signing up on this server needs an invitation that holds")]
    Invitation,
    /// Another device of the account revoked this one.
    #[error("this device was removed from the account")]
    Revoked,
    /// The server shows another account than the one that this device knows.
    #[error("the server shows another list of the account's devices than this device knows")]
    AccountChanged,
    /// The server shows another control log of the vault than the one that this device knows.
    #[error("the server shows other members or keys of this vault than this device knows")]
    VaultChanged,
    /// Pairing cannot go on.
    #[error("{0}")]
    Pairing(String),
    /// Another process syncs this data folder.
    #[error("another program on this data folder holds the sync role")]
    SyncRoleTaken,
    /// Something that must not happen.
    #[error("internal: {0}")]
    Internal(String),
}

impl AppError {
    /// Returns the stable kind.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::BadInput { .. } => ErrorKind::BadInput,
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::BadQuery(_) => ErrorKind::BadQuery,
            Self::Locked => ErrorKind::Locked,
            Self::TooManyTries { .. } => ErrorKind::TooManyTries,
            Self::NoPassphrase => ErrorKind::NoPassphrase,
            Self::WrongKey(_) => ErrorKind::WrongKey,
            Self::Damaged(_) => ErrorKind::Damaged,
            Self::Open(error) => open_kind(error),
            Self::Storage(_) => ErrorKind::Storage,
            Self::Store(error) => store_kind(error),
            Self::Remote(RemoteError::SignInAgain) => ErrorKind::SignInAgain,
            Self::Remote(error) if error.needs_user() => ErrorKind::Refused,
            Self::Remote(RemoteError::Refused(..) | RemoteError::TooLarge) => ErrorKind::Refused,
            Self::Remote(_) => ErrorKind::Network,
            Self::Address(_) | Self::ConnectCode(_) | Self::OtherVault => ErrorKind::BadConnectCode,
            Self::NotConnected => ErrorKind::Refused,
            Self::NotSignedIn => ErrorKind::NotSignedIn,
            Self::SignedInAlready | Self::Revoked => ErrorKind::Refused,
            Self::WrongPassword => ErrorKind::WrongPassword,
            Self::WrongWords(_) | Self::OtherAccount => ErrorKind::WrongWords,
            Self::NameTaken => ErrorKind::NameTaken,
            Self::Invitation => ErrorKind::Invitation,
            Self::AccountChanged | Self::VaultChanged => ErrorKind::Tampered,
            Self::Pairing(_) => ErrorKind::Pairing,
            Self::SyncRoleTaken => ErrorKind::Storage,
            Self::Internal(_) => ErrorKind::Internal,
        }
    }

    /// Returns the sentences for a person: what failed, what was kept, what to do.
    pub fn message(&self) -> String {
        let what = sentence(&self.to_string());
        let advice = match self {
            Self::BadInput { .. } | Self::NotFound { .. } | Self::TooLarge { .. } | Self::BadQuery(_) => {
                "Nothing was changed."
            }
            Self::TooManyTries { .. } => "Nothing was changed, and nothing is ever deleted for a wrong one.",
            Self::NoPassphrase => "Set one in the settings first.",
            Self::Locked => "Enter its passphrase or give its key file.",
            Self::Store(StoreError::Full) | Self::Open(OpenError::Store(StoreError::Full)) => {
                "Everything saved before is kept. Free some space, then try again."
            }
            Self::Store(StoreError::Busy) => "Nothing was changed. Try again in a moment.",
            Self::Store(StoreError::ReadOnly(_)) => {
                "Everything saved before is kept. Make the data folder writable, then try again."
            }
            Self::Store(StoreError::Damaged(_)) => "No file was changed. Restore a backup, or sync into a new folder.",
            Self::Store(_) => "Nothing was changed. The log has the details.",
            Self::Remote(RemoteError::SignInAgain) => "All notes are kept on this device. Sign in again to sync.",
            Self::Remote(error) if error.needs_user() => {
                "All notes are kept on this device. Ask for a new connect code, or update the app."
            }
            Self::Remote(_) => "All notes are kept on this device. It is tried again by itself.",
            Self::Address(_) => "Nothing was changed. Use an https address, or http on this computer only.",
            Self::ConnectCode(_) => "Nothing was changed.",
            Self::OtherVault => "Nothing was changed. Join from a new data folder instead.",
            Self::NotConnected => "Connect to one with a connect code first.",
            Self::NotSignedIn => "Sign in first. Your notes are on this device as ever.",
            Self::SignedInAlready => "Nothing was changed. Sign out first, or use another data folder.",
            Self::WrongPassword => "Nothing was changed. Check all of them and try again.",
            Self::WrongWords(_) => "Nothing was changed. Compare with the emergency kit, word by word.",
            Self::OtherAccount => "Nothing was changed. Take the kit of this account.",
            Self::NameTaken => "Nothing was changed. Take another name, or sign in if it is yours.",
            Self::Invitation => "Nothing was changed. Ask the server's owner for one.",
            Self::Revoked => "What was written here is kept. To come back, sign in from a new data folder.",
            Self::AccountChanged | Self::VaultChanged => {
                "Nothing of it was taken over; editing goes on. Ask whoever runs the server before you go on."
            }
            Self::Pairing(_) => "Nothing was given away. Begin again with a new code.",
            Self::SyncRoleTaken => "It syncs for both; ask it, or close it first.",
            Self::Internal(_) => "Nothing was lost that was saved before. The log has the details.",
            Self::WrongKey(_) | Self::Damaged(_) | Self::Open(_) | Self::Storage(_) => "",
        };
        format!("{what} {advice}").trim_end().to_owned()
    }

    /// Builds [`AppError::BadInput`] or [`AppError::TooLarge`] from a text rule's refusal.
    pub(crate) fn of_text(field: &'static str, error: &InvalidText) -> Self {
        match error {
            InvalidText::TooLong { bytes_max, .. } => Self::TooLarge { field, max: *bytes_max, unit: "bytes" },
            InvalidText::Control(_) | InvalidText::Empty => Self::BadInput { field, reason: error.to_string() },
        }
    }
}

fn store_kind(error: &StoreError) -> ErrorKind {
    match error {
        StoreError::Full => ErrorKind::DiskFull,
        StoreError::Busy | StoreError::ReadOnly(_) | StoreError::Engine(_) => ErrorKind::Storage,
        StoreError::Damaged(_) => ErrorKind::Damaged,
        StoreError::CursorBackwards { .. } | StoreError::OtherContent(_) => ErrorKind::Internal,
    }
}

fn open_kind(error: &OpenError) -> ErrorKind {
    match error {
        OpenError::NoVault(_) | OpenError::NoSuchSlot { .. } | OpenError::NoKeychain(_) | OpenError::NotInKeychain => {
            ErrorKind::Locked
        }
        OpenError::WrongKey | OpenError::WrongPassphrase | OpenError::KeyFile { .. } => ErrorKind::WrongKey,
        OpenError::EmptyPassphrase => ErrorKind::BadInput,
        OpenError::DatabaseMissing(_)
        | OpenError::KeySlotsMissing(_)
        | OpenError::KeySlotParameters(_)
        | OpenError::DatabaseEmpty(_)
        | OpenError::DatabaseIsFolder(_)
        | OpenError::DatabaseIsLink(_)
        | OpenError::Damaged(_) => ErrorKind::Damaged,
        OpenError::KeySlotsNewer { .. } | OpenError::Newer { .. } => ErrorKind::NewerVersion,
        OpenError::FolderMissing(_)
        | OpenError::NotAFolder(_)
        | OpenError::FolderReadOnly { .. }
        | OpenError::AlreadyThere(_)
        | OpenError::Backup(_)
        | OpenError::InUse(_)
        | OpenError::Io { .. } => ErrorKind::Storage,
        OpenError::NoBackup(_) => ErrorKind::NotFound,
        OpenError::SqliteTooOld(_) | OpenError::NotEncrypting | OpenError::Random(_) => ErrorKind::Internal,
        OpenError::Store(error) => store_kind(error),
    }
}

impl From<CallError> for AppError {
    fn from(error: CallError) -> Self {
        let code = match error {
            CallError::Remote(error) => return Self::Remote(error),
            CallError::Refused(code) => code,
        };
        match code {
            ErrorCode::SignInRefused => Self::WrongPassword,
            ErrorCode::Unauthorized => Self::Remote(RemoteError::SignInAgain),
            ErrorCode::Invitation => Self::Invitation,
            ErrorCode::NameTaken => Self::NameTaken,
            ErrorCode::NotFound | ErrorCode::Forbidden | ErrorCode::OtherVault | ErrorCode::Conflict => {
                Self::Remote(RemoteError::OtherVault)
            }
            ErrorCode::TooLarge => Self::Remote(RemoteError::TooLarge),
            ErrorCode::UpgradeRequired => Self::Remote(RemoteError::UpgradeRequired),
            ErrorCode::RateLimited | ErrorCode::Unavailable => Self::Remote(RemoteError::Busy { after_ms: None }),
            ErrorCode::Malformed | ErrorCode::UnsupportedType => {
                Self::Remote(RemoteError::Refused(400, "it cannot read the request".to_owned()))
            }
            ErrorCode::Internal => Self::Remote(RemoteError::Server(500)),
        }
    }
}

impl From<OpaqueError> for AppError {
    fn from(error: OpaqueError) -> Self {
        match error {
            OpaqueError::Refused => Self::WrongPassword,
            OpaqueError::Malformed => Self::Remote(RemoteError::Garbled(error.to_string())),
            OpaqueError::Internal => Self::Internal(error.to_string()),
        }
    }
}

impl From<BodyError> for AppError {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge(max) => Self::TooLarge { field: "body", max, unit: "bytes" },
            BodyError::Change(invalid) => Self::BadInput { field: "changes", reason: format!("do not fit: {invalid}") },
            BodyError::Malformed(_) | BodyError::Library(_) => Self::Damaged(format!("a note's text: {error}")),
        }
    }
}

impl From<AppError> for CommandError {
    fn from(error: AppError) -> Self {
        let field = if let AppError::BadInput { field, .. } | AppError::TooLarge { field, .. } = &error {
            Some((*field).to_owned())
        } else {
            None
        };
        Self { kind: error.kind(), message: error.message(), field }
    }
}

/// Makes a sentence of an error's text: capital letter, full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let rest = chars.as_str();
    let stop = if rest.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{rest}{stop}")
}
