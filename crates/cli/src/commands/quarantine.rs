//! `driftless quarantine`: what could not be applied or was refused.

use clap::Subcommand;
use driftless_app::inspect::QuarantineRow;
use serde_json::json;

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::{Lines, Output};

/// What could not be applied or was refused, with its bytes.
#[derive(Debug, Subcommand)]
pub(crate) enum Quarantine {
    /// List the entries.
    List,
    /// Try every entry again.
    Retry,
    /// Print the entries with their bytes, as JSON, one on each line.
    Export,
    /// Remove an entry for ever. Export it first.
    Discard {
        /// Id of the entry, from `quarantine list`.
        id: u64,
        /// Really.
        #[arg(long, required = true)]
        yes: bool,
    },
}

impl Quarantine {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let app = open::vault(global)?;
        match self {
            Self::List => app.quarantine_list()?.iter().try_for_each(|row| output.answer(row, text))?,
            Self::Retry => output.answer(&app.quarantine_retry()?, |lines, retried| {
                lines.line(&format!("{} applied or sent again, {} left.", retried.released, retried.left))
            })?,
            Self::Export => {
                for row in app.quarantine_export()? {
                    output.raw(format!("{}\n", json!(row)).as_bytes())?;
                }
            }
            Self::Discard { id, yes: _ } => {
                app.quarantine_discard(id)?;
                output.answer(&json!({ "discarded": id }), |lines, _| lines.line("Removed."))?;
            }
        }
        Ok(Outcome::Done)
    }
}

fn text(lines: &mut Lines<'_>, row: &QuarantineRow) -> std::io::Result<()> {
    lines.dim_then(&row.id.to_string(), &format!("{} ({} bytes)", row.reason, row.bytes))
}
