//! What was, and undo.

use driftless_app::Written;
use driftless_app::view::{
    BlameRange, DeviceSession, Gesture, NoteHistory, NoteVersionState, RestoreParts, TimelinePage, TimelineQuery,
    UndoReport,
};
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

/// Returns versions of a note, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_history(shell: State<'_, Shell>, id: String, offset: u32, limit: u32) -> Answer<NoteHistory> {
    on_app(shell, move |app| app.note_history(&id, offset, limit)).await
}

/// Returns a note as it was at a version, before it, and now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_version(shell: State<'_, Shell>, id: String, version: String) -> Answer<NoteVersionState> {
    on_app(shell, move |app| app.note_version(&id, &version)).await
}

/// Returns who wrote each range of a note's text as it is after a version.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_blame(shell: State<'_, Shell>, id: String, version: String) -> Answer<Vec<BlameRange>> {
    on_app(shell, move |app| app.note_blame(&id, &version)).await
}

/// Makes a note what it was at a version, as far as `parts` says.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_restore_version(
    shell: State<'_, Shell>,
    id: String,
    version: String,
    parts: RestoreParts,
) -> Answer<Gesture> {
    on_app(shell, move |app| app.note_restore_version(&id, &version, parts).map(Written::gesture)).await
}

/// Returns a page of what happened in the vault, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_history(shell: State<'_, Shell>, query: TimelineQuery) -> Answer<TimelinePage> {
    on_app(shell, move |app| app.vault_history(&query)).await
}
