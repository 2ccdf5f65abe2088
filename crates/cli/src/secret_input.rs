//! Secrets, asked for on a terminal or read line by line from standard input; never from arguments, which every
//! process list shows.

use std::io::{self, BufRead, IsTerminal};

use secrecy::SecretString;

use crate::failure::Failure;

/// Longest line, bytes: more than 24 words have.
const LINE_BYTES_MAX: u64 = 64 * 1024;

/// Asks for a secret without showing it; where nobody sits, takes the next line of standard input.
///
/// # Errors
/// [`Failure::NeedsUser`] when there is none.
pub(crate) fn secret(what: &str) -> Result<SecretString, Failure> {
    next(what)?.ok_or_else(|| {
        let message = format!("{what} is missing. Nothing was changed. Type it when asked, or give it as a line.");
        Failure::NeedsUser(message)
    })
}

/// The same; none when standard input has ended or the answer is empty.
///
/// # Errors
/// [`Failure::NeedsUser`] when it cannot be read.
pub(crate) fn next(what: &str) -> Result<Option<SecretString>, Failure> {
    let failed = |error: io::Error| Failure::NeedsUser(format!("{what} could not be read: {error}."));
    let line = if io::stdin().is_terminal() {
        rpassword::prompt_password(format!("{what}: ")).map_err(failed)?
    } else {
        let mut line = String::new();
        io::Read::take(io::stdin().lock(), LINE_BYTES_MAX).read_line(&mut line).map_err(failed)?;
        line
    };
    let line = line.trim_end_matches(['\r', '\n']);
    Ok((!line.is_empty()).then(|| SecretString::from(line.to_owned())))
}
