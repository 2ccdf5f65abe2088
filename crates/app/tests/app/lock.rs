//! The lock, and what helps when a data folder cannot be opened.

use driftless_app::view::{ErrorKind, LockSettings, VaultState};
use driftless_app::{App, AppError, Door, KeyChoice, OpenOptions, Role};
use secrecy::SecretString;

use crate::device::new_note;

const PASSPHRASE: &str = "correct horse battery";

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

/// A data folder with a note in it, and the door before it, open.
struct House {
    folder: tempfile::TempDir,
    door: Door,
    note: String,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let door = Door::new(Self::options(&folder));
        assert!(matches!(door.state(), VaultState::Ready { first_start: true, .. }));
        let note = door.app().unwrap().note_create(&new_note("Secret", "behind the lock")).unwrap().row.id;
        Self { folder, door, note }
    }

    fn options(folder: &tempfile::TempDir) -> OpenOptions {
        let key = KeyChoice::KeyFile(folder.path().join("key"));
        OpenOptions { data_dir: folder.path().join("data"), key, device_name: None, role: Role::Window }
    }

    /// A house whose door has a passphrase.
    fn with_passphrase() -> Self {
        let house = Self::new();
        house.app().set_passphrase(&secret(PASSPHRASE)).unwrap();
        house
    }

    fn app(&self) -> App {
        self.door.app().unwrap()
    }

    fn slots(&self) -> Vec<u8> {
        std::fs::read(self.folder.path().join("data/keyslots.json")).unwrap()
    }

    fn database(&self) -> std::path::PathBuf {
        self.folder.path().join("data/driftless.db")
    }
}

#[test]
fn what_is_locked_is_closed_and_only_the_passphrase_opens_it() {
    let house = House::with_passphrase();
    let (sink, _inbox) = crate::device::channel_sink();
    let opened = house.app().note_open(&house.note, sink).unwrap();
    drop(opened);
    assert!(house.door.lock().unwrap());
    assert!(house.door.is_locked());
    assert_eq!(house.door.app().unwrap_err().kind(), ErrorKind::Locked);
    assert_eq!(house.door.state(), VaultState::EnterPassphrase, "the key file does not open it");
    // Closed in order: SQLite folds its log into the file and removes it with the last connection.
    assert!(!house.database().with_extension("db-wal").exists());
    assert_eq!(house.door.unlock(secret("wrong passphrase")).unwrap_err().kind(), ErrorKind::WrongKey);
    assert!(matches!(house.door.unlock(secret(PASSPHRASE)).unwrap(), VaultState::Ready { .. }));
    assert!(!house.door.is_locked());
    assert_eq!(house.app().note_text(&house.note).unwrap(), "behind the lock");
    assert!(matches!(house.door.state(), VaultState::Ready { .. }));
}

#[test]
fn a_vault_without_a_passphrase_is_not_locked_and_says_why() {
    let house = House::new();
    assert_eq!(house.door.lock().unwrap_err().kind(), ErrorKind::NoPassphrase);
    assert_eq!(house.app().note_text(&house.note).unwrap(), "behind the lock", "it stays open");
}

#[test]
fn who_set_a_passphrase_is_asked_at_each_start_until_it_is_removed() {
    let house = House::with_passphrase();
    drop(house.app().close());
    let House { folder, door, .. } = house;
    drop(door);
    let door = Door::new(House::options(&folder));
    assert_eq!(door.state(), VaultState::EnterPassphrase);
    assert!(door.is_locked());
    door.unlock(secret(PASSPHRASE)).unwrap();
    assert!(door.app().unwrap().remove_passphrase(&secret("wrong passphrase")).is_err());
    door.app().unwrap().remove_passphrase(&secret(PASSPHRASE)).unwrap();
    drop(door);
    assert!(matches!(Door::new(House::options(&folder)).state(), VaultState::Ready { .. }));
}

/// I10, K05: guessing becomes slow; nothing is wiped and no slot is changed; the right one opens it after the wait.
#[test]
fn i10_a_thousand_wrong_passphrases_are_throttled_and_change_nothing() {
    let house = House::with_passphrase();
    let slots = house.slots();
    house.door.lock().unwrap();
    let database = std::fs::read(house.database()).unwrap();
    let (mut wrong, mut throttled) = (0, 0);
    for at in 0..1_000 {
        let error = house.door.unlock(secret(&format!("wrong passphrase {at}"))).unwrap_err();
        if let AppError::TooManyTries { wait_s } = error {
            assert!((1..=300).contains(&wait_s));
            throttled += 1;
        } else {
            assert_eq!(error.kind(), ErrorKind::WrongKey);
            wrong += 1;
        }
    }
    assert!(wrong <= 12 && throttled >= 988, "{wrong} wrong, {throttled} throttled");
    assert_eq!(house.door.unlock(secret(PASSPHRASE)).unwrap_err().kind(), ErrorKind::TooManyTries);
    assert_eq!(house.door.unlock(secret("")).unwrap_err().kind(), ErrorKind::TooManyTries);
    assert_eq!(house.slots(), slots);
    assert_eq!(std::fs::read(house.database()).unwrap(), database);
}

