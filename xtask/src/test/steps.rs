//! The steps of the test command, cheap ones first.

use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, bail};

use crate::pages;
use crate::place::{Profile, target, ui};
use crate::run::build_programs;
use crate::setup::{Need, packages_of_pages, packages_of_system};
use crate::shell::{run, run_and_read, say, tool, tool_in, works};
use crate::test::{Arguments, Count, PACKAGES, Step, TARGETS, WINDOW};

/// Returns what is to be done.
pub(super) fn steps(arguments: &Arguments) -> Vec<Step> {
    let mut steps = vec![step("setup", setup), step("format", format)];
    if !arguments.skip_ui {
        steps.push(step("ui: types", |_| pages::script("check")));
        steps.push(step("ui: lint", |_| pages::script("lint")));
        steps.push(step("ui: tests", |count| ui_tests("test", count)));
        steps.push(step("ui: tests in a browser", browser_tests));
        steps.push(step("ui: the main pages, by axe", main_pages));
    }
    steps.push(step("ui: build", |_| pages::build()));
    steps.push(step("build", build));
    steps.push(step("tests", tests));
    steps.push(step("tests of xtask", tests_of_xtask));
    if !arguments.skip_window {
        steps.push(step("tests in the real window", window_tests));
    }
    if !arguments.skip_lints {
        steps.push(step("clippy", clippy));
        steps.push(step("rustdoc", rustdoc));
        steps.push(step("licenses, bans, sources", deny));
    }
    steps
}

fn step(name: &'static str, run: fn(&mut Count) -> Result<()>) -> Step {
    Step { name, run }
}

fn setup(_: &mut Count) -> Result<()> {
    packages_of_system(Need::Test)?;
    packages_of_pages()
}

fn format(_: &mut Count) -> Result<()> {
    run(tool("cargo").args(["fmt", "--all", "--check"])).context("run `cargo fmt --all`")
}

fn browser_tests(count: &mut Count) -> Result<()> {
    if is_without_browser() {
        return Ok(());
    }
    ui_tests("test:browser", count)
}

/// The pages that everybody sees, in both themes: nothing in the console, nothing that axe finds. All pages: `cargo xtask screens`.
fn main_pages(_: &mut Count) -> Result<()> {
    if is_without_browser() {
        return Ok(());
    }
    pages::main_pages()
}

fn is_without_browser() -> bool {
    let is_missing = !cfg!(target_os = "linux") && env::var_os("CHROMIUM").is_none();
    if is_missing {
        say("Skipped: name a Chromium by the variable CHROMIUM.");
    }
    is_missing
}

/// Runs a script of ui/ that is vitest.
fn ui_tests(script: &str, count: &mut Count) -> Result<()> {
    let report = target()?.join(format!("vitest-{}.json", script.replace(':', "-")));
    // A report of the run before must not be counted if this run ends without one.
    let _ = fs::remove_file(&report);
    let mut output = std::ffi::OsString::from("--outputFile.json=");
    output.push(&report);
    let mut vitest = tool_in("npm", &ui());
    vitest.args(["run", "--silent", script, "--", "--reporter=default", "--reporter=json"]).arg(output);
    let outcome = run(&mut vitest);
    let text = fs::read_to_string(&report).with_context(|| format!("vitest wrote no {}", report.display()));
    // A failure is told by vitest; a missing report only if vitest says that all is well.
    match (outcome, text) {
        (Ok(()), text) => count.add(Count::of_vitest_report(&text?)?),
        (Err(error), text) => {
            if let Ok(failed) = text.and_then(|text| Count::of_vitest_report(&text)) {
                count.add(failed);
            }
            return Err(error);
        }
    }
    Ok(())
}

fn build(_: &mut Count) -> Result<()> {
    build_programs(Profile::Dev)
}

/// Everything but the real window: laws, contracts, scenarios, architecture, fresh bindings.
fn tests(count: &mut Count) -> Result<()> {
    counted(cargo("test").args(PACKAGES).args(TARGETS).arg("--no-fail-fast"), count)
}

fn tests_of_xtask(count: &mut Count) -> Result<()> {
    counted(cargo("test").args(["--package", "xtask"]), count)
}

fn window_tests(count: &mut Count) -> Result<()> {
    if !cfg!(target_os = "linux") {
        say("Skipped: the tests of the real window are driven by WebKitWebDriver, which is on Linux only.");
        return Ok(());
    }
    counted(cargo("test").args(PACKAGES).args(WINDOW).args(["--", "--test-threads=1"]), count)
}

fn clippy(_: &mut Count) -> Result<()> {
    run(cargo("clippy").arg("--workspace").args(TARGETS).args(WINDOW).args(["--", "-D", "warnings"]))
}

fn rustdoc(_: &mut Count) -> Result<()> {
    run(cargo("doc").args(["--workspace", "--no-deps", "--document-private-items"]).env("RUSTDOCFLAGS", "-D warnings"))
}

fn deny(_: &mut Count) -> Result<()> {
    if !works(tool("cargo").args(["deny", "--version"])) {
        say("Skipped: cargo-deny is not installed (cargo install cargo-deny --locked).");
        return Ok(());
    }
    // Advisories need a database from the network; the workflow on the host of the repository asks for them.
    run(cargo("deny").args(["--offline", "check", "licenses", "bans", "sources"]))
}

fn cargo(command: &str) -> Command {
    let mut cargo = tool("cargo");
    cargo.arg(command);
    if env::var_os("CI").is_some() && env::var_os("CARGO_INCREMENTAL").is_none() {
        cargo.env("CARGO_INCREMENTAL", "0");
    }
    cargo
}

/// Runs a `cargo test` and counts its tests.
fn counted(command: &mut Command, count: &mut Count) -> Result<()> {
    let before = count.failed;
    let is_well = run_and_read(command, |line| {
        if let Some(tests) = Count::of_cargo_line(line) {
            count.add(tests);
        }
    })?;
    match (is_well, count.failed - before) {
        (true, _) => Ok(()),
        (false, 0) => bail!("a test program did not build or did not come to its end"),
        (false, failed) => bail!("{failed} tests failed"),
    }
}
