//! Notices that a database is a copy: copied with its folder, or put back from a backup.
//!
//! `instance.json` stands outside the database and holds the nonce and the count of opens that the
//! database holds too, and the file number of the database. A database that knows fewer opens than the
//! file is an older copy of itself; another file number means that the folder was copied. A folder that
//! was moved to another disk looks like a copy too: then the device takes a new identity, which costs
//! nothing but an entry in the list of devices.

use std::path::Path;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::OpenError;
use crate::folder::DataFolder;
use crate::keys::random;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Instance {
    nonce: String,
    opens: u64,
    file: Option<u64>,
}

/// A nonce for a new database.
pub(crate) fn new_nonce() -> Result<[u8; 16], OpenError> {
    random()
}

/// Counts this open in both places and says whether the database is a copy. A copy gets a new nonce, so
/// that it is noticed once.
pub(crate) fn note_open(conn: &mut Connection, folder: &DataFolder) -> Result<bool, OpenError> {
    let tx = conn
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .map_err(|error| OpenError::sqlite(&error))?;
    let (nonce, opens) = tx
        .query_row("SELECT instance, opens FROM device", [], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?.cast_unsigned()))
        })
        .map_err(|error| OpenError::sqlite(&error))?;
    let here = Instance { nonce: crate::keys::hex(&nonce), opens, file: file_number(&folder.database()) };
    let is_copy = read(&folder.instance()).is_none_or(|known| is_other(&known, &here));
    let nonce = if is_copy { new_nonce()?.to_vec() } else { nonce };
    let opens = opens.saturating_add(1);
    tx.execute("UPDATE device SET instance = ?1, opens = ?2", (&nonce, opens.cast_signed()))
        .map_err(|error| OpenError::sqlite(&error))?;
    // First the database, then the file: a crash between them leaves the database ahead, which is no copy.
    // A copy whose file could not be written is noticed again at the next open, which is harmless.
    tx.commit().map_err(|error| OpenError::sqlite(&error))?;
    write(folder, &nonce, opens)?;
    Ok(is_copy)
}

/// Writes the file for a database that was just created.
pub(crate) fn write(folder: &DataFolder, nonce: &[u8], opens: u64) -> Result<(), OpenError> {
    let instance = Instance { nonce: crate::keys::hex(nonce), opens, file: file_number(&folder.database()) };
    let path = folder.instance();
    let text = serde_json::to_vec(&instance)
        .map_err(|error| OpenError::Io { path: path.clone(), reason: error.to_string() })?;
    folder.replace(&path, &text)
}

fn is_other(known: &Instance, here: &Instance) -> bool {
    known.nonce != here.nonce || known.opens > here.opens || (known.file.is_some() && known.file != here.file)
}

fn read(path: &Path) -> Option<Instance> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

#[cfg(unix)]
fn file_number(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt as _;
    // Not the device number: it changes with a reboot.
    std::fs::metadata(path).ok().map(|found| found.ino())
}

#[cfg(not(unix))]
fn file_number(_path: &Path) -> Option<u64> {
    None
}
