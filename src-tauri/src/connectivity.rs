//! What the windows tell about the network's likely state.
//!
//! Whether the network is there the page hears best (`online` and `offline`); it calls `sync_hint`. Waking
//! up from sleep is noticed by the app itself.

use driftless_app::SyncHint;
use tauri::{AppHandle, Manager};

use crate::state::Shell;

/// Passes a hint on to the vault, if it is open; never blocks the caller.
pub(crate) fn hint(app: &AppHandle, hint: SyncHint) {
    let shell = app.state::<Shell>().inner().clone();
    tauri::async_runtime::spawn_blocking(move || {
        if let Ok(vault) = shell.door().app() {
            vault.sync_hint(hint);
        }
    });
}
