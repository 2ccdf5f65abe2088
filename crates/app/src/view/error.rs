//! The one error shape that crosses to a window.

use serde::{Deserialize, Serialize};

/// What kind of failure it is. Stable: the UI and scripts match on it, never on the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// An argument is not usable; `field` says which.
    BadInput,
    /// There is no such note, notebook, review item or session here.
    NotFound,
    /// Over a limit; the message names the limit.
    TooLarge,
    /// The search query cannot be understood.
    BadQuery,
    /// The vault is locked or not yet created.
    Locked,
    /// The passphrase or key does not open this vault.
    WrongKey,
    /// Wrong passphrases were tried: the next one is taken after a while.
    TooManyTries,
    /// No passphrase opens this vault, so it cannot be locked.
    NoPassphrase,
    /// A file of the data folder is damaged.
    Damaged,
    /// The database was written by a newer version of the app.
    NewerVersion,
    /// The disk is full.
    DiskFull,
    /// The data folder cannot be written, is missing, or is not a folder.
    Storage,
    /// The server cannot be reached or does not answer as a Driftless server.
    Network,
    /// The server refused: token, version, quota.
    Refused,
    /// The connect code is truncated, altered, of another version, or of another vault.
    BadConnectCode,
    /// Nobody is signed in to an account here, or it waits for its words.
    NotSignedIn,
    /// The account's session has ended: ask for the password.
    SignInAgain,
    /// Wrong name, password or code; which of them is not told.
    WrongPassword,
    /// What was typed are not the 24 words of this account.
    WrongWords,
    /// An account of this name is there already.
    NameTaken,
    /// Signing up needs an invitation that holds.
    Invitation,
    /// The server shows what no honest server shows; nothing of it was taken over.
    Tampered,
    /// The pairing cannot go on: begin again with a new code.
    Pairing,
    /// Something that must not happen; the log has the details.
    Internal,
}

/// A failure as a window or script receives it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct CommandError {
    /// Stable kind.
    pub kind: ErrorKind,
    /// One or two plain sentences: what failed, what was kept, what to do.
    pub message: String,
    /// The argument that was wrong, for `bad_input`.
    pub field: Option<String>,
}
