//! Opening and creating: every wrong thing has its own error, and nothing is ever initialised again.

use std::fs;

use driftless_domain::{ClientId, DeviceSeq};
use driftless_store::{DatabaseKey, FolderState, KeySource, MIGRATIONS, OpenError, OpenOptions, SqliteStore, look};
use driftless_sync::contract::{Store as _, StoreError};
use tempfile::TempDir;
use uuid::Uuid;

use crate::world::{Author, create, new_vault, open, options};

fn open_error(folder: &std::path::Path) -> OpenError {
    SqliteStore::open(&options(folder)).unwrap_err()
}

#[test]
fn a_created_vault_opens_again_and_is_never_created_twice() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("deep/er");
    assert_eq!(look(&path).unwrap(), FolderState::Empty);
    let note = {
        let store = create(&path);
        Author::new(&store).note("kept", "text")
    };
    assert!(matches!(look(&path).unwrap(), FolderState::Vault(_)));
    assert!(matches!(SqliteStore::create(&options(&path), &new_vault()), Err(OpenError::AlreadyThere(_))));
    let opened = SqliteStore::open(&options(&path)).unwrap();
    assert!(!opened.is_copy);
    assert_eq!(opened.store.query::<_, StoreError>(|tx| tx.text(note)).unwrap().unwrap(), "text");
    let bytes = fs::read(path.join("driftless.db")).unwrap();
    assert!(!bytes.windows(4).any(|window| window == b"kept" || window == b"SQLi"), "nothing is readable");
}

#[test]
fn wrong_key_empty_file_and_damaged_file_are_three_errors_and_change_nothing() {
    let folder = TempDir::new().unwrap();
    drop(create(folder.path()));
    let database = folder.path().join("driftless.db");
    let good = fs::read(&database).unwrap();

    let wrong = OpenOptions { key: KeySource::Raw(DatabaseKey::from_bytes([8; 32])), ..options(folder.path()) };
    assert!(matches!(SqliteStore::open(&wrong), Err(OpenError::WrongKey)));

    fs::write(&database, b"").unwrap();
    assert!(matches!(open_error(folder.path()), OpenError::DatabaseEmpty(_)));
    assert!(matches!(look(folder.path()), Err(OpenError::DatabaseEmpty(_))));
    assert!(matches!(SqliteStore::create(&options(folder.path()), &new_vault()), Err(OpenError::DatabaseEmpty(_))));
    assert_eq!(fs::read(&database).unwrap(), b"", "left as it is");

    let mut damaged = good.clone();
    damaged[100] ^= 1;
    fs::write(&database, &damaged).unwrap();
    assert!(matches!(open_error(folder.path()), OpenError::Damaged(_)));
    assert_eq!(fs::read(&database).unwrap(), damaged, "left as it is");

    fs::write(&database, "these are not the notes you are looking for".repeat(200)).unwrap();
    assert!(matches!(open_error(folder.path()), OpenError::Damaged(_)));

    fs::write(&database, &good[..good.len() / 2]).unwrap();
    assert!(matches!(open_error(folder.path()), OpenError::Damaged(_)));

    fs::write(&database, &good).unwrap();
    open(folder.path()).check_integrity().unwrap();
}

#[test]
fn a_missing_database_with_key_slots_is_a_loss_and_not_a_new_vault() {
    let folder = TempDir::new().unwrap();
    drop(create(folder.path()));
    fs::rename(folder.path().join("driftless.db"), folder.path().join("moved")).unwrap();
    assert!(matches!(open_error(folder.path()), OpenError::DatabaseMissing(_)));
    assert!(matches!(SqliteStore::create(&options(folder.path()), &new_vault()), Err(OpenError::DatabaseMissing(_))));
}

#[test]
fn a_creation_killed_before_its_last_step_is_finished_by_the_next_open() {
    let folder = TempDir::new().unwrap();
    drop(create(folder.path()));
    fs::rename(folder.path().join("driftless.db"), folder.path().join("driftless.db.new")).unwrap();
    open(folder.path());
}

