//! The icon in the tray and its menu. A desktop without a tray has none, and nothing else changes.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod native;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use driftless_app::AppError;
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager};
use tauri_specta::Event;

#[cfg(target_os = "linux")]
use self::linux as system;
#[cfg(not(target_os = "linux"))]
use self::native as system;
use crate::desktop::capture;
use crate::events::RunCommand;
use crate::state::Shell;
use crate::windows::{self, MAIN};

/// Longest label, characters.
const LABEL_CHARS_MAX: usize = 120;

static SHOWN: AtomicBool = AtomicBool::new(false);
static WORDS: Mutex<Option<TrayWords>> = Mutex::new(None);

/// The labels of the menu, in the language that the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub(crate) struct TrayWords {
    pub(crate) open: String,
    pub(crate) new_note: String,
    pub(crate) capture: String,
    pub(crate) sync_now: String,
    /// How the sync is, as in the foot of the sidebar.
    pub(crate) sync_state: String,
    pub(crate) quit: String,
}

impl Default for TrayWords {
    /// What is shown until the page has spoken.
    fn default() -> Self {
        let [open, new_note, capture, sync_now, quit] =
            ["Open Driftless", "New note", "Quick capture", "Sync now", "Quit"].map(str::to_owned);
        Self { open, new_note, capture, sync_now, sync_state: String::new(), quit }
    }
}

/// What an item of the menu does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Open,
    NewNote,
    Capture,
    SyncNow,
    Quit,
}

impl Act {
    #[cfg(not(target_os = "linux"))]
    pub(crate) const ALL: [Self; 5] = [Self::Open, Self::NewNote, Self::Capture, Self::SyncNow, Self::Quit];

    #[cfg(not(target_os = "linux"))]
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Open => "tray.open",
            Self::NewNote => "tray.new",
            Self::Capture => "tray.capture",
            Self::SyncNow => "tray.sync",
            Self::Quit => "tray.quit",
        }
    }
}

/// One line of the menu; none is a separator. A line without an act only tells.
pub(crate) type Line = Option<(String, Option<Act>)>;

/// Returns the menu.
pub(crate) fn menu(words: &TrayWords) -> Vec<Line> {
    let act = |label: &str, act| Some((label.to_owned(), Some(act)));
    let mut lines =
        vec![act(&words.open, Act::Open), act(&words.new_note, Act::NewNote), act(&words.capture, Act::Capture), None];
    if !words.sync_state.is_empty() {
        lines.push(Some((words.sync_state.clone(), None)));
    }
    lines.extend([act(&words.sync_now, Act::SyncNow), None, act(&words.quit, Act::Quit)]);
    lines
}

/// Returns whether the tray shows the icon.
pub(crate) fn is_shown() -> bool {
    SHOWN.load(Ordering::Relaxed)
}

/// Shows the icon, if this desktop has a tray. Without one, `is_only_way` opens the main window.
pub(crate) fn start(app: &AppHandle, is_only_way: bool) {
    let target = app.clone();
    system::start(app, words(), move |is_shown| {
        SHOWN.store(is_shown, Ordering::Relaxed);
        if is_only_way && !is_shown {
            let app = target.clone();
            // After the windows are made, which happens on the same thread.
            let _ = target.run_on_main_thread(move || show_main(&app));
        }
    });
}

/// Takes the icon away.
pub(crate) fn stop(app: &AppHandle) {
    SHOWN.store(false, Ordering::Relaxed);
    system::stop(app);
}

/// Changes the labels.
pub(crate) fn speak(app: &AppHandle, words: TrayWords) {
    let short = |text: String| text.chars().filter(|c| !c.is_control()).take(LABEL_CHARS_MAX).collect();
    let TrayWords { open, new_note, capture, sync_now, sync_state, quit } = words;
    let words = TrayWords {
        open: short(open),
        new_note: short(new_note),
        capture: short(capture),
        sync_now: short(sync_now),
        sync_state: short(sync_state),
        quit: short(quit),
    };
    *WORDS.lock().unwrap_or_else(PoisonError::into_inner) = Some(words.clone());
    if is_shown() {
        system::speak(app, words);
    }
}

fn words() -> TrayWords {
    WORDS.lock().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default()
}

/// Does what an item of the menu says.
pub(crate) fn carry_out(app: &AppHandle, act: Act) {
    match act {
        Act::Open => show_main(app),
        Act::NewNote => {
            show_main(app);
            // A page that is not there yet opens as at every start.
            let _ = RunCommand("note.new".to_owned()).emit_to(app, MAIN);
        }
        Act::Capture => capture::show(app, None),
        Act::SyncNow => {
            let shell = app.state::<Shell>().inner().clone();
            tauri::async_runtime::spawn_blocking(move || {
                let synced: Result<(), AppError> = shell.door().app().and_then(|app| app.sync_now());
                if let Err(error) = synced {
                    tracing::warn!(%error, "the sync asked for in the tray");
                }
            });
        }
        Act::Quit => windows::quit(app),
    }
}

fn show_main(app: &AppHandle) {
    if let Err(error) = windows::show_main(app, None) {
        tracing::error!(%error, "the window does not come to the front");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_menu_tells_how_the_sync_is_when_it_is_known() {
        let words = TrayWords { sync_state: "All changes synced".to_owned(), ..TrayWords::default() };
        assert!(menu(&words).contains(&Some(("All changes synced".to_owned(), None))));
        let acts = |words: &TrayWords| menu(words).into_iter().flatten().filter_map(|(_, act)| act).collect::<Vec<_>>();
        assert_eq!(acts(&words), [Act::Open, Act::NewNote, Act::Capture, Act::SyncNow, Act::Quit]);
        assert_eq!(acts(&TrayWords::default()), acts(&words));
    }
}
