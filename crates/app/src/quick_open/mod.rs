//! Opening a note by a few letters of its title. The titles are in memory, so that every key is answered
//! within a frame, whatever the number of notes; what changed is read anew before an answer.

mod fold;
mod score;
mod titles;

use driftless_domain::EntityId;
use driftless_domain::limits::{QUERY_CHARS_MAX, QUICK_OPEN_MAX};
use driftless_store::Tx;
use driftless_sync::contract::StoreError;

pub use titles::{Ranked, Title, Titles};

use crate::app::Inner;
use crate::notes::row;
use crate::view::{NoteRow, QuickOpenRow};
use crate::{App, AppError, input};

impl App {
    /// Returns the notes that fit a few letters best; for no letters those opened last on this device.
    ///
    /// # Errors
    /// [`AppError::TooLarge`], [`AppError::Store`].
    pub fn quick_open(&self, query: &str) -> Result<Vec<QuickOpenRow>, AppError> {
        if query.chars().take(QUERY_CHARS_MAX + 1).count() > QUERY_CHARS_MAX {
            return Err(AppError::TooLarge { field: "query", max: QUERY_CHARS_MAX, unit: "characters" });
        }
        let now_ms = self.inner.clock.now_ms();
        self.inner.store.query(|tx| {
            let mut titles = self.inner.titles();
            titles.refresh(tx)?;
            let mut rows = Vec::new();
            for found in titles.rank(query, now_ms, QUICK_OPEN_MAX) {
                rows.extend(shown(tx, &titles, &found, query)?);
            }
            Ok(rows)
        })
    }

    /// Remembers on this device that a note was opened.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`], [`AppError::Store`].
    pub fn note_opened(&self, id: &str) -> Result<(), AppError> {
        let id = input::entity_id("id", id)?;
        self.inner.check_note(id)?;
        let now_ms = self.inner.clock.now_ms();
        self.inner.store.transact(|tx| tx.save_opening(id, now_ms))?;
        self.inner.store.query(|tx| {
            let mut titles = self.inner.titles();
            titles.opened(id, now_ms);
            // The first time reads all titles: better now than at the first key of quick open.
            titles.refresh(tx)
        })?;
        Ok(())
    }
}

impl Inner {
    fn titles(&self) -> std::sync::MutexGuard<'_, Titles> {
        // A panic may have left it half changed: it is read anew.
        self.titles.lock().unwrap_or_else(|poisoned| {
            let mut titles = poisoned.into_inner();
            *titles = Titles::default();
            titles
        })
    }
}

fn shown(tx: &Tx<'_>, titles: &Titles, found: &Ranked, query: &str) -> Result<Option<QuickOpenRow>, StoreError> {
    let id: EntityId = found.id;
    let Some(note) = tx.note(id)? else { return Ok(None) };
    let path = note.notebook.as_ref().map(|(id, _)| titles.path(*id)).unwrap_or_default();
    let title_marks = titles::marks(&note.title, query);
    Ok(Some(QuickOpenRow { row: NoteRow { title_marks, ..row(note) }, path, is_recent: found.is_recent }))
}
