//! Transactions: whole or not at all, durable when they return, one moment for a reader.

use driftless_sync::contract::{Store, StoreError};

use super::fixture::{action, entity, pending, read, shown, stored, write};
use crate::contract_tests::fixture::KEY;

/// A transaction that ends in an error leaves no trace in any table.
pub fn what_fails_leaves_no_trace(store: &impl Store) {
    write(store, |tx| tx.save_entity(&stored(entity(1), 1, "kept"), &KEY));
    let before = (shown(store), read(store, |tx| tx.changed_since(0, 10)));
    let failed: Result<(), StoreError> = store.write(|tx| {
        tx.append(&pending(action(1, entity(1))))?;
        tx.save_entity(&stored(entity(1), 2, "lost"), &KEY)?;
        tx.save_entity(&stored(entity(2), 3, "lost too"), &KEY)?;
        tx.save_setting("a", Some("b"))?;
        Err(StoreError::Full)
    });
    assert!(matches!(failed, Err(StoreError::Full)));
    assert_eq!((shown(store), read(store, |tx| tx.changed_since(0, 10))), before);
    assert_eq!(read(store, |tx| tx.wal_summary()).entries, 0);
    assert_eq!(read(store, |tx| tx.setting("a")), None);
}

/// What a write returned from is there for every later read.
pub fn what_is_committed_is_read_by_others(store: &impl Store) {
    for number in 1..20 {
        write(store, |tx| tx.append(&pending(action(number, entity(1)))));
        assert_eq!(read(store, |tx| tx.wal_summary()).entries, number);
    }
}

/// A commit in the middle of a read does not change what the read sees.
pub fn a_reader_sees_one_moment(store: &impl Store) {
    write(store, |tx| tx.append(&pending(action(1, entity(1)))));
    store
        .read::<_, StoreError>(|tx| {
            assert_eq!(tx.pending_summary()?.entries, 1);
            write(store, |tx| tx.append(&pending(action(2, entity(1)))));
            assert_eq!(tx.pending_summary()?.entries, 1);
            assert_eq!(tx.all(None, 10)?.entries.len(), 1);
            Ok(())
        })
        .unwrap();
    assert_eq!(read(store, |tx| tx.pending_summary()).entries, 2);
}

/// A panic inside a transaction leaves no trace, and the store goes on.
pub fn a_panic_leaves_no_trace(store: &impl Store) {
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _: Result<(), StoreError> = store.write(|tx| {
            tx.append(&pending(action(1, entity(1))))?;
            std::panic::resume_unwind(Box::new("on purpose"))
        });
    }));
    assert!(panicked.is_err());
    assert_eq!(read(store, |tx| tx.wal_summary()).entries, 0);
    write(store, |tx| tx.append(&pending(action(1, entity(1)))));
    assert_eq!(read(store, |tx| tx.wal_summary()).entries, 1);
}