#[test]
fn what_is_no_folder_or_no_database_file_is_said() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, b"mine").unwrap();
    assert!(matches!(open_error(&file), OpenError::NotAFolder(_)));
    assert!(matches!(open_error(&file.join("below")), OpenError::NotAFolder(_)));
    assert!(matches!(SqliteStore::create(&options(&file), &new_vault()), Err(OpenError::NotAFolder(_))));
    assert!(matches!(open_error(&folder.path().join("none")), OpenError::FolderMissing(_)));
    assert!(matches!(open_error(folder.path()), OpenError::NoVault(_)));
    assert_eq!(fs::read(&file).unwrap(), b"mine");

    let vault = folder.path().join("vault");
    drop(create(&vault));
    let database = vault.join("driftless.db");
    fs::rename(&database, vault.join("real")).unwrap();
    fs::create_dir(&database).unwrap();
    assert!(matches!(open_error(&vault), OpenError::DatabaseIsFolder(_)));
    fs::remove_dir(&database).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(vault.join("real"), &database).unwrap();
        assert!(matches!(open_error(&vault), OpenError::DatabaseIsLink(_)));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_cannot_be_written_is_said() {
    // Nobody can make files there, not even root.
    let error = SqliteStore::create(&options("/proc/driftless".as_ref()), &new_vault()).unwrap_err();
    assert!(
        matches!(error, OpenError::FolderReadOnly { .. } | OpenError::FolderMissing(_) | OpenError::Io { .. }),
        "{error:?}"
    );
    let error = SqliteStore::create(&options("/proc/self".as_ref()), &new_vault()).unwrap_err();
    assert!(matches!(error, OpenError::FolderReadOnly { .. } | OpenError::Io { .. }), "{error:?}");
}

#[test]
fn key_slots_are_read_from_their_copy_and_their_loss_is_no_new_key() {
    let folder = TempDir::new().unwrap();
    drop(create(folder.path()));
    let (slots, copy) = (folder.path().join("keyslots.json"), folder.path().join("keyslots.copy.json"));
    fs::write(&slots, b"{\"version\": 1, \"check\"").unwrap();
    open(folder.path());
    assert_eq!(fs::read(&slots).unwrap(), fs::read(&copy).unwrap(), "what was damaged is written anew");
    fs::remove_file(&slots).unwrap();
    open(folder.path());
    for name in [&slots, &copy] {
        fs::write(name, b"[]").unwrap();
    }
    assert!(matches!(open_error(folder.path()), OpenError::KeySlotsMissing(_)));
    fs::write(&slots, b"{\"version\": 2, \"new\": true}").unwrap();
    assert!(matches!(open_error(folder.path()), OpenError::KeySlotsNewer { found: 2, .. }));
}

#[test]
fn a_passphrase_opens_its_slot_and_weakened_parameters_are_refused() {
    let folder = TempDir::new().unwrap();
    let with = |passphrase: &str| OpenOptions {
        folder: folder.path().to_owned(),
        key: KeySource::Passphrase(passphrase.to_owned().into()),
    };
    assert!(matches!(SqliteStore::create(&with(""), &new_vault()), Err(OpenError::EmptyPassphrase)));
    drop(SqliteStore::create(&with("correct horse"), &new_vault()).unwrap());
    assert!(matches!(SqliteStore::open(&with("battery staple")), Err(OpenError::WrongPassphrase)));
    SqliteStore::open(&with("correct horse")).unwrap();
    assert!(matches!(open_error(folder.path()), OpenError::WrongKey), "a raw key of another vault");
    let file = OpenOptions { key: KeySource::Keychain("driftless-test".into()), ..with("") };
    assert!(matches!(SqliteStore::open(&file), Err(OpenError::NoSuchSlot { .. })));
    for (from, to) in [("65536", "1"), ("65536", "67108864"), ("\"passes\": 3", "\"passes\": 900")] {
        let text = fs::read_to_string(folder.path().join("keyslots.json")).unwrap();
        assert!(text.contains(from));
        for name in ["keyslots.json", "keyslots.copy.json"] {
            fs::write(folder.path().join(name), text.replace(from, to)).unwrap();
        }
        let error = SqliteStore::open(&with("correct horse")).unwrap_err();
        assert!(matches!(error, OpenError::KeySlotParameters(_)), "{error:?}");
        for name in ["keyslots.json", "keyslots.copy.json"] {
            fs::write(folder.path().join(name), &text).unwrap();
        }
    }
}

