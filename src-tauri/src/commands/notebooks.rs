//! The sidebar and its notebooks.

use driftless_app::Written;
use driftless_app::view::{Gesture, NotebookRow, Sidebar};
use tauri::State;

use crate::error::Answer;
use crate::state::{Shell, on_app};

/// Returns everything the sidebar shows but the sync state.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sidebar(shell: State<'_, Shell>) -> Answer<Sidebar> {
    on_app(shell, |app| app.sidebar()).await
}

/// Creates a notebook.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notebook_create(
    shell: State<'_, Shell>,
    name: String,
    parent_id: Option<String>,
) -> Answer<NotebookRow> {
    on_app(shell, move |app| app.notebook_create(&name, parent_id.as_deref())).await
}

/// Renames a notebook.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notebook_rename(shell: State<'_, Shell>, id: String, name: String) -> Answer<Gesture> {
    on_app(shell, move |app| app.notebook_rename(&id, &name).map(Written::gesture)).await
}

/// Moves a notebook into another, or to the top.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notebook_move(shell: State<'_, Shell>, id: String, parent_id: Option<String>) -> Answer<Gesture> {
    on_app(shell, move |app| app.notebook_move(&id, parent_id.as_deref()).map(Written::gesture)).await
}

/// Deletes a notebook; its notes stay.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notebook_delete(shell: State<'_, Shell>, id: String) -> Answer<Gesture> {
    on_app(shell, move |app| app.notebook_delete(&id).map(Written::gesture)).await
}

/// Moves the notes of a notebook to the trash and deletes it, with everything nested in it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notebook_delete_with_notes(shell: State<'_, Shell>, id: String) -> Answer<Gesture> {
    on_app(shell, move |app| app.notebook_delete_with_notes(&id).map(Written::gesture)).await
}
