//! Backups and checks of the whole file.

use std::path::Path;
use std::time::Duration;

use driftless_sync::contract::StoreError;
use rusqlite::Connection;
use rusqlite::backup::Backup;
use secrecy::SecretString;

use crate::connection::{Purpose, connect};
use crate::error::OrStoreError as _;
use crate::folder::DataFolder;
use crate::keys::{DatabaseKey, KeySlots};
use crate::{OpenError, SqliteStore};

/// Pages copied before other connections get a turn.
const PAGES_PER_STEP: i32 = 4_096;

/// Writes an encrypted copy under the same key into `backups`, then opens and checks it.
pub(crate) fn backup(
    conn: &Connection,
    folder: &DataFolder,
    key: &DatabaseKey,
    name: &str,
) -> Result<std::path::PathBuf, OpenError> {
    let backups = DataFolder::create(&folder.backups())?;
    let path = backups.path().join(name);
    let temporary = backups.path().join(format!("{name}.new"));
    let failed = |what: String| OpenError::Backup(what);
    remove_if_there(&temporary).map_err(|error| failed(error.to_string()))?;
    copy_and_check(conn, &temporary, key).map_err(|error| failed(error.to_string()))?;
    std::fs::File::open(&temporary)
        .and_then(|file| file.sync_all())
        .and_then(|()| std::fs::rename(&temporary, &path))
        .map_err(|error| failed(error.to_string()))?;
    Ok(path)
}

pub(crate) fn remove_if_there(path: &std::path::Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn copy_and_check(conn: &Connection, to: &std::path::Path, key: &DatabaseKey) -> Result<(), OpenError> {
    let sqlite = |error: rusqlite::Error| OpenError::sqlite(&error);
    {
        // A copy is one file without a log beside it.
        let mut copy = connect(to, key, Purpose::Create)?;
        copy.execute_batch("PRAGMA journal_mode = DELETE;").map_err(sqlite)?;
        Backup::new(conn, &mut copy)
            .and_then(|backup| backup.run_to_completion(PAGES_PER_STEP, Duration::ZERO, None))
            .map_err(sqlite)?;
    }
    let copy = connect(to, key, Purpose::Read)?;
    check(&copy)?;
    let count = |conn: &Connection| {
        conn.query_row("SELECT (SELECT count(*) FROM entities), (SELECT count(*) FROM actions)", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        })
    };
    if count(&copy).map_err(sqlite)? != count(conn).map_err(sqlite)? {
        return Err(OpenError::Backup("the copy has other contents".to_owned()));
    }
    Ok(())
}

fn check(conn: &Connection) -> Result<(), OpenError> {
    let found: String =
        conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(|error| OpenError::sqlite(&error))?;
    if found == "ok" { Ok(()) } else { Err(OpenError::Damaged(found)) }
}

impl SqliteStore {
    /// Reads every page and every index, and says whether all is well.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with the first fault found.
    pub fn check_integrity(&self) -> Result<(), StoreError> {
        self.query(|tx| {
            let mut pages = tx.conn().prepare("PRAGMA cipher_integrity_check").or_store()?;
            let mut faults = pages.query([]).or_store()?;
            if let Some(fault) = faults.next().or_store()? {
                return Err(StoreError::Damaged(fault.get(0).or_store()?));
            }
            check(tx.conn()).map_err(|error| StoreError::Damaged(error.to_string()))
        })
    }

    /// Writes an encrypted backup into the `backups` folder, reopens and checks it. Returns its path.
    ///
    /// # Errors
    /// [`OpenError::Backup`]; the database was not changed.
    pub fn back_up(&self, name: &str) -> Result<std::path::PathBuf, OpenError> {
        self.query(|tx| backup(tx.conn(), self.folder(), self.key(), name))
    }

    /// Writes a backup that is a data folder of its own: the database and its key slots, under the same key.
    /// It appears in `to` whole and checked, or not at all; opened later, it is a device of its own. Returns
    /// its size, bytes.
    ///
    /// # Errors
    /// [`OpenError::AlreadyThere`] when something is at `to`; [`OpenError::Backup`].
    pub fn back_up_into(&self, to: &Path) -> Result<u64, OpenError> {
        if std::fs::symlink_metadata(to).is_ok() {
            return Err(OpenError::AlreadyThere(to.to_owned()));
        }
        let mut partial = to.as_os_str().to_owned();
        partial.push(".partial");
        let partial = Path::new(&partial);
        let failed = |error: &dyn std::fmt::Display| OpenError::Backup(error.to_string());
        let _ = std::fs::remove_dir_all(partial);
        let written = DataFolder::create(partial).and_then(|folder| {
            KeySlots::load(self.folder())?.save(&folder)?;
            let database = folder.database();
            self.query(|tx| copy_and_check(tx.conn(), &database, self.key()))?;
            let file = std::fs::File::open(&database).map_err(|error| failed(&error))?;
            file.sync_all().map_err(|error| failed(&error))?;
            std::fs::rename(partial, to).map_err(|error| failed(&error))?;
            file.metadata().map(|facts| facts.len()).map_err(|error| failed(&error))
        });
        written.map_err(|error| {
            // Best effort: what is half a backup must not be taken for one.
            let _ = std::fs::remove_dir_all(partial);
            if let OpenError::Backup(_) = error { error } else { failed(&error) }
        })
    }

    /// Seals the key under another passphrase. The old one opens nothing from then on, but for older backups.
    ///
    /// # Errors
    /// [`OpenError::WrongPassphrase`]; [`OpenError::NoSuchSlot`] when no passphrase opens this vault;
    /// [`OpenError::EmptyPassphrase`]. Nothing was changed then.
    pub fn change_passphrase(&self, old: &SecretString, new: &SecretString) -> Result<(), OpenError> {
        let slots = KeySlots::load(self.folder())?;
        slots.resealed(self.key(), old, new)?.save(self.folder())
    }

    /// Limits the size of the database file, pages of 4 KiB; a write beyond fails with `Full`. For tests
    /// of a full disk.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn limit_pages(&self, pages_max: u32) -> Result<(), StoreError> {
        self.writer().pragma_update(None, "max_page_count", pages_max).or_store()
    }
}
