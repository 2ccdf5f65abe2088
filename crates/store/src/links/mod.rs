//! Links between notes: which notes link to a note, what a link's target is called, which titles a few
//! letters may mean.
//!
//! The table is derived, kept in one pass with the search index (`search/index.rs`): a save does not
//! touch it, and every question here brings it up to date first.

mod complete;
mod mentions;

use driftless_domain::EntityId;
use driftless_domain::limits::LINKS_SHOWN_MAX;
use driftless_domain::links::{Target, links, title_of_place};
use driftless_sync::contract::StoreError;

pub use mentions::{Mention, Mentions};

use crate::SqliteStore;
use crate::column::{bytes, from_column, unpack_text};
use crate::note_row::{ARCHIVED, HIDDEN, TRASHED, sort_key};
use crate::tx::Tx;

/// A note as links show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedNote {
    /// Its id.
    pub id: EntityId,
    /// Shown title; empty when it has none.
    pub title: String,
    /// Archived.
    pub is_archived: bool,
    /// In the trash.
    pub is_trashed: bool,
    /// Last edit, milliseconds since the epoch.
    pub updated_ms: u64,
}

/// A note that links to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkingNote {
    /// The note that the links stand in.
    pub note: LinkedNote,
    /// Its text.
    pub text: String,
}

/// Columns of [`LinkedNote`].
const COLUMNS: &str = "notes.id, notes.title, notes.shelf, notes.updated_ms";

fn read_linked(row: &rusqlite::Row<'_>) -> rusqlite::Result<LinkedNote> {
    let shelf: u8 = row.get(2)?;
    Ok(LinkedNote {
        id: EntityId::from_bytes(bytes(row, 0)?),
        title: row.get(1)?,
        is_archived: shelf == ARCHIVED,
        is_trashed: shelf == TRASHED,
        updated_ms: from_column(row.get(3)?),
    })
}

/// Returns whether two titles are one for links: without case and width, by their first 120 characters.
pub fn is_same_title(a: &str, b: &str) -> bool {
    sort_key(a.trim()) == sort_key(b.trim())
}

impl SqliteStore {
    /// Brings the table of links (and the search index) up to date. Returns false when the disk is full or
    /// another process writes: the latest links may be missing then.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn index_links(&self) -> Result<bool, StoreError> {
        match self.index_all() {
            Ok(()) => Ok(true),
            Err(StoreError::Busy | StoreError::Full | StoreError::ReadOnly(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl Tx<'_> {
    /// Writes the links of a text anew. `None`: the note is not shown and has none.
    pub(crate) fn save_links(&self, num: i64, text: Option<&str>) -> Result<(), StoreError> {
        self.run("DELETE FROM note_links WHERE num = ?1", [num])?;
        for link in text.map(links).unwrap_or_default() {
            let place = i64::try_from(link.place.start).unwrap_or(i64::MAX);
            let (target, title) = match &link.target {
                Target::Note(id) => (Some(*id.as_bytes()), None),
                Target::Title(title) => (None, Some(sort_key(title))),
            };
            self.run("INSERT INTO note_links VALUES (?1, ?2, ?3, ?4)", (num, place, target, title))?;
            // `[[Title#heading]]` leads to the note of the whole if there is one, and else to that of its first part.
            if let Target::Title(title) = &link.target
                && let Some(part) = title_of_place(title)
            {
                let none = None::<[u8; 16]>;
                self.run("INSERT INTO note_links VALUES (?1, ?2, ?3, ?4)", (num, place + 1, none, sort_key(part)))?;
            }
        }
        Ok(())
    }

    /// Returns what links show of a note; none when it is unknown or deleted for ever.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn linked(&self, id: EntityId) -> Result<Option<LinkedNote>, StoreError> {
        self.row(
            &format!(
                "SELECT {COLUMNS} FROM entities JOIN notes ON notes.num = entities.num
                 WHERE entities.id = ?1 AND notes.shelf < {HIDDEN}"
            ),
            [id.as_bytes()],
            read_linked,
        )
    }

    /// Returns the note that a link by title leads to: titles are compared without case and width, by
    /// their first 120 characters. Of several, the one in the lists, then the one edited last.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn linked_by_title(&self, title: &str) -> Result<Option<LinkedNote>, StoreError> {
        let key = sort_key(title.trim());
        if key.is_empty() {
            return Ok(None);
        }
        self.row(
            &format!(
                "SELECT {COLUMNS} FROM notes WHERE title_key = ?1 AND shelf < {HIDDEN}
                 ORDER BY shelf, updated_ms DESC, num DESC LIMIT 1"
            ),
            [key],
            read_linked,
        )
    }

    /// Returns the notes (not in the trash) that link to a note by its id or by its title, edited last
    /// first, at most 500, and how many there are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn linking_to(&self, to: &LinkedNote) -> Result<(Vec<LinkingNote>, u32), StoreError> {
        // A title means one note, however many have it.
        let is_meant = self.linked_by_title(&to.title)?.is_some_and(|meant| meant.id == to.id);
        let key = if is_meant { sort_key(&to.title) } else { String::new() };
        let mut nums: Vec<(i64, i64)> = self.rows(
            &format!(
                "SELECT num, updated_ms FROM notes WHERE shelf <= {ARCHIVED} AND id IS NOT ?1 AND num IN
                 (SELECT num FROM note_links WHERE target = ?1
                  UNION SELECT num FROM note_links WHERE title_key = ?2 AND ?2 != '')"
            ),
            (to.id.as_bytes(), key),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        nums.sort_by_key(|(num, updated_ms)| std::cmp::Reverse((*updated_ms, *num)));
        let total = u32::try_from(nums.len()).unwrap_or(u32::MAX);
        let notes = nums.iter().take(LINKS_SHOWN_MAX).map(|(num, _)| self.with_text(*num)).collect::<Result<_, _>>()?;
        Ok((notes, total))
    }

    fn with_text(&self, num: i64) -> Result<LinkingNote, StoreError> {
        let note = self.one(&format!("SELECT {COLUMNS} FROM notes WHERE num = ?1"), [num], read_linked)?;
        let text: Option<Vec<u8>> = self.row("SELECT body_text FROM bodies WHERE num = ?1", [num], |row| row.get(0))?;
        Ok(LinkingNote { note, text: text.as_deref().map(unpack_text).transpose()?.unwrap_or_default() })
    }
}
