//! The index, kept behind the reading path: saving a note does not touch it. It has its own watermark
//! (every entity up to a revision is in it), is brought forward in the background, and before a search.

use driftless_sync::contract::StoreError;

use super::words::to_index;
use crate::SqliteStore;
use crate::column::{to_column, unpack_text};
use crate::note_row::HIDDEN;
use crate::tx::Tx;

/// Notes indexed in one transaction: a few milliseconds for another writer to wait.
const BATCH: u32 = 200;

/// How far the index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indexed {
    /// It holds everything.
    Whole,
    /// There is more to do.
    Behind,
}

/// An entity that changed since it was indexed.
struct Changed {
    num: i64,
    revision: i64,
    title: Option<String>,
    tags: String,
    text: Option<Vec<u8>>,
}

impl SqliteStore {
    /// Indexes some of what changed, in one transaction. Call it again while it answers
    /// [`Indexed::Behind`]; that several processes do is wasteful, not wrong.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn index_some(&self) -> Result<Indexed, StoreError> {
        // Without the write lock when there is nothing to do.
        if self.query(|tx| tx.index_state())? == Indexed::Whole {
            return Ok(Indexed::Whole);
        }
        self.transact(|tx| tx.index_some())
    }

    /// Indexes everything that changed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn index_all(&self) -> Result<(), StoreError> {
        while self.index_some()? == Indexed::Behind {}
        Ok(())
    }
}

impl Tx<'_> {
    /// Returns whether the index holds everything.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn index_state(&self) -> Result<Indexed, StoreError> {
        let is_whole = self.one("SELECT indexed >= revision FROM device", [], |row| row.get(0))?;
        Ok(if is_whole { Indexed::Whole } else { Indexed::Behind })
    }

    fn index_some(&self) -> Result<Indexed, StoreError> {
        let changed = self.rows(
            &format!(
                "SELECT entities.num, entities.revision,
                        CASE WHEN notes.shelf != {HIDDEN} THEN notes.title END, coalesce(notes.tags, ''), bodies.body_text
                 FROM entities LEFT JOIN notes ON notes.num = entities.num LEFT JOIN bodies ON bodies.num = entities.num
                 WHERE entities.revision > (SELECT indexed FROM device) ORDER BY entities.revision LIMIT {BATCH}"
            ),
            [],
            |row| {
                Ok(Changed {
                    num: row.get(0)?,
                    revision: row.get(1)?,
                    title: row.get(2)?,
                    tags: row.get(3)?,
                    text: row.get(4)?,
                })
            },
        )?;
        for entity in &changed {
            self.index(entity)?;
        }
        // A short batch is the last: some revisions have no entity any more, saved again since.
        let is_last = changed.len() < BATCH as usize;
        let upto =
            if is_last { to_column(self.last_revision()?) } else { changed.last().map_or(0, |last| last.revision) };
        self.run("UPDATE device SET indexed = ?1", [upto])?;
        Ok(if is_last { Indexed::Whole } else { Indexed::Behind })
    }

    fn index(&self, entity: &Changed) -> Result<(), StoreError> {
        let Some(title) = &entity.title else {
            self.save_links(entity.num, None)?;
            self.run("DELETE FROM note_facts WHERE num = ?1", [entity.num])?;
            return self.run("DELETE FROM search WHERE rowid = ?1", [entity.num]).map(drop);
        };
        let text = entity.text.as_deref().map(unpack_text).transpose()?.unwrap_or_default();
        // Links are of the same text, which is unpacked only once.
        self.save_links(entity.num, Some(&text))?;
        self.want_blobs(&text)?;
        self.run(
            "INSERT OR REPLACE INTO note_facts (num, facts) VALUES (?1, ?2)",
            (entity.num, super::facts::facts(&text)),
        )?;
        self.run(
            "INSERT OR REPLACE INTO search (rowid, title, tags, body) VALUES (?1, ?2, ?3, ?4)",
            (entity.num, to_index(title), to_index(&entity.tags), to_index(&text)),
        )
        .map(drop)
    }
}
