//! Checks of the whole file, copies of it elsewhere, and the passphrase.

use std::path::Path;

use driftless_sync::contract::StoreError;
use rusqlite::Connection;
use secrecy::SecretString;

use crate::backups::write_copy;
use crate::error::OrStoreError as _;
use crate::folder::DataFolder;
use crate::keys::{KeySlots, SlotKind};
use crate::{OpenError, SqliteStore};

pub(crate) fn remove_if_there(path: &std::path::Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
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
            self.query(|tx| write_copy(tx.conn(), &database, self.key()))?;
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
        slots.check_passphrase(self.key(), old)?;
        slots.with_passphrase(self.key(), new)?.save(self.folder())
    }

    /// Lets a passphrase open the vault too. The other ways stay.
    ///
    /// # Errors
    /// [`OpenError::NoSuchSlot`] when one does already; [`OpenError::EmptyPassphrase`]. Nothing was changed then.
    pub fn set_passphrase(&self, new: &SecretString) -> Result<(), OpenError> {
        let slots = KeySlots::load(self.folder())?;
        if slots.kinds().contains(&SlotKind::Passphrase) {
            return Err(OpenError::NoSuchSlot { asked: "a first passphrase", present: "one already".to_owned() });
        }
        slots.with_passphrase(self.key(), new)?.save(self.folder())
    }

    /// Takes the passphrase from what opens the vault.
    ///
    /// # Errors
    /// [`OpenError::WrongPassphrase`]; [`OpenError::NoSuchSlot`] when nothing else opens the vault. Nothing was changed then.
    pub fn remove_passphrase(&self, old: &SecretString) -> Result<(), OpenError> {
        let slots = KeySlots::load(self.folder())?;
        slots.check_passphrase(self.key(), old)?;
        slots.without_passphrase()?.save(self.folder())
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
