//! `driftless device`: the vault's devices, and those of the account.

use clap::Subcommand;
use driftless_app::view::AccountDevice;

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::Output;

/// Devices.
#[derive(Debug, Subcommand)]
pub(crate) enum Device {
    /// List the devices that have made themselves known.
    List {
        /// List those of the account instead, as its server and its signed log have them.
        #[arg(long)]
        account: bool,
    },
    /// Call a device of the account otherwise.
    Rename {
        /// Its id.
        id: String,
        /// Its new name.
        name: String,
    },
    /// Remove a device from the account: its sessions end, and the vault goes on with a key that it does not get.
    Revoke {
        /// Its id.
        id: String,
    },
}

impl Device {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let app = open::vault(global)?;
        match self {
            Self::List { account: false } => {
                for device in app.devices()? {
                    output.answer(&device, |lines, device| {
                        let this = if device.this { " (this device)" } else { "" };
                        lines.dim_then(&device.client_id, &format!("{}{this}", device.name))
                    })?;
                }
                Ok(Outcome::Done)
            }
            Self::List { account: true } => tell(&app.account_devices()?, output),
            Self::Rename { id, name } => tell(&app.rename_account_device(&id, &name)?, output),
            Self::Revoke { id } => tell(&app.revoke_device(&id)?, output),
        }
    }
}

fn tell(devices: &[AccountDevice], output: &mut Output) -> Result<Outcome, Failure> {
    for device in devices {
        output.answer(device, |lines, device| {
            let this = if device.is_this { " (this device)" } else { "" };
            let state = match (device.revoked_at, device.is_certified) {
                (Some(_), _) => ", removed",
                (None, true) => "",
                (None, false) => ", waits for the words",
            };
            lines.dim_then(&device.id, &format!("{}{this}{state}", device.name))
        })?;
    }
    Ok(Outcome::Done)
}
