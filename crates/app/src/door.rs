//! The door of the window: from "what is in this folder" to an open vault.

use std::sync::{Mutex, MutexGuard, PoisonError};

use driftless_store::{FolderState, SlotKind, check_keychain, look};
use secrecy::{ExposeSecret as _, SecretString};

use crate::view::VaultState;
use crate::{App, AppError, KeyChoice, OpenOptions};

/// Shortest passphrase, characters: below it guessing takes no skill, whatever the key derivation costs.
const PASSPHRASE_CHARS_MIN: usize = 8;

/// A data folder and, once it could be opened, its vault.
#[derive(Debug)]
pub struct Door {
    options: OpenOptions,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    app: Option<App>,
    is_first_start: bool,
}

impl Door {
    /// Stands before a data folder; touches nothing yet.
    pub fn new(options: OpenOptions) -> Self {
        Self { options, inside: Mutex::default() }
    }

    /// Returns what to show. Opens the vault where no question is needed; creates it where there is none
    /// and a keychain or key file can hold its key. `first_start` is true for the process that created it.
    pub fn state(&self) -> VaultState {
        let mut inside = self.inside();
        if inside.app.is_none() {
            match self.enter(&mut inside) {
                Ok(None) => {}
                Ok(Some(question)) => return question,
                Err(error) => return VaultState::Failed { error: error.into() },
            }
        }
        inside.ready()
    }

    /// Creates a vault behind a passphrase.
    ///
    /// # Errors
    /// As [`App::create`], and [`AppError::BadInput`] for a passphrase shorter than 8 characters.
    pub fn create(&self, passphrase: SecretString) -> Result<VaultState, AppError> {
        check_passphrase(passphrase.expose_secret())?;
        let mut inside = self.inside();
        if inside.app.is_none() {
            inside.app = Some(App::create(self.with_key(KeyChoice::Passphrase(passphrase)))?);
            inside.is_first_start = true;
        }
        Ok(inside.ready())
    }

    /// Opens the vault with a passphrase.
    ///
    /// # Errors
    /// As [`App::open`].
    pub fn unlock(&self, passphrase: SecretString) -> Result<VaultState, AppError> {
        let mut inside = self.inside();
        if inside.app.is_none() {
            inside.app = Some(App::open(self.with_key(KeyChoice::Passphrase(passphrase)))?);
        }
        Ok(inside.ready())
    }

    /// Returns the open vault.
    ///
    /// # Errors
    /// [`AppError::Locked`] before it is open: [`Door::state`] says why.
    pub fn app(&self) -> Result<App, AppError> {
        self.inside().app.clone().ok_or(AppError::Locked)
    }

    /// Opens or creates; returns the question to ask first, if there is one.
    fn enter(&self, inside: &mut Inside) -> Result<Option<VaultState>, AppError> {
        match look(&self.options.data_dir)? {
            FolderState::Empty => {
                if matches!(self.options.key, KeyChoice::Keychain) && check_keychain().is_err() {
                    return Ok(Some(VaultState::ChoosePassphrase));
                }
                inside.app = Some(App::create(self.options.clone())?);
                inside.is_first_start = true;
            }
            FolderState::Vault(slots) => {
                let asks = matches!(self.options.key, KeyChoice::Keychain)
                    && !slots.kinds().contains(&SlotKind::Keychain)
                    && slots.kinds().contains(&SlotKind::Passphrase);
                if asks {
                    return Ok(Some(VaultState::EnterPassphrase));
                }
                inside.app = Some(App::open(self.options.clone())?);
            }
        }
        Ok(None)
    }

    fn with_key(&self, key: KeyChoice) -> OpenOptions {
        OpenOptions { key, ..self.options.clone() }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn ready(&self) -> VaultState {
        match &self.app {
            Some(app) => VaultState::Ready { first_start: self.is_first_start, device: app.device_name() },
            None => VaultState::Failed { error: AppError::Locked.into() },
        }
    }
}

/// Says whether a passphrase opens the vault of a data folder.
pub fn opens_by_passphrase(data_dir: &std::path::Path) -> bool {
    matches!(look(data_dir), Ok(FolderState::Vault(slots)) if slots.kinds().contains(&SlotKind::Passphrase))
}

/// Fails for a passphrase that is too short.
pub(crate) fn check_passphrase(passphrase: &str) -> Result<(), AppError> {
    if passphrase.chars().count() < PASSPHRASE_CHARS_MIN {
        let reason = format!("must have at least {PASSPHRASE_CHARS_MIN} characters");
        return Err(AppError::BadInput { field: "passphrase", reason });
    }
    Ok(())
}
