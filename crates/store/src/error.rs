//! What can go wrong: opening fails with [`OpenError`], everything later with the contracts' [`StoreError`].

use std::path::{Path, PathBuf};

use driftless_sync::contract::StoreError;
use rusqlite::ErrorCode;

/// A data folder cannot be opened or created. In every case nothing was changed; the text says what was
/// kept and what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such folder.
    #[error("there is no data folder at {0}. Check the path, or create a new vault there")]
    FolderMissing(PathBuf),
    /// The path is a file.
    #[error("{0} is a file, not a folder. It was left as it is; choose a folder for the notes")]
    NotAFolder(PathBuf),
    /// The folder cannot be written.
    #[error(
        "the data folder {folder} cannot be written ({reason}). The notes in it are as they were; make it writable or choose another"
    )]
    FolderReadOnly {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// There is no vault in the folder yet.
    #[error("there are no notes in {0} yet. Create a vault there first")]
    NoVault(PathBuf),
    /// A vault is there already: it is never created again.
    #[error("{0} already holds a vault. It was left as it is; open it instead")]
    AlreadyThere(PathBuf),
    /// The key slots are there, the database is not.
    #[error(
        "the database {0} is missing although a vault was created here. Nothing was created in its place; put the file back or restore a backup from the `backups` folder beside it"
    )]
    DatabaseMissing(PathBuf),
    /// The database is there, the key slots are not.
    #[error(
        "{0} is missing or damaged, and so is its copy. The database was left as it is; put one of the two files back"
    )]
    KeySlotsMissing(PathBuf),
    /// The key slots were written by a newer version.
    #[error("{path} has version {found}, this program knows {known}. Nothing was changed; update the program")]
    KeySlotsNewer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The highest known.
        known: u32,
    },
    /// The parameters of the passphrase slot are outside what is safe to compute with.
    #[error(
        "the passphrase slot asks for {0}, outside the allowed range. The database was left as it is; put the original keyslots.json back"
    )]
    KeySlotParameters(String),
    /// No slot for this kind of key.
    #[error("this vault is not opened by {asked}; it is opened by {present}. Nothing was changed")]
    NoSuchSlot {
        /// What the caller offered.
        asked: &'static str,
        /// What the slots hold.
        present: String,
    },
    /// The key does not fit the database.
    #[error(
        "this key does not open the vault: it belongs to another one. The database was left as it is; use the right key"
    )]
    WrongKey,
    /// The passphrase does not fit.
    #[error("the passphrase is not right. The database was left as it is; try again")]
    WrongPassphrase,
    /// An empty passphrase.
    #[error("the passphrase is empty. Nothing was created; choose one")]
    EmptyPassphrase,
    /// No keychain answers.
    #[error("no keychain answers here ({0}). Nothing was changed; unlock it, or use a key file or a passphrase")]
    NoKeychain(String),
    /// The keychain has no key of this vault.
    #[error(
        "the keychain has no key for this vault. The database was left as it is; use the passphrase or key file, or bring the keychain entry back"
    )]
    NotInKeychain,
    /// The key file cannot be used.
    #[error("the key file {path} cannot be used: {reason}. The database was left as it is")]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The database has no bytes.
    #[error(
        "the database {0} is empty (0 bytes): its notes are gone from it. It was not overwritten; restore a backup from the `backups` folder beside it"
    )]
    DatabaseEmpty(PathBuf),
    /// The database is a folder.
    #[error("{0} is a folder where the database should be. It was left as it is; move it away and restore a backup")]
    DatabaseIsFolder(PathBuf),
    /// The database is a symbolic link.
    #[error("{0} is a symbolic link. It was not followed; put the database itself into the data folder")]
    DatabaseIsLink(PathBuf),
    /// The key is right and the bytes are not.
    #[error(
        "the database is damaged or not a Driftless database: {0}. It was left as it is; restore a backup or sync a new folder"
    )]
    Damaged(String),
    /// Written by a newer version.
    #[error("the database has version {found}, this program knows {known}. Nothing was changed; update the program")]
    Newer {
        /// Its version.
        found: u32,
        /// The highest known.
        known: u32,
    },
    /// The linked SQLite is too old to be safe with several connections.
    #[error("the SQLite library {0} is older than 3.51.3 and can damage a database. Nothing was opened")]
    SqliteTooOld(String),
    /// The linked SQLite does not encrypt.
    #[error("this program was built without SQLCipher. Nothing was opened")]
    NotEncrypting,
    /// A backup could not be made or checked.
    #[error("no backup could be made: {0}. The database and the backups before it are as they were")]
    Backup(String),
    /// There is no such backup.
    #[error("there is no backup {0}. Nothing was changed")]
    NoBackup(String),
    /// A program has the data folder open.
    #[error("a program has the data folder {0} open. Nothing was changed; close it, then try again")]
    InUse(PathBuf),
    /// The random number generator failed.
    #[error("the system gives no random numbers: {0}")]
    Random(String),
    /// A file operation failed.
    #[error("{path}: {reason}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The database failed after it was opened.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OpenError {
    /// Sorts a file error: no permission and read-only media are said as such.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the system's error kinds are an open set")]
    pub(crate) fn io(folder: &Path, path: &Path, error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                Self::FolderReadOnly { folder: folder.to_owned(), reason: error.to_string() }
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Store(StoreError::Full),
            _ => Self::Io { path: path.to_owned(), reason: error.to_string() },
        }
    }

    /// Sorts a database error during opening, when the key is known to be right.
    pub(crate) fn sqlite(error: &rusqlite::Error) -> Self {
        let error = store_error(error);
        if let StoreError::Damaged(what) = error { Self::Damaged(what) } else { Self::Store(error) }
    }
}

/// Maps an error of the database engine to the contract's.
#[expect(clippy::wildcard_enum_match_arm, reason = "the engine's errors are an open set")]
pub(crate) fn store_error(error: &rusqlite::Error) -> StoreError {
    let text = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        Some(ErrorCode::DiskFull) => StoreError::Full,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => StoreError::ReadOnly(text),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Damaged(text),
        _ => match error {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..) => StoreError::Damaged(text),
            _ => StoreError::Engine(text),
        },
    }
}

/// Shortens `map_err(|e| store_error(&e))`.
pub(crate) trait OrStoreError<T> {
    /// Maps the engine's error.
    fn or_store(self) -> Result<T, StoreError>;
}

impl<T> OrStoreError<T> for rusqlite::Result<T> {
    fn or_store(self) -> Result<T, StoreError> {
        self.map_err(|error| store_error(&error))
    }
}
