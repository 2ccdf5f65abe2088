//! Notes: list, read, create, change, delete.

use crate::view::{ListQuery, NewNote, NoteMeta, NotePatch, NoteWindow};
use crate::{App, AppError};

/// A note with the facts that only an import knows.
#[derive(Debug, Clone, PartialEq)]
pub struct NoteDraft {
    /// What a person would have typed.
    pub note: NewNote,
    /// Archived at once.
    pub archived: bool,
    /// When it was first written, milliseconds since the epoch.
    pub created_at_ms: Option<u64>,
    /// When it was last edited, milliseconds since the epoch.
    pub updated_at_ms: Option<u64>,
    /// Front matter that no other field holds, as YAML.
    pub front_matter: Option<String>,
}

/// What a write did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// Ids of the actions, in order; empty when everything was so already.
    pub actions: Vec<String>,
}

impl App {
    /// Returns a window of a list.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::BadQuery`], [`AppError::Store`].
    pub fn list_notes(&self, query: &ListQuery) -> Result<NoteWindow, AppError> {
        let _ = query;
        Err(unbuilt())
    }

    /// Returns the row of a note in a list; `offset` and `limit` of the query are ignored.
    ///
    /// # Errors
    /// As [`App::list_notes`].
    pub fn note_position(&self, id: &str, query: &ListQuery) -> Result<Option<u32>, AppError> {
        let _ = (id, query);
        Err(unbuilt())
    }

    /// Returns everything about a note but its text; trashed notes too.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`], [`AppError::Store`].
    pub fn note_meta(&self, id: &str) -> Result<NoteMeta, AppError> {
        let _ = id;
        Err(unbuilt())
    }

    /// Returns a note's text, LF line ends, with every keystroke of every process.
    ///
    /// # Errors
    /// As [`App::note_meta`].
    pub fn note_text(&self, id: &str) -> Result<String, AppError> {
        let _ = id;
        Err(unbuilt())
    }

    /// Creates a note.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::TooLarge`], [`AppError::NotFound`] (the notebook), [`AppError::Store`].
    pub fn note_create(&self, note: &NewNote) -> Result<NoteMeta, AppError> {
        let _ = note;
        Err(unbuilt())
    }

    /// Creates many notes in one transaction, as one gesture. Returns their ids in order.
    ///
    /// # Errors
    /// As [`App::note_create`]; then none was created.
    pub fn notes_create(&self, drafts: &[NoteDraft]) -> Result<Vec<String>, AppError> {
        let _ = drafts;
        Err(unbuilt())
    }

    /// Changes facts of notes, in one transaction, as one gesture. What is so already makes no action.
    ///
    /// # Errors
    /// As [`App::note_create`]; then none was changed.
    pub fn notes_patch(&self, ids: &[String], patch: &NotePatch) -> Result<Written, AppError> {
        let _ = (ids, patch);
        Err(unbuilt())
    }

    /// Moves notes to the trash.
    ///
    /// # Errors
    /// As [`App::note_meta`]; then none was moved.
    pub fn notes_trash(&self, ids: &[String]) -> Result<Written, AppError> {
        let _ = ids;
        Err(unbuilt())
    }

    /// Takes notes out of the trash.
    ///
    /// # Errors
    /// As [`App::note_meta`]; then none was taken out.
    pub fn notes_restore(&self, ids: &[String]) -> Result<Written, AppError> {
        let _ = ids;
        Err(unbuilt())
    }

    /// Deletes trashed notes for ever.
    ///
    /// # Errors
    /// As [`App::note_meta`], and [`AppError::BadInput`] when one is not in the trash; then none was deleted.
    pub fn notes_purge(&self, ids: &[String]) -> Result<Written, AppError> {
        let _ = ids;
        Err(unbuilt())
    }

    /// Makes a note's text `new_text`, as the smallest edit, so that concurrent edits merge.
    ///
    /// # Errors
    /// As [`App::note_meta`], and [`AppError::TooLarge`].
    pub fn edit_body(&self, id: &str, new_text: &str) -> Result<Written, AppError> {
        let _ = (id, new_text);
        Err(unbuilt())
    }

    /// Adds text at the end, on a line of its own.
    ///
    /// # Errors
    /// As [`App::edit_body`].
    pub fn append_body(&self, id: &str, text: &str) -> Result<Written, AppError> {
        let _ = (id, text);
        Err(unbuilt())
    }

    /// Replaces every occurrence of `old` by `new`.
    ///
    /// # Errors
    /// As [`App::edit_body`], and [`AppError::BadInput`] when `old` is empty or does not occur.
    pub fn replace_in_body(&self, id: &str, old: &str, new: &str) -> Result<Written, AppError> {
        let _ = (id, old, new);
        Err(unbuilt())
    }
}

/// The signature is final; the body follows with the store.
pub(crate) fn unbuilt() -> AppError {
    AppError::Internal("this build has no store yet".to_owned())
}
