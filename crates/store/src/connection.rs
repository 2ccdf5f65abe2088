//! One connection: key first, then the pragmas, then a look whether it really is SQLCipher and new enough.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::keys::DatabaseKey;
use crate::{OpenError, error::store_error};

/// How long a writer waits for another process's transaction before it is told that the database is busy.
pub(crate) const BUSY_MS_MAX: u64 = 10_000;

/// Statements kept prepared on each connection: more than the program has.
const STATEMENTS_MAX: usize = 160;

/// First version without the fault by which two checkpointing connections could damage a database.
const SQLITE_MIN: i32 = 3_051_003;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Makes the file.
    Create,
    /// Reads and writes.
    Write,
    /// Reads; a statement that writes is refused.
    Read,
    /// Reads a file that nobody writes, and leaves nothing beside it.
    Inspect,
}

/// Opens a connection. Reads the first page, so that a wrong key or a damaged page shows here.
pub(crate) fn connect(path: &Path, key: &DatabaseKey, purpose: Purpose) -> Result<Connection, OpenError> {
    if rusqlite::version_number() < SQLITE_MIN {
        return Err(OpenError::SqliteTooOld(rusqlite::version().to_owned()));
    }
    let access = match purpose {
        Purpose::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        Purpose::Write | Purpose::Read => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Purpose::Inspect => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let sqlite = |error: rusqlite::Error| OpenError::sqlite(&error);
    let conn = Connection::open_with_flags(path, flags).map_err(sqlite)?;
    conn.pragma_update(None, "key", key.as_literal().as_str()).map_err(sqlite)?;
    // Its log goes to stderr, with a line for every page that a wrong key cannot open; our errors say it once.
    let _ = conn.execute_batch("PRAGMA cipher_log_level = NONE;");
    let cipher: Option<String> = conn.query_row("PRAGMA cipher_version", [], |row| row.get(0)).ok();
    if cipher.is_none_or(|version| version.is_empty()) {
        return Err(OpenError::NotEncrypting);
    }
    conn.busy_timeout(Duration::from_millis(BUSY_MS_MAX)).map_err(sqlite)?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(sqlite)?;
    configure(&conn, purpose).map_err(|error| OpenError::Store(store_error(&error)))?;
    Ok(conn)
}

fn configure(conn: &Connection, purpose: Purpose) -> rusqlite::Result<()> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    if purpose != Purpose::Inspect {
        conn.execute_batch("PRAGMA journal_mode = WAL;")?;
    }
    conn.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA foreign_keys = ON;
         PRAGMA journal_size_limit = 33554432;",
    )?;
    match purpose {
        Purpose::Create | Purpose::Write => conn.execute_batch("PRAGMA cache_size = -32768;")?,
        Purpose::Read | Purpose::Inspect => {
            conn.execute_batch("PRAGMA cache_size = -16384; PRAGMA query_only = ON;")?;
        }
    }
    conn.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    Ok(())
}
