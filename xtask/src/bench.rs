//! Measures: builds the benchmark program and the server as people get them, and runs it on a corpus.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;

use crate::corpus;
use crate::pages::script;
use crate::place::{Profile, target, ui};
use crate::setup::packages_of_pages;
use crate::shell::{run, say, tool, tool_in};

/// The figure that is not of the benchmark program.
const KEYSTROKE: &str = "keystroke";

/// What to measure.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Only this benchmark (`--list` names them).
    name: Option<String>,
    /// Name the benchmarks and end.
    #[arg(long)]
    list: bool,
    /// Number of notes.
    #[arg(long, default_value_t = 5_000)]
    notes: u32,
    /// Seed of the corpus.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Runs the benchmarks. Each figure is a line of JSON on stdout.
///
/// # Errors
/// Something does not build or a benchmark does not end well.
pub(crate) fn bench(arguments: &Arguments) -> Result<()> {
    if arguments.list {
        say(&format!("{KEYSTROKE}: a key in the editor of a note, against the bare editor (in Chromium)"));
    }
    if arguments.name.as_deref() == Some(KEYSTROKE) {
        return keystroke();
    }
    // Without the window, whose build takes longest; its editor is measured by itself.
    let mut build = tool("cargo");
    run(build.args(["build", "--release", "--package", "driftless-bench", "--package", "driftless-server"]))?;
    let program = Profile::Release.program("driftless-bench")?;
    if arguments.list {
        return run(Command::new(program).arg("--list"));
    }
    let folder = target()?.join("bench");
    let notes = folder.join(format!("corpus-{}-{}", arguments.notes, arguments.seed));
    if !notes.exists() {
        // Written beside and renamed, so that a half written corpus is never measured.
        let half = folder.join("corpus-half");
        if half.exists() {
            fs::remove_dir_all(&half).with_context(|| format!("cannot remove {}", half.display()))?;
        }
        corpus::write(&corpus::Arguments { notes: arguments.notes, seed: arguments.seed, out: half.clone() })?;
        fs::rename(&half, &notes).with_context(|| format!("cannot write {}", notes.display()))?;
    }
    say(&format!("corpus: {}", notes.display()));
    let mut bench = Command::new(program);
    bench.arg("--corpus").arg(&notes).arg("--folder").arg(folder.join("run"));
    bench.arg("--server").arg(Profile::Release.program("driftless-server")?);
    bench.args(arguments.name.iter());
    run(&mut bench)?;
    if arguments.name.is_none() { keystroke() } else { Ok(()) }
}

/// What a key costs in the editor, measured in a browser.
fn keystroke() -> Result<()> {
    packages_of_pages()?;
    script("messages")?;
    run(tool_in("node", &ui()).arg("bench/keystroke.mjs")).context("Chromium is needed; CHROMIUM names its executable")
}
