//! `driftless action`: the raw log.

use clap::Subcommand;

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::Output;

/// The raw log.
#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// Print every action as JSON, one on each line, payloads opened. It holds what you wrote.
    Dump,
}

impl Action {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let Self::Dump = self;
        open::vault(global)?.dump_actions(|action| output.raw(format!("{action}\n").as_bytes()))?;
        Ok(Outcome::Done)
    }
}
