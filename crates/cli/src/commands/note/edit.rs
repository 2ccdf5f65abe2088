//! `driftless note edit`.

use std::path::PathBuf;

use clap::Args;
use driftless_app::App;
use driftless_app::view::{MoveTo, NotePatch};
use serde_json::json;

use crate::args::Global;
use crate::failure::Failure;
use crate::open;
use crate::output::Output;
use crate::text_input::read_text;

/// Change a note. A text given whole is turned into the smallest edit, so that concurrent edits merge.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("change").required(true).multiple(true)))]
#[command(group(clap::ArgGroup::new("text").multiple(false)))]
pub(crate) struct Edit {
    /// Note id.
    id: String,
    /// New title.
    #[arg(long, value_name = "T", group = "change")]
    title: Option<String>,
    /// File with the whole new text; `-` is standard input.
    #[arg(long, value_name = "FILE", groups = ["change", "text"])]
    body_file: Option<PathBuf>,
    /// Add text at the end.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, groups = ["change", "text"])]
    append: Option<String>,
    /// Replace a piece of the text.
    #[arg(long, num_args = 2, allow_hyphen_values = true, value_names = ["OLD", "NEW"], groups = ["change", "text"])]
    replace: Option<Vec<String>>,
    /// Add a tag; may be given many times.
    #[arg(long = "tag", value_name = "T", group = "change")]
    tags: Vec<String>,
    /// Remove a tag; may be given many times.
    #[arg(long = "untag", value_name = "T", group = "change")]
    untags: Vec<String>,
    /// Move to a notebook; what is missing of the path is created, an empty one is no notebook.
    #[arg(long, value_name = "PATH", group = "change")]
    notebook: Option<String>,
    /// Pin.
    #[arg(long, group = "change", conflicts_with = "unpin")]
    pin: bool,
    /// Unpin.
    #[arg(long, group = "change")]
    unpin: bool,
    /// Archive.
    #[arg(long, group = "change", conflicts_with = "unarchive")]
    archive: bool,
    /// Take out of the archive.
    #[arg(long, group = "change")]
    unarchive: bool,
}

impl Edit {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<(), Failure> {
        // Before the vault is opened: what cannot be read changes nothing.
        let whole = self.body_file.as_deref().map(read_text).transpose()?;
        let app = open::vault(global)?;
        // Checked before anything is created on its behalf.
        app.note_meta(&self.id)?;
        let mut actions = self.edit_text(&app, whole)?;
        let patch = self.patch(&app)?;
        if let Some(patch) = patch {
            actions.extend(app.notes_patch(std::slice::from_ref(&self.id), &patch)?.actions);
        }
        output.answer(&json!({ "id": self.id, "actions": actions }), |lines, _| {
            lines.line(if actions.is_empty() { "It was so already." } else { "Changed." })
        })
    }

    fn edit_text(&self, app: &App, whole: Option<String>) -> Result<Vec<String>, Failure> {
        Ok(match (whole, &self.append, self.replace.as_deref()) {
            (Some(text), _, _) => app.edit_body(&self.id, &text)?.actions,
            (None, Some(text), _) => app.append_body(&self.id, text)?.actions,
            (None, None, Some([old, new])) => app.replace_in_body(&self.id, old, new)?.actions,
            (None, None, _) => Vec::new(),
        })
    }

    fn patch(&self, app: &App) -> Result<Option<NotePatch>, Failure> {
        let move_to = match self.notebook.as_deref() {
            None => None,
            Some("") => Some(MoveTo { notebook_id: None }),
            Some(path) => Some(MoveTo { notebook_id: Some(app.ensure_notebook(path)?) }),
        };
        let patch = NotePatch {
            title: self.title.clone(),
            pinned: (self.pin || self.unpin).then_some(self.pin),
            archived: (self.archive || self.unarchive).then_some(self.archive),
            template: None,
            move_to,
            add_tags: self.tags.clone(),
            remove_tags: self.untags.clone(),
            ..NotePatch::default()
        };
        let is_empty = patch.title.is_none()
            && patch.pinned.is_none()
            && patch.archived.is_none()
            && patch.move_to.is_none()
            && patch.add_tags.is_empty()
            && patch.remove_tags.is_empty();
        Ok((!is_empty).then_some(patch))
    }
}
