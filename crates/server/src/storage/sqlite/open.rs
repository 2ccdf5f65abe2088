//! Opens the data folder: made whole on a first start, refused with one sentence when something is
//! not as it should be. Nothing that exists is ever initialised again.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use driftless_domain::Epoch;
use rusqlite::{Connection, OpenFlags};

use crate::storage::StorageError;

/// Schema that this program reads and writes.
pub const SCHEMA_VERSION: i32 = 2;
/// "DRsv" in the file's header: tells our file from another program's.
const APPLICATION_ID: i32 = 0x4452_7376;
/// SQLite below this can corrupt a WAL that is reset while it is read.
const SQLITE_VERSION_MIN: i32 = 3_051_003;
const DATABASE_FILE: &str = "server.db";
const DATABASE_FILE_NEW: &str = "server.db.new";
const LOCK_FILE: &str = "server.lock";
/// A second process (`new-code`) holds the database for one small transaction at a time.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const PAGE_BYTES: u64 = 4096;
/// What brings a database to the next schema: the first brings schema 1 to 2.
const MIGRATIONS: [&str; 1] = [include_str!("accounts.sql")];

/// A data folder cannot be opened. Nothing in it was changed. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The path is something else.
    #[error("{} is not a folder: give a folder with --data", .0.display())]
    NotAFolder(PathBuf),
    /// There is no server in the folder.
    #[error("there is no server in {}: start one with 'driftless-server serve --data {}'", .0.display(), .0.display())]
    NoServer(PathBuf),
    /// The folder or a file in it cannot be read or written.
    #[error("cannot write to {}: {reason}", path.display())]
    Unwritable {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// Another server has the folder.
    #[error("another server is running on {}: stop it first", .0.display())]
    InUse(PathBuf),
    /// The file has no byte: a crash of the file system or a failed copy, never an empty server.
    #[error("{} is empty, which a database never is: restore it from a backup", .0.display())]
    Empty(PathBuf),
    /// The file is not a database of this program.
    #[error("{} is not a Driftless server's database or is damaged: restore it from a backup", .0.display())]
    NotADatabase(PathBuf),
    /// Written by a newer program.
    #[error("{} has schema {found}, this program knows up to {SCHEMA_VERSION}: update driftless-server", path.display())]
    NewerSchema {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: i32,
    },
    /// Written by an older program, and only a server that starts may change it.
    #[error("{} is of an older version: start the server once, then come again", .0.display())]
    OlderSchema(PathBuf),
    /// Built with a SQLite that is too old.
    #[error("built with SQLite {0}, which can damage a database: build with 3.51.3 or newer")]
    OldSqlite(&'static str),
    /// The database fails in another way.
    #[error("cannot open {}: {reason}", path.display())]
    Database {
        /// The database.
        path: PathBuf,
        /// What it says.
        reason: rusqlite::Error,
    },
}

/// A folder that this process may open connections to.
#[derive(Debug)]
pub struct DataFolder {
    database: PathBuf,
    size_bytes_max: Option<u64>,
    /// Held as long as the server runs; the system lets go of it when the process ends, however it ends.
    _lock: Option<File>,
}

impl DataFolder {
    /// Takes the folder for a server, and makes a database on a first start. `now_ms`: wall clock,
    /// becomes the epoch of a new one. `size_bytes_max`: the database grows no further.
    ///
    /// # Errors
    /// [`OpenError`]; all but [`OpenError::NoServer`].
    pub fn take(dir: &Path, size_bytes_max: Option<u64>, now_ms: u64) -> Result<Self, OpenError> {
        check_sqlite()?;
        make_folder(dir)?;
        let lock_path = dir.join(LOCK_FILE);
        let unwritable = |reason| OpenError::Unwritable { path: lock_path.clone(), reason };
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(&lock_path).map_err(unwritable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::InUse(dir.to_owned())),
            Err(TryLockError::Error(reason)) => return Err(unwritable(reason)),
        }
        let database = dir.join(DATABASE_FILE);
        if !database.exists() {
            make_database(dir, &database, now_ms)?;
        }
        let folder = Self { database, size_bytes_max, _lock: Some(lock) };
        match folder.check() {
            Err(OpenError::OlderSchema(_)) => folder.migrate()?,
            checked => checked?,
        }
        Ok(folder)
    }

    /// Joins a folder in which a server may be running.
    ///
    /// # Errors
    /// [`OpenError`]; [`OpenError::NoServer`] when there was never one.
    pub fn join(dir: &Path) -> Result<Self, OpenError> {
        check_sqlite()?;
        let database = dir.join(DATABASE_FILE);
        if dir.exists() && !dir.is_dir() {
            return Err(OpenError::NotAFolder(dir.to_owned()));
        }
        if !database.exists() {
            return Err(OpenError::NoServer(dir.to_owned()));
        }
        let folder = Self { database, size_bytes_max: None, _lock: None };
        folder.check()?;
        Ok(folder)
    }

    /// Returns the address that the server last ran under; none when it never ran.
    ///
    /// # Errors
    /// [`OpenError::NotADatabase`], [`OpenError::Database`].
    pub fn public_url(&self) -> Result<Option<String>, OpenError> {
        let url = self.reader()?.query_row("SELECT public_url FROM server", [], |row| row.get(0));
        url.map_err(|reason| self.open_error(reason))
    }

    fn check(&self) -> Result<(), OpenError> {
        let path = &self.database;
        let unwritable = |reason| OpenError::Unwritable { path: path.clone(), reason };
        if fs::metadata(path).map_err(unwritable)?.len() == 0 {
            return Err(OpenError::Empty(path.clone()));
        }
        OpenOptions::new().write(true).open(path).map_err(unwritable)?;
        let connection = self.connect().map_err(|reason| self.open_error(reason))?;
        let (application_id, found) = connection
            .query_row(
                "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version",
                [],
                |row| Ok((row.get::<_, i32>(0)?, row.get::<_, i32>(1)?)),
            )
            .map_err(|reason| self.open_error(reason))?;
        match found {
            _ if application_id != APPLICATION_ID => Err(OpenError::NotADatabase(path.clone())),
            SCHEMA_VERSION => Ok(()),
            found if found > SCHEMA_VERSION => Err(OpenError::NewerSchema { path: path.clone(), found }),
            1..SCHEMA_VERSION => Err(OpenError::OlderSchema(path.clone())),
            _ => Err(OpenError::NotADatabase(path.clone())),
        }?;
        // A schema that says one thing and is another was changed by hand.
        let last_table = connection.prepare("SELECT 1 FROM audit LIMIT 1").map(drop);
        last_table.map_err(|_| OpenError::NotADatabase(path.clone()))
    }

    /// Brings the database to this program's schema, in one transaction: killed at any moment, it is the old one.
    fn migrate(&self) -> Result<(), OpenError> {
        let migrate = || {
            let mut connection = self.connect()?;
            let transaction = connection.transaction()?;
            let found: i32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
            for migration in MIGRATIONS.iter().skip(usize::try_from(found - 1).unwrap_or(MIGRATIONS.len())) {
                transaction.execute_batch(migration)?;
            }
            transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
            transaction.commit()
        };
        migrate().map_err(|reason| self.open_error(reason))
    }

    fn open_error(&self, reason: rusqlite::Error) -> OpenError {
        let path = self.database.clone();
        match reason.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
                OpenError::NotADatabase(path)
            }
            _ => OpenError::Database { path, reason },
        }
    }

    fn connect(&self) -> Result<Connection, rusqlite::Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.database, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(64);
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;",
        )?;
        Ok(connection)
    }

    /// Opens the connection that writes.
    ///
    /// # Errors
    /// [`OpenError::NotADatabase`], [`OpenError::Database`].
    pub fn writer(&self) -> Result<Connection, OpenError> {
        let open = || {
            let connection = self.connect()?;
            if let Some(bytes) = self.size_bytes_max {
                let pages = i64::try_from((bytes / PAGE_BYTES).max(1)).unwrap_or(i64::MAX);
                connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
            }
            Ok(connection)
        };
        open().map_err(|reason| self.open_error(reason))
    }

    /// Opens a connection that only reads.
    ///
    /// # Errors
    /// [`OpenError::NotADatabase`], [`OpenError::Database`].
    pub fn reader(&self) -> Result<Connection, OpenError> {
        let open = || {
            let connection = self.connect()?;
            connection.pragma_update(None, "query_only", true)?;
            Ok(connection)
        };
        open().map_err(|reason| self.open_error(reason))
    }
}

