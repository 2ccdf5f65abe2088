//! The sync state, a cycle now, joining a server and leaving it.

use driftless_app::SyncHint;
use driftless_app::view::SyncStatus;
use serde::{Deserialize, Serialize};
use tauri::State;

use crate::error::Answer;
use crate::state::{Shell, on_app};

/// What the page noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Hint {
    /// The network is back.
    Online,
    /// The network is gone.
    Offline,
    /// The page has the focus.
    Focus,
    /// The computer woke up.
    Resume,
}

impl From<Hint> for SyncHint {
    fn from(hint: Hint) -> Self {
        match hint {
            Hint::Online => Self::Online,
            Hint::Offline => Self::Offline,
            Hint::Focus => Self::Focus,
            Hint::Resume => Self::Resume,
        }
    }
}

/// Returns the sync state.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sync_status(shell: State<'_, Shell>) -> Answer<SyncStatus> {
    on_app(shell, |app| app.sync_status()).await
}

/// Asks for a cycle at once; events tell the rest.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sync_now(shell: State<'_, Shell>) -> Answer<()> {
    on_app(shell, |app| app.sync_now()).await
}

/// Passes on what the page noticed about the network and the user.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sync_hint(shell: State<'_, Shell>, hint: Hint) -> Answer<()> {
    on_app(shell, move |app| {
        app.sync_hint(hint.into());
        Ok(())
    })
    .await
}

/// Joins a server with a connect code.
#[tauri::command]
#[specta::specta]
pub(crate) async fn connect(shell: State<'_, Shell>, code: String) -> Answer<SyncStatus> {
    on_app(shell, move |app| app.connect(&code)).await
}

/// Forgets the server; everything stays here.
#[tauri::command]
#[specta::specta]
pub(crate) async fn disconnect(shell: State<'_, Shell>) -> Answer<SyncStatus> {
    on_app(shell, |app| app.disconnect()).await
}

/// Returns a connect code for the next device. It is a secret.
#[tauri::command]
#[specta::specta]
pub(crate) async fn connect_code(shell: State<'_, Shell>) -> Answer<String> {
    on_app(shell, |app| app.connect_code()).await
}
