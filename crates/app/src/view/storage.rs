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

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum BackupReason {
    /// By itself, once a day.
    Daily,
    /// Somebody asked for it.
    ByHand,
    /// Before a newer version of the app changed the tables.
    BeforeUpgrade,
}

/// A backup in the data folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct BackupRow {
    /// Its name.
    pub id: String,
    /// Why it was made.
    pub reason: BackupReason,
    /// When, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub made_at: u64,
    /// Its size, bytes.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub bytes: u64,
}

/// A backup that was opened and found whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct BackupChecked {
    /// Which.
    pub backup: BackupRow,
    /// Notes that are not in the trash.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub notes: u64,
    /// Actions in its log.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub actions: u64,
    /// When a note in it was last edited, milliseconds since the epoch; null without notes.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Number>))]
    pub edited_at: Option<u64>,
}

/// A backup took the place of the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct RestoredView {
    /// The backup.
    pub backup: BackupChecked,
    /// Folder with the database that was there before, whole; null when there was none.
    pub set_aside: Option<String>,
}
