//! The cursor.

use driftless_domain::{Epoch, Seq};
use driftless_protocol::Hash;
use driftless_sync::contract::{Cursor, Store, StoreError};

use super::fixture::{read, write};

/// It moves forward within its epoch, and nowhere else but by joining.
pub fn it_starts_at_nothing_and_only_moves_forward(store: &impl Store) {
    let cursor = |epoch, seq| Cursor {
        epoch: Epoch(epoch),
        seq: Seq(seq),
        chain_hash: Hash([u8::try_from(seq).unwrap_or(u8::MAX); 32]),
    };
    assert_eq!(read(store, |tx| tx.load_cursor()), Cursor::default());
    write(store, |tx| tx.advance_cursor(&cursor(u64::MAX, 3)));
    write(store, |tx| tx.advance_cursor(&cursor(u64::MAX, 3)));
    for wrong in [cursor(u64::MAX, 2), cursor(1, 4)] {
        let refused = store.write(|tx| tx.advance_cursor(&wrong));
        assert!(matches!(refused, Err(StoreError::CursorBackwards { asked, .. }) if asked == wrong));
    }
    assert_eq!(read(store, |tx| tx.load_cursor()), cursor(u64::MAX, 3));
    write(store, |tx| tx.save_cursor(&Cursor::default()));
    assert_eq!(read(store, |tx| tx.load_cursor()), Cursor::default());
}
