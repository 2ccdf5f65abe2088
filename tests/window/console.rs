//! What the page writes on its console, as the app prints it.

use std::io::Read;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use anyhow::{Result, ensure};

use crate::program::keep_reading;
use crate::webdriver::PATIENCE;

/// What every mark begins with: it is written as an error, because that is always printed.
pub(crate) const MARK: &str = "that was all at ";

/// Lines of a program's stdout and stderr, so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Console {
    lines: Arc<(Mutex<Vec<String>>, Condvar)>,
}

impl Console {
    /// Keeps the lines of a stream; a failed test shows them.
    pub(crate) fn read(&self, name: &str, stream: impl Read + Send + 'static) {
        let (lines, name) = (Arc::clone(&self.lines), name.to_owned());
        keep_reading(std::io::BufReader::new(stream), move |line| {
            println!("[{name}] {line}");
            lines.0.lock().unwrap_or_else(PoisonError::into_inner).push(line.to_owned());
            lines.1.notify_all();
        });
    }

    /// Waits until a line with `mark` has come.
    ///
    /// # Errors
    /// It does not come.
    pub(crate) fn hears(&self, mark: &str) -> Result<()> {
        self.errors_before(mark).map(drop)
    }

    /// Waits until a line with `mark` has come, and returns the errors of the page, marks left out.
    ///
    /// # Errors
    /// It does not come.
    pub(crate) fn errors_before(&self, mark: &str) -> Result<Vec<String>> {
        let lines = self.lines.0.lock().unwrap_or_else(PoisonError::into_inner);
        let has_mark = |lines: &mut Vec<String>| !lines.iter().any(|line| line.contains(mark));
        let (lines, waited) =
            self.lines.1.wait_timeout_while(lines, PATIENCE, has_mark).unwrap_or_else(PoisonError::into_inner);
        ensure!(!waited.timed_out(), "the program did not print: {mark}");
        let errors = lines.iter().filter(|line| is_error(line) && !line.contains(MARK));
        Ok(errors.cloned().collect())
    }
}

/// The web view prints `CONSOLE SOURCE LEVEL text`; a refused resource is an error of the source `SECURITY`.
fn is_error(line: &str) -> bool {
    let Some((_, message)) = line.split_once("CONSOLE ") else { return false };
    message.split(' ').take(3).any(|word| word == "ERROR") || message.contains("Refused to")
}
