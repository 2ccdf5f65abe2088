//! The project's own commands: `cargo xtask --help`.
//!
//! Reading order: this file (what there is), `place` (where things are), `shell` (how programs are
//! run), then one file for each command.

mod bench;
mod bindings;
mod corpus;
mod demo;
mod pages;
mod place;
mod run;
mod screen;
mod setup;
mod shell;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::shell::say;

/// Builds, runs, tests and measures Driftless.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Install what is missing: system packages (Debian and Ubuntu) and the window's npm packages.
    Setup(setup::Arguments),
    /// Build the pages of the window (ui/dist), which a cargo build of the desktop package embeds.
    Ui,
    /// Build and open the app: `cargo xtask run -- --data-dir DIR`.
    Run(run::Arguments),
    /// Run a server and two windows on two data folders that are already paired.
    Demo(demo::Arguments),
    /// Run every test and check.
    Test(test::Arguments),
    /// Write realistic Markdown notes, the same ones for the same seed.
    Corpus(corpus::Arguments),
    /// Measure; one JSON line for each figure.
    Bench(bench::Arguments),
    /// Keep a picture of every page, in both themes at three sizes, in docs/screens/pages.
    Screens,
    /// Write ui/src/bindings again from the commands and events of src-tauri.
    Bindings,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Setup(arguments) => setup::setup(&arguments),
        Command::Ui => setup::packages_of_pages().and_then(|()| pages::build()),
        Command::Run(arguments) => run::run(&arguments),
        Command::Demo(arguments) => demo::demo(&arguments),
        Command::Test(arguments) => test::test(&arguments),
        Command::Corpus(arguments) => corpus::corpus(&arguments),
        Command::Bench(arguments) => bench::bench(&arguments),
        Command::Screens => setup::packages_of_pages().and_then(|()| pages::screens()),
        Command::Bindings => bindings::write(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
