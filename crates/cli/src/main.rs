//! `driftless`: the app without a window, for scripts, servers, power users and tests.
//!
//! Invariant: nothing of its own. Every command is arguments in, one or two calls of `driftless-app`,
//! and an answer out; what decides anything lives there.
//!
//! Reading order: [`args`], [`commands`], [`open`], [`output`], [`failure`].

mod args;
mod commands;
mod failure;
mod logging;
mod notebook_paths;
mod open;
mod output;
mod progress;
mod secret_input;
mod text_input;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Cli;
use crate::output::Output;

fn main() -> ExitCode {
    // Wrong usage ends here with code 2 and a usage line on stderr; --help with code 0.
    let cli = Cli::parse();
    logging::start(&cli.global);
    let mut output = Output::new(cli.global.json);
    let done = commands::run(cli, &mut output).and_then(|outcome| output.finish().map(|()| outcome));
    match done {
        Ok(outcome) => outcome.into(),
        Err(failure) => failure.tell(),
    }
}
