//! What was, and undo.

use driftless_app::view::{DeviceSession, UndoReport};
use tauri::State;

use crate::error::Answer;
use crate::state::{Shell, on_app};

/// Undoes a gesture, which `group` of a write's answer names; with `dry_run` only says what it would do.
#[tauri::command]
#[specta::specta]
pub(crate) async fn undo(shell: State<'_, Shell>, group: String, dry_run: bool) -> Answer<UndoReport> {
    on_app(shell, move |app| app.undo(&group, dry_run)).await
}

/// Undoes what a device wrote for a while; with `dry_run` only says what it would do.
#[tauri::command]
#[specta::specta]
pub(crate) async fn undo_session(shell: State<'_, Shell>, session: DeviceSession, dry_run: bool) -> Answer<UndoReport> {
    on_app(shell, move |app| app.undo_session(&session, dry_run)).await
}
