//! A tag everywhere it is: renamed, taken away.

use std::collections::BTreeMap;

use driftless_domain::body::{BodyError, CODEC, TextBody as _};
use driftless_domain::tags::rename_in_text;
use driftless_domain::{ActionType, BodyUpdate, EntityId, EntityType, Field, FieldWrite, Payload, Value};
use driftless_sync::contract::{Clock, StoreTx};
use driftless_sync::local::Intent;

use super::Written;
use super::patch::check_tags;
use crate::slot::{load_text, new_peer};
use crate::{App, AppError, input};

/// Notes of one transaction: the text of each is read, and some are written.
const NOTES_AT_ONCE: usize = 1_000;

impl App {
    /// Renames a tag, and those nested below it, on every note, in the archive and in the trash too: as a fact of the
    /// note, and where it is written into the note's text (ADR 0009). A note that already has the new one keeps it.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::TooLarge`], [`AppError::NotFound`] when no note has it; then none was changed.
    pub fn tag_rename(&self, from: &str, to: &str) -> Result<Written, AppError> {
        let (from, to) = (input::tag("from", from)?, input::tag("to", to)?);
        // What is being typed belongs to the texts before they are changed.
        self.inner.flush_all()?;
        let clock = self.inner.clock.as_ref();
        self.on_tag(
            &from,
            |tag| input::tag("to", &format!("{to}{}", &tag[from.len()..])).map(Some),
            |tx, id| retext(tx, id, &from, &to, clock),
        )
    }

    /// Takes a tag, and those nested below it, from every note. The notes stay, and so does what is written in them.
    ///
    /// # Errors
    /// As [`App::tag_rename`].
    pub fn tag_delete(&self, name: &str) -> Result<Written, AppError> {
        self.on_tag(&input::tag("name", name)?, |_| Ok(None), |_, _| Ok(None))
    }

    fn on_tag(
        &self,
        name: &str,
        becomes: impl Fn(&str) -> Result<Option<String>, AppError>,
        body_of: impl Fn(&dyn StoreTx, EntityId) -> Result<Option<BodyUpdate>, AppError>,
    ) -> Result<Written, AppError> {
        let ids = self.inner.store.query(|tx| tx.ids_with_tag(name))?;
        if ids.is_empty() {
            return Err(AppError::NotFound { what: "tag", id: name.to_owned() });
        }
        let is_within = |tag: &str| tag.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.inner.bulk_of(
            NOTES_AT_ONCE,
            &ids,
            |_| Ok(()),
            |tx, id, state| {
                let mut tags = BTreeMap::new();
                for tag in state.tags().filter(|tag| is_within(tag)) {
                    tags.entry(tag.to_owned()).or_insert(false);
                    if let Some(new) = becomes(tag)? {
                        tags.insert(new, true);
                    }
                }
                // What is so already makes no action.
                tags.retain(|tag, is_present| state.flag(&Field::Tag(tag.clone())) != *is_present);
                let fields = tags
                    .into_iter()
                    .map(|(tag, is_present)| (Field::Tag(tag), FieldWrite::new(Value::Bool(is_present))));
                let payload = Payload { fields: fields.collect(), body: body_of(tx, id)?, ..Payload::default() };
                check_tags(&payload, state)?;
                Ok((!payload.fields.is_empty() || payload.body.is_some()).then(|| retagged(id, payload)))
            },
        )
    }
}

/// Returns the edit that renames a tag in a note's text; none when it is not there. A text that cannot be read, or
/// that would become too large, stays as it is: that must not keep the tag from being renamed on the others.
fn retext(
    tx: &dyn StoreTx,
    note_id: EntityId,
    from: &str,
    to: &str,
    clock: &dyn Clock,
) -> Result<Option<BodyUpdate>, AppError> {
    let stored = tx.load_body(note_id)?.map(|body| body.text).unwrap_or_default();
    let Some(changes) = rename_in_text(&stored, from, to) else { return Ok(None) };
    // Under an id of its own: an open editor may type under this process's at the same time.
    let edited = load_text(tx, note_id, new_peer(clock)).and_then(|mut text| match text.edit(&changes) {
        Ok(update) => Ok(Some(BodyUpdate { codec: CODEC.to_owned(), update })),
        Err(BodyError::TooLarge(_)) => Ok(None),
        Err(error) => Err(error.into()),
    });
    match edited {
        Err(AppError::Damaged(what)) => {
            tracing::warn!(note = %note_id, what, "a tag keeps its name in a text that cannot be read");
            Ok(None)
        }
        edited => edited,
    }
}

fn retagged(id: EntityId, payload: Payload) -> Intent {
    Intent::new(id, EntityType::Note, ActionType::Update, payload)
}
