//! What a program says when it opens a data folder.

use std::path::PathBuf;

use secrecy::SecretString;

/// Where the key of the local database comes from.
#[derive(Debug, Clone)]
pub enum KeyChoice {
    /// The operating system's keychain; where there is none, [`crate::Door`] asks for a passphrase.
    Keychain,
    /// A file that holds the key, mode 0600.
    KeyFile(PathBuf),
    /// A passphrase.
    Passphrase(SecretString),
}

/// What kind of program opens the data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Lives long: syncs by itself and watches for what other processes change.
    Window,
    /// Does one thing and ends: no background work but what it asks for.
    Command,
}

/// How to open a data folder.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// The folder. [`OpenOptions::default_data_dir`] is the platform's.
    pub data_dir: PathBuf,
    /// Where the key comes from.
    pub key: KeyChoice,
    /// Name of this device for a vault that is created now; none takes the computer's name.
    pub device_name: Option<String>,
    /// What kind of program this is.
    pub role: Role,
}

impl OpenOptions {
    /// Returns the platform's data folder for this app; none where there is no home.
    pub fn default_data_dir() -> Option<PathBuf> {
        directories::ProjectDirs::from("", "", "driftless").map(|dirs| dirs.data_local_dir().to_path_buf())
    }
}