fn check_sqlite() -> Result<(), OpenError> {
    let is_new_enough = rusqlite::version_number() >= SQLITE_VERSION_MIN;
    if is_new_enough { Ok(()) } else { Err(OpenError::OldSqlite(rusqlite::version())) }
}

fn make_folder(dir: &Path) -> Result<(), OpenError> {
    if dir.exists() {
        return if dir.is_dir() { Ok(()) } else { Err(OpenError::NotAFolder(dir.to_owned())) };
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|reason| {
        let path = dir.to_owned();
        let is_below_a_file = reason.kind() == io::ErrorKind::NotADirectory;
        if is_below_a_file { OpenError::NotAFolder(path) } else { OpenError::Unwritable { path, reason } }
    })
}

/// Makes the database under another name and moves it into place when it is whole and on disk, so that
/// a crash in between leaves no half database behind.
fn make_database(dir: &Path, database: &Path, now_ms: u64) -> Result<(), OpenError> {
    let new = dir.join(DATABASE_FILE_NEW);
    let unwritable = |reason| OpenError::Unwritable { path: new.clone(), reason };
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&new).map_err(unwritable)?;
    let make = || {
        let mut connection = Connection::open_with_flags(&new, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;")?;
        let transaction = connection.transaction()?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        transaction.execute_batch(include_str!("schema.sql"))?;
        MIGRATIONS.iter().try_for_each(|migration| transaction.execute_batch(migration))?;
        transaction.execute("INSERT INTO server (only_row, epoch) VALUES (1, ?1)", [now_ms.cast_signed()])?;
        transaction.commit()?;
        connection.close().map_err(|(_, reason)| reason)
    };
    make().map_err(|reason| OpenError::Database { path: new.clone(), reason })?;
    fs::rename(&new, database).map_err(unwritable)?;
    // The name is durable when its folder is. Folders cannot be opened on every platform.
    #[cfg(unix)]
    File::open(dir).and_then(|folder| folder.sync_all()).map_err(unwritable)?;
    Ok(())
}

/// Returns the life of the logs.
///
/// # Errors
/// Those of the database.
pub(super) fn epoch_of(connection: &Connection) -> Result<Epoch, StorageError> {
    let epoch = connection.query_row("SELECT epoch FROM server", [], |row| row.get::<_, i64>(0))?;
    Ok(Epoch(epoch.cast_unsigned()))
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::Full,
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Database(error.to_string()),
        }
    }
}
