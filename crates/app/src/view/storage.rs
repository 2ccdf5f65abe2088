//! What the vault takes on this device, and what opens it.

use serde::{Deserialize, Serialize};

/// What the vault takes on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct StorageFacts {
    /// The data folder.
    pub folder: String,
    /// Size of the database, bytes.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub database_bytes: u64,
    /// Size of SQLite's own journal beside it, bytes.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub journal_bytes: u64,
    /// Notes that are neither trashed nor archived.
    pub notes: u32,
    /// Archived notes.
    pub archived: u32,
    /// Notes in the trash.
    pub trashed: u32,
    /// Notebooks.
    pub notebooks: u32,
    /// Actions in the log.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub actions: u64,
    /// Bytes of their payloads.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub action_bytes: u64,
    /// Version of the app.
    pub version: String,
}

/// Where the key of the database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum KeyPlace {
    /// In the keychain of the system.
    Keychain,
    /// In a file that the user keeps.
    KeyFile,
    /// Sealed under a passphrase.
    Passphrase,
    /// Nowhere: the program that starts the app brings it.
    Brought,
}

/// A backup that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct BackupView {
    /// Its folder.
    pub folder: String,
    /// Size of its database, bytes.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub bytes: u64,
}
