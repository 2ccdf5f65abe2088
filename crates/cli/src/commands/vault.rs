//! `driftless vault`: create the vault, or tell about it.

use clap::Subcommand;

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::Output;

/// The vault of a data folder.
#[derive(Debug, Subcommand)]
pub(crate) enum Vault {
    /// Create a vault in a data folder that has none. With --key-file the key is written there, mode 0600.
    Create {
        /// Name of this device; without it the computer's.
        #[arg(long, value_name = "NAME")]
        device: Option<String>,
    },
    /// Tell about the vault.
    Info,
}

impl Vault {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let app = match self {
            Self::Create { device } => open::new_vault(global, device)?,
            Self::Info => open::vault(global)?,
        };
        let info = app.vault_info()?;
        output.answer(&info, |lines, info| {
            lines.field("vault", &info.vault_id)?;
            lines.field("this device", &info.client_id)?;
            lines.field("notes", &format!("{} ({} in the trash)", info.notes, info.trashed))?;
            lines.field("pending", &info.pending.to_string())?;
            lines.field("cursor", &format!("{} of epoch {}", info.cursor, info.epoch))?;
            lines.field("state hash", &info.state_hash)?;
            lines.field("schema", &info.schema_version.to_string())?;
            lines.field("database", &format!("{} bytes", info.db_bytes))?;
            lines.field("log", &format!("{} actions, {} bytes", info.wal_entries, info.wal_bytes))
        })?;
        Ok(Outcome::Done)
    }
}
