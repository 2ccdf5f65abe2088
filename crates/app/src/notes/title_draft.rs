//! The title that is being typed: durable at every key, an action only when the typing rests.
//!
//! A text has its journal of drafts; a title is one short value, so a local setting of this process's
//! writer slot holds it. What a dead process left there becomes an action at the next start.

use driftless_domain::{ActionType, EntityId, EntityType, Field, Payload, Value};
use driftless_store::SqliteStore;
use driftless_sync::contract::{Clock, Store as _, StoreError, StoreTx};
use driftless_sync::local::{Intent, commit};
use serde::{Deserialize, Serialize};

use crate::app::Inner;
use crate::materializer::materializer;
use crate::{App, AppError, input};

/// What the setting holds, as JSON.
#[derive(Debug, Serialize, Deserialize)]
struct TitleDraft {
    note_id: EntityId,
    title: String,
}

impl App {
    /// Keeps a title that is being typed; durable when this returns. [`App::notes_patch`] with a title, or
    /// the next start, makes an action of it.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`], [`AppError::Store`]; what was kept before stays.
    pub fn note_draft_title(&self, id: &str, title: &str) -> Result<(), AppError> {
        let note_id = input::entity_id("id", id)?;
        let draft = TitleDraft { note_id, title: input::title("title", title)? };
        let text = serde_json::to_string(&draft)
            .map_err(|error| AppError::Internal(format!("a title cannot be written as JSON: {error}")))?;
        self.inner.store.write(|tx| {
            Inner::state_of(tx, note_id, &EntityType::Note)?;
            tx.save_setting(&setting(self.inner.slot.number()), Some(&text))?;
            Ok(())
        })
    }
}

/// Returns the setting of a slot.
fn setting(slot: u32) -> String {
    format!("title_draft.{slot}")
}

/// Returns whether a slot holds a title that is not an action yet.
pub(crate) fn is_left(tx: &dyn StoreTx, slot: u32) -> Result<bool, StoreError> {
    Ok(tx.setting(&setting(slot))?.is_some())
}

/// Forgets a slot's title, which has become an action.
pub(crate) fn forget(store: &SqliteStore, slot: u32) -> Result<(), StoreError> {
    if store.read(|tx| is_left(tx, slot))? {
        store.write(|tx| tx.save_setting(&setting(slot), None))?;
    }
    Ok(())
}

/// Makes an action of the title that a slot holds. The slot's lock is held.
pub(crate) fn fold(tx: &mut dyn StoreTx, clock: &dyn Clock, slot: u32) -> Result<(), AppError> {
    let Some(text) = tx.setting(&setting(slot))? else { return Ok(()) };
    match serde_json::from_str::<TitleDraft>(&text) {
        Ok(draft) => {
            let shown = tx.load_state(draft.note_id)?.map(|state| state.text(&Field::Title).to_owned());
            if shown.is_some_and(|shown| shown != draft.title) {
                let payload = Payload::default().with(Field::Title, Value::Text(draft.title));
                let intent = Intent::new(draft.note_id, EntityType::Note, ActionType::Update, payload);
                // No text is written, so the writer id is never used.
                let materializer = materializer(tx, u64::MAX >> 1, clock)?;
                commit(tx, &materializer, clock, vec![intent])?;
            }
        }
        Err(error) => tracing::error!(%error, "the title that was being typed cannot be read back"),
    }
    tx.save_setting(&setting(slot), None)?;
    Ok(())
}
