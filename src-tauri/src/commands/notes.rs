//! Notes: list, read, create, change, delete.

use driftless_app::Written;
use driftless_app::view::{Gesture, ListQuery, NewNote, NoteMeta, NotePatch, NoteWindow};
use tauri::State;

use crate::error::Answer;
use crate::state::{Shell, on_app};

/// Returns a window of a list.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_notes(shell: State<'_, Shell>, query: ListQuery) -> Answer<NoteWindow> {
    on_app(shell, move |app| app.list_notes(&query)).await
}

/// Returns the row of a note in a list, null if it is not in it; `offset` and `limit` are ignored.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_position(shell: State<'_, Shell>, id: String, query: ListQuery) -> Answer<Option<u32>> {
    on_app(shell, move |app| app.note_position(&id, &query)).await
}

/// Returns the ids of a window of a list, of up to 100,000 rows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_ids(shell: State<'_, Shell>, query: ListQuery) -> Answer<Vec<String>> {
    on_app(shell, move |app| app.note_ids(&query)).await
}

/// Returns everything about a note but its text.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_meta(shell: State<'_, Shell>, id: String) -> Answer<NoteMeta> {
    on_app(shell, move |app| app.note_meta(&id)).await
}

/// Creates a note.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_create(shell: State<'_, Shell>, note: NewNote) -> Answer<NoteMeta> {
    on_app(shell, move |app| app.note_create(&note)).await
}

/// Changes facts of notes, all or none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notes_patch(shell: State<'_, Shell>, ids: Vec<String>, patch: NotePatch) -> Answer<Gesture> {
    on_app(shell, move |app| app.notes_patch(&ids, &patch).map(Written::gesture)).await
}

/// Keeps a title that is being typed; `notes_patch` makes an action of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_draft_title(shell: State<'_, Shell>, id: String, title: String) -> Answer<()> {
    on_app(shell, move |app| app.note_draft_title(&id, &title)).await
}

/// Moves notes to the trash, all or none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notes_trash(shell: State<'_, Shell>, ids: Vec<String>) -> Answer<Gesture> {
    on_app(shell, move |app| app.notes_trash(&ids).map(Written::gesture)).await
}

/// Takes notes out of the trash, all or none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notes_restore(shell: State<'_, Shell>, ids: Vec<String>) -> Answer<Gesture> {
    on_app(shell, move |app| app.notes_restore(&ids).map(Written::gesture)).await
}

/// Deletes trashed notes for ever, all or none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notes_purge(shell: State<'_, Shell>, ids: Vec<String>) -> Answer<Gesture> {
    on_app(shell, move |app| app.notes_purge(&ids).map(Written::gesture)).await
}
