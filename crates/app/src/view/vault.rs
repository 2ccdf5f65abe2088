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
    },
}
