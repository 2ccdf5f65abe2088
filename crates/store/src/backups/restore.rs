//! A backup becomes the database again. What was there is moved aside, never removed or written over.
//!
//! ```text
//! driftless.db.restoring          being copied and checked
//! driftless.db.restored-<time>    whole, checked and durable: from here on the restore happens, also after a crash
//! set-aside/<time>/               the database that was there, with its log and key slots: a data folder of its own
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use super::copy::remove_whole;
use super::{Backup, BackupContents, check_file, find, label_of, name, path_of};
use crate::connection::{Purpose, connect};
use crate::folder::DataFolder;
use crate::keys::{DatabaseKey, KeySlots};
use crate::lock::{SyncRole, WriterSlot};
use crate::{OpenError, OpenOptions, instance};

const RESTORED: &str = "driftless.db.restored-";
const SET_ASIDE: &str = "set-aside";

/// What restoring did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The backup.
    pub backup: Backup,
    /// What is in it.
    pub contents: BackupContents,
    /// Where the database is that was there before; none when there was none.
    pub set_aside: Option<PathBuf>,
}

/// Puts a backup in the place of the database. Opened next, it is a device of its own, so nothing that the
/// server has of the device before is overwritten or lost.
///
/// # Errors
/// [`OpenError::InUse`] while a program has the folder open; [`OpenError::NoBackup`], [`OpenError::WrongKey`],
/// [`OpenError::Newer`], [`OpenError::Damaged`] for what cannot be restored; nothing was changed in each case.
/// [`OpenError::Io`] and the like: the database is as it was, or set aside and the backup takes its place at the
/// next open.
pub fn restore(options: &OpenOptions, id: &str, now_ms: u64) -> Result<Restored, OpenError> {
    let folder = DataFolder::existing(&options.folder)?;
    let slots = KeySlots::load(&folder)?;
    let key = options.key.find(&folder, &slots)?;
    let _nobody_else = lock_out(&folder)?;
    let backup = find(&folder, id)?;
    let contents = check_file(&path_of(&folder, id), &label_of(&folder, id), &key)?;

    let (time, aside) = free_place(&folder, now_ms)?;
    let set_aside = fs::symlink_metadata(folder.database()).is_ok().then_some(aside);

    let building = folder.path().join("driftless.db.restoring");
    remove_whole(&building);
    let named = copy_as_other_device(&path_of(&folder, id), &building, &key)
        .and_then(|()| rename(&folder, &building, &folder.path().join(format!("{RESTORED}{time}"))));
    if let Err(error) = named {
        remove_whole(&building);
        return Err(error);
    }
    finish(&folder)?;
    // They were perhaps read from a copy.
    slots.save(&folder)?;
    Ok(Restored { backup, contents, set_aside })
}

/// Ends a restore that a crash ended after it was decided. Leaves it alone while a program has the folder open.
pub(crate) fn finish_left(folder: &DataFolder) -> Result<(), OpenError> {
    if find_restored(folder).is_none() {
        return Ok(());
    }
    match lock_out(folder) {
        Ok(_nobody_else) => finish(folder),
        Err(OpenError::InUse(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Moves the database that is there, whatever its state, into a folder of its own, and the restored one in its place.
/// Every step can be made again. The caller holds the locks.
fn finish(folder: &DataFolder) -> Result<(), OpenError> {
    let Some((time, restored)) = find_restored(folder) else { return Ok(()) };
    let database = folder.database();
    // With its log, which must not stand beside another database.
    let here: Vec<PathBuf> = ["", "-wal", "-shm"].map(|ending| with(&database, ending)).into();
    if here.iter().any(|path| fs::symlink_metadata(path).is_ok()) {
        let aside = DataFolder::create(&folder.path().join(SET_ASIDE).join(time))?;
        if let Ok(slots) = KeySlots::load(folder) {
            slots.save(&aside)?;
        }
        for (from, ending) in here.iter().zip(["", "-wal", "-shm"]) {
            if fs::symlink_metadata(from).is_ok() {
                rename(folder, from, &with(&aside.database(), ending))?;
            }
        }
        aside.sync();
    }
    rename(folder, &restored, &database)
}

/// Returns the restored database that waits for its name, with its time.
fn find_restored(folder: &DataFolder) -> Option<(String, PathBuf)> {
    let entries = fs::read_dir(folder.path()).ok()?.flatten();
    let mut found = entries.filter_map(|entry| {
        let time = entry.file_name().to_str()?.strip_prefix(RESTORED)?.to_owned();
        let is_time =
            !time.is_empty() && time.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
        (is_time && !time.contains("..")).then(|| (time, entry.path()))
    });
    found.next()
}

/// Returns a name that no folder has yet, and its place.
fn free_place(folder: &DataFolder, now_ms: u64) -> Result<(String, PathBuf), OpenError> {
    let time = name::time(now_ms);
    let places = folder.path().join(SET_ASIDE);
    let names = (0..100).map(|at| if at == 0 { time.clone() } else { format!("{time}-{at}") });
    let mut free = names.map(|name| (name.clone(), places.join(name))).filter(|(_, path)| !path.exists());
    free.next().ok_or(OpenError::AlreadyThere(places))
}

fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Takes every lock that a program on this folder holds.
fn lock_out(folder: &DataFolder) -> Result<(Vec<WriterSlot>, SyncRole), OpenError> {
    let in_use = || OpenError::InUse(folder.path().to_owned());
    let slots = (0..WriterSlot::COUNT).map(|slot| WriterSlot::claim_left(folder, slot)?.ok_or_else(in_use));
    let slots = slots.collect::<Result<_, OpenError>>()?;
    Ok((slots, SyncRole::try_take(folder)?.ok_or_else(in_use)?))
}

/// Copies the file and gives it a nonce that no device knows: the next open takes it for a copy.
fn copy_as_other_device(from: &Path, to: &Path, key: &DatabaseKey) -> Result<(), OpenError> {
    let sqlite = |error: rusqlite::Error| OpenError::sqlite(&error);
    let io = |error: &std::io::Error| OpenError::io(to.parent().unwrap_or(to), to, error);
    fs::copy(from, to).map_err(|error| io(&error))?;
    let conn = connect(to, key, Purpose::Write)?;
    conn.execute("UPDATE device SET instance = ?1", [instance::new_nonce()?]).map_err(sqlite)?;
    conn.execute_batch("PRAGMA journal_mode = DELETE;").map_err(sqlite)?;
    super::copy::check(&conn)?;
    conn.close().map_err(|(_, error)| sqlite(error))?;
    fs::File::open(to).and_then(|file| file.sync_all()).map_err(|error| io(&error))
}

fn rename(folder: &DataFolder, from: &Path, to: &Path) -> Result<(), OpenError> {
    fs::rename(from, to).map_err(|error| OpenError::io(folder.path(), to, &error))?;
    folder.sync();
    Ok(())
}
