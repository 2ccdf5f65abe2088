//! The built programs, and processes that end with their test.

use std::io::BufRead;
use std::path::PathBuf;
use std::process::Child;
use std::thread;

use anyhow::{Context, Result, bail};

/// A process that is ended when this goes out of scope, also when the test panics.
#[derive(Debug)]
pub(crate) struct Ended(pub(crate) Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns a program of this workspace, built beside the test.
///
/// # Errors
/// It is not built: `cargo xtask test` does, in the same profile.
pub(crate) fn built(name: &str) -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    // target/<profile>/deps/window-… → target/<profile>/<name>
    let folder = test.parent().and_then(|deps| deps.parent()).context("the test is in no target folder")?;
    let program = folder.join(name);
    if !program.is_file() {
        bail!("{} is not built: run `cargo xtask test`", program.display());
    }
    Ok(program)
}

/// Hands on every line until the writer ends. Whoever stops reading makes the writer stop.
pub(crate) fn keep_reading(mut from: impl BufRead + Send + 'static, line: impl Fn(&str) + Send + 'static) {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        while from.read_until(b'\n', &mut bytes).is_ok_and(|length| length > 0) {
            line(String::from_utf8_lossy(&bytes).trim_end());
            bytes.clear();
        }
    });
}
