//! The folder `backups`: encrypted copies of the database, each opened and checked after it was written.
//!
//! ```text
//! backups/2026-11-21T12-30-05.123-daily.db     the database of that moment, under the same key
//! backups/2026-11-21T12-30-05.123-daily.json   {"version": 1, "check": "<32 hex>"}: of which key it is
//! backups/before-version-7-from-6.db           the database before it was migrated
//! backups/keyslots.json                        a third copy of the key slots
//! ```
//!
//! Invariant: a backup gets its name when it is whole, checked and durable, and only then older ones go.

mod copy;
mod name;
mod restore;
mod retention;

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

pub use copy::BackupContents;
pub(crate) use copy::write_copy;
pub(crate) use restore::finish_left;
pub use restore::{Restored, restore};

use crate::connection::{Purpose, connect};
use crate::folder::{DataFolder, PAGE_BYTES};
use crate::keys::{DatabaseKey, KeySlots};
use crate::{OpenError, SqliteStore};

/// Most files of the folder that are looked at.
const FILES_MAX: usize = 10_000;

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupKind {
    /// By itself, once a day.
    Daily,
    /// Somebody asked for it.
    ByHand,
    /// Before the tables were changed for a newer version.
    BeforeMigration,
}

/// A file of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Its file name without the ending.
    pub id: String,
    /// Why it was made.
    pub kind: BackupKind,
    /// When, milliseconds since the epoch.
    pub made_ms: u64,
    /// Its size.
    pub bytes: u64,
}

/// What stands beside a backup and says, without any key, of which key it is.
#[derive(Debug, Serialize, Deserialize)]
struct Label {
    version: u32,
    check: String,
}

const LABEL_VERSION: u32 = 1;
const LABEL_BYTES_MAX: u64 = 4096;

/// Returns the backups of a data folder, newest first. Needs no key and changes nothing.
pub fn list(folder: &DataFolder) -> Vec<Backup> {
    let Ok(entries) = std::fs::read_dir(folder.backups()) else { return Vec::new() };
    let mut found: Vec<Backup> = entries.take(FILES_MAX).flatten().filter_map(|entry| read_entry(&entry)).collect();
    found.sort_by(|a, b| (b.made_ms, &b.id).cmp(&(a.made_ms, &a.id)));
    found
}

fn read_entry(entry: &std::fs::DirEntry) -> Option<Backup> {
    let facts = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
    let name = entry.file_name();
    let id = name.to_str()?.strip_suffix(".db")?;
    let (kind, made_ms) = name::read(id)?;
    let written_ms = || {
        let since = facts.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
        u64::try_from(since.as_millis()).ok()
    };
    let made_ms = made_ms.or_else(written_ms).unwrap_or_default();
    Some(Backup { id: id.to_owned(), kind, made_ms, bytes: facts.len() })
}

/// Returns the path of a backup.
fn path_of(folder: &DataFolder, id: &str) -> PathBuf {
    folder.backups().join(format!("{id}.db"))
}

fn label_of(folder: &DataFolder, id: &str) -> PathBuf {
    folder.backups().join(format!("{id}.json"))
}

/// Returns the backup with this id.
///
/// # Errors
/// [`OpenError::NoBackup`]; an id is never taken for a path.
fn find(folder: &DataFolder, id: &str) -> Result<Backup, OpenError> {
    list(folder).into_iter().find(|backup| backup.id == id).ok_or_else(|| OpenError::NoBackup(id.to_owned()))
}

/// Writes a backup before the tables are changed.
pub(crate) fn before_migration(
    conn: &Connection,
    folder: &DataFolder,
    key: &DatabaseKey,
    (known, found): (u32, u32),
) -> Result<(), OpenError> {
    write(conn, folder, key, &name::before_migration(known, found))?;
    remove_old(folder);
    Ok(())
}

/// Writes, checks and names one.
fn write(conn: &Connection, folder: &DataFolder, key: &DatabaseKey, id: &str) -> Result<BackupContents, OpenError> {
    let failed = |error: OpenError| {
        let is_said = matches!(error, OpenError::Store(_) | OpenError::FolderReadOnly { .. });
        if is_said { error } else { OpenError::Backup(error.to_string()) }
    };
    let backups = DataFolder::create(&folder.backups()).map_err(failed)?;
    let (path, temporary) = (path_of(folder, id), backups.path().join(format!("{id}.new")));
    let written = write_copy(conn, &temporary, key).and_then(|contents| {
        keep_label(&backups, &label_of(folder, id), key)?;
        keep_slots(folder, &backups);
        std::fs::rename(&temporary, &path).map_err(|error| OpenError::io(backups.path(), &path, &error))?;
        backups.sync();
        Ok(contents)
    });
    if written.is_err() {
        copy::remove_whole(&temporary);
        if !path.exists() {
            let _ = std::fs::remove_file(label_of(folder, id));
        }
    }
    written.map_err(failed)
}

