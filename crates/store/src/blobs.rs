//! Attachments, in the encrypted database like everything else: what is said stored is durable, and one
//! file is backed up and copied as a whole.

use std::collections::BTreeSet;

use driftless_domain::blob::{BlobName, blob_names};
use driftless_sync::contract::{Blob, BlobCounts, BlobRow, BlobState, BlobStore, StoreError};
use rusqlite::{Row, params};

use crate::column::{bytes, from_column};
use crate::tx::Tx;

const MISSING: u8 = 0;
const WAITING: u8 = 1;
const STORED: u8 = 2;
const SET_ASIDE: u8 = 3;

const fn number(state: BlobState) -> u8 {
    match state {
        BlobState::Missing => MISSING,
        BlobState::Waiting => WAITING,
        BlobState::Stored => STORED,
        BlobState::SetAside => SET_ASIDE,
    }
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<BlobRow> {
    let state = match row.get::<_, u8>(1)? {
        WAITING => BlobState::Waiting,
        STORED => BlobState::Stored,
        SET_ASIDE => BlobState::SetAside,
        _ => BlobState::Missing,
    };
    Ok(BlobRow {
        name: BlobName(bytes(row, 0)?),
        state,
        size_bytes: from_column(row.get(2)?),
        tries: row.get(3)?,
        trouble: row.get(4)?,
    })
}

const COLUMNS: &str = "name, state, size_bytes, tries, trouble";

impl Tx<'_> {
    /// Notes the attachments that a text names. Returns how many were unknown.
    pub(crate) fn want_blobs(&self, text: &str) -> Result<usize, StoreError> {
        let names: BTreeSet<BlobName> = blob_names(text);
        names.into_iter().try_fold(0, |new, name| {
            let inserted = self.run(
                "INSERT INTO blobs (name, state, size_bytes, tries) VALUES (?1, ?2, 0, 0) ON CONFLICT (name) DO NOTHING",
                params![name.0, MISSING],
            )?;
            Ok(new + inserted)
        })
    }

    fn keep_blob(&self, blob: &Blob, state: u8) -> Result<bool, StoreError> {
        let size = i64::try_from(blob.bytes.len()).unwrap_or(i64::MAX);
        let kept = self.run(
            "INSERT INTO blobs (name, state, size_bytes, tries, named_by, content) VALUES (?1, ?2, ?3, 0, ?4, ?5)
             ON CONFLICT (name) DO UPDATE SET state = excluded.state, size_bytes = excluded.size_bytes, tries = 0,
                trouble = NULL, named_by = excluded.named_by, content = excluded.content WHERE content IS NULL",
            params![blob.name.0, state, size, blob.named_by, blob.bytes],
        )?;
        Ok(kept > 0)
    }
}

impl BlobStore for Tx<'_> {
    fn add_blob(&mut self, blob: &Blob) -> Result<bool, StoreError> {
        self.keep_blob(blob, WAITING)
    }

    fn receive_blob(&mut self, blob: &Blob) -> Result<(), StoreError> {
        self.keep_blob(blob, STORED).map(drop)
    }

    fn want_blob(&mut self, name: BlobName) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO blobs (name, state, size_bytes, tries) VALUES (?1, ?2, 0, 0)
             ON CONFLICT (name) DO UPDATE SET state = ?2, tries = 0, trouble = NULL WHERE state = ?3",
            params![name.0, MISSING, SET_ASIDE],
        )
        .map(drop)
    }

    fn load_blob(&self, name: BlobName) -> Result<Option<Blob>, StoreError> {
        self.row("SELECT named_by, content FROM blobs WHERE name = ?1 AND content IS NOT NULL", [name.0], |row| {
            Ok(Blob { name, named_by: bytes(row, 0)?, bytes: row.get(1)? })
        })
    }

    fn blob(&self, name: BlobName) -> Result<Option<BlobRow>, StoreError> {
        self.row(&format!("SELECT {COLUMNS} FROM blobs WHERE name = ?1"), [name.0], read_row)
    }

    fn blobs(&self, state: BlobState, limit: usize) -> Result<Vec<BlobRow>, StoreError> {
        self.rows(
            &format!("SELECT {COLUMNS} FROM blobs WHERE state = ?1 ORDER BY tries, num LIMIT ?2"),
            params![number(state), i64::try_from(limit).unwrap_or(i64::MAX)],
            read_row,
        )
    }

    fn blob_counts(&self) -> Result<BlobCounts, StoreError> {
        let mut counts = BlobCounts::default();
        let rows = self.rows("SELECT state, count(*), sum(size_bytes) FROM blobs GROUP BY state", [], |row| {
            Ok((row.get::<_, u8>(0)?, row.get::<_, u32>(1)?, from_column(row.get(2)?)))
        })?;
        for (state, count, size_bytes) in rows {
            match state {
                MISSING => counts.missing = count,
                WAITING => (counts.waiting, counts.waiting_bytes) = (count, size_bytes),
                SET_ASIDE => counts.set_aside = count,
                _ => {}
            }
        }
        if counts.waiting > 0 {
            counts.trouble = self
                .row(
                    "SELECT trouble FROM blobs WHERE state = ?1 AND trouble IS NOT NULL ORDER BY tries DESC, num LIMIT 1",
                    [WAITING],
                    |row| row.get(0),
                )?
                .flatten();
        }
        Ok(counts)
    }

    fn blob_sent(&mut self, name: BlobName) -> Result<(), StoreError> {
        self.run(
            "UPDATE blobs SET state = ?2, tries = 0, trouble = NULL WHERE name = ?1 AND state = ?3",
            params![name.0, STORED, WAITING],
        )
        .map(drop)
    }

    fn blobs_unsent(&mut self) -> Result<(), StoreError> {
        self.run("UPDATE blobs SET state = ?1 WHERE state = ?2", [WAITING, STORED]).map(drop)
    }

    fn blob_failed(&mut self, name: BlobName, trouble: &str) -> Result<(), StoreError> {
        self.run("UPDATE blobs SET tries = tries + 1, trouble = ?2 WHERE name = ?1", params![name.0, trouble]).map(drop)
    }

    fn set_blob_aside(&mut self, name: BlobName, raw: &[u8], trouble: &str) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO blobs (name, state, size_bytes, tries, trouble, aside) VALUES (?1, ?2, 0, 0, ?3, ?4)
             ON CONFLICT (name) DO UPDATE SET state = excluded.state, trouble = excluded.trouble, aside = excluded.aside
                WHERE content IS NULL",
            params![name.0, SET_ASIDE, trouble, raw],
        )
        .map(drop)
    }
}
