//! The Sync page: where every change is, and what is set aside.

use driftless_app::inspect::{Retried, SyncPage};
use tauri::State;

use crate::error::Answer;
use crate::state::{Shell, on_app};

/// Returns the Sync page: the same as `driftless status`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sync_page(shell: State<'_, Shell>) -> Answer<SyncPage> {
    on_app(shell, |app| app.sync_page()).await
}

/// Tries everything in quarantine again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn quarantine_retry(shell: State<'_, Shell>) -> Answer<Retried> {
    on_app(shell, |app| app.quarantine_retry()).await
}
