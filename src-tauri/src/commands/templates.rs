//! The notes of days.

use driftless_app::view::{DailyNote, NewDailyNote};
use tauri::State;

use crate::error::Answer;
use crate::state::{Shell, on_app};

/// Returns the note of a day; makes it when there is none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn daily_note(shell: State<'_, Shell>, note: NewDailyNote) -> Answer<DailyNote> {
    on_app(shell, move |app| app.daily_note(&note)).await
}

/// Returns the id of the nearest note of a day after (`step` above 0) or before the open one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn daily_near(
    shell: State<'_, Shell>,
    open: Option<String>,
    today: String,
    step: i32,
) -> Answer<Option<String>> {
    on_app(shell, move |app| app.daily_near(open.as_deref(), &today, step)).await
}