#[test]
fn what_is_chosen_for_the_lock_is_kept_and_limited() {
    let house = House::with_passphrase();
    assert_eq!(house.app().lock_settings().unwrap(), LockSettings::default());
    let chosen = LockSettings { after_minutes: 0, on_suspend: false };
    house.app().save_lock_settings(&chosen).unwrap();
    assert_eq!(house.app().lock_settings().unwrap(), chosen);
    let error = house.app().save_lock_settings(&LockSettings { after_minutes: 5_000, ..chosen }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadInput);
    assert!(!house.door.is_lock_due());
}

/// D01, D02, D04: the door says what is there to restore, and restoring opens it.
#[test]
fn d01_a_door_that_cannot_be_opened_offers_the_backups() {
    let house = House::new();
    let backup = house.app().backup_create().unwrap().backup;
    house.app().note_create(&new_note("Later", "")).unwrap();
    house.door.close();
    let House { folder, .. } = house;
    let database = folder.path().join("data/driftless.db");
    let good = std::fs::read(&database).unwrap();
    let mut damaged = good.clone();
    damaged[200] ^= 1;
    for (what, bytes) in [("empty", Some(Vec::new())), ("gone", None), ("damaged", Some(damaged))] {
        match &bytes {
            Some(bytes) => std::fs::write(&database, bytes).unwrap(),
            None => std::fs::remove_file(&database).unwrap(),
        }
        let door = Door::new(House::options(&folder));
        let VaultState::Failed { error, backups, asks_passphrase, .. } = door.state() else { panic!("{what} opens") };
        assert_eq!(error.kind, ErrorKind::Damaged, "{what}");
        assert_eq!((backups, asks_passphrase), (vec![backup.clone()], false), "{what}");
        let restored = door.restore(&backup.id, None).unwrap();
        assert_eq!(restored.set_aside.is_some(), bytes.is_some(), "{what}");
        assert!(matches!(door.state(), VaultState::Ready { first_start: false, .. }), "{what}");
        assert_eq!(door.app().unwrap().storage().unwrap().notes, 1, "{what}");
        door.close();
        std::fs::write(&database, &good).unwrap();
    }
}

#[test]
fn an_open_vault_is_restored_behind_its_passphrase_and_a_wrong_one_leaves_it_open() {
    let house = House::with_passphrase();
    let backup = house.app().backup_create().unwrap().backup;
    let later = house.app().note_create(&new_note("Later", "")).unwrap().row.id;
    assert_eq!(house.door.restore(&backup.id, None).unwrap_err().kind(), ErrorKind::Locked);
    assert_eq!(house.door.restore(&backup.id, Some(secret("wrong one"))).unwrap_err().kind(), ErrorKind::WrongKey);
    assert!(house.door.restore("../x", Some(secret(PASSPHRASE))).is_err());
    assert!(house.app().note_text(&later).is_ok(), "it is as it was");
    let restored = house.door.restore(&backup.id, Some(secret(PASSPHRASE))).unwrap();
    assert_eq!(restored.backup.notes, 1);
    assert!(house.app().note_text(&later).is_err());
    assert_eq!(house.app().note_text(&house.note).unwrap(), "behind the lock");
    assert!(house.app().verify().unwrap().ok);
}

/// K02: without its keychain entry or key file the passphrase opens the vault, and nothing new is made.
#[test]
fn k02_a_lost_key_is_told_and_the_passphrase_still_opens_the_vault() {
    let house = House::with_passphrase();
    house.app().close().unwrap();
    let House { folder, door, note } = house;
    drop(door);
    std::fs::write(folder.path().join("key"), [7; 31]).unwrap();
    let app = App::open(House::options(&folder)).unwrap_err();
    assert_eq!(app.kind(), ErrorKind::WrongKey);
    let door = Door::new(House::options(&folder));
    assert_eq!(door.state(), VaultState::EnterPassphrase);
    door.unlock(secret(PASSPHRASE)).unwrap();
    assert_eq!(door.app().unwrap().note_text(&note).unwrap(), "behind the lock");
    assert_eq!(std::fs::read(folder.path().join("key")).unwrap(), [7; 31]);
}
