//! Backups of the database in the data folder: by itself each day, by hand, tried out, restored.

mod daily;

use std::path::Path;

use driftless_store::DataFolder;
use driftless_store::backups::{Backup, BackupContents, BackupKind, list, restore};
use driftless_sync::contract::Clock as _;

pub(crate) use self::daily::Daily;
use crate::app::store_options;
use crate::clock::SystemClock;
use crate::view::{BackupChecked, BackupReason, BackupRow, RestoredView};
use crate::{App, AppError, OpenOptions};

/// Returns the backups of a data folder, newest first. Needs no key: also for a folder that cannot be opened.
///
/// # Errors
/// [`AppError::Open`] when there is no such folder.
pub fn backups_in(data_dir: &Path) -> Result<Vec<BackupRow>, AppError> {
    Ok(list(&DataFolder::existing(data_dir)?).into_iter().map(row).collect())
}

/// Puts a backup in the place of the database, which is moved aside and stays whole. Nobody may have the folder open.
/// The device takes a new identity when it is opened next, so that nothing is lost against a server.
///
/// # Errors
/// [`AppError::Open`]: which backup, which key, or who has the folder open; nothing was changed.
pub fn restore_backup(options: &OpenOptions, id: &str) -> Result<RestoredView, AppError> {
    let restored = restore(&store_options(options), id, SystemClock::new().now_ms())?;
    Ok(RestoredView {
        backup: checked((restored.backup, restored.contents)),
        set_aside: restored.set_aside.map(|path| path.display().to_string()),
    })
}

impl App {
    /// Returns the backups, newest first.
    ///
    /// # Errors
    /// [`AppError::Open`] when the data folder is gone.
    pub fn backups(&self) -> Result<Vec<BackupRow>, AppError> {
        backups_in(self.data_dir())
    }

    /// Writes a backup, opens and checks it.
    ///
    /// # Errors
    /// [`AppError::Open`]; the backups before are as they were.
    pub fn backup_create(&self) -> Result<BackupChecked, AppError> {
        self.inner.flush_all()?;
        Ok(checked(self.store().back_up(BackupKind::ByHand, self.inner.clock.now_ms())?))
    }

    /// Tries a backup out: opens it with the key of this vault, and checks every page, index and row of it. Changes nothing.
    ///
    /// # Errors
    /// [`AppError::Open`]: what is wrong with it.
    pub fn backup_check(&self, id: &str) -> Result<BackupChecked, AppError> {
        Ok(checked(self.store().check_backup(id)?))
    }
}

fn row(backup: Backup) -> BackupRow {
    let reason = match backup.kind {
        BackupKind::Daily => BackupReason::Daily,
        BackupKind::ByHand => BackupReason::ByHand,
        BackupKind::BeforeMigration => BackupReason::BeforeUpgrade,
    };
    BackupRow { id: backup.id, reason, made_at: backup.made_ms, bytes: backup.bytes }
}

fn checked((backup, contents): (Backup, BackupContents)) -> BackupChecked {
    let BackupContents { notes, actions, edited_ms, .. } = contents;
    BackupChecked { backup: row(backup), notes, actions, edited_at: (edited_ms > 0).then_some(edited_ms) }
}
