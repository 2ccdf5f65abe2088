//! `driftless rebuild` and `driftless compact`.

use clap::Args;

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::Output;

/// Build everything that is shown anew from snapshot and log. Nothing is lost.
#[derive(Debug, Args)]
pub(crate) struct Rebuild {}

/// Fold what the server has into the snapshot. The state hash stays the same.
#[derive(Debug, Args)]
pub(crate) struct Compact {}

impl Rebuild {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        output.answer(&open::vault(global)?.rebuild()?, |lines, rebuilt| {
            let was = if rebuilt.before == rebuilt.after {
                "Everything was as it must be"
            } else {
                "What was damaged is mended"
            };
            lines.line(&format!("{was}: {} actions applied again.", rebuilt.actions))
        })?;
        Ok(Outcome::Done)
    }
}

impl Compact {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        output.answer(&open::vault(global)?.compact()?, |lines, compacted| {
            lines.line(&format!("{} actions folded into the snapshot, {} stay.", compacted.actions, compacted.left))
        })?;
        Ok(Outcome::Done)
    }
}