fn keep_label(backups: &DataFolder, path: &Path, key: &DatabaseKey) -> Result<(), OpenError> {
    let label = Label { version: LABEL_VERSION, check: crate::keys::hex(&key.check_value()) };
    let text = serde_json::to_vec(&label)
        .map_err(|error| OpenError::Io { path: path.to_owned(), reason: error.to_string() })?;
    backups.replace(path, &text)
}

/// Keeps the key slots with the backups: without them a keychain or passphrase opens none.
fn keep_slots(folder: &DataFolder, backups: &DataFolder) {
    let path = folder.key_slots_of_backups();
    let kept = KeySlots::load(folder).and_then(|slots| backups.replace(&path, &slots.to_text(&path)?));
    if let Err(error) = kept {
        tracing::warn!(%error, "the backups have no copy of the key slots");
    }
}

/// Removes what the rule of [`retention`] does not keep. What cannot be removed stays until the next time.
fn remove_old(folder: &DataFolder) {
    for backup in retention::superfluous(&list(folder)) {
        copy::remove_whole(&path_of(folder, &backup));
        let _ = std::fs::remove_file(label_of(folder, &backup));
    }
}

/// Opens a backup with the key of its folder, and checks every page, index and row of it. Changes nothing.
///
/// # Errors
/// [`OpenError::NoBackup`]; [`OpenError::WrongKey`] when it is of another vault, [`OpenError::Newer`] when a
/// newer version wrote it, [`OpenError::Damaged`].
fn check(folder: &DataFolder, key: &DatabaseKey, id: &str) -> Result<(Backup, BackupContents), OpenError> {
    let backup = find(folder, id)?;
    check_file(&path_of(folder, id), &label_of(folder, id), key).map(|contents| (backup, contents))
}

fn check_file(path: &Path, label: &Path, key: &DatabaseKey) -> Result<BackupContents, OpenError> {
    let is_of_other_key = read_label(label).is_some_and(|label| label.check != crate::keys::hex(&key.check_value()));
    if is_of_other_key {
        return Err(OpenError::WrongKey);
    }
    let bytes = std::fs::metadata(path).map_err(|error| OpenError::io(path, path, &error))?.len();
    // SQLite takes what is shorter than a page for an empty database, and a part of a page for none.
    if bytes == 0 || bytes % PAGE_BYTES != 0 {
        return Err(OpenError::Damaged(format!("it ends within a page, after {bytes} bytes")));
    }
    let conn = connect(path, key, Purpose::Inspect)?;
    let known = u32::try_from(crate::MIGRATIONS.len()).unwrap_or(u32::MAX);
    let found = crate::migrations::version(&conn)?;
    if found > known {
        return Err(OpenError::Newer { found, known });
    }
    copy::check(&conn)
}

/// A label that cannot be read says nothing, and the database then speaks for itself.
fn read_label(path: &Path) -> Option<Label> {
    let size = std::fs::metadata(path).ok()?.len();
    let text = (size <= LABEL_BYTES_MAX).then(|| std::fs::read(path).ok())??;
    serde_json::from_slice(&text).ok().filter(|label: &Label| label.version == LABEL_VERSION)
}

impl SqliteStore {
    /// Writes a backup, opens and checks it, and removes those that are no longer kept.
    ///
    /// # Errors
    /// [`OpenError::Backup`], [`OpenError::Store`] with `Full`: the backups before are as they were.
    pub fn back_up(&self, kind: BackupKind, now_ms: u64) -> Result<(Backup, BackupContents), OpenError> {
        let id = name::of(kind, now_ms);
        let contents = self.query(|tx| write(tx.conn(), self.folder(), self.key(), &id))?;
        let backup = find(self.folder(), &id)?;
        remove_old(self.folder());
        Ok((backup, contents))
    }

    /// Opens a backup and checks every page, index and row of it. Changes nothing.
    ///
    /// # Errors
    /// [`OpenError::NoBackup`], [`OpenError::WrongKey`], [`OpenError::Newer`], [`OpenError::Damaged`].
    pub fn check_backup(&self, id: &str) -> Result<(Backup, BackupContents), OpenError> {
        check(self.folder(), self.key(), id)
    }
}
