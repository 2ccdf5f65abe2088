//! Builds and opens the app.

use std::ffi::OsString;
use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::place::Profile;
use crate::setup::Need;
use crate::shell::{run as run_program, tool};
use crate::test::{PACKAGES, TARGETS, WINDOW};
use crate::{pages, screen, setup};

/// What to open.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Use the build that the tests made: there sooner, slower in use.
    #[arg(long)]
    dev: bool,
    /// Arguments of the app, after `--`.
    #[arg(last = true)]
    rest: Vec<OsString>,
}

/// Installs what is missing, builds, and opens the app.
///
/// # Errors
/// One of these fails.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    screen::needed()?;
    let profile = if arguments.dev { Profile::Dev } else { Profile::App };
    build(profile)?;
    run_program(Command::new(profile.program("driftless-desktop")?).args(&arguments.rest))
}

/// Installs what is missing and builds every program.
///
/// All of them and not only those that are wanted: cargo settles on the features of shared dependencies for
/// what is built together, and would compile SQLCipher or Tauri again for every other choice.
///
/// # Errors
/// One of these fails.
pub(crate) fn build(profile: Profile) -> Result<()> {
    setup::packages_of_system(Need::Build)?;
    setup::packages_of_pages()?;
    pages::build()?;
    build_programs(profile)
}

/// Builds every program; the pages of the window are there already.
///
/// # Errors
/// The build fails.
pub(crate) fn build_programs(profile: Profile) -> Result<()> {
    let mut cargo = tool("cargo");
    cargo.arg("build").args(PACKAGES);
    match profile {
        // With the tests, so that their dependencies' features are the same, too.
        Profile::Dev => cargo.args(TARGETS).args(WINDOW),
        Profile::App => cargo.args(["--bins", "--profile", "app"]),
        Profile::Release => cargo.args(["--bins", "--release"]),
    };
    run_program(&mut cargo)
}
