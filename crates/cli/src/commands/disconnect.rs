//! `driftless disconnect`: stop syncing.

use clap::Args;

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::Output;

/// Stop syncing with the server. All notes stay here, and what was not sent yet is sent after the next `connect`.
#[derive(Debug, Args)]
pub(crate) struct Disconnect {}

impl Disconnect {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let status = open::vault(global)?.disconnect()?;
        output.answer(&status, |lines, status| {
            let waiting = match status.pending {
                0 => String::new(),
                1 => " 1 change was not sent.".to_owned(),
                pending => format!(" {pending} changes were not sent."),
            };
            lines.line(&format!("Disconnected. All notes stay on this device.{waiting}"))
        })?;
        Ok(Outcome::Done)
    }
}
