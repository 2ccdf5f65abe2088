//! Text sessions of open notes: the backend is the authority over an open note's text.

use crate::notes::unbuilt;
use crate::view::{NotePush, OpenedNote, PushAnswer, SessionMessage};
use crate::{App, AppError};

/// Where a session's messages go, in order. Returns whether the window still listens. Called with the
/// session locked: it must only hand the message on.
pub type SessionSink = Box<dyn Fn(SessionMessage) -> bool + Send + Sync>;

impl App {
    /// Opens a note's text for a window. Several windows may open one note; each has its own session id.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`], [`AppError::Store`].
    pub fn note_open(&self, id: &str, sink: SessionSink) -> Result<OpenedNote, AppError> {
        let _ = (id, sink);
        Err(unbuilt())
    }

    /// Takes a window's typing. When this returns `ok`, it is durable.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::TooLarge`], [`AppError::NotFound`] (the session), [`AppError::Store`].
    pub fn note_push(&self, push: &NotePush) -> Result<PushAnswer, AppError> {
        let _ = push;
        Err(unbuilt())
    }

    /// Makes the burst of typing an action now (the editor lost the focus).
    ///
    /// # Errors
    /// [`AppError::NotFound`] (the session), [`AppError::Store`].
    pub fn note_flush(&self, session: &str) -> Result<(), AppError> {
        let _ = session;
        Err(unbuilt())
    }

    /// Ends a session; its burst becomes an action. Closing a closed one is no error.
    ///
    /// # Errors
    /// [`AppError::Store`]: the typing stays in the journal and becomes an action at the next start.
    pub fn note_close(&self, session: &str) -> Result<(), AppError> {
        let _ = session;
        Err(unbuilt())
    }
}
