//! Tags everywhere they are.

use driftless_app::Written;
use driftless_app::view::Gesture;
use tauri::State;

use crate::error::Answer;
use crate::state::{Shell, on_app};

/// Renames a tag, and those nested below it, on every note.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tag_rename(shell: State<'_, Shell>, from: String, to: String) -> Answer<Gesture> {
    on_app(shell, move |app| app.tag_rename(&from, &to).map(Written::gesture)).await
}

/// Takes a tag, and those nested below it, from every note.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tag_delete(shell: State<'_, Shell>, name: String) -> Answer<Gesture> {
    on_app(shell, move |app| app.tag_delete(&name).map(Written::gesture)).await
}
