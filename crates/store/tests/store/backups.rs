//! Backups: written, checked, found wanting, restored; and a passphrase set, changed and removed.

use std::fs;
use std::path::{Path, PathBuf};

use driftless_store::backups::{Backup, BackupKind, list, restore};
use driftless_store::{DataFolder, DatabaseKey, KeySource, OpenError, OpenOptions, SqliteStore, WriterSlot, look};
use driftless_sync::contract::{DeviceStore as _, Store as _, StoreError};
use tempfile::TempDir;

use crate::world::{Author, create, new_vault, open, options};

const NOW: u64 = 1_763_728_205_123;

fn folder_of(path: &Path) -> DataFolder {
    DataFolder::existing(path).unwrap()
}

/// A vault with a note, and a backup of it; then a second note.
fn vault_with_backup() -> (TempDir, Backup) {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    author.note("first", "in the backup");
    let (backup, contents) = store.back_up(BackupKind::ByHand, NOW).unwrap();
    assert_eq!((contents.notes, backup.made_ms), (1, NOW));
    author.note("second", "after it");
    drop(store);
    (folder, backup)
}

fn file_of(folder: &Path, backup: &Backup) -> PathBuf {
    folder.join("backups").join(format!("{}.db", backup.id))
}

fn notes(path: &Path) -> u64 {
    open(path).query::<_, StoreError>(|tx| tx.counts().map(|counts| u64::from(counts.all))).unwrap()
}

/// The bytes of every file of the database, to see that nothing was written.
fn database(path: &Path) -> Vec<Option<Vec<u8>>> {
    ["driftless.db", "driftless.db-wal"].map(|name| fs::read(path.join(name)).ok()).into()
}

#[test]
fn a_backup_is_one_encrypted_file_that_is_found_whole() {
    let (folder, backup) = vault_with_backup();
    let bytes = fs::read(file_of(folder.path(), &backup)).unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"backup" || window == b"SQLite"), "nothing is readable");
    let store = open(folder.path());
    let (again, contents) = store.check_backup(&backup.id).unwrap();
    assert_eq!((again, contents.notes), (backup.clone(), 1));
    assert_eq!(fs::read(file_of(folder.path(), &backup)).unwrap(), bytes, "checking changes nothing");
    let mut names: Vec<String> = fs::read_dir(folder.path().join("backups"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, [format!("{}.db", backup.id), format!("{}.json", backup.id), "keyslots.json".to_owned()]);
}

#[test]
fn restoring_sets_the_database_aside_and_gives_the_device_a_new_identity() {
    let (folder, backup) = vault_with_backup();
    let before = open(folder.path()).read::<_, StoreError>(|tx| tx.identity()).unwrap();
    let restored = restore(&options(folder.path()), &backup.id, NOW + 5).unwrap();
    assert_eq!(restored.contents.notes, 1);
    let opened = SqliteStore::open(&options(folder.path())).unwrap();
    assert!(opened.is_copy, "it takes a new identity");
    assert_eq!(opened.store.read::<_, StoreError>(|tx| tx.identity()).unwrap().vault_id, before.vault_id);
    drop(opened);
    assert_eq!(notes(folder.path()), 1);
    assert_eq!(notes(&restored.set_aside.unwrap()), 2, "what was there is a data folder of its own");
    assert!(file_of(folder.path(), &backup).exists(), "and the backup is still one");
}

#[test]
fn d01_a_database_without_bytes_is_moved_aside_and_a_backup_takes_its_place() {
    let (folder, backup) = vault_with_backup();
    for name in ["driftless.db-wal", "driftless.db-shm"] {
        let _ = fs::remove_file(folder.path().join(name));
    }
    fs::write(folder.path().join("driftless.db"), b"").unwrap();
    assert!(matches!(look(folder.path()), Err(OpenError::DatabaseEmpty(_))));
    let restored = restore(&options(folder.path()), &backup.id, NOW).unwrap();
    assert_eq!(fs::read(restored.set_aside.unwrap().join("driftless.db")).unwrap(), b"");
    assert_eq!(notes(folder.path()), 1);
}

