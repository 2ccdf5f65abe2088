//! What the window remembers on this device.

use tauri::{AppHandle, State};
use tauri_specta::Event;

use crate::error::Answer;
use crate::events::PreferencesChanged;
use crate::state::{Shell, on_app};

/// Returns the preferences as a window saved them, JSON; null before the first time.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preferences(shell: State<'_, Shell>) -> Answer<Option<String>> {
    on_app(shell, |app| app.preferences()).await
}

/// Saves the preferences, a JSON object; every window hears of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preferences_save(app: AppHandle, shell: State<'_, Shell>, json: String) -> Answer<()> {
    let saved = json.clone();
    on_app(shell, move |app| app.save_preferences(&json)).await?;
    if let Err(error) = PreferencesChanged(saved).emit(&app) {
        tracing::warn!(%error, "the other windows keep their preferences until they are opened again");
    }
    Ok(())
}
