//! `driftless explain`: why a note is what it is.

use clap::Args;
use driftless_app::inspect::{Explained, ExplainedWrite};

use super::when;
use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::{Lines, Output};

/// Tell which action set a field, what lost, why, and who.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// Id of a note or notebook.
    note: String,
    /// Only this field, by the name that the whole explanation shows.
    #[arg(long, value_name = "F")]
    field: Option<String>,
}

impl Explain {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let explained = open::vault(global)?.explain(&self.note, self.field.as_deref())?;
        output.answer(&explained, text)?;
        Ok(Outcome::Done)
    }
}

fn text(lines: &mut Lines<'_>, explained: &Explained) -> std::io::Result<()> {
    let title = if explained.title.is_empty() { "Untitled" } else { &explained.title };
    lines.dim_then(&explained.id, title)?;
    lines.field("trash", &explained.life)?;
    for field in &explained.fields {
        lines.field(&field.field, &field.why)?;
        if let Some(shown) = &field.shown {
            write(lines, "shown", shown)?;
        }
        for lost in &field.lost {
            write(lines, "lost", lost)?;
        }
        for replaced in &field.replaced {
            write(lines, "replaced", replaced)?;
        }
    }
    for (author, edits) in &explained.text {
        lines.field("text", &format!("{edits} edits by {author}, all merged"))?;
    }
    Ok(())
}

fn write(lines: &mut Lines<'_>, what: &str, write: &ExplainedWrite) -> std::io::Result<()> {
    let place = write.seq.map_or_else(|| "pending".to_owned(), |seq| format!("#{seq}"));
    let value: String = write.value.chars().take(60).collect();
    lines.line(&format!("    {what:<8} {value:?} by {} at {} ({place})", write.author, when::shown(write.time)))
}
