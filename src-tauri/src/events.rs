//! The events of the window, and how the vault's news become events.

use driftless_app::AppEvent;
use driftless_app::view::{AccountView, ChangedEvent, SyncStatus, VaultState};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager};
use tauri_specta::Event;

use crate::lock::LockWatch;
use crate::state::Shell;

/// Notes or notebooks changed, by anyone: this window, another program, a sync.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, Event)]
#[serde(transparent)]
pub(crate) struct Changed(pub(crate) ChangedEvent);

/// The sync state changed.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, Event)]
#[serde(transparent)]
pub(crate) struct SyncStatusChanged(pub(crate) SyncStatus);

/// The account changed: signed in or out, a session that ended, an alarm.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, Event)]
#[serde(transparent)]
pub(crate) struct AccountChanged(pub(crate) AccountView);

/// A window saved the preferences: the JSON as it was saved.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, Event)]
#[serde(transparent)]
pub(crate) struct PreferencesChanged(pub(crate) String);

/// The window is about to close: push what is typed, then call `ready_to_close`.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, Event)]
pub(crate) struct Closing;

/// A link of the system named a note: take it with `linked_note`.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, Event)]
pub(crate) struct LinkArrived;

/// The window of quick capture is shown: give its field the focus.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, Event)]
pub(crate) struct CaptureShown;

/// A menu of the system asks for a command of the page, by its id.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, Event)]
#[serde(transparent)]
pub(crate) struct RunCommand(pub(crate) String);

/// Opens the data folder in the background and passes on its news.
pub(crate) fn start(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        // Whether it can be opened is the page's question; here it is only opened early.
        let _ = app.state::<Shell>().door();
        listen(&app);
    });
}

/// Passes on the vault's news from now on, once it is open. Does nothing the second time.
pub(crate) fn listen(app: &AppHandle) {
    let shell = app.state::<Shell>();
    if shell.is_subscribed() {
        return;
    }
    let Ok(vault) = shell.door().app() else { return };
    let target = app.clone();
    shell.keep_subscription(vault.subscribe(move |news| tell(&target, news)));
    app.state::<LockWatch>().opened();
}

/// Answers the vault's state, after its news are listened to.
pub(crate) fn state_after_listening(app: &AppHandle, state: VaultState) -> VaultState {
    if let VaultState::Ready { .. } = state {
        listen(app);
    }
    state
}

fn tell(app: &AppHandle, news: &AppEvent) {
    let outcome = match news {
        AppEvent::Changed(changed) => Changed(changed.clone()).emit(app),
        AppEvent::Status(status) => SyncStatusChanged((**status).clone()).emit(app),
        AppEvent::Account(account) => AccountChanged((**account).clone()).emit(app),
    };
    if let Err(error) = outcome {
        tracing::warn!(%error, "the window did not get an event");
    }
}
