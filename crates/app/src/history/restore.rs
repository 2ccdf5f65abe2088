//! Bringing a version back: an action like any other, so it merges, syncs and can be undone.

use driftless_domain::body::TextBody as _;
use driftless_domain::{ActionType, EntityType, Field, GroupId, Payload, Value};
use driftless_sync::local::Intent;

use crate::app::Inner;
use crate::notes::Written;
use crate::session::body_payload;
use crate::slot::{load_text, new_peer};
use crate::view::RestoreParts;
use crate::{App, AppError};

impl App {
    /// Makes a note what it was at a version, as far as `parts` says; the text by the smallest edit.
    ///
    /// # Errors
    /// As [`App::note_version`]; then nothing was changed.
    pub fn note_restore_version(&self, id: &str, version: &str, parts: RestoreParts) -> Result<Written, AppError> {
        let note_id = self.note_of_history(id)?;
        self.inner.write(|tx| {
            let timeline = self.inner.timeline_of(tx, note_id)?;
            let position = super::position(&timeline, version)?;
            let now = Inner::state_of(tx, note_id, &EntityType::Note)?;
            let Some(then) = timeline.versions.get(position).map(|version| version.facts.clone()) else {
                return Ok(Vec::new());
            };
            let mut payload = Payload::default();
            if parts.text {
                // Under an id of its own: an open editor may have typed under this process's.
                let mut text = load_text(tx, note_id, new_peer(self.inner.clock.as_ref()))?;
                let (changes, update) = text.replace(&timeline.text(position)?)?;
                if !changes.is_empty() {
                    payload = body_payload(update);
                }
            }
            if parts.title && now.text(&Field::Title) != then.title {
                payload = payload.with(Field::Title, Value::Text(then.title));
            }
            if parts.notebook && now.link(&Field::Notebook) != then.notebook {
                payload = payload.with(Field::Notebook, then.notebook.map_or(Value::Null, Value::Id));
            }
            if parts.tags {
                let is_then = |tag: &str| then.tags.iter().any(|other| other == tag);
                for gone in now.tags().filter(|tag| !is_then(tag)) {
                    payload = payload.with(Field::Tag(gone.to_owned()), Value::Bool(false));
                }
                let tags: Vec<&str> = now.tags().collect();
                for back in then.tags.iter().filter(|tag| !tags.contains(&tag.as_str())) {
                    payload = payload.with(Field::Tag(back.clone()), Value::Bool(true));
                }
            }
            if payload.fields.is_empty() && payload.body.is_none() {
                return Ok(Vec::new());
            }
            payload.group = Some(GroupId::from_uuid(self.inner.clock.new_uuid()));
            Ok(vec![Intent::new(note_id, EntityType::Note, ActionType::Update, payload)])
        })
    }
}
