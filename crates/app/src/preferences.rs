//! What the window remembers on this device: theme, language, shortcuts and the like. Never synced.

use driftless_sync::contract::Store as _;

use crate::{App, AppError};

/// Setting that holds them, as the window wrote them.
const PREFERENCES: &str = "preferences";
/// Most bytes of JSON: a page that went wrong must not fill the database.
const PREFERENCES_BYTES_MAX: usize = 256 * 1024;

impl App {
    /// Returns the window's preferences as it saved them; none before the first time.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn preferences(&self) -> Result<Option<String>, AppError> {
        Ok(self.inner.store.read(|tx| tx.setting(PREFERENCES))?)
    }

    /// Saves the window's preferences, a JSON object that only the window reads.
    ///
    /// # Errors
    /// [`AppError::TooLarge`] above 256 KiB; [`AppError::BadInput`] when it is no JSON object; [`AppError::Store`].
    pub fn save_preferences(&self, json: &str) -> Result<(), AppError> {
        if json.len() > PREFERENCES_BYTES_MAX {
            return Err(AppError::TooLarge { field: "preferences", max: PREFERENCES_BYTES_MAX, unit: "bytes" });
        }
        if serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(json).is_err() {
            return Err(AppError::BadInput { field: "preferences", reason: "are not a JSON object".to_owned() });
        }
        Ok(self.inner.store.write(|tx| tx.save_setting(PREFERENCES, Some(json)))?)
    }
}
