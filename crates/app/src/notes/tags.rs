//! A tag everywhere it is: renamed, taken away.

use std::collections::BTreeMap;

use driftless_domain::{ActionType, EntityId, EntityType, Field, FieldWrite, Payload, Value};
use driftless_sync::local::Intent;

use super::Written;
use super::patch::check_tags;
use crate::{App, AppError, input};

impl App {
    /// Renames a tag, and those nested below it, on every note: in the archive and in the trash too. A note that
    /// already has the new one keeps it.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::TooLarge`], [`AppError::NotFound`] when no note has it; then none was changed.
    pub fn tag_rename(&self, from: &str, to: &str) -> Result<Written, AppError> {
        let (from, to) = (input::tag("from", from)?, input::tag("to", to)?);
        self.on_tag(&from, |tag| input::tag("to", &format!("{to}{}", &tag[from.len()..])).map(Some))
    }

    /// Takes a tag, and those nested below it, from every note. The notes stay.
    ///
    /// # Errors
    /// As [`App::tag_rename`].
    pub fn tag_delete(&self, name: &str) -> Result<Written, AppError> {
        self.on_tag(&input::tag("name", name)?, |_| Ok(None))
    }

    fn on_tag(
        &self,
        name: &str,
        becomes: impl Fn(&str) -> Result<Option<String>, AppError>,
    ) -> Result<Written, AppError> {
        let ids = self.inner.store.query(|tx| tx.ids_with_tag(name))?;
        if ids.is_empty() {
            return Err(AppError::NotFound { what: "tag", id: name.to_owned() });
        }
        let is_within = |tag: &str| tag.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.inner.bulk(
            &ids,
            |_| Ok(()),
            |id, state| {
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
                let payload = Payload { fields: fields.collect(), ..Payload::default() };
                check_tags(&payload, state)?;
                Ok((!payload.fields.is_empty()).then(|| retagged(id, payload)))
            },
        )
    }
}

fn retagged(id: EntityId, payload: Payload) -> Intent {
    Intent::new(id, EntityType::Note, ActionType::Update, payload)
}
