//! Windows: which one this is, more of them, and links of the system.

use driftless_app::view::{CommandError, ErrorKind};
use tauri::{AppHandle, State, WebviewWindow};

use crate::error::{Answer, bad_input};
use crate::state::{Shell, on_app};
use crate::windows;

/// Returns the only note of this window; null for the main window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_note(window: WebviewWindow, shell: State<'_, Shell>) -> Answer<Option<String>> {
    Ok(shell.note_of(window.label()))
}

/// Opens a window on one note.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_open(app: AppHandle, shell: State<'_, Shell>, note: String) -> Answer<()> {
    let id = on_app(shell, move |app| app.note_meta(&note)).await?.row.id;
    match windows::open_note(&app, &id) {
        Ok(true) => Ok(()),
        Ok(false) => Err(bad_input("note", "There are as many windows as there can be: close one first.")),
        Err(error) => {
            tracing::error!(%error, "no window");
            let message = "The system gives no further window.".to_owned();
            Err(CommandError { kind: ErrorKind::Internal, message, field: None })
        }
    }
}

/// Closes this window, as its own button does.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_close(window: WebviewWindow) -> Answer<()> {
    windows::close(window);
    Ok(())
}

/// Ends the program: every window pushes its last typing first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn app_quit(app: AppHandle) -> Answer<()> {
    windows::quit(&app);
    Ok(())
}

/// Takes the note that a link of the system named; null when there is none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn linked_note(shell: State<'_, Shell>) -> Answer<Option<String>> {
    Ok(shell.take_linked_note())
}
