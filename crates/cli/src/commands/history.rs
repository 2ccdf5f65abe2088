//! `driftless history` and `driftless undo`: a note as it was, and taking back what was done.

use clap::Args;
use driftless_app::inspect::NoteThen;
use driftless_app::view::{NoteVersion, UndoLeftReason, UndoReport};

use super::when;
use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::{Lines, Output};

/// Versions asked for at a time.
const PAGE: u32 = 500;

/// List the versions of a note, newest first, or show it as it was at a moment.
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
                let mut offset = 0;
                loop {
                    let page = app.note_history(&self.note, offset, PAGE)?;
                    for row in &page.versions {
                        output.answer(row, version)?;
                    }
                    offset += PAGE;
                    if offset >= page.total {
                        break;
                    }
                }
            }
        }
        Ok(Outcome::Done)
    }
}

fn text(lines: &mut Lines<'_>, then: &NoteThen) -> std::io::Result<()> {
    let title = name(&then.title);
    lines.dim_then(&when::shown(then.at), &format!("{title}{}", if then.trashed { " (in the trash)" } else { "" }))?;
    lines.line("")?;
    lines.block(&then.body)?;
    if then.body.is_empty() || then.body.ends_with('\n') { Ok(()) } else { lines.line("") }
}

fn version(lines: &mut Lines<'_>, version: &NoteVersion) -> std::io::Result<()> {
    let device = version.device.as_deref().unwrap_or("this device");
    let counts = match (version.added, version.removed) {
        (0, 0) => String::new(),
        (added, removed) => format!(" (+{added} -{removed})"),
    };
    let undo = version.group.as_ref().map(|group| format!(", undo {group}")).unwrap_or_default();
    lines.dim_then(&when::shown(version.at), &format!("{}{counts} by {device}{undo}", version.changed.join(", ")))
}

/// Take back a gesture: a bulk change, an import, a restore. What was changed again since stays.
#[derive(Debug, Args)]
pub(crate) struct Undo {
    /// The gesture, as `history` and `import` name it, or the id of one action.
    group: String,
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
}

impl Undo {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let report = open::vault(global)?.undo(&self.group, self.dry_run)?;
        output.answer(&report, |lines, report| undone(lines, report, self.dry_run))?;
        Ok(Outcome::Done)
    }
}

fn undone(lines: &mut Lines<'_>, report: &UndoReport, is_dry_run: bool) -> std::io::Result<()> {
    let verb = if is_dry_run { "would change" } else { "changed" };
    lines.line(&format!(
        "{} notes {verb} ({} to the trash, {} out of it, {} texts), {} notebooks.",
        report.notes, report.trashed, report.restored, report.texts, report.notebooks
    ))?;
    for left in &report.left {
        let field = left.field.as_ref().map(|field| format!(" ({field})")).unwrap_or_default();
        lines.line(&format!("    stays: {}{field}: {}", name(&left.title), why(left.reason)))?;
    }
    match &report.group {
        Some(group) => lines.line(&format!("Undo that with: driftless undo {group}")),
        None => Ok(()),
    }
}

fn name(title: &str) -> &str {
    if title.is_empty() { "Untitled" } else { title }
}

fn why(reason: UndoLeftReason) -> &'static str {
    match reason {
        UndoLeftReason::ChangedSince | UndoLeftReason::LifeChangedSince => "changed again since",
        UndoLeftReason::EditedSince => "edited since",
        UndoLeftReason::NotebookInUse => "holds other notes",
        UndoLeftReason::Purged => "deleted for ever",
        UndoLeftReason::Forgotten => "what was before is not known any more",
        UndoLeftReason::Unknown => "written by a newer version",
        UndoLeftReason::Text => "its text cannot be taken back",
    }
}
