//! Builds and opens the app.

use std::ffi::OsString;
use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::place::Profile;
use crate::setup::Need;
use crate::shell::{run as run_program, tool};
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
    let profile = if arguments.dev { Profile::Dev } else { Profile::Release };
    build(profile, &["driftless-desktop"])?;
    run_program(Command::new(profile.program("driftless-desktop")?).args(&arguments.rest))
}

/// Installs what is missing and builds packages.
///
/// # Errors
/// One of these fails.
pub(crate) fn build(profile: Profile, packages: &[&str]) -> Result<()> {
    setup::packages_of_system(Need::Build)?;
    setup::packages_of_pages()?;
    pages::build()?;
    let mut cargo = tool("cargo");
    cargo.arg("build").args(profile.arguments());
    for package in packages {
        cargo.args(["--package", package]);
    }
    run_program(&mut cargo)
}
