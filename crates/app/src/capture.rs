//! Quick capture: a text that is typed into a small window and becomes a note. Until then it is a draft in
//! the database, so nothing of it is lost and nothing of it stands unencrypted on the disk.

use driftless_domain::{ActionType, EntityId, EntityType, Field};
use driftless_sync::contract::Store as _;
use driftless_sync::local::{Intent, commit};

use crate::materializer::materializer;
use crate::notes::{NoteDraft, check_notebook};
use crate::view::NewNote;
use crate::{App, AppError, input};

/// Setting that holds the draft.
const DRAFT: &str = "capture_draft";
/// A first line longer than this is no title, characters.
const TITLE_CHARS_MAX: usize = 200;

impl App {
    /// Returns what was typed and not yet made a note; empty when there is nothing.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn capture_draft(&self) -> Result<String, AppError> {
        Ok(self.inner.store.read(|tx| tx.setting(DRAFT))?.unwrap_or_default())
    }

    /// Keeps what is typed; durable when it answers.
    ///
    /// # Errors
    /// [`AppError::TooLarge`] above the limit of a body; [`AppError::Store`].
    pub fn save_capture_draft(&self, text: &str) -> Result<(), AppError> {
        let text = input::body(text)?;
        let kept = (!text.is_empty()).then_some(text.as_str());
        Ok(self.inner.store.write(|tx| tx.save_setting(DRAFT, kept))?)
    }

    /// Makes a note of a text and forgets the draft, both or neither. The first line becomes the title. A
    /// notebook that is gone leaves the note without one.
    ///
    /// # Errors
    /// [`AppError::BadInput`] for a text without a word, [`AppError::TooLarge`], [`AppError::Store`]; the draft is kept.
    pub fn capture(&self, text: &str, notebook_id: Option<&str>) -> Result<String, AppError> {
        let text = input::body(text)?;
        if text.trim().is_empty() {
            return Err(AppError::BadInput { field: "text", reason: "is empty".to_owned() });
        }
        let (title, body) = title_and_body(&text);
        let notebook_id = notebook_id.map(str::to_owned);
        let note = NewNote { title, body, notebook_id, tags: Vec::new(), pinned: false };
        let draft = NoteDraft { note, archived: false, created_at_ms: None, updated_at_ms: None, front_matter: None };
        let id = EntityId::from_uuid(self.inner.clock.new_uuid());
        let mut payload = self.inner.payload_of(&draft)?;
        self.inner.store.write(|tx| {
            if let Err(AppError::NotFound { .. }) = check_notebook(tx, &payload) {
                payload.fields.remove(&Field::Notebook);
            }
            let intent = Intent::new(id, EntityType::Note, ActionType::Create, payload);
            let materializer = materializer(tx, self.inner.slot.peer(), self.inner.clock.as_ref())?;
            commit(tx, &materializer, self.inner.clock.as_ref(), vec![intent])?;
            tx.save_setting(DRAFT, None)?;
            Ok::<_, AppError>(())
        })?;
        self.inner.written();
        Ok(id.to_string())
    }
}

/// Takes the first line with words as the title, without the marks of a heading; the rest is the body.
fn title_and_body(text: &str) -> (String, String) {
    let text = text.trim();
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let title = first.trim_start_matches('#').trim();
    if title.is_empty() || title.chars().count() > TITLE_CHARS_MAX {
        return (String::new(), text.to_owned());
    }
    (title.to_owned(), rest.trim_start_matches('\n').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KeyChoice, OpenOptions, Role};

    fn app(folder: &std::path::Path) -> App {
        let (data_dir, key) = (folder.join("data"), KeyChoice::KeyFile(folder.join("key")));
        App::create(OpenOptions { data_dir, key, device_name: None, role: Role::Command }).unwrap()
    }

    #[test]
    fn the_first_line_is_the_title() {
        for (text, title, body) in [
            ("Milk", "Milk", ""),
            ("# Milk\n\n- two litres\n- fresh", "Milk", "- two litres\n- fresh"),
            ("\n\n  Milk  \nand bread", "Milk", "and bread"),
            ("#\nrest", "", "#\nrest"),
        ] {
            assert_eq!(title_and_body(text), (title.to_owned(), body.to_owned()), "{text:?}");
        }
        let long = "x".repeat(TITLE_CHARS_MAX + 1);
        assert_eq!(title_and_body(&long), (String::new(), long.clone()));
    }

    #[test]
    fn a_captured_text_is_a_note_and_its_draft_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let app = app(folder.path());
        app.save_capture_draft("Milk\nfresh").unwrap();
        assert_eq!(app.capture_draft().unwrap(), "Milk\nfresh");
        let id = app.capture("Milk\nfresh", None).unwrap();
        assert_eq!(app.note_meta(&id).unwrap().row.title, "Milk");
        assert_eq!(app.capture_draft().unwrap(), "");
    }

    #[test]
    fn a_text_that_cannot_be_a_note_stays_a_draft() {
        let folder = tempfile::tempdir().unwrap();
        let app = app(folder.path());
        app.save_capture_draft("kept").unwrap();
        assert!(matches!(app.capture("  \n", None), Err(AppError::BadInput { field: "text", .. })));
        assert!(app.capture("x", Some("not an id")).is_err());
        assert_eq!(app.capture_draft().unwrap(), "kept");
    }

    #[test]
    fn a_notebook_that_is_gone_loses_no_words() {
        let folder = tempfile::tempdir().unwrap();
        let app = app(folder.path());
        let id = app.capture("Milk", Some("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")).unwrap();
        assert_eq!(app.note_meta(&id).unwrap().row.notebook_id, None);
    }
}
