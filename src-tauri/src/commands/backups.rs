//! Backups in the data folder, and what else helps when a data folder cannot be opened.

use std::path::PathBuf;

use driftless_app::AppError;
use driftless_app::view::{BackupChecked, BackupRow, RestoredView};
use secrecy::SecretString;
use tauri::{AppHandle, State, WebviewWindow};

use crate::error::{Answer, bad_input, blocking};
use crate::state::{Shell, on_app};
use crate::{lock, windows};

/// Returns the backups of the data folder, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backups(shell: State<'_, Shell>) -> Answer<Vec<BackupRow>> {
    on_app(shell, |app| app.backups()).await
}

/// Writes a backup, opens and checks it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_create(shell: State<'_, Shell>) -> Answer<BackupChecked> {
    on_app(shell, |app| app.backup_create()).await
}

/// Tries a backup out; changes nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_check(shell: State<'_, Shell>, id: String) -> Answer<BackupChecked> {
    on_app(shell, move |app| app.backup_check(&id)).await
}

/// Puts a backup in the place of the database, which is set aside whole. The other windows begin anew; this one loads itself
/// anew when it has told what happened.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_restore(
    app: AppHandle,
    window: WebviewWindow,
    shell: State<'_, Shell>,
    id: String,
    passphrase: Option<String>,
) -> Answer<RestoredView> {
    let (shell, passphrase) = (shell.inner().clone(), passphrase.map(SecretString::from));
    windows::flush_all(&app).await;
    let restored = blocking(move || shell.restore(&id, passphrase)).await;
    if restored.is_ok() {
        lock::replace_pages(&app, Some(window.label()));
    }
    restored
}

/// Opens another data folder in a program of its own, and ends this one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_other_folder(app: AppHandle, shell: State<'_, Shell>, folder: String) -> Answer<()> {
    let folder = PathBuf::from(folder);
    if !folder.is_absolute() || !folder.is_dir() {
        return Err(bad_input("folder", "This is not a folder. Nothing was changed."));
    }
    let arguments = shell.arguments_for(&folder);
    blocking(move || {
        let started =
            std::env::current_exe().and_then(|program| std::process::Command::new(program).args(arguments).spawn());
        started.map(drop).map_err(|error| AppError::Storage(format!("the program cannot be started again: {error}")))
    })
    .await?;
    windows::quit(&app);
    Ok(())
}