#[test]
fn d02_a_missing_database_or_one_that_is_a_folder_is_restored() {
    let (folder, backup) = vault_with_backup();
    let database = folder.path().join("driftless.db");
    fs::remove_file(&database).unwrap();
    let _ = fs::remove_file(folder.path().join("driftless.db-wal"));
    assert_eq!(restore(&options(folder.path()), &backup.id, NOW).unwrap().set_aside, None);
    assert_eq!(notes(folder.path()), 1);
    fs::rename(&database, folder.path().join("away")).unwrap();
    fs::create_dir(&database).unwrap();
    assert!(matches!(look(folder.path()), Err(OpenError::DatabaseIsFolder(_))));
    restore(&options(folder.path()), &backup.id, NOW).unwrap();
    assert_eq!(notes(folder.path()), 1);
}

#[test]
fn d04_a_flipped_bit_in_any_page_is_told_and_nothing_is_written() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    for at in 0..30 {
        author.note(&format!("note {at}"), &"words ".repeat(200));
    }
    drop(store);
    let path = folder.path().join("driftless.db");
    let good = fs::read(&path).unwrap();
    let pages = good.len() / 4096;
    assert!(pages > 60, "{pages}");
    for page in 0..pages {
        let mut damaged = good.clone();
        damaged[page * 4096 + 100 + page % 3000] ^= 1 << (page % 8);
        fs::write(&path, &damaged).unwrap();
        let outcome = SqliteStore::open(&options(folder.path()))
            .and_then(|opened| opened.store.check_integrity().map_err(OpenError::from));
        let is_told = matches!(outcome, Err(OpenError::Damaged(_) | OpenError::Store(StoreError::Damaged(_))));
        assert!(is_told, "page {page}: {outcome:?}");
        for ending in ["-wal", "-shm"] {
            let _ = fs::remove_file(folder.path().join(format!("driftless.db{ending}")));
        }
    }
}

/// F32: of another account, from a newer version, a flipped byte, cut off; each is told apart and nothing is changed.
#[test]
fn f32_a_backup_that_cannot_be_restored_says_why_and_the_data_stays() {
    let (folder, backup) = vault_with_backup();
    let file = file_of(folder.path(), &backup);
    let good = fs::read(&file).unwrap();
    let before = database(folder.path());
    let try_it = |what: &str| {
        let error = restore(&options(folder.path()), &backup.id, NOW).unwrap_err();
        assert_eq!(database(folder.path()), before, "{what}: the data was changed");
        assert!(!folder.path().join("set-aside").exists(), "{what}");
        error
    };

    for at in (0..good.len()).step_by(good.len() / 40) {
        let mut flipped = good.clone();
        flipped[at] ^= 0x40;
        fs::write(&file, &flipped).unwrap();
        assert!(matches!(try_it("flipped"), OpenError::Damaged(_)), "byte {at}");
    }
    for length in [0, 1, 100, 4095, 4096, 8192, good.len() / 2, good.len() - 4096, good.len() - 1] {
        fs::write(&file, &good[..length]).unwrap();
        assert!(matches!(try_it("cut off"), OpenError::Damaged(_)), "{length} bytes");
    }

    let other = TempDir::new().unwrap();
    let with_other_key =
        OpenOptions { folder: other.path().to_owned(), key: KeySource::Raw(DatabaseKey::from_bytes([8; 32])) };
    let other_store = SqliteStore::create(&with_other_key, &new_vault()).unwrap();
    let (others, _) = other_store.back_up(BackupKind::ByHand, NOW).unwrap();
    for ending in ["db", "json"] {
        let name = |id: &str| PathBuf::from("backups").join(format!("{id}.{ending}"));
        fs::copy(other.path().join(name(&others.id)), folder.path().join(name(&backup.id))).unwrap();
    }
    assert!(matches!(try_it("other account"), OpenError::WrongKey));

    let mut newer = driftless_store::MIGRATIONS.to_vec();
    newer.push("CREATE TABLE later (num INTEGER PRIMARY KEY) STRICT;");
    let ahead = TempDir::new().unwrap();
    drop(create(ahead.path()));
    let store = SqliteStore::open_with(&options(ahead.path()), &newer).unwrap().store;
    let (later, _) = store.back_up(BackupKind::ByHand, NOW).unwrap();
    fs::copy(file_of(ahead.path(), &later), &file).unwrap();
    fs::remove_file(file.with_extension("json")).unwrap();
    assert!(matches!(try_it("newer"), OpenError::Newer { .. }));

    fs::write(&file, &good).unwrap();
    restore(&options(folder.path()), &backup.id, NOW).unwrap();
}

