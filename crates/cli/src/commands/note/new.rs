//! `driftless note new`.

use std::path::PathBuf;

use clap::Args;
use driftless_app::view::NewNote;
use serde_json::json;

use crate::args::Global;
use crate::failure::Failure;
use crate::open;
use crate::output::Output;
use crate::text_input::read_text;

/// Create a note; answers its id.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// Title.
    #[arg(long, value_name = "T")]
    title: String,
    /// Text.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, conflicts_with = "body_file")]
    body: Option<String>,
    /// File with the text; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    body_file: Option<PathBuf>,
    /// Tag; may be given many times.
    #[arg(long = "tag", value_name = "T")]
    tags: Vec<String>,
    /// Path of the notebook, such as Work/Projects; what is missing is created.
    #[arg(long, value_name = "PATH")]
    notebook: Option<String>,
    /// Pin it.
    #[arg(long)]
    pinned: bool,
}

impl New {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<(), Failure> {
        let body = match (self.body, &self.body_file) {
            (Some(body), _) => body,
            (None, Some(file)) => read_text(file)?,
            (None, None) => String::new(),
        };
        let app = open::vault(global)?;
        let notebook_id = self.notebook.map(|path| app.ensure_notebook(&path)).transpose()?;
        let note = NewNote { title: self.title, body, notebook_id, tags: self.tags, pinned: self.pinned };
        let id = app.note_create(&note)?.row.id;
        output.answer(&json!({ "id": id }), |lines, _| lines.line(&id))
    }
}