#[test]
fn a_key_file_is_made_once_and_a_bad_one_is_refused() {
    let folder = TempDir::new().unwrap();
    let key_file = folder.path().join("key");
    let with = OpenOptions { folder: folder.path().join("vault"), key: KeySource::KeyFile(key_file.clone()) };
    drop(SqliteStore::create(&with, &new_vault()).unwrap());
    let key = fs::read_to_string(&key_file).unwrap();
    assert_eq!(key.trim().len(), 64);
    #[cfg(unix)]
    for path in [&key_file, &folder.path().join("vault/keyslots.json")] {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    SqliteStore::open(&with).unwrap();
    for bad in [&key[..40], "not hex at all", "", &key.replace(|c: char| c.is_ascii_digit(), "g")] {
        fs::write(&key_file, bad).unwrap();
        assert!(matches!(SqliteStore::open(&with), Err(OpenError::KeyFile { .. })), "{bad:?}");
    }
    fs::write(&key_file, "0".repeat(64)).unwrap();
    assert!(matches!(SqliteStore::open(&with), Err(OpenError::WrongKey)));
    fs::remove_file(&key_file).unwrap();
    assert!(matches!(SqliteStore::open(&with), Err(OpenError::KeyFile { .. })));
    assert!(!key_file.exists(), "opening never makes a key");
}

#[test]
fn a_copied_or_restored_database_is_noticed_once_and_gets_its_own_identity() {
    let folder = TempDir::new().unwrap();
    let (original, copy) = (folder.path().join("a"), folder.path().join("b"));
    drop(create(&original));
    fs::create_dir(&copy).unwrap();
    for entry in fs::read_dir(&original).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
    }
    let backup = fs::read(original.join("driftless.db")).unwrap();
    let opened = SqliteStore::open(&options(&copy)).unwrap();
    assert!(opened.is_copy);
    let client_id = ClientId::from_uuid(Uuid::from_u128(77));
    opened.store.remint_identity(client_id).unwrap();
    opened
        .store
        .read::<_, StoreError>(|tx| {
            assert_eq!(tx.identity()?.client_id, client_id);
            assert_eq!(tx.device_seq()?, DeviceSeq::ZERO);
            Ok(())
        })
        .unwrap();
    drop(opened);
    assert!(!SqliteStore::open(&options(&copy)).unwrap().is_copy, "noticed once");

    assert!(!SqliteStore::open(&options(&original)).unwrap().is_copy);
    let mut file = fs::OpenOptions::new().write(true).truncate(true).open(original.join("driftless.db")).unwrap();
    std::io::Write::write_all(&mut file, &backup).unwrap();
    let _ = fs::remove_file(original.join("driftless.db-wal"));
    assert!(SqliteStore::open(&options(&original)).unwrap().is_copy, "an older copy of itself, put back in place");
}

#[test]
fn migrating_keeps_a_checked_backup_and_a_newer_database_is_refused() {
    let folder = TempDir::new().unwrap();
    let note = Author::new(&create(folder.path())).note("before", "text");
    let mut migrations = MIGRATIONS.to_vec();
    migrations.push("CREATE TABLE later (num INTEGER PRIMARY KEY) STRICT; INSERT INTO later VALUES (4);");

    let mut failing = migrations.clone();
    let known = MIGRATIONS.len();
    failing[known] = "CREATE TABLE later (num INTEGER PRIMARY KEY) STRICT; INSERT INTO nowhere VALUES (4);";
    assert!(SqliteStore::open_with(&options(folder.path()), &failing).is_err());
    drop(open(folder.path()));

    let opened = SqliteStore::open_with(&options(folder.path()), &migrations).unwrap();
    assert!(!opened.is_copy);
    assert_eq!(opened.store.query::<_, StoreError>(|tx| tx.text(note)).unwrap().unwrap(), "text");
    drop(opened);
    assert!(
        matches!(open_error(folder.path()), OpenError::Newer { found, known: max } if found as usize == known + 1 && max as usize == known)
    );

    let backup = folder.path().join(format!("backups/before-version-{}-from-{known}.db", known + 1));
    fs::copy(&backup, folder.path().join("driftless.db")).unwrap();
    for name in ["driftless.db-wal", "driftless.db-shm"] {
        let _ = fs::remove_file(folder.path().join(name));
    }
    let restored = SqliteStore::open(&options(folder.path())).unwrap();
    assert!(restored.is_copy);
    assert_eq!(restored.store.query::<_, StoreError>(|tx| tx.text(note)).unwrap().unwrap(), "text");
}