#[test]
fn only_a_name_of_the_list_is_restored() {
    let (folder, backup) = vault_with_backup();
    for id in ["", ".", "..", "../driftless", "/etc/passwd", "keyslots", &format!("{}.db", backup.id), "x\0y"] {
        assert!(matches!(restore(&options(folder.path()), id, NOW), Err(OpenError::NoBackup(_))), "{id:?}");
    }
}

#[test]
fn nothing_is_restored_while_a_program_has_the_folder_open() {
    let (folder, backup) = vault_with_backup();
    let slot = WriterSlot::claim(&folder_of(folder.path())).unwrap();
    assert!(matches!(restore(&options(folder.path()), &backup.id, NOW), Err(OpenError::InUse(_))));
    drop(slot);
    restore(&options(folder.path()), &backup.id, NOW).unwrap();
}

/// Once the checked copy has its name the restore happens, wherever the program was killed.
#[test]
fn a_restore_killed_at_any_step_is_finished_by_the_next_start() {
    // How many of the files that are moved had been moved.
    for moved in 0..=3 {
        let (folder, backup) = vault_with_backup();
        let store = open(folder.path());
        let path = folder.path();
        // As a killed program leaves it: with a log beside it.
        let held = store.query::<_, StoreError>(|tx| {
            assert!(tx.identity().is_ok());
            Ok(["driftless.db", "driftless.db-wal", "driftless.db-shm"].map(|name| fs::read(path.join(name)).unwrap()))
        });
        drop(store);
        let spare = TempDir::new().unwrap();
        restore(&options(path), &backup.id, NOW).unwrap();
        let time = "2025-11-21T12-30-05.999";
        fs::rename(path.join("driftless.db"), path.join(format!("driftless.db.restored-{time}"))).unwrap();
        fs::rename(path.join("set-aside"), spare.path().join("x")).unwrap();
        let aside = path.join("set-aside").join(time);
        fs::create_dir_all(&aside).unwrap();
        fs::copy(path.join("keyslots.json"), aside.join("keyslots.json")).unwrap();
        for (at, (name, bytes)) in
            ["driftless.db", "driftless.db-wal", "driftless.db-shm"].iter().zip(held.unwrap()).enumerate()
        {
            fs::write(if at < moved { aside.join(name) } else { path.join(name) }, bytes).unwrap();
        }
        assert!(look(path).is_ok(), "{moved} moved");
        assert_eq!(notes(path), 1, "{moved} moved");
        assert_eq!(notes(&aside), 2, "{moved} moved");
    }
}

#[test]
fn a_stray_file_is_no_backup_and_is_never_removed() {
    let (folder, backup) = vault_with_backup();
    let stray = folder.path().join("backups/my own copy.db");
    fs::write(&stray, b"mine").unwrap();
    let store = open(folder.path());
    for day in 0..20 {
        store.back_up(BackupKind::Daily, NOW + day * 86_400_000).unwrap();
    }
    let all = list(&folder_of(folder.path()));
    assert!(all.iter().any(|kept| kept.id == backup.id), "what was made by hand stays");
    assert!(all.len() <= 12, "{}", all.len());
    assert_eq!(fs::read(&stray).unwrap(), b"mine");
    let labels = fs::read_dir(folder.path().join("backups")).unwrap().flatten();
    let labels = labels.filter(|entry| entry.path().extension() == Some("json".as_ref())).count();
    assert_eq!(labels, all.len() + 1, "a label goes with its backup");
}

