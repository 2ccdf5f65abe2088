//! What the shell itself does for the user on this desktop: its settings, starting at login, the shortcut
//! and the window of quick capture.

mod autostart;
pub(crate) mod capture;
mod settings;
pub(crate) mod shortcut;

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager};

pub(crate) use self::settings::DesktopSettings;
use self::settings::Stored;
use crate::files::Files;
use crate::{tray, windows};

const FILE: &str = "settings.json";

/// Why the shortcut of quick capture does not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ShortcutTrouble {
    /// Another program has these keys.
    Taken,
    /// This kind of desktop gives no shortcuts to programs (Wayland).
    NotGiven,
}

/// The settings, and what became of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub(crate) struct DesktopState {
    /// As they are.
    pub(crate) settings: DesktopSettings,
    /// Whether this desktop shows a tray.
    pub(crate) has_tray: bool,
    /// Whether `ime_preedit` does something here.
    pub(crate) has_ime_preedit: bool,
    /// Why the shortcut does not work; null when it does or is off.
    pub(crate) shortcut_trouble: Option<ShortcutTrouble>,
}

/// The state of the desktop side of the shell.
#[derive(Debug)]
pub(crate) struct Desktop {
    files: Files,
    arguments: Vec<String>,
    stored: Mutex<Stored>,
    shortcut_trouble: Mutex<Option<ShortcutTrouble>>,
}

impl Desktop {
    /// Reads the settings. `arguments` are what a start at login needs to open the same data folder.
    pub(crate) fn load(files: Files, arguments: Vec<String>) -> Self {
        let stored = Mutex::new(files.read::<Stored>(FILE).checked());
        Self { files, arguments, stored, shortcut_trouble: Mutex::default() }
    }

    pub(crate) fn stored(&self) -> Stored {
        lock(&self.stored).clone()
    }

    /// Returns the settings and what became of them. Blocks on the disk.
    pub(crate) fn state(&self) -> DesktopState {
        DesktopState {
            settings: self.stored().shown(autostart::is_on()),
            has_tray: tray::is_shown(),
            has_ime_preedit: cfg!(target_os = "linux"),
            shortcut_trouble: *lock(&self.shortcut_trouble),
        }
    }
}

/// Begins what the settings ask for; on the thread that paints.
pub(crate) fn start(app: &AppHandle, is_at_login: bool) {
    let stored = app.state::<Desktop>().stored();
    shortcut::start(app);
    note_trouble(app, shortcut::take(&stored.capture_shortcut));
    if stored.tray {
        tray::start(app, is_at_login);
    }
}

/// Saves settings and carries them out. Blocks on the disk.
///
/// # Errors
/// In words; nothing was changed then.
pub(crate) fn save(app: &AppHandle, settings: &DesktopSettings) -> Result<DesktopState, &'static str> {
    let desktop = app.state::<Desktop>();
    let wanted = Stored::of(settings)?;
    if settings.start_at_login != autostart::is_on() {
        autostart::set(settings.start_at_login, &desktop.arguments).map_err(|error| {
            tracing::warn!(%error, "starting at login");
            "The system does not take this program into what starts at login."
        })?;
    }
    desktop.files.write(FILE, &wanted).map_err(|error| {
        tracing::warn!(%error, "the settings of the desktop");
        "The settings could not be written to the data folder."
    })?;
    let before = std::mem::replace(&mut *lock(&desktop.stored), wanted.clone());
    if before.capture_shortcut != wanted.capture_shortcut || lock(&desktop.shortcut_trouble).is_some() {
        let (sender, receiver) = std::sync::mpsc::channel();
        let chord = wanted.capture_shortcut;
        let asked = app.run_on_main_thread(move || {
            // Nobody waits when the program ends.
            let _ = sender.send(shortcut::take(&chord));
        });
        if asked.is_ok() {
            note_trouble(app, receiver.recv().unwrap_or(Some(ShortcutTrouble::NotGiven)));
        }
    }
    if before.tray != wanted.tray {
        if wanted.tray { tray::start(app, false) } else { tray::stop(app) }
    }
    if before.ime_preedit != wanted.ime_preedit {
        windows::apply_preedit(app, wanted.ime_preedit);
    }
    Ok(desktop.state())
}

fn note_trouble(app: &AppHandle, trouble: Option<ShortcutTrouble>) {
    *lock(&app.state::<Desktop>().shortcut_trouble) = trouble;
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Each of these values is whole at every moment, so a panic elsewhere leaves nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
