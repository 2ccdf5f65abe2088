//! Finding: how a search is understood, quick open, what was opened here.

use driftless_app::view::{QueryReading, QuickOpenRow};
use tauri::State;

use crate::error::Answer;
use crate::state::{Shell, on_app};

/// Returns how a search is understood, or why it is not. `utc_offset_min`: how far local clocks are ahead of UTC.
#[tauri::command]
#[specta::specta]
pub(crate) async fn search_read(shell: State<'_, Shell>, query: String, utc_offset_min: i32) -> Answer<QueryReading> {
    on_app(shell, move |app| Ok(app.search_read(&query, utc_offset_min))).await
}

/// Returns the notes that fit a few letters best; for no letters those opened last on this device.
#[tauri::command]
#[specta::specta]
pub(crate) async fn quick_open(shell: State<'_, Shell>, query: String) -> Answer<Vec<QuickOpenRow>> {
    on_app(shell, move |app| app.quick_open(&query)).await
}

/// Remembers on this device that a note was opened.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_opened(shell: State<'_, Shell>, id: String) -> Answer<()> {
    on_app(shell, move |app| app.note_opened(&id)).await
}
