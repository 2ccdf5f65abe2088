//! `driftless note`: create, list, show, change and delete notes.

mod edit;
mod list;
mod new;

use clap::Subcommand;
use driftless_app::Written;
use serde_json::json;

use super::note_shapes::WholeNote;
use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::notebook_paths::NotebookPaths;
use crate::open;
use crate::output::Output;

/// Notes.
#[derive(Debug, Subcommand)]
pub(crate) enum Note {
    /// Create a note.
    New(new::New),
    /// List notes.
    List(list::List),
    /// Answer the note of today, as the settings of the window want it; make it when there is none.
    Today,
    /// Show a note with its text.
    Show {
        /// Note id.
        id: String,
    },
    /// Change a note.
    Edit(edit::Edit),
    /// Move notes to the trash.
    Delete {
        /// Note ids.
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
    },
    /// Take notes out of the trash.
    Restore {
        /// Note ids.
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
    },
    /// Delete trashed notes for ever.
    Purge {
        /// Note ids.
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
    },
}

impl Note {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        match self {
            Self::New(command) => command.run(global, output)?,
            Self::List(command) => command.run(global, output)?,
            Self::Edit(command) => command.run(global, output)?,
            Self::Today => today(global, output)?,
            Self::Show { id } => show(&id, global, output)?,
            Self::Delete { ids } => tell(output, &open::vault(global)?.notes_trash(&ids)?, "moved to the trash")?,
            Self::Restore { ids } => {
                tell(output, &open::vault(global)?.notes_restore(&ids)?, "taken out of the trash")?;
            }
            Self::Purge { ids } => tell(output, &open::vault(global)?.notes_purge(&ids)?, "deleted for ever")?,
        }
        Ok(Outcome::Done)
    }
}

fn show(id: &str, global: &Global, output: &mut Output) -> Result<(), Failure> {
    let app = open::vault(global)?;
    let meta = app.note_meta(id)?;
    let note = WholeNote::new(meta, app.note_text(id)?, &NotebookPaths::load(&app)?);
    output.answer(&note, |lines, note| note.text(lines))
}

fn today(global: &Global, output: &mut Output) -> Result<(), Failure> {
    let today = open::vault(global)?.note_of_today()?;
    if today.template_missing {
        tracing::warn!("the template of the settings is not here: the note is made without one");
    }
    output.answer(&today, |lines, today| lines.line(&today.id))
}

fn tell(output: &mut Output, written: &Written, done: &str) -> Result<(), Failure> {
    output.answer(&json!({ "actions": written.actions }), |lines, _| {
        lines.line(&format!("{} {done}.", written.actions.len()))
    })
}
