//! One copy: by SQLite's online backup, then opened and compared with what it is a copy of.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::OpenError;
use crate::connection::{Purpose, connect};
use crate::keys::DatabaseKey;

/// Pages copied before other connections get a turn.
const PAGES_PER_STEP: i32 = 4_096;

/// What is in a database, as far as it tells whether two are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupContents {
    /// Notes that are neither in the trash nor deleted.
    pub notes: u64,
    /// Entities of all kinds.
    pub entities: u64,
    /// Actions in the log.
    pub actions: u64,
    /// Time of the newest note's last edit, milliseconds since the epoch; 0 without notes.
    pub edited_ms: u64,
    /// Hash of every entity's part of the state hash.
    pub state: [u8; 32],
}

/// Copies the database that `conn` reads into a new file under the same key, durable when it answers. The copy is one file
/// without a log beside it. On an error what was written is left for the caller to remove.
pub(crate) fn write_copy(conn: &Connection, to: &Path, key: &DatabaseKey) -> Result<BackupContents, OpenError> {
    let sqlite = |error: rusqlite::Error| OpenError::sqlite(&error);
    remove_whole(to);
    {
        let mut copy = connect(to, key, Purpose::Create)?;
        copy.execute_batch("PRAGMA journal_mode = DELETE;").map_err(sqlite)?;
        Backup::new(conn, &mut copy)
            .and_then(|backup| backup.run_to_completion(PAGES_PER_STEP, Duration::ZERO, None))
            .map_err(sqlite)?;
        // The first page came along, and it says that there is a log.
        copy.execute_batch("PRAGMA journal_mode = DELETE;").map_err(sqlite)?;
        copy.close().map_err(|(_, error)| sqlite(error))?;
    }
    let copied = check(&connect(to, key, Purpose::Inspect)?)?;
    if copied != contents(conn)? {
        return Err(OpenError::Backup("the copy has other contents".to_owned()));
    }
    let file = std::fs::File::open(to).and_then(|file| file.sync_all());
    file.map_err(|error| OpenError::io(to.parent().unwrap_or(to), to, &error))?;
    Ok(copied)
}

/// Removes a database file with what SQLite puts beside it. What is not there is gone already.
pub(crate) fn remove_whole(path: &Path) {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        let _ = std::fs::remove_file(name);
    }
}

/// Reads every page, index and row; returns what is in it.
pub(super) fn check(conn: &Connection) -> Result<BackupContents, OpenError> {
    let sqlite = |error: rusqlite::Error| OpenError::sqlite(&error);
    let mut pages = conn.prepare("PRAGMA cipher_integrity_check").map_err(sqlite)?;
    let fault: Option<String> = match pages.query([]).map_err(sqlite)?.next().map_err(sqlite)? {
        Some(row) => Some(row.get(0).map_err(sqlite)?),
        None => None,
    };
    if let Some(fault) = fault {
        return Err(OpenError::Damaged(fault));
    }
    let found: String = conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(sqlite)?;
    if found != "ok" {
        return Err(OpenError::Damaged(found));
    }
    contents(conn)
}

/// Reads what is in a database, of one moment when `conn` is in a transaction.
pub(super) fn contents(conn: &Connection) -> Result<BackupContents, OpenError> {
    let sqlite = |error: rusqlite::Error| OpenError::sqlite(&error);
    let (notes, edited_ms, actions) = conn
        .query_row(
            "SELECT (SELECT count(*) FROM notes WHERE shelf < 2), (SELECT coalesce(max(updated_ms), 0) FROM notes),
                    (SELECT count(*) FROM actions)",
            [],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)),
        )
        .map_err(sqlite)?;
    let mut state = blake3::Hasher::new();
    let mut entities = 0;
    let mut rows = conn.prepare("SELECT id, digest FROM entities ORDER BY id").map_err(sqlite)?;
    let mut rows = rows.query([]).map_err(sqlite)?;
    while let Some(row) = rows.next().map_err(sqlite)? {
        for column in 0..2 {
            state.update(&row.get::<_, Vec<u8>>(column).map_err(sqlite)?);
        }
        entities += 1;
    }
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    let state = *state.finalize().as_bytes();
    Ok(BackupContents { notes: count(notes), entities, actions: count(actions), edited_ms: count(edited_ms), state })
}
