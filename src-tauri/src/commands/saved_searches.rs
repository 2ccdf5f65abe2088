//! Searches with a name.

use driftless_app::view::SavedSearch;
use tauri::State;

use crate::error::Answer;
use crate::state::{Shell, on_app};

/// Returns the saved searches, by name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn saved_searches(shell: State<'_, Shell>) -> Answer<Vec<SavedSearch>> {
    on_app(shell, |app| app.saved_searches()).await
}

/// Keeps a search under a name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn saved_search_create(shell: State<'_, Shell>, name: String, query: String) -> Answer<SavedSearch> {
    on_app(shell, move |app| app.saved_search_create(&name, &query)).await
}

/// Renames a saved search.
#[tauri::command]
#[specta::specta]
pub(crate) async fn saved_search_rename(shell: State<'_, Shell>, id: String, name: String) -> Answer<()> {
    on_app(shell, move |app| app.saved_search_rename(&id, &name)).await
}

/// Makes a saved search look for something else.
#[tauri::command]
#[specta::specta]
pub(crate) async fn saved_search_set(shell: State<'_, Shell>, id: String, query: String) -> Answer<()> {
    on_app(shell, move |app| app.saved_search_set(&id, &query)).await
}

/// Deletes a saved search; the notes that it finds stay.
#[tauri::command]
#[specta::specta]
pub(crate) async fn saved_search_delete(shell: State<'_, Shell>, id: String) -> Answer<()> {
    on_app(shell, move |app| app.saved_search_delete(&id)).await
}
