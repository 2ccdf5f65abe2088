//! `driftless status`: where every change is.

use clap::Args;
use driftless_app::inspect::SyncPage;

use super::when;
use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::{Lines, Output};

/// Tell where every change is: pending, sent, failed, to review, set aside.
#[derive(Debug, Args)]
pub(crate) struct Status {}

impl Status {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        output.answer(&open::vault(global)?.sync_page()?, text)?;
        Ok(Outcome::Done)
    }
}

fn text(lines: &mut Lines<'_>, page: &SyncPage) -> std::io::Result<()> {
    let status = &page.status;
    lines.field("server", status.server.as_deref().unwrap_or("none: everything is on this device only"))?;
    lines.field("state", &format!("{:?}", status.mood).to_lowercase())?;
    if let Some(trouble) = &status.trouble {
        lines.field("trouble", trouble)?;
    }
    lines.field("pending", &status.pending.to_string())?;
    for note in &page.pending_notes {
        let title = if note.title.is_empty() { "Untitled" } else { &note.title };
        let since = when::shown(note.since);
        lines.dim_then(
            &format!("  {}", note.id),
            &format!("{title}: {} since {since}, {}", note.actions, note.reason),
        )?;
    }
    if status.files_waiting > 0 {
        let files = if status.files_waiting == 1 { "file waits" } else { "files wait" };
        let why = status.files_trouble.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
        lines.field("files", &format!("{} {files} to be sent{why}", status.files_waiting))?;
    }
    if status.files_missing > 0 {
        lines.field("files", &format!("{} not on this device yet", status.files_missing))?;
    }
    lines.field("cursor", &status.cursor.to_string())?;
    lines.field("last success", &status.last_success_at.map_or_else(|| "never".to_owned(), when::shown))?;
    if let Some(next) = status.next_try_at {
        lines.field("next try", &when::shown(next))?;
    }
    if let Some(device) = &status.verified_with {
        let at = status.verified_at.map(when::shown).unwrap_or_default();
        lines.field("verified", &format!("equal to {device} at {at}"))?;
    }
    lines.field("to review", &page.review_items.len().to_string())?;
    lines.field("quarantine", &page.quarantine_entries.len().to_string())?;
    if status.held > 0 {
        lines.field("held", &format!("{} changes need a newer version", status.held))?;
    }
    for device in &page.devices {
        lines.field(if device.this { "this device" } else { "device" }, &device.name)?;
    }
    Ok(())
}
