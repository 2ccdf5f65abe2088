//! Everything that has to hold, in one command.
//!
//! One build serves all: the same packages and features are selected in every cargo call, because cargo
//! would otherwise settle on other features of shared dependencies and compile SQLCipher or Tauri again.
//! xtask itself is tested apart: it runs, so on Windows it cannot be written over.

mod count;
mod steps;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::Args;

use crate::shell::say;
use crate::test::count::Count;
use crate::test::steps::steps;

/// The same packages in every call.
pub(crate) const PACKAGES: &[&str] = &["--workspace", "--exclude", "xtask"];
/// What plain `cargo test` runs.
pub(crate) const TARGETS: &[&str] = &["--lib", "--bins", "--tests"];
/// The tests of the real window, which have to be named.
pub(crate) const WINDOW: &[&str] = &["--test", "window"];

/// What to leave out. Without arguments everything is tested, as on a fresh clone.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Leave out the tests of the real window.
    #[arg(long)]
    skip_window: bool,
    /// Leave out the checks and tests of ui/; its pages are still built.
    #[arg(long)]
    skip_ui: bool,
    /// Leave out clippy, rustdoc and cargo deny.
    #[arg(long)]
    skip_lints: bool,
    /// Go on after a step that failed, to see all that is wrong.
    #[arg(long)]
    keep_going: bool,
}

/// One step: its name, and what it does. It adds to the count and says whether it is well.
struct Step {
    name: &'static str,
    run: fn(&mut Count) -> Result<()>,
}

/// Runs every step; the last line says how many tests passed and failed.
///
/// # Errors
/// Steps failed; the sentence names them.
pub(crate) fn test(arguments: &Arguments) -> Result<()> {
    let mut count = Count::default();
    let mut times: Vec<(&str, Duration)> = Vec::new();
    let mut failed: Vec<&str> = Vec::new();
    for step in steps(arguments) {
        say(&format!("\n==== {} ====", step.name));
        let start = Instant::now();
        let outcome = (step.run)(&mut count);
        let took = start.elapsed();
        times.push((step.name, took));
        match outcome {
            Ok(()) => say(&format!("---- {}: ok, {:.1} s", step.name, took.as_secs_f64())),
            Err(error) => {
                say(&format!("---- {}: FAILED, {:.1} s: {error:#}", step.name, took.as_secs_f64()));
                failed.push(step.name);
                if !arguments.keep_going {
                    break;
                }
            }
        }
    }
    say("\n==== summary ====");
    for (name, took) in &times {
        say(&format!("{:>8.1} s  {name}{}", took.as_secs_f64(), if failed.contains(name) { "  FAILED" } else { "" }));
    }
    say(&format!("{:>8.1} s  in all", times.iter().map(|(_, took)| took.as_secs_f64()).sum::<f64>()));
    say(&count.to_string());
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    if count.failed > 0 {
        bail!("{} tests failed", count.failed);
    }
    Ok(())
}
