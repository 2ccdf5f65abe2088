//! `driftless export`: notes as files that need no app.

use std::path::PathBuf;

use clap::Subcommand;
use driftless_app::markdown::IntoFolder;

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::Output;
use crate::progress;

/// Notes as files that need no app.
#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// Write every note that is not in the trash as a Markdown file, notebooks as folders.
    Markdown {
        /// The folder; missing or empty, unless --force is given.
        dir: PathBuf,
        /// Write into a folder that has files: those of the same names are replaced, the others stay.
        #[arg(long)]
        force: bool,
    },
}

impl Export {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let Self::Markdown { dir, force } = self;
        let app = open::vault(global)?;
        let into = if force { IntoFolder::Existing } else { IntoFolder::New };
        let bar = progress::bar("Exporting");
        let report = app.export_markdown(&dir, into, |done| progress::show(&bar, done))?;
        bar.finish_and_clear();
        output.answer(&report, |lines, report| {
            lines.line(&format!("{} notes in {} folders written.", report.notes, report.notebooks))?;
            if report.trashed > 0 {
                lines.line(&format!("  left out: {} notes in the trash", report.trashed))?;
            }
            report.remarks.iter().try_for_each(|remark| lines.line(&format!("  {}: {}", remark.path, remark.reason)))
        })?;
        Ok(Outcome::Done)
    }
}
