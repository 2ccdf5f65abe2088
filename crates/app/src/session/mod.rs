//! Text sessions of open notes: the backend is the authority over an open note's text.
//!
//! A push is applied to the CRDT as one transaction, journalled (durable before the answer) and told to
//! every window. A burst of typing becomes one action.

mod burst;
mod changes;
mod note_session;
mod registry;

pub(crate) use note_session::Desk;
pub(crate) use registry::Sessions;

use driftless_domain::body::CODEC;
use driftless_domain::{BodyUpdate, Payload};

use self::note_session::Push;
use crate::view::{NotePush, OpenedNote, PushAnswer, SessionMessage};
use crate::{App, AppError, input};

/// Where a session's messages go, in order. Returns whether the window still listens. Called with the
/// session locked: it must only hand the message on.
pub type SessionSink = Box<dyn Fn(SessionMessage) -> bool + Send + Sync>;

/// Longest name of an editor, bytes: a UUID with room to spare.
const CLIENT_BYTES_MAX: usize = 100;

impl App {
    /// Opens a note's text for a window. Several windows may open one note; each has its own session id.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`], [`AppError::Store`].
    pub fn note_open(&self, id: &str, sink: SessionSink) -> Result<OpenedNote, AppError> {
        let note_id = input::entity_id("id", id)?;
        self.inner.check_note(note_id)?;
        let session = self.inner.clock.new_uuid().to_string();
        let opened = self.inner.with_session(note_id, |open, desk| {
            open.merge(desk)?;
            // Snapshot and subscription under one lock: no version is missed and none comes twice.
            open.listen(session.clone(), sink);
            Ok(OpenedNote { session: session.clone(), version: open.version(), text: open.text().to_owned() })
        })?;
        self.inner.sessions.enter(session, note_id);
        Ok(opened)
    }

    /// Takes a window's typing. When this returns `ok`, it is durable.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::TooLarge`], [`AppError::NotFound`] (the session), [`AppError::Store`].
    pub fn note_push(&self, push: &NotePush) -> Result<PushAnswer, AppError> {
        if push.client.is_empty() || push.client.len() > CLIENT_BYTES_MAX {
            return Err(AppError::BadInput {
                field: "client",
                reason: format!("must have 1 to {CLIENT_BYTES_MAX} bytes"),
            });
        }
        let note_id = self.inner.sessions.note_of(&push.session)?;
        let changes = changes::from_view(&push.changes)?;
        let answer = self.inner.with_session(note_id, |open, desk| {
            open.push(desk, Push { client: &push.client, seq: push.seq, base: push.base, changes: &changes })
        })?;
        self.inner.pulse.poke();
        Ok(answer)
    }

    /// Makes the burst of typing an action now (the editor lost the focus).
    ///
    /// # Errors
    /// [`AppError::NotFound`] (the session), [`AppError::Store`].
    pub fn note_flush(&self, session: &str) -> Result<(), AppError> {
        let note_id = self.inner.sessions.note_of(session)?;
        self.inner.flush(note_id)
    }

    /// Ends a session; its burst becomes an action. Closing a closed one is no error.
    ///
    /// # Errors
    /// [`AppError::Store`]: the typing stays in the journal and becomes an action at the next start.
    pub fn note_close(&self, session: &str) -> Result<(), AppError> {
        let Some(note_id) = self.inner.sessions.leave(session) else { return Ok(()) };
        self.inner.sessions.with_open(note_id, |open| {
            open.leave(session);
            Ok(())
        })?;
        self.inner.flush(note_id)
    }
}

impl crate::app::Inner {
    /// Works on a note's session.
    pub(crate) fn with_session<R>(
        &self,
        note_id: driftless_domain::EntityId,
        work: impl FnOnce(&mut note_session::NoteSession, Desk<'_>) -> Result<R, AppError>,
    ) -> Result<R, AppError> {
        let desk = self.desk();
        self.sessions.with(desk, note_id, |open| work(open, desk))
    }

    /// Makes a note's burst an action, if it has one.
    pub(crate) fn flush(&self, note_id: driftless_domain::EntityId) -> Result<(), AppError> {
        let desk = self.desk();
        let actions = self.sessions.with_open(note_id, |open| open.flush(desk))?;
        if actions.is_some_and(|actions| !actions.is_empty()) {
            self.written();
        }
        Ok(())
    }

    /// Makes every burst an action: before a sync and at the end. The first error is returned after all
    /// were tried.
    pub(crate) fn flush_all(&self) -> Result<(), AppError> {
        self.sessions.notes().into_iter().map(|note_id| self.flush(note_id)).fold(Ok(()), Result::and)
    }

    /// Makes actions of the bursts that are due; returns when the next one is, on the clock's stopwatch.
    pub(crate) fn flush_due(&self) -> Option<u64> {
        let now_ns = self.clock.monotonic_ns();
        let mut next = None;
        for note_id in self.sessions.notes() {
            let due = |open: &mut note_session::NoteSession| Ok(open.due_ns());
            let Ok(Some(Some(mut due_ns))) = self.sessions.with_open(note_id, due) else { continue };
            if due_ns <= now_ns {
                match self.flush(note_id) {
                    Ok(()) => continue,
                    Err(error) => {
                        tracing::warn!(%error, "a burst of typing stays in the journal for now");
                        due_ns = now_ns.saturating_add(FLUSH_RETRY_NS);
                    }
                }
            }
            next = Some(next.map_or(due_ns, |next: u64| next.min(due_ns)));
        }
        next
    }
}

/// Wait after a burst could not become an action (disk full, database busy), nanoseconds.
const FLUSH_RETRY_NS: u64 = 2_000_000_000;

/// The payload of a text edit.
pub(crate) fn body_payload(update: Vec<u8>) -> Payload {
    Payload { body: Some(BodyUpdate { codec: CODEC.to_owned(), update }), ..Payload::default() }
}
