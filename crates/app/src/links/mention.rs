//! A mention becomes a link: one ordinary edit of the note that it stands in.

use driftless_domain::EntityType;
use driftless_domain::links::{from_utf16, links, note_link};
use driftless_sync::contract::Store as _;

use crate::app::Inner;
use crate::notes::Written;
use crate::view::MentionToLink;
use crate::{App, AppError, input};

impl App {
    /// Makes a mention a link by id, in the note's text as it is typed now, so that open editors stay in
    /// step and a rename of the target breaks nothing.
    ///
    /// # Errors
    /// [`AppError::BadInput`] when the text at the place is another by now (ask for the mentions again),
    /// [`AppError::NotFound`] for either note, [`AppError::TooLarge`], [`AppError::Store`].
    pub fn mention_link(&self, mention: &MentionToLink) -> Result<Written, AppError> {
        let note_id = input::entity_id("note_id", &mention.note_id)?;
        let target_id = input::entity_id("target_id", &mention.target_id)?;
        self.inner.store.read(|tx| {
            Inner::state_of(tx, note_id, &EntityType::Note)?;
            Inner::state_of(tx, target_id, &EntityType::Note).map(drop)
        })?;
        let actions = self.inner.with_session(note_id, |open, desk| {
            open.merge(desk)?;
            let text = open.text();
            let place = from_utf16(text, mention.range)
                .filter(|place| !place.is_empty() && text.get(place.clone()) == Some(&mention.text))
                .filter(|place| {
                    links(text).iter().all(|link| link.place.end <= place.start || place.end <= link.place.start)
                })
                .ok_or_else(|| AppError::BadInput {
                    field: "range",
                    reason: "is not where the mention stands any more".to_owned(),
                })?;
            let mut new_text = text.to_owned();
            new_text.replace_range(place, &note_link(&mention.text, target_id));
            open.replace(desk, &new_text)
        })?;
        if !actions.is_empty() {
            self.inner.written();
        }
        Ok(Written { group: actions.first().cloned(), actions })
    }
}
