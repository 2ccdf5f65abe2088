//! Text from a file or from standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::failure::Failure;

/// Most that is read, bytes: more than a note can hold, so that the app's own limit answers first.
const BYTES_MAX: u64 = 32 * 1024 * 1024;

/// Reads a text; `-` is standard input.
///
/// # Errors
/// [`Failure::Io`] when it cannot be read or is not UTF-8.
pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    let is_stdin = path.as_os_str() == "-";
    let name = if is_stdin { "standard input".to_owned() } else { path.display().to_string() };
    let failed = |why: &str| Failure::Io(format!("Could not read {name}: {why}. Nothing was changed."));
    let mut bytes = Vec::new();
    let read = if is_stdin {
        io::stdin().lock().take(BYTES_MAX).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(BYTES_MAX).read_to_end(&mut bytes))
    };
    read.map_err(|error| failed(&error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| {
        failed(&format!("it is not UTF-8 (byte {}); save it as UTF-8 first", error.utf8_error().valid_up_to()))
    })
}

/// Reads a secret: the first line of a file.
///
/// # Errors
/// As [`read_text`], and [`Failure::Usage`] when the line is empty.
pub(crate) fn read_secret(path: &Path) -> Result<String, Failure> {
    let text = read_text(path)?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(Failure::Usage(format!("{} is empty: its first line must be the passphrase.", path.display()))),
    }
}