/// K04: with the file and its first copy gone the slots are read from beside the backups.
#[test]
fn k04_the_third_copy_of_the_key_slots_opens_the_vault() {
    let (folder, _) = vault_with_backup();
    for name in ["keyslots.json", "keyslots.copy.json"] {
        fs::write(folder.path().join(name), b"[]").unwrap();
    }
    assert_eq!(notes(folder.path()), 2);
}

/// K04: copies that a crash left behind, or that others may read, are put right by the next open.
#[cfg(unix)]
#[test]
fn k04_copies_that_differ_and_files_that_others_may_read_are_put_right() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, _) = vault_with_backup();
    let (slots, copy) = (folder.path().join("keyslots.json"), folder.path().join("keyslots.copy.json"));
    let good = fs::read(&slots).unwrap();
    fs::set_permissions(&slots, fs::Permissions::from_mode(0o644)).unwrap();
    fs::remove_file(&copy).unwrap();
    drop(open(folder.path()));
    assert_eq!(fs::read(&copy).unwrap(), good);
    assert_eq!(fs::metadata(&slots).unwrap().permissions().mode() & 0o777, 0o600);
}

fn secret(text: &str) -> secrecy::SecretString {
    secrecy::SecretString::from(text.to_owned())
}

fn opens_with(folder: &Path, passphrase: &str) -> bool {
    let key = KeySource::Passphrase(secret(passphrase));
    SqliteStore::open(&OpenOptions { folder: folder.to_owned(), key }).is_ok()
}

#[test]
fn a_passphrase_is_set_beside_the_key_and_removed_but_never_the_last_way() {
    let (folder, _) = vault_with_backup();
    let path = folder.path();
    let store = open(path);
    store.set_passphrase(&secret("first passphrase")).unwrap();
    assert!(store.set_passphrase(&secret("another")).is_err(), "there is one");
    assert!(matches!(store.remove_passphrase(&secret("wrong")), Err(OpenError::WrongPassphrase)));
    drop(store);
    assert!(opens_with(path, "first passphrase") && notes(path) == 2, "both ways open it");
    open(path).remove_passphrase(&secret("first passphrase")).unwrap();
    assert!(!opens_with(path, "first passphrase") && notes(path) == 2);

    let only = TempDir::new().unwrap();
    let key = KeySource::Passphrase(secret("only passphrase"));
    let store = SqliteStore::create(&OpenOptions { folder: only.path().to_owned(), key }, &new_vault()).unwrap();
    assert!(matches!(store.remove_passphrase(&secret("only passphrase")), Err(OpenError::NoSuchSlot { .. })));
}

/// K05: the passphrase is changed by replacing one file after the other; killed between any two, the old or the new
/// opens the vault, and the next open makes all files alike.
#[test]
fn k05_a_change_killed_between_its_steps_leaves_the_old_or_the_new_passphrase() {
    let (folder, _) = vault_with_backup();
    let path = folder.path();
    let files = ["keyslots.json", "keyslots.copy.json", "backups/keyslots.json"].map(|name| path.join(name));
    open(path).set_passphrase(&secret("old passphrase")).unwrap();
    let before = fs::read(&files[0]).unwrap();
    open(path).change_passphrase(&secret("old passphrase"), &secret("new passphrase")).unwrap();
    let after = fs::read(&files[0]).unwrap();
    for replaced in 0..=3 {
        for (at, file) in files.iter().enumerate() {
            fs::write(file, if at < replaced { &after } else { &before }).unwrap();
        }
        // A killed write leaves its temporary file, which nobody reads.
        fs::write(path.join("keyslots.json.new-1"), &after[..after.len() / 2]).unwrap();
        let (old, new) = (opens_with(path, "old passphrase"), opens_with(path, "new passphrase"));
        assert_eq!((old, new), (replaced == 0, replaced > 0), "{replaced} files replaced");
        let whole = fs::read(&files[0]).unwrap();
        assert!(files.iter().all(|file| fs::read(file).unwrap() == whole), "{replaced}: put right by the open");
    }
}
