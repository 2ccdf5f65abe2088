//! `driftless pair`: a device that is signed in lets a new one in.

use clap::Subcommand;
use driftless_app::App;
use driftless_app::view::PairingStep;
use secrecy::ExposeSecret as _;
use serde_json::json;

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::Output;
use crate::secret_input::secret;

/// Let a new device in.
#[derive(Debug, Subcommand)]
pub(crate) enum Pair {
    /// On the new device: show a code for a device that is signed in.
    Start {
        /// Address of the account's server.
        #[arg(long)]
        server: String,
    },
    /// On a device that is signed in: take the new device's code.
    Accept,
}

impl Pair {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let app = open::vault(global)?;
        let done = match self {
            Self::Start { server } => start(&app, &server, output),
            Self::Accept => accept(&app, output),
        };
        if done.is_err() {
            app.pairing_cancel();
        }
        done
    }
}

fn start(app: &App, server: &str, output: &mut Output) -> Result<Outcome, Failure> {
    let mut step = app.pairing_start(server)?;
    tell(&step, output)?;
    while let PairingStep::Waiting { .. } = step {
        step = app.pairing_wait()?;
    }
    tell(&step, output)?;
    compare()?;
    app.pairing_confirm()?;
    while step != PairingStep::Done {
        step = app.pairing_wait()?;
    }
    tell(&step, output)?;
    Ok(Outcome::Done)
}

fn accept(app: &App, output: &mut Output) -> Result<Outcome, Failure> {
    let code = secret("Code of the new device")?;
    tell(&app.pairing_accept(code.expose_secret())?, output)?;
    compare()?;
    tell(&app.pairing_confirm()?, output)?;
    Ok(Outcome::Done)
}

fn compare() -> Result<(), Failure> {
    let answer = secret("Do both devices show the same digits? Type yes")?;
    if answer.expose_secret().trim().eq_ignore_ascii_case("yes") {
        return Ok(());
    }
    Err(Failure::NeedsUser("The digits differ: somebody is in the middle. Nothing was given away.".to_owned()))
}

fn tell(step: &PairingStep, output: &mut Output) -> Result<(), Failure> {
    let shown = match step {
        PairingStep::Waiting { code, .. } => json!({ "step": "waiting", "code": code }),
        PairingStep::Compare { digits, device, .. } => {
            json!({ "step": "compare", "digits": digits, "device": device })
        }
        PairingStep::Done => json!({ "step": "done" }),
    };
    output.answer(&shown, |lines, _| match step {
        PairingStep::Waiting { code, .. } => {
            lines.line("On a device that is signed in, run driftless pair accept and give it this code:")?;
            lines.line(code)
        }
        PairingStep::Compare { digits, .. } => lines.line(&format!("Both devices must show {digits}")),
        PairingStep::Done => lines.line("Paired. The notes come with the next sync."),
    })?;
    // The other device waits for what is shown here.
    output.finish()
}
