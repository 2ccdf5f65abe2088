//! The cursor.

use driftless_domain::{Epoch, Seq};
use driftless_protocol::Hash;
use driftless_sync::contract::{Cursor, StoreError, SyncCursor};

use crate::column::{bytes, from_column, to_column};
use crate::tx::Tx;

impl SyncCursor for Tx<'_> {
    fn load_cursor(&self) -> Result<Cursor, StoreError> {
        self.one("SELECT epoch, seq, chain_hash FROM cursor", [], |row| {
            Ok(Cursor {
                epoch: Epoch(from_column(row.get(0)?)),
                seq: Seq(from_column(row.get(1)?)),
                chain_hash: Hash(bytes(row, 2)?),
            })
        })
    }

    fn save_cursor(&mut self, cursor: &Cursor) -> Result<(), StoreError> {
        self.run(
            "UPDATE cursor SET epoch = ?1, seq = ?2, chain_hash = ?3",
            (to_column(cursor.epoch.0), to_column(cursor.seq.0), cursor.chain_hash.0),
        )
        .map(drop)
    }
}
