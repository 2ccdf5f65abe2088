//! The note of today as the settings of the window want it, for whoever has no window.

use serde::Serialize;

use super::words::{fill, write_date};
use crate::clock::local_time;
use crate::view::NewDailyNote;
use crate::{App, AppError};

/// The note of today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Today {
    /// Note id.
    pub id: String,
    /// It was made now.
    pub is_new: bool,
    /// The template of the settings is not here, so the note was made without one.
    pub template_missing: bool,
}

impl App {
    /// Returns the note of today, where the user is. Makes it when there is none, with the title, the notebook and the
    /// template that were chosen in the window on this device; names of days and months are English here.
    ///
    /// # Errors
    /// As [`App::daily_note`].
    pub fn note_of_today(&self) -> Result<Today, AppError> {
        let chosen = self.inner.chosen()?;
        let now = local_time(self.inner.clock.now_ms());
        let title = write_date(&now, &chosen.daily_title);
        let template = chosen.daily_template.map(|id| self.note_text(&id));
        let template_missing = matches!(template, Some(Err(_)));
        let body = template.and_then(Result::ok).map(|text| fill(&text, &now, &title)).unwrap_or_default();
        let note = self.daily_note(&NewDailyNote {
            date: write_date(&now, "YYYY-MM-DD"),
            title,
            body,
            notebook_id: chosen.daily_notebook,
            tags: Vec::new(),
        })?;
        Ok(Today { id: note.id, template_missing: template_missing && note.is_new, is_new: note.is_new })
    }

    /// Returns how far the clocks of the user are ahead of UTC now, minutes.
    pub fn utc_offset_min(&self) -> i32 {
        local_time(self.inner.clock.now_ms()).utc_offset_min
    }
}
