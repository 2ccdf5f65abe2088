//! Trash, restore, purge.

use driftless_domain::{ActionType, EntityId, EntityState, EntityType, Field, Payload, Value};
use driftless_sync::local::Intent;

use super::Written;
use crate::{App, AppError, input};

impl App {
    /// Moves notes to the trash.
    ///
    /// # Errors
    /// As [`App::note_meta`]; then none was moved.
    pub fn notes_trash(&self, ids: &[String]) -> Result<Written, AppError> {
        self.each_note(ids, |id, state| {
            Ok((!state.is_deleted()).then(|| intent(id, ActionType::Delete, Payload::default())))
        })
    }

    /// Takes notes out of the trash.
    ///
    /// # Errors
    /// As [`App::note_meta`]; then none was taken out.
    pub fn notes_restore(&self, ids: &[String]) -> Result<Written, AppError> {
        self.each_note(ids, |id, state| {
            Ok(state.is_deleted().then(|| intent(id, ActionType::Restore, Payload::default())))
        })
    }

    /// Deletes trashed notes for ever.
    ///
    /// # Errors
    /// As [`App::note_meta`], and [`AppError::BadInput`] when one is not in the trash; then none was deleted.
    pub fn notes_purge(&self, ids: &[String]) -> Result<Written, AppError> {
        self.each_note(ids, |id, state| {
            if !state.is_deleted() {
                return Err(AppError::BadInput {
                    field: "ids",
                    reason: format!("name {id}, which is not in the trash"),
                });
            }
            let payload = Payload::default().with(Field::Purged, Value::Bool(true));
            Ok(Some(intent(id, ActionType::Update, payload)))
        })
    }

    fn each_note(
        &self,
        ids: &[String],
        plan: impl Fn(EntityId, &EntityState) -> Result<Option<Intent>, AppError>,
    ) -> Result<Written, AppError> {
        let ids = input::entity_ids("ids", ids)?;
        // What is typed belongs to the note before it goes.
        ids.iter().try_for_each(|id| self.inner.flush(*id))?;
        self.inner.bulk(&ids, |_| Ok(()), plan)
    }
}

fn intent(id: EntityId, action_type: ActionType, payload: Payload) -> Intent {
    Intent::new(id, EntityType::Note, action_type, payload)
}
