//! Running programs, and talking to the person at the terminal.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::place::root;

/// Prints a line. A closed terminal is no reason to stop.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stdout().lock(), "{line}");
}

/// Returns a program to be run at the root.
pub(crate) fn tool(name: &str) -> Command {
    // npm and npx are scripts on Windows, which only their whole name finds.
    let name = if cfg!(windows) && name == "npm" { "npm.cmd" } else { name };
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// Returns a program to be run in a folder.
pub(crate) fn tool_in(name: &str, folder: &Path) -> Command {
    let mut command = tool(name);
    command.current_dir(folder);
    command
}

/// Runs a program; what it prints is seen.
///
/// # Errors
/// It cannot be started, or fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    say(&format!("$ {}", words(command)));
    let status = command.status().with_context(|| format!("cannot start {}", words(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", words(command));
    }
    Ok(())
}

/// Runs a program and returns what it printed on stdout.
///
/// # Errors
/// It cannot be started, fails, or prints what is not UTF-8; its stderr is in the error.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot start {}", words(command)))?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        bail!("{} ended with {}: {}", words(command), output.status, stderr.trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("{} did not print UTF-8", words(command)))
}

/// Returns whether a program can be started and succeeds; it prints nothing.
pub(crate) fn works(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|it| it.success())
}

/// Runs a program whose stdout is seen and also read, line by line.
///
/// # Errors
/// It cannot be started. That it failed is the answer `false`.
pub(crate) fn run_and_read(command: &mut Command, mut line: impl FnMut(&str)) -> Result<bool> {
    say(&format!("$ {}", words(command)));
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start {}", words(command)))?;
    if let Some(stdout) = child.stdout.take() {
        each_line(stdout, |text| {
            say(text);
            line(text);
        })?;
    }
    Ok(child.wait().context("lost a program")?.success())
}

/// Reads lines; bytes that are not UTF-8 are replaced.
fn each_line(from: impl Read, mut line: impl FnMut(&str)) -> Result<()> {
    let mut from = BufReader::new(from);
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        if from.read_until(b'\n', &mut bytes).context("cannot read what a program prints")? == 0 {
            return Ok(());
        }
        line(String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']));
    }
}

/// Writes a command as one would type it.
pub(crate) fn words(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        let argument = argument.to_string_lossy();
        let is_plain = !argument.is_empty() && !argument.contains([' ', '\'', '"', '$', '*']);
        text.push(' ');
        text.push_str(&if is_plain { argument.into_owned() } else { format!("'{argument}'") });
    }
    text
}
