//! `driftless connect`: join a server, or pair another device.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::Output;
use crate::text_input::read_secret;

/// Join a server with a code, or show a code for the next device.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Connect {
    #[command(subcommand)]
    command: Option<ConnectCommand>,
    /// The connect code; `-` reads it from standard input, where no process list shows it.
    #[arg(required = true)]
    code: Option<String>,
}

/// Other ways.
#[derive(Debug, Subcommand)]
enum ConnectCommand {
    /// Print a code for the next device, the code alone. It holds the vault key: keep it secret.
    ShowCode,
}

impl Connect {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        if let Some(ConnectCommand::ShowCode) = self.command {
            let code = open::vault(global)?.connect_code()?;
            output.answer(&json!({ "code": code }), |lines, _| lines.line(&code))?;
            return Ok(Outcome::Done);
        }
        let code = match self.code {
            Some(code) if code == "-" => read_secret(&PathBuf::from("-"))?,
            Some(code) => code,
            None => return Err(Failure::Usage("A connect code is missing.".to_owned())),
        };
        let status = open::vault(global)?.connect(code.trim())?;
        output.answer(&status, |lines, status| {
            lines.line(&format!("Connected to {}.", status.server.as_deref().unwrap_or("the server")))
        })?;
        Ok(Outcome::Done)
    }
}
