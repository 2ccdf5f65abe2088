//! Settings that have to be known before the vault is open, so they are not in it.

use serde::{Deserialize, Serialize};

use super::shortcut;

/// What the user can set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub(crate) struct DesktopSettings {
    /// Starts with the session of the user.
    pub(crate) start_at_login: bool,
    /// Shows an icon in the tray.
    pub(crate) tray: bool,
    /// Closing the main window leaves the program in the tray.
    pub(crate) close_to_tray: bool,
    /// Keys of the whole desktop that open quick capture, such as `Ctrl-Super-J`; empty for none.
    pub(crate) capture_shortcut: String,
    /// Notebook of captured notes; null for none.
    pub(crate) capture_notebook: Option<String>,
    /// Lets the page draw what an input method composes (Linux).
    pub(crate) ime_preedit: bool,
}

/// The same as it is stored: what is missing is as usual, so that older and newer programs read each other's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Stored {
    pub(crate) tray: bool,
    pub(crate) close_to_tray: bool,
    pub(crate) capture_shortcut: String,
    pub(crate) capture_notebook: Option<String>,
    pub(crate) ime_preedit: bool,
}

impl Default for Stored {
    fn default() -> Self {
        Self {
            tray: true,
            close_to_tray: false,
            capture_shortcut: shortcut::USUAL.to_owned(),
            capture_notebook: None,
            ime_preedit: false,
        }
    }
}

impl Stored {
    /// Returns what is stored for these settings.
    ///
    /// # Errors
    /// A shortcut or notebook that cannot be one, in words.
    pub(crate) fn of(settings: &DesktopSettings) -> Result<Self, &'static str> {
        let DesktopSettings { tray, close_to_tray, ime_preedit, .. } = *settings;
        let capture_shortcut = settings.capture_shortcut.clone();
        shortcut::parse(&capture_shortcut)?;
        if settings.capture_notebook.as_ref().is_some_and(|id| id.len() > 64) {
            return Err("This is not the id of a notebook.");
        }
        Ok(Self {
            tray,
            close_to_tray,
            capture_shortcut,
            capture_notebook: settings.capture_notebook.clone(),
            ime_preedit,
        })
    }

    /// Returns the same without what no one could have set.
    pub(super) fn checked(mut self) -> Self {
        if shortcut::parse(&self.capture_shortcut).is_err() {
            tracing::warn!("the shortcut of quick capture is not one; going on with the usual one");
            shortcut::USUAL.clone_into(&mut self.capture_shortcut);
        }
        self
    }

    pub(super) fn shown(self, start_at_login: bool) -> DesktopSettings {
        let Self { tray, close_to_tray, capture_shortcut, capture_notebook, ime_preedit } = self;
        DesktopSettings { start_at_login, tray, close_to_tray, capture_shortcut, capture_notebook, ime_preedit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_file_gives_what_is_usual_for_the_rest() {
        let stored: Stored = serde_json::from_str(r#"{"close_to_tray": true, "later": 1}"#).unwrap();
        assert_eq!(stored, Stored { close_to_tray: true, ..Stored::default() });
    }

    #[test]
    fn a_shortcut_that_is_none_is_refused_and_never_kept() {
        let settings = Stored::default().shown(false);
        assert_eq!(Stored::of(&settings).unwrap(), Stored::default());
        let bad = DesktopSettings { capture_shortcut: "J".to_owned(), ..settings };
        assert!(Stored::of(&bad).is_err());
        let kept = Stored { capture_shortcut: "nonsense".to_owned(), ..Stored::default() };
        assert_eq!(kept.checked(), Stored::default());
    }
}
