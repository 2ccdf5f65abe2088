//! The lock: when it falls, and how often somebody may try to open it.
//!
//! Locking itself is [`crate::Door::lock`]: it closes the database and forgets its key.

mod rule;
mod throttle;

use driftless_sync::contract::Store as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{from_str, to_string};

pub(crate) use self::rule::Quiet;
pub(crate) use self::throttle::Throttle;
use crate::door::check_passphrase;
use crate::view::LockSettings;
use crate::{App, AppError};

/// Setting that holds when the lock falls, JSON.
const SETTING: &str = "lock";
/// Longest wait that can be chosen, minutes: a day.
const MINUTES_MAX: u32 = 24 * 60;

impl App {
    /// Returns when the lock falls; as is usual before anybody chose.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn lock_settings(&self) -> Result<LockSettings, AppError> {
        let kept = self.inner.store.read(|tx| tx.setting(SETTING))?;
        Ok(kept.and_then(|json| from_str(&json).ok()).unwrap_or_default())
    }

    /// Saves when the lock falls.
    ///
    /// # Errors
    /// [`AppError::BadInput`] for more than a day, [`AppError::Store`].
    pub fn save_lock_settings(&self, settings: &LockSettings) -> Result<(), AppError> {
        if settings.after_minutes > MINUTES_MAX {
            let reason = format!("must be at most {MINUTES_MAX}");
            return Err(AppError::BadInput { field: "after_minutes", reason });
        }
        let json = to_string(settings).map_err(|error| AppError::Internal(error.to_string()))?;
        Ok(self.inner.store.write(|tx| tx.save_setting(SETTING, Some(&json)))?)
    }

    /// Lets a passphrase open this vault too: from then on the window asks for it at each start, and can be locked.
    ///
    /// # Errors
    /// [`AppError::BadInput`] for one shorter than 8 characters, [`AppError::Open`] when there is one already.
    pub fn set_passphrase(&self, new: &SecretString) -> Result<(), AppError> {
        check_passphrase(new.expose_secret())?;
        Ok(self.store().set_passphrase(new)?)
    }

    /// Takes the passphrase from what opens this vault.
    ///
    /// # Errors
    /// [`AppError::Open`] when it is wrong, or nothing else opens the vault. Nothing was changed then.
    pub fn remove_passphrase(&self, old: &SecretString) -> Result<(), AppError> {
        Ok(self.store().remove_passphrase(old)?)
    }
}
