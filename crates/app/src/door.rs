//! The door of the window: from "what is in this folder" to an open vault.

use secrecy::SecretString;

use crate::notes::unbuilt;
use crate::view::VaultState;
use crate::{App, AppError, OpenOptions};

/// A data folder and, once it could be opened, its vault.
#[derive(Debug)]
pub struct Door {
    options: OpenOptions,
}

impl Door {
    /// Stands before a data folder. Opens it at once where no question is needed; creates the vault
    /// where there is none and a keychain or key file is there to hold its key.
    pub fn new(options: OpenOptions) -> Self {
        Self { options }
    }

    /// Returns what to show. `first_start` is true only the first time it is asked.
    pub fn state(&self) -> VaultState {
        let _ = &self.options;
        VaultState::Failed { error: unbuilt().into() }
    }

    /// Creates a vault behind a passphrase.
    ///
    /// # Errors
    /// As [`App::create`], and [`AppError::BadInput`] for a passphrase shorter than 8 characters.
    pub fn create(&self, passphrase: SecretString) -> Result<VaultState, AppError> {
        drop(passphrase);
        Err(unbuilt())
    }

    /// Opens the vault with a passphrase.
    ///
    /// # Errors
    /// As [`App::open`].
    pub fn unlock(&self, passphrase: SecretString) -> Result<VaultState, AppError> {
        drop(passphrase);
        Err(unbuilt())
    }

    /// Returns the open vault.
    ///
    /// # Errors
    /// [`AppError::Locked`] before it is open; what opening ended in, if it failed.
    pub fn app(&self) -> Result<App, AppError> {
        Err(AppError::Locked)
    }
}
