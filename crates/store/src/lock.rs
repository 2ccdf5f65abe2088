//! Who does what when several processes have one data folder open: locks of the operating system,
//! which a killed process gives back.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use driftless_sync::contract::StoreError;

use crate::folder::DataFolder;

/// More processes than anybody opens on one folder.
const SLOTS_MAX: u32 = 64;

/// The right to run sync cycles. Given back when dropped or when the process ends.
#[derive(Debug)]
pub struct SyncRole {
    _file: File,
}

impl SyncRole {
    /// Takes the role; none while another process has it.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`] when the lock file cannot be made.
    pub fn try_take(folder: &DataFolder) -> Result<Option<Self>, StoreError> {
        Ok(try_lock(&folder.path().join("sync.lock"))?.map(|file| Self { _file: file }))
    }
}

/// The turn to renew the account's session: a refresh token is good for one use, whoever uses it. Given back
/// when dropped or when the process ends.
#[derive(Debug)]
pub struct RenewalTurn {
    _file: File,
}

impl RenewalTurn {
    /// Takes the turn; none while another process, or another request of this one, has it.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`] when the lock file cannot be made.
    pub fn try_take(folder: &DataFolder) -> Result<Option<Self>, StoreError> {
        Ok(try_lock(&folder.path().join("session.lock"))?.map(|file| Self { _file: file }))
    }
}

/// A writer slot: one text writer id that no other process uses meanwhile. Given back when dropped or
/// when the process ends; its writer id is then used on by the next process with the same slot.
#[derive(Debug)]
pub struct WriterSlot {
    slot: u32,
    _file: File,
}

impl WriterSlot {
    /// Slots of one data folder.
    pub const COUNT: u32 = SLOTS_MAX;

    /// Claims one slot, to make actions of what a dead process left in it; none while a process holds it.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`].
    pub fn claim_left(folder: &DataFolder, slot: u32) -> Result<Option<Self>, StoreError> {
        Ok(try_lock(&folder.path().join(format!("slot-{slot}.lock")))?.map(|file| Self { slot, _file: file }))
    }

    /// Claims the lowest free slot. The caller then asks the store for its peer, or claims one.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when all slots are taken, [`StoreError::ReadOnly`].
    pub fn claim(folder: &DataFolder) -> Result<Self, StoreError> {
        for slot in 0..SLOTS_MAX {
            if let Some(file) = try_lock(&folder.path().join(format!("slot-{slot}.lock")))? {
                return Ok(Self { slot, _file: file });
            }
        }
        Err(StoreError::Busy)
    }

    /// Returns the slots that no living process holds: their drafts are left over from one that died.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`].
    pub fn is_free(folder: &DataFolder, slot: u32) -> Result<bool, StoreError> {
        Ok(try_lock(&folder.path().join(format!("slot-{slot}.lock")))?.is_some())
    }

    /// Returns its number.
    pub const fn slot(&self) -> u32 {
        self.slot
    }
}

/// Takes the lock of a file; none while another process, or another handle of this one, has it.
pub(crate) fn try_lock(path: &Path) -> Result<Option<File>, StoreError> {
    let failed = |error: std::io::Error| StoreError::ReadOnly(error.to_string());
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}
