//! `driftless history`: a note as it was.

use clap::Args;
use driftless_app::inspect::NoteThen;

use super::{log, when};
use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::{Lines, Output};

/// List what happened to a note, or show it as it was at a moment.
#[derive(Debug, Args)]
pub(crate) struct History {
    /// Note id.
    note: String,
    /// Show the note as it was then.
    #[arg(long, value_name = "T")]
    at: Option<String>,
}

impl History {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let at = self.at.as_deref().map(|text| when::read("--at", text)).transpose()?;
        let app = open::vault(global)?;
        match at {
            Some(at) => output.answer(&app.history_at(&self.note, at)?, text)?,
            None => {
                for row in app.log_of(&self.note)? {
                    output.answer(&row, log::text)?;
                }
            }
        }
        Ok(Outcome::Done)
    }
}

fn text(lines: &mut Lines<'_>, then: &NoteThen) -> std::io::Result<()> {
    let title = if then.title.is_empty() { "Untitled" } else { &then.title };
    lines.dim_then(&when::shown(then.at), &format!("{title}{}", if then.trashed { " (in the trash)" } else { "" }))?;
    lines.line("")?;
    lines.block(&then.body)?;
    if then.body.is_empty() || then.body.ends_with('\n') { Ok(()) } else { lines.line("") }
}
