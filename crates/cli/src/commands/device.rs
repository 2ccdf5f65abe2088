//! `driftless device`: the vault's devices.

use clap::Subcommand;

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::Output;

/// Devices.
#[derive(Debug, Subcommand)]
pub(crate) enum Device {
    /// List the devices that have made themselves known.
    List,
}

impl Device {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let Self::List = self;
        for device in open::vault(global)?.devices()? {
            output.answer(&device, |lines, device| {
                let this = if device.this { " (this device)" } else { "" };
                lines.dim_then(&device.client_id, &format!("{}{this}", device.name))
            })?;
        }
        Ok(Outcome::Done)
    }
}
