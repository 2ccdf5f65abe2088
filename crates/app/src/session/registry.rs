//! Which notes are open: one session per note and process, shared by its windows.
//!
//! Lock order: a note's session, then the registry, then the store. The registry is never held while a
//! session's lock is waited for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use driftless_domain::EntityId;

use super::note_session::{Desk, NoteSession};
use crate::AppError;

type Cell = Arc<Mutex<Option<NoteSession>>>;

#[derive(Default)]
struct Open {
    by_note: BTreeMap<EntityId, Cell>,
    note_of: BTreeMap<String, EntityId>,
}

/// The open notes of this process.
#[derive(Default)]
pub(crate) struct Sessions {
    open: Mutex<Open>,
}

impl Sessions {
    /// Works on a note's session; opens it for this call when no window has it open.
    pub(crate) fn with<R>(
        &self,
        desk: Desk<'_>,
        note_id: EntityId,
        work: impl FnOnce(&mut NoteSession) -> Result<R, AppError>,
    ) -> Result<R, AppError> {
        let cell = self.open().by_note.entry(note_id).or_default().clone();
        let mut held = hold(&cell);
        let result = match held.take() {
            Some(session) => Ok(session),
            None => NoteSession::load(desk, note_id),
        }
        .and_then(|session| work(held.insert(session)));
        self.forget_idle(note_id, &cell, &mut held);
        result
    }

    /// Works on a note's session if there is one.
    pub(crate) fn with_open<R>(
        &self,
        note_id: EntityId,
        work: impl FnOnce(&mut NoteSession) -> Result<R, AppError>,
    ) -> Result<Option<R>, AppError> {
        let Some(cell) = self.open().by_note.get(&note_id).cloned() else { return Ok(None) };
        let mut held = hold(&cell);
        let result = held.as_mut().map(work).transpose();
        self.forget_idle(note_id, &cell, &mut held);
        result
    }

    /// Names a window's session.
    pub(crate) fn enter(&self, session: String, note_id: EntityId) {
        self.open().note_of.insert(session, note_id);
    }

    /// Returns the note of a window's session.
    pub(crate) fn note_of(&self, session: &str) -> Result<EntityId, AppError> {
        self.open()
            .note_of
            .get(session)
            .copied()
            .ok_or_else(|| AppError::NotFound { what: "session", id: session.chars().take(64).collect() })
    }

    /// Forgets a window's session; returns its note.
    pub(crate) fn leave(&self, session: &str) -> Option<EntityId> {
        self.open().note_of.remove(session)
    }

    /// Returns the open notes.
    pub(crate) fn notes(&self) -> Vec<EntityId> {
        self.open().by_note.keys().copied().collect()
    }

    fn forget_idle(&self, note_id: EntityId, cell: &Cell, held: &mut Option<NoteSession>) {
        if held.as_ref().is_some_and(|session| session.has_listeners() || session.due_ns().is_some()) {
            return;
        }
        let mut open = self.open();
        // The registry's and ours: nobody else waits for this note, and nobody can begin to now.
        if Arc::strong_count(cell) == 2 {
            open.by_note.remove(&note_id);
        }
        *held = None;
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        // Both maps are whole at every moment, so a panic elsewhere leaves nothing half done in them.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Locks a session. After a panic inside one its text is read anew: what was durable is still there.
fn hold(cell: &Cell) -> MutexGuard<'_, Option<NoteSession>> {
    cell.lock().unwrap_or_else(|poisoned| {
        cell.clear_poison();
        let mut held = poisoned.into_inner();
        if let Some(mut session) = held.take() {
            session.end("The text session failed. Open the note again; everything typed is kept.");
        }
        held
    })
}
