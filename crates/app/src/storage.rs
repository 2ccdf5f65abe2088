//! What the vault takes on this device, what opens it, and a copy of it elsewhere.

use std::path::Path;

use driftless_store::{KeySlots, SlotKind};
use driftless_sync::contract::Store as _;
use secrecy::{ExposeSecret as _, SecretString};

use crate::door::check_passphrase;
use crate::markdown::format_ms;
use crate::view::{BackupView, KeyPlace, StorageFacts};
use crate::{App, AppError};

impl App {
    /// Returns what the vault takes. Counts that the store keeps: as quick for 100,000 notes as for one.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn storage(&self) -> Result<StorageFacts, AppError> {
        let database = self.store().folder().database();
        let mut journal = database.clone().into_os_string();
        journal.push("-wal");
        let size = |path: &Path| std::fs::metadata(path).map(|found| found.len()).unwrap_or_default();
        let sidebar = self.sidebar()?;
        let wal = self.store().read(|tx| tx.wal_summary())?;
        Ok(StorageFacts {
            folder: self.data_dir().display().to_string(),
            database_bytes: size(&database),
            journal_bytes: size(journal.as_ref()),
            notes: sidebar.all,
            archived: sidebar.archived,
            trashed: sidebar.trash,
            notebooks: u32::try_from(sidebar.notebooks.len()).unwrap_or(u32::MAX),
            actions: wal.entries,
            action_bytes: wal.bytes,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    /// Writes an encrypted backup into a new folder inside `parent`, reopens and checks it. The folder is a
    /// data folder: the app opens it as it is, with the same key.
    ///
    /// # Errors
    /// [`AppError::BadInput`] when `parent` is no folder; [`AppError::Open`]. Nothing stays behind then.
    pub fn back_up_into(&self, parent: &Path) -> Result<BackupView, AppError> {
        if !parent.is_absolute() || !parent.is_dir() {
            return Err(AppError::BadInput { field: "folder", reason: "is not a folder".to_owned() });
        }
        let now = format_ms(i64::try_from(self.inner.clock.now_ms()).unwrap_or(i64::MAX));
        let (day, time) = (now.get(..10).unwrap_or_default(), now.get(11..19).unwrap_or_default().replace(':', "."));
        let to = parent.join(format!("Driftless backup {day} {time}"));
        self.inner.flush_all()?;
        let bytes = self.store().back_up_into(&to)?;
        Ok(BackupView { folder: to.display().to_string(), bytes })
    }

    /// Returns where the key of the database is.
    ///
    /// # Errors
    /// [`AppError::Open`] when the key slots cannot be read.
    pub fn key_places(&self) -> Result<Vec<KeyPlace>, AppError> {
        let place = |kind| match kind {
            SlotKind::Keychain => KeyPlace::Keychain,
            SlotKind::KeyFile => KeyPlace::KeyFile,
            SlotKind::Passphrase => KeyPlace::Passphrase,
            SlotKind::Raw => KeyPlace::Brought,
        };
        Ok(KeySlots::load(self.store().folder())?.kinds().into_iter().map(place).collect())
    }

    /// Changes the passphrase that opens this vault. Backups keep the one they were made with.
    ///
    /// # Errors
    /// [`AppError::Open`] when the old one is wrong or no passphrase opens this vault, [`AppError::BadInput`]
    /// for a new one shorter than 8 characters. Nothing was changed then.
    pub fn change_passphrase(&self, old: &SecretString, new: &SecretString) -> Result<(), AppError> {
        check_passphrase(new.expose_secret())?;
        Ok(self.store().change_passphrase(old, new)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::NewNote;
    use crate::{Door, KeyChoice, OpenOptions, Role};

    fn options(data_dir: &Path, key: KeyChoice) -> OpenOptions {
        OpenOptions { data_dir: data_dir.to_path_buf(), key, device_name: None, role: Role::Command }
    }

    fn note(title: &str) -> NewNote {
        NewNote { title: title.to_owned(), body: String::new(), notebook_id: None, tags: vec![], pinned: false }
    }

    #[test]
    fn a_backup_opens_as_a_data_folder_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let key = || KeyChoice::KeyFile(folder.path().join("key"));
        let app = App::create(options(&folder.path().join("data"), key())).unwrap();
        app.note_create(&note("Kept")).unwrap();
        let backup = app.back_up_into(folder.path()).unwrap();
        app.note_create(&note("Later")).unwrap();
        let restored = App::open(options(Path::new(&backup.folder), key())).unwrap();
        assert_eq!(restored.storage().unwrap().notes, 1);
        assert!(restored.verify().unwrap().ok);
        assert_eq!(app.storage().unwrap().notes, 2);
        assert!(matches!(app.back_up_into(&folder.path().join("key")), Err(AppError::BadInput { .. })));
    }

    #[test]
    fn a_changed_passphrase_opens_and_the_old_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let secret = |text: &str| SecretString::from(text.to_owned());
        let app = App::create(options(&data, KeyChoice::Passphrase(secret("first passphrase")))).unwrap();
        assert_eq!(app.key_places().unwrap(), [KeyPlace::Passphrase]);
        assert!(app.change_passphrase(&secret("wrong passphrase"), &secret("second passphrase")).is_err());
        assert!(matches!(
            app.change_passphrase(&secret("first passphrase"), &secret("short")),
            Err(AppError::BadInput { field: "passphrase", .. })
        ));
        app.change_passphrase(&secret("first passphrase"), &secret("second passphrase")).unwrap();
        drop(app);
        let door = Door::new(options(&data, KeyChoice::Keychain));
        assert!(door.unlock(secret("first passphrase")).is_err());
        assert!(door.unlock(secret("second passphrase")).is_ok());
    }

    #[test]
    fn a_device_can_be_renamed() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let key = || KeyChoice::KeyFile(folder.path().join("key"));
        let app = App::create(options(&data, key())).unwrap();
        app.rename_device("Kitchen ").unwrap();
        assert_eq!(app.device_name(), "Kitchen");
        assert!(app.rename_device("  ").is_err());
        drop(app);
        assert_eq!(App::open(options(&data, key())).unwrap().device_name(), "Kitchen");
    }
}
