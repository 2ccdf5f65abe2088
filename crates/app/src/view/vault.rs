//! The vault's door: whether notes can be shown, and what to ask the user if not.

use serde::{Deserialize, Serialize};

/// State of the data folder at start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[serde(tag = "kind")]
pub enum VaultState {
    /// Open.
    Ready {
        /// True on the very first start of this data folder.
        first_start: bool,
        /// Name of this device.
        device: String,
    },
    /// No keychain here: the user chooses a passphrase for a new vault.
    ChoosePassphrase,
    /// The user must type the passphrase.
    EnterPassphrase,
    /// Cannot be opened; nothing was changed.
    Failed {
        /// What, what was kept, what to do.
        error: super::CommandError,
        /// The data folder.
        folder: String,
        /// Backups that can take the place of a database that is damaged or gone, newest first.
        backups: Vec<super::BackupRow>,
        /// The passphrase is needed for that.
        asks_passphrase: bool,
    },
}

/// When the lock falls by itself, where a passphrase is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct LockSettings {
    /// Minutes without a key or a move of the mouse; 0 for never.
    pub after_minutes: u32,
    /// When the computer slept.
    pub on_suspend: bool,
}

impl Default for LockSettings {
    fn default() -> Self {
        Self { after_minutes: 15, on_suspend: true }
    }
}
