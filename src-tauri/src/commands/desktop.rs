//! The desktop: its settings, the tray's words, quick capture, one note as a file.

use std::path::PathBuf;

use driftless_app::AppError;
use driftless_app::view::{CommandError, ErrorKind};
use tauri::{AppHandle, Manager, State, WebviewWindow};

use crate::desktop::{self, Desktop, DesktopSettings, DesktopState, capture};
use crate::dialogs::{Choice, choose};
use crate::drag_out;
use crate::error::{Answer, bad_input, blocking};
use crate::menu::{self, MenuPart};
use crate::state::{Shell, on_app};
use crate::tray::{self, TrayWords};

/// Returns the settings that the shell needs before a page is there, and what became of them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn desktop_settings(app: AppHandle) -> Answer<DesktopState> {
    blocking(move || Ok(app.state::<Desktop>().state())).await
}

/// Saves them and carries them out; on an error nothing was changed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn desktop_settings_save(app: AppHandle, settings: DesktopSettings) -> Answer<DesktopState> {
    blocking(move || Ok(desktop::save(&app, &settings))).await?.map_err(|message| bad_input("settings", message))
}

/// Tells the tray its words, in the language that the page shows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tray_words(app: AppHandle, words: TrayWords) -> Answer<()> {
    tray::speak(&app, words);
    Ok(())
}

/// Shows the menu bar, in the language and with the chords that the page has. Does nothing but on macOS.
#[tauri::command]
#[specta::specta]
pub(crate) async fn menu_bar(app: AppHandle, bar: Vec<MenuPart>) -> Answer<()> {
    if !menu::is_within_limits(&bar) {
        return Err(bad_input("bar", "the menu bar is over its limits"));
    }
    if cfg!(target_os = "macos") {
        let target = app.clone();
        // Menus are made on the thread of the windows.
        let shown = app.run_on_main_thread(move || {
            if let Err(error) = menu::show(&target, &bar) {
                tracing::warn!(%error, "no menu bar");
            }
        });
        if let Err(error) = shown {
            tracing::warn!(%error, "no menu bar");
        }
    }
    Ok(())
}

/// Opens the window of quick capture.
#[tauri::command]
#[specta::specta]
pub(crate) async fn capture_open(app: AppHandle) -> Answer<()> {
    capture::show(&app, None);
    Ok(())
}

/// Hides the window of quick capture.
#[tauri::command]
#[specta::specta]
pub(crate) async fn capture_hide(app: AppHandle) -> Answer<()> {
    capture::hide(&app);
    Ok(())
}

/// Returns what was typed into quick capture and not yet made a note.
#[tauri::command]
#[specta::specta]
pub(crate) async fn capture_draft(shell: State<'_, Shell>) -> Answer<String> {
    on_app(shell, |app| app.capture_draft()).await
}

/// Keeps what is typed into quick capture; durable when it answers.
#[tauri::command]
#[specta::specta]
pub(crate) async fn capture_draft_save(shell: State<'_, Shell>, text: String) -> Answer<()> {
    on_app(shell, move |app| app.save_capture_draft(&text)).await
}

/// Makes a note of a text, in the notebook for captured notes, and forgets the draft.
#[tauri::command]
#[specta::specta]
pub(crate) async fn capture_save(shell: State<'_, Shell>, desktop: State<'_, Desktop>, text: String) -> Answer<()> {
    let notebook = desktop.stored().capture_notebook;
    on_app(shell, move |app| app.capture(&text, notebook.as_deref()).map(drop)).await
}

/// Opens the system's print dialog for this window; its print style decides what is on paper.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_print(window: WebviewWindow) -> Answer<()> {
    window.print().map_err(|error| {
        tracing::warn!(%error, "no print dialog");
        let message = "This system shows no print dialog.".to_owned();
        CommandError { kind: ErrorKind::Internal, message, field: None }
    })
}

/// Lets the user choose a file and writes a note into it as Markdown. Returns the path; null when the dialog
/// was closed without one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_export(
    window: WebviewWindow,
    shell: State<'_, Shell>,
    id: String,
    title: String,
) -> Answer<Option<String>> {
    let title: String = title.chars().filter(|c| !c.is_control()).take(200).collect();
    let (named, exported) = (id.clone(), shell.clone());
    let name = on_app(shell, move |app| app.note_file_name(&named)).await?;
    let chosen: Option<PathBuf> = choose(&window, &title, Choice::Save { name }).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "no dialog");
        None
    });
    let Some(path) = chosen else { return Ok(None) };
    let shown = path.display().to_string();
    on_app(exported, move |app| app.export_note(&id, &path)).await?;
    Ok(Some(shown))
}

/// Goes on with a drag of notes that left the window, as Markdown files. Answers when the drag has begun.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notes_drag_out(window: WebviewWindow, shell: State<'_, Shell>, ids: Vec<String>) -> Answer<()> {
    let files = on_app(shell, move |app| {
        let failed = |error: std::io::Error| AppError::Storage(format!("The notes cannot be made files: {error}."));
        let folder = drag_out::folder().map_err(failed)?;
        app.export_notes(&ids, &folder)?;
        drag_out::files(&folder).map_err(failed)
    })
    .await?;
    let target = window.clone();
    // A window that closes meanwhile has nothing to drag.
    let _ = window.run_on_main_thread(move || drag_out::begin(&target, files));
    Ok(())
}
