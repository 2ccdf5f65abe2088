//! `driftless import`: notes from elsewhere.

use std::path::PathBuf;

use clap::Subcommand;
use driftless_app::markdown::ImportReport;

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::{Lines, Output};
use crate::progress;

/// Notes from elsewhere.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Import a folder of Markdown files: folders become notebooks, front matter becomes fields.
    Markdown {
        /// The folder. Links in it are not followed.
        dir: PathBuf,
        /// Tell what would happen, write nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

impl Import {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let Self::Markdown { dir, dry_run } = self;
        let app = open::vault(global)?;
        let bar = progress::bar(if dry_run { "Reading" } else { "Importing" });
        let report = if dry_run {
            app.plan_import_markdown(&dir, |done| progress::show(&bar, done))?
        } else {
            app.import_markdown(&dir, |done| progress::show(&bar, done))?
        };
        bar.finish_and_clear();
        output.answer(&report, text)?;
        Ok(if report.stopped.is_some() { Outcome::Failed } else { Outcome::Done })
    }
}

fn text(lines: &mut Lines<'_>, report: &ImportReport) -> std::io::Result<()> {
    let done = if report.dry_run { "would be imported" } else { "imported" };
    lines.line(&format!("{} notes and {} notebooks {done}.", report.notes, report.notebooks))?;
    if report.attachments > 0 {
        lines.line(&format!("{} files {done} as attachments.", report.attachments))?;
    }
    for remark in &report.remarks {
        lines.line(&format!("  taken, but {}: {}", remark.path, remark.reason))?;
    }
    for not_taken in &report.not_taken {
        lines.line(&format!("  not taken {}: {}", not_taken.path, not_taken.reason))?;
    }
    if let Some(stopped) = &report.stopped {
        lines.line(&format!("Stopped: {stopped} What is counted above is kept."))?;
        for path in &report.not_imported {
            lines.line(&format!("  not imported {path}"))?;
        }
    }
    Ok(())
}
