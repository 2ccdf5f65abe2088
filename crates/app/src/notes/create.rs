//! New notes, one by one or a whole import at once.

use driftless_domain::body::{LoroText, TextBody as _};
use driftless_domain::limits::TEXT_FIELD_BYTES_MAX;
use driftless_domain::{ActionType, EntityId, EntityType, Field, GroupId, Payload, Value};
use driftless_sync::contract::StoreTx;
use driftless_sync::local::Intent;

use crate::app::Inner;
use crate::session::body_payload;
use crate::view::{NewNote, NoteMeta};
use crate::{App, AppError, input};

/// Notes of one call; an import of more goes in several.
const DRAFTS_MAX: usize = 10_000;

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

impl App {
    /// Creates a note.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::TooLarge`], [`AppError::NotFound`] (the notebook), [`AppError::Store`].
    pub fn note_create(&self, note: &NewNote) -> Result<NoteMeta, AppError> {
        let draft = NoteDraft {
            note: note.clone(),
            archived: false,
            created_at_ms: None,
            updated_at_ms: None,
            front_matter: None,
        };
        let ids = self.notes_create(std::slice::from_ref(&draft))?;
        let id = ids.first().ok_or_else(|| AppError::Internal("a created note has no id".to_owned()))?;
        self.note_meta(id)
    }

    /// Creates many notes in one transaction, as one gesture. Returns their ids in order.
    ///
    /// # Errors
    /// As [`App::note_create`]; then none was created.
    pub fn notes_create(&self, drafts: &[NoteDraft]) -> Result<Vec<String>, AppError> {
        self.create_in(drafts, None)
    }

    /// The same as a part of a longer gesture, such as an import in several transactions.
    pub(crate) fn create_in(&self, drafts: &[NoteDraft], group: Option<GroupId>) -> Result<Vec<String>, AppError> {
        if drafts.len() > DRAFTS_MAX {
            return Err(AppError::TooLarge { field: "notes", max: DRAFTS_MAX, unit: "notes" });
        }
        let mut planned = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let id = EntityId::from_uuid(self.inner.clock.new_uuid());
            planned.push((id, Payload { group, ..self.inner.payload_of(draft)? }));
        }
        let ids = planned.iter().map(|(id, _)| id.to_string()).collect();
        self.inner.write(|tx| {
            for (_, payload) in &planned {
                check_notebook(tx, payload)?;
            }
            let create = |(id, payload)| Intent::new(id, EntityType::Note, ActionType::Create, payload);
            Ok(planned.into_iter().map(create).collect())
        })?;
        Ok(ids)
    }
}

impl Inner {
    pub(crate) fn payload_of(&self, draft: &NoteDraft) -> Result<Payload, AppError> {
        // A new note has no history, so this process's writer id starts from nothing in it.
        self.payload_by(draft, self.slot.peer())
    }

    /// Returns what creates a note whose first text is written under `peer`.
    pub(crate) fn payload_by(&self, draft: &NoteDraft, peer: u64) -> Result<Payload, AppError> {
        let note = &draft.note;
        let body = input::body(&note.body)?;
        let mut payload = if body.is_empty() {
            Payload::default()
        } else {
            let (_, update) = LoroText::empty(peer).replace(&body)?;
            body_payload(update)
        };
        let title = input::title("title", &note.title)?;
        let mut set = |field, value| {
            payload.fields.insert(field, driftless_domain::FieldWrite::new(value));
        };
        set(Field::Title, Value::Text(title));
        if let Some(notebook_id) = &note.notebook_id {
            set(Field::Notebook, Value::Id(input::entity_id("notebook_id", notebook_id)?));
        }
        if note.pinned {
            set(Field::Pinned, Value::Bool(true));
        }
        if draft.archived {
            set(Field::Archived, Value::Bool(true));
        }
        for tag in input::tags("tags", &note.tags)? {
            set(Field::Tag(tag), Value::Bool(true));
        }
        for (field, ms) in [(Field::CreatedAt, draft.created_at_ms), (Field::UpdatedAt, draft.updated_at_ms)] {
            if let Some(ms) = ms {
                set(field, Value::Int(i64::try_from(ms).unwrap_or(i64::MAX)));
            }
        }
        if let Some(yaml) = &draft.front_matter {
            if yaml.len() > TEXT_FIELD_BYTES_MAX {
                return Err(AppError::TooLarge { field: "front_matter", max: TEXT_FIELD_BYTES_MAX, unit: "bytes" });
            }
            set(Field::FrontMatter, Value::Text(yaml.clone()));
        }
        Ok(payload)
    }
}

/// Fails when a payload moves something into a notebook that is not there.
pub(crate) fn check_notebook(tx: &dyn StoreTx, payload: &Payload) -> Result<(), AppError> {
    match payload.fields.get(&Field::Notebook).map(|write| &write.value) {
        Some(Value::Id(id)) => Inner::live_notebook(tx, *id).map(drop),
        _ => Ok(()),
    }
}
