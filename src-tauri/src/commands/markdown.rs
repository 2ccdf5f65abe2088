//! Notes from a folder of Markdown files, and into one.

use std::path::PathBuf;

use driftless_app::markdown::{IntoFolder, Progress};
use driftless_app::view::{FolderExport, FolderImport, FolderProgress};
use tauri::State;
use tauri::ipc::Channel;

use crate::error::{Answer, bad_input};
use crate::state::{Shell, on_app};

/// Progress is told after this many notes: a page need not hear of each.
const STEP: u64 = 50;

/// Tells what an import would do; nothing is written.
#[tauri::command]
#[specta::specta]
pub(crate) async fn markdown_plan(
    shell: State<'_, Shell>,
    folder: String,
    channel: Channel<FolderProgress>,
) -> Answer<FolderImport> {
    let (folder, work) = (absolute(&folder)?, shell.begin_folder_work());
    on_app(shell, move |app| {
        app.plan_import_markdown_while(&folder, |at| tell(&channel, at), &|| work.goes_on()).map(FolderImport::from)
    })
    .await
}

/// Imports a folder, as one gesture.
#[tauri::command]
#[specta::specta]
pub(crate) async fn markdown_import(
    shell: State<'_, Shell>,
    folder: String,
    channel: Channel<FolderProgress>,
) -> Answer<FolderImport> {
    let (folder, work) = (absolute(&folder)?, shell.begin_folder_work());
    on_app(shell, move |app| {
        app.import_markdown_while(&folder, |at| tell(&channel, at), &|| work.goes_on()).map(FolderImport::from)
    })
    .await
}

/// Writes every note that is not in the trash into a folder, which must be new or empty.
#[tauri::command]
#[specta::specta]
pub(crate) async fn markdown_export(
    shell: State<'_, Shell>,
    folder: String,
    channel: Channel<FolderProgress>,
) -> Answer<FolderExport> {
    let path = absolute(&folder)?;
    on_app(shell, move |app| {
        let report = app.export_markdown(&path, IntoFolder::New, |at| tell(&channel, at))?;
        Ok(FolderExport::new(folder, report))
    })
    .await
}

/// Writes notes into a folder that is there, side by side; nothing in it is replaced.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notes_export(shell: State<'_, Shell>, ids: Vec<String>, folder: String) -> Answer<FolderExport> {
    let path = absolute(&folder)?;
    on_app(shell, move |app| Ok(FolderExport::new(folder, app.export_notes(&ids, &path)?))).await
}

/// Ends the plan or import that is under way; what was imported is kept.
#[tauri::command]
#[specta::specta]
pub(crate) async fn markdown_cancel(shell: State<'_, Shell>) -> Answer<()> {
    shell.end_folder_work();
    Ok(())
}

fn absolute(folder: &str) -> Answer<PathBuf> {
    let path = PathBuf::from(folder);
    if path.is_absolute() { Ok(path) } else { Err(bad_input("folder", "Give the whole path of the folder.")) }
}

fn tell(channel: &Channel<FolderProgress>, at: Progress) {
    if at.done.is_multiple_of(STEP) || at.done == at.total {
        // A page that went away misses nothing.
        let _ = channel.send(FolderProgress { done: at.done, total: at.total });
    }
}
