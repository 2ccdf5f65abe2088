//! Failures as a script sees them: an exit code, and sentences on stderr.

use std::io::{self, Write};
use std::process::ExitCode;

use driftless_app::AppError;
use driftless_app::view::ErrorKind;

/// The thing asked for failed.
const FAILED: u8 = 1;
/// Wrong usage, as clap itself answers it.
const USAGE: u8 = 2;
/// It needs the user: a passphrase, a connect code.
const NEEDS_USER: u8 = 3;

/// How a command that could run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything asked for was done.
    Done,
    /// The answer was printed, and it is that something failed.
    Failed,
    /// The answer was printed, and it is that the user must do something.
    NeedsUser,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Failed => Self::from(FAILED),
            Outcome::NeedsUser => Self::from(NEEDS_USER),
        }
    }
}

/// Why a command could not run.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The app refused or failed.
    App(AppError),
    /// An argument that only this program can check; the sentence says what, why and what to do.
    Usage(String),
    /// A file named on the command line, standard input or output failed.
    Io(String),
    /// It cannot go on without the user.
    NeedsUser(String),
    /// The reader of standard output went away: nobody wants the rest, and that is no failure.
    PipeClosed,
}

impl Failure {
    /// Writes the message to stderr and returns the exit code.
    pub(crate) fn tell(&self) -> ExitCode {
        let (code, message) = match self {
            Self::App(error) => (code_of(error), error.message()),
            Self::Usage(message) => (USAGE, message.clone()),
            Self::Io(message) => (FAILED, message.clone()),
            Self::NeedsUser(message) => (NEEDS_USER, message.clone()),
            Self::PipeClosed => return ExitCode::SUCCESS,
        };
        // With stderr closed too there is nobody to tell.
        let _ = writeln!(io::stderr().lock(), "driftless: {message}");
        ExitCode::from(code)
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

fn code_of(error: &AppError) -> u8 {
    match error.kind() {
        ErrorKind::BadInput | ErrorKind::BadQuery => USAGE,
        ErrorKind::Locked
        | ErrorKind::Refused
        | ErrorKind::TooManyTries
        | ErrorKind::NoPassphrase
        | ErrorKind::NotSignedIn
        | ErrorKind::SignInAgain => NEEDS_USER,
        ErrorKind::NotFound
        | ErrorKind::TooLarge
        | ErrorKind::WrongKey
        | ErrorKind::Damaged
        | ErrorKind::NewerVersion
        | ErrorKind::DiskFull
        | ErrorKind::Storage
        | ErrorKind::Network
        | ErrorKind::BadConnectCode
        | ErrorKind::WrongPassword
        | ErrorKind::WrongWords
        | ErrorKind::NameTaken
        | ErrorKind::Invitation
        | ErrorKind::Tampered
        | ErrorKind::Pairing
        | ErrorKind::Internal => FAILED,
    }
}
