//! Changes of the facts about notes: title, pinned, archived, notebook, tags.

use driftless_domain::limits::TAGS_PER_NOTE_MAX;
use driftless_domain::{ActionType, EntityState, EntityType, Field, FieldWrite, Payload, Value};
use driftless_sync::local::Intent;

use super::Written;
use super::create::check_notebook;
use super::title_draft;
use crate::view::NotePatch;
use crate::{App, AppError, input};

impl App {
    /// Changes facts of notes, in one transaction, as one gesture. What is so already makes no action.
    ///
    /// # Errors
    /// As [`App::note_create`]; then none was changed.
    pub fn notes_patch(&self, ids: &[String], patch: &NotePatch) -> Result<Written, AppError> {
        let ids = input::entity_ids("ids", ids)?;
        let wanted = payload_of(patch)?;
        let written = self.inner.bulk(
            &ids,
            |tx| check_notebook(tx, &wanted),
            |id, state| {
                let payload = missing(&wanted, state);
                check_tags(&payload, state)?;
                let is_new = !payload.fields.is_empty();
                Ok(is_new.then(|| Intent::new(id, EntityType::Note, ActionType::Update, payload)))
            },
        )?;
        if patch.title.is_some() {
            title_draft::forget(&self.inner.store, self.inner.slot.number())?;
        }
        Ok(written)
    }
}

fn payload_of(patch: &NotePatch) -> Result<Payload, AppError> {
    let mut payload = Payload::default();
    if let Some(title) = &patch.title {
        payload = payload.with(Field::Title, Value::Text(input::title("title", title)?));
    }
    if let Some(pinned) = patch.pinned {
        payload = payload.with(Field::Pinned, Value::Bool(pinned));
    }
    if let Some(favorite) = patch.favorite {
        payload = payload.with(Field::Favorite, Value::Bool(favorite));
    }
    if let Some(archived) = patch.archived {
        payload = payload.with(Field::Archived, Value::Bool(archived));
    }
    if let Some(template) = patch.template {
        payload = payload.with(Field::Template, Value::Bool(template));
    }
    if let Some(to) = &patch.move_to {
        let notebook = match &to.notebook_id {
            Some(id) => Value::Id(input::entity_id("move_to", id)?),
            None => Value::Null,
        };
        payload = payload.with(Field::Notebook, notebook);
    }
    let remove = input::tags("remove_tags", &patch.remove_tags)?;
    let add = input::tags("add_tags", &patch.add_tags)?;
    // A tag that is both added and removed is added.
    for (tags, is_present) in [(remove, false), (add, true)] {
        for tag in tags {
            payload = payload.with(Field::Tag(tag), Value::Bool(is_present));
        }
    }
    Ok(payload)
}

/// Returns the fields that are not yet as wanted.
fn missing(wanted: &Payload, state: &EntityState) -> Payload {
    let is_missing = |(field, write): &(&Field, &FieldWrite)| match (state.value(field), &write.value) {
        (Some(shown), value) => shown != value,
        (None, Value::Null | Value::Bool(false)) => false,
        (None, Value::Text(text)) => !text.is_empty(),
        (None, Value::Bool(true) | Value::Int(_) | Value::Id(_)) => true,
    };
    let fields = wanted.fields.iter().filter(is_missing).map(|(field, write)| (field.clone(), write.clone()));
    Payload { fields: fields.collect(), ..Payload::default() }
}

pub(super) fn check_tags(payload: &Payload, state: &EntityState) -> Result<(), AppError> {
    let is_tag = |field: &&Field| matches!(field, Field::Tag(_));
    // Registers of removed tags stay, so they count.
    let known = state.fields.keys().filter(is_tag).count();
    let new = payload.fields.keys().filter(is_tag).filter(|field| !state.fields.contains_key(field)).count();
    if known + new > TAGS_PER_NOTE_MAX {
        return Err(AppError::TooLarge { field: "add_tags", max: TAGS_PER_NOTE_MAX, unit: "tags of one note" });
    }
    Ok(())
}
