//! A note's text, read and changed from outside an editor.

use driftless_domain::body::TextBody as _;
use driftless_sync::contract::Store as _;

use super::Written;
use crate::slot::load_text;
use crate::{App, AppError, input};

impl App {
    /// Returns a note's text, LF line ends, with every keystroke of every process.
    ///
    /// # Errors
    /// As [`App::note_meta`].
    pub fn note_text(&self, id: &str) -> Result<String, AppError> {
        let note_id = input::entity_id("id", id)?;
        self.inner.check_note(note_id)?;
        self.inner.store.read(|tx| {
            let drafts = tx.drafts_of(note_id)?;
            if drafts.is_empty() {
                return Ok(tx.load_body(note_id)?.map(|body| body.text).unwrap_or_default());
            }
            // Only reads: nothing is ever written under this process's id here.
            let mut text = load_text(tx, note_id, self.inner.slot.peer())?;
            for draft in &drafts {
                text.import(&[&draft.update])?;
            }
            Ok(text.text()?)
        })
    }

    /// Makes a note's text `new_text`, as the smallest edit, so that concurrent edits merge.
    ///
    /// # Errors
    /// As [`App::note_meta`], and [`AppError::TooLarge`].
    pub fn edit_body(&self, id: &str, new_text: &str) -> Result<Written, AppError> {
        let new_text = input::body(new_text)?;
        self.change_body(id, |_| Ok(new_text))
    }

    /// Adds text at the end, on a line of its own.
    ///
    /// # Errors
    /// As [`App::edit_body`].
    pub fn append_body(&self, id: &str, text: &str) -> Result<Written, AppError> {
        let added = input::body(text)?;
        self.change_body(id, |old| {
            let line_break = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
            Ok(format!("{old}{line_break}{added}"))
        })
    }

    /// Replaces every occurrence of `old` by `new`.
    ///
    /// # Errors
    /// As [`App::edit_body`], and [`AppError::BadInput`] when `old` is empty or does not occur.
    pub fn replace_in_body(&self, id: &str, old: &str, new: &str) -> Result<Written, AppError> {
        let (old, new) = (input::body(old)?, input::body(new)?);
        if old.is_empty() {
            return Err(AppError::BadInput { field: "old", reason: "is empty".to_owned() });
        }
        self.change_body(id, |text| {
            if !text.contains(&old) {
                return Err(AppError::BadInput { field: "old", reason: "does not occur in the note".to_owned() });
            }
            Ok(text.replace(&old, &new))
        })
    }

    fn change_body(
        &self,
        id: &str,
        change: impl FnOnce(&str) -> Result<String, AppError>,
    ) -> Result<Written, AppError> {
        let note_id = input::entity_id("id", id)?;
        self.inner.check_note(note_id)?;
        let actions = self.inner.with_session(note_id, |open, desk| {
            open.merge(desk)?;
            let new_text = change(open.text())?;
            open.replace(desk, &new_text)
        })?;
        if !actions.is_empty() {
            self.inner.written();
        }
        Ok(Written { group: actions.first().cloned(), actions })
    }
}
