//! What the window remembers on this device: theme, language, shortcuts and the like. Never synced.

use driftless_domain::limits::{HISTORY_DAYS, HISTORY_DAYS_MAX};
use driftless_sync::contract::Store as _;
use serde_json::{Map, Value};

use crate::app::Inner;
use crate::{App, AppError};

/// Setting that holds them, as the window wrote them.
const PREFERENCES: &str = "preferences";
/// Most bytes of JSON: a page that went wrong must not fill the database.
const PREFERENCES_BYTES_MAX: usize = 256 * 1024;
/// Most days that notes stay in the trash, and how many when nobody chose.
const TRASH_DAYS_MAX: u32 = 3_650;
const TRASH_DAYS_USUAL: u32 = 30;

/// What is also needed where no window is. A value that is none of these counts as not chosen, as in the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// Days that notes stay in the trash; 0 keeps them.
    pub(crate) trash_days: u32,
    /// Days that every action is kept before one state a day is enough; 0 keeps every one.
    pub(crate) history_days: u32,
    /// Pattern of the title of a note of a day.
    pub(crate) daily_title: String,
    /// Notebook of these notes, by id.
    pub(crate) daily_notebook: Option<String>,
    /// Template that they are made from, by id.
    pub(crate) daily_template: Option<String>,
}

impl Chosen {
    fn read(json: Option<&str>) -> Self {
        let kept: Map<String, Value> = json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
        let text = |name: &str| kept.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        let days = |name: &str, max: u32| {
            kept.get(name).and_then(Value::as_u64).and_then(|days| u32::try_from(days).ok()).filter(|days| *days <= max)
        };
        Self {
            trash_days: days("trashDays", TRASH_DAYS_MAX).unwrap_or(TRASH_DAYS_USUAL),
            history_days: days("historyDays", HISTORY_DAYS_MAX).unwrap_or(HISTORY_DAYS),
            daily_title: text("dailyTitle").unwrap_or("YYYY-MM-DD").to_owned(),
            daily_notebook: text("dailyNotebook").map(str::to_owned),
            daily_template: text("dailyTemplate").map(str::to_owned),
        }
    }
}

impl Inner {
    /// Returns what was chosen in the window.
    pub(crate) fn chosen(&self) -> Result<Chosen, AppError> {
        let json = self.store.read(|tx| tx.setting(PREFERENCES))?;
        Ok(Chosen::read(json.as_deref()))
    }
}

impl App {
    /// Returns the window's preferences as it saved them; none before the first time.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn preferences(&self) -> Result<Option<String>, AppError> {
        Ok(self.inner.store.read(|tx| tx.setting(PREFERENCES))?)
    }

    /// Saves the window's preferences, a JSON object. Only the window gives them a meaning, but for the few of `Chosen`.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_chosen_or_makes_no_sense_is_as_usual() {
        let usual = Chosen::read(None);
        assert_eq!((usual.trash_days, usual.history_days, usual.daily_title.as_str()), (30, 90, "YYYY-MM-DD"));
        assert_eq!((&usual.daily_notebook, &usual.daily_template), (&None, &None));
        for json in [
            "",
            "[]",
            r#"{"trashDays":-1}"#,
            r#"{"historyDays":"7"}"#,
            r#"{"historyDays":1e9}"#,
            r#"{"trashDays":4000,"dailyTitle":" "}"#,
        ] {
            assert_eq!(Chosen::read(Some(json)), usual, "{json}");
        }
        let chosen = Chosen::read(Some(
            r#"{"trashDays":0,"historyDays":0,"dailyTitle":"DD","dailyNotebook":"a","dailyTemplate":""}"#,
        ));
        assert_eq!((chosen.trash_days, chosen.history_days, chosen.daily_title.as_str()), (0, 0, "DD"));
        assert_eq!((chosen.daily_notebook.as_deref(), chosen.daily_template), (Some("a"), None));
    }
}
