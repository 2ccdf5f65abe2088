//! `driftless verify`: every invariant that one device can check alone.

use clap::Args;

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::Output;

/// Check every invariant. Ends with code 1 when one does not hold.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Also replay every note from snapshot and log, and compare.
    #[arg(long)]
    deep: bool,
}

impl Verify {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let app = open::vault(global)?;
        let verified = if self.deep { app.verify_deep()? } else { app.verify()? };
        output.answer(&verified, |lines, verified| {
            for check in &verified.checks {
                let word = if check.ok { "ok    " } else { "WRONG " };
                lines.line(&format!("{word} {}: {}", check.name, check.detail))?;
            }
            Ok(())
        })?;
        Ok(if verified.ok { Outcome::Done } else { Outcome::Failed })
    }
}
