//! A full disk, and pages that are not what they were.

use std::fs;
use std::io::{Seek as _, SeekFrom, Write as _};

use driftless_store::search::{Moment, Query};
use driftless_sync::contract::{Draft, Store as _, StoreError};
use tempfile::TempDir;

use crate::world::{Author, create, open, options};

/// A text that does not compress well.
fn words(seed: u32) -> String {
    (0..900_u32).map(|n| format!("words {:x} ", (seed * 900 + n).wrapping_mul(2_654_435_761))).collect()
}

#[test]
fn on_a_full_disk_nothing_committed_is_lost_and_reading_goes_on() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    let kept = author.note("kept", "tide pools");
    store.index_all().unwrap();
    let pages = fs::metadata(folder.path().join("driftless.db")).unwrap().len() / 4096;
    store.limit_pages(u32::try_from(pages).unwrap() + 40).unwrap();
    let noise: Vec<u8> = (0..50_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let mut written = 0;
    let error = loop {
        let draft = Draft { id: 0, note_id: kept, slot: 0, update: noise.clone() };
        match store.write::<_, StoreError>(|tx| tx.add_draft(&draft)) {
            Ok(()) => written += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, StoreError::Full), "{error:?}");
    assert!(error.is_retryable());
    let drafts = store.read::<_, StoreError>(|tx| tx.drafts(0)).unwrap();
    assert_eq!(drafts.len(), written);
    assert!(drafts.iter().all(|draft| draft.update == noise));
    assert_eq!(store.search(&Query::parse("tide", Moment::default()).unwrap(), None, 0, 10).unwrap().total, 1);
    store.check_integrity().unwrap();
    store.limit_pages(1_000_000).unwrap();
    store.write::<_, StoreError>(|tx| tx.remove_drafts(0, kept, u64::MAX)).unwrap();
    author.note("after", "room again");
    drop(store);
    open(folder.path()).check_integrity().unwrap();
}

#[test]
fn a_flipped_bit_in_any_page_is_damage_and_never_a_panic() {
    let folder = TempDir::new().unwrap();
    let note = {
        let store = create(folder.path());
        let author = Author::new(&store);
        for number in 0..30 {
            author.note(&format!("note {number}"), &words(number));
        }
        author.note("last", "text")
    };
    let database = folder.path().join("driftless.db");
    let good = fs::read(&database).unwrap();
    let pages = good.len() / 4096;
    assert!(pages > 60);
    for page in (0..pages).step_by(7) {
        let mut file = fs::OpenOptions::new().write(true).open(&database).unwrap();
        let at = page * 4096 + 2_000;
        file.seek(SeekFrom::Start(at as u64)).unwrap();
        file.write_all(&[good[at] ^ 4]).unwrap();
        drop(file);
        match driftless_store::SqliteStore::open(&options(folder.path())) {
            Ok(opened) => {
                let found = opened.store.check_integrity();
                assert!(matches!(found, Err(StoreError::Damaged(_))), "page {page}: {found:?}");
                let _ = opened.store.query::<_, StoreError>(|tx| tx.text(note));
                let _ = opened.store.search(&Query::parse("words", Moment::default()).unwrap(), None, 0, 10);
            }
            Err(error) => assert!(matches!(error, driftless_store::OpenError::Damaged(_)), "page {page}: {error:?}"),
        }
        for name in ["driftless.db-wal", "driftless.db-shm"] {
            let _ = fs::remove_file(folder.path().join(name));
        }
        fs::write(&database, &good).unwrap();
    }
}

#[test]
fn a_truncated_database_is_damaged_at_every_length() {
    let folder = TempDir::new().unwrap();
    drop(create(folder.path()));
    let database = folder.path().join("driftless.db");
    let good = fs::read(&database).unwrap();
    for length in (1..good.len()).step_by(good.len() / 12) {
        fs::write(&database, &good[..length]).unwrap();
        let error = driftless_store::SqliteStore::open(&options(folder.path())).unwrap_err();
        assert!(matches!(error, driftless_store::OpenError::Damaged(_)), "{length}: {error:?}");
        assert_eq!(fs::read(&database).unwrap().len(), length, "left as it is");
    }
}
