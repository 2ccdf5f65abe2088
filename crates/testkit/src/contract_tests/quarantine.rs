//! The quarantine.

use driftless_domain::Seq;
use driftless_sync::contract::{QuarantineId, QuarantineReason, Quarantined, Store};

use super::fixture::{action_id, read, write};

/// Bytes come back as they came; the same action for the same reason is one entry.
pub fn the_same_is_kept_once_and_release_removes_it(store: &impl Store) {
    let entry = |reason| Quarantined {
        id: QuarantineId(0),
        action_id: Some(action_id(1)),
        seq: Some(Seq(u64::MAX)),
        reason,
        raw: vec![0xff; 1_000],
        at_ms: 5,
    };
    let first = entry(QuarantineReason::Unopened("altered".into()));
    write(store, |tx| {
        tx.quarantine(&first)?;
        tx.quarantine(&first)?;
        tx.quarantine(&entry(QuarantineReason::Withheld))
    });
    let kept = read(store, |tx| tx.quarantined());
    assert_eq!(kept.len(), 2);
    assert_ne!(kept[0].id, kept[1].id);
    assert_eq!(Quarantined { id: QuarantineId(0), ..kept[0].clone() }, first);
    assert_eq!(kept[1].reason, QuarantineReason::Withheld);
    write(store, |tx| tx.release(kept[0].id));
    write(store, |tx| tx.release(kept[0].id));
    assert_eq!(read(store, |tx| tx.quarantined()), kept[1..]);
}

/// The mark stands until it is cleared.
pub fn what_is_being_imported_is_remembered(store: &impl Store) {
    assert_eq!(read(store, |tx| tx.importing()), []);
    write(store, |tx| tx.mark_importing(&[action_id(1), action_id(2)]));
    assert_eq!(read(store, |tx| tx.importing()), [action_id(1), action_id(2)]);
    write(store, |tx| tx.mark_importing(&[action_id(3)]));
    assert_eq!(read(store, |tx| tx.importing()), [action_id(3)]);
    write(store, |tx| tx.mark_importing(&[]));
    assert_eq!(read(store, |tx| tx.importing()), []);
}
