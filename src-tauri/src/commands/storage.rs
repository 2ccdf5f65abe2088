//! What the vault takes on this device, its checks and copies, what opens it, and this device's name.

use std::path::PathBuf;

use driftless_app::inspect::{Compacted, Verified};
use driftless_app::view::{BackupView, CommandError, ErrorKind, KeyPlace, StorageFacts};
use secrecy::SecretString;
use tauri::State;

use crate::error::Answer;
use crate::state::{Shell, on_app};

/// Returns what the vault takes on this device.
#[tauri::command]
#[specta::specta]
pub(crate) async fn storage(shell: State<'_, Shell>) -> Answer<StorageFacts> {
    on_app(shell, |app| app.storage()).await
}

/// Checks every invariant; nothing is changed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn storage_verify(shell: State<'_, Shell>) -> Answer<Verified> {
    on_app(shell, |app| app.verify()).await
}

/// Folds what every device can have into the snapshot.
#[tauri::command]
#[specta::specta]
pub(crate) async fn storage_compact(shell: State<'_, Shell>) -> Answer<Compacted> {
    on_app(shell, |app| app.compact()).await
}

/// Writes an encrypted backup into a new folder inside `folder`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn storage_back_up(shell: State<'_, Shell>, folder: String) -> Answer<BackupView> {
    on_app(shell, move |app| app.back_up_into(&PathBuf::from(folder))).await
}

/// Shows the data folder in the system's file browser.
#[tauri::command]
#[specta::specta]
pub(crate) async fn storage_show_folder(shell: State<'_, Shell>) -> Answer<()> {
    let folder = on_app(shell, |app| Ok(app.data_dir().to_path_buf())).await?;
    match tauri::async_runtime::spawn_blocking(move || opener::open(folder)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(CommandError {
            kind: ErrorKind::Internal,
            message: "This system has no program that shows folders.".to_owned(),
            field: None,
        }),
    }
}

/// Returns facts for a report of a fault, as text without any content.
#[tauri::command]
#[specta::specta]
pub(crate) async fn diagnostics(shell: State<'_, Shell>) -> Answer<String> {
    on_app(shell, |app| app.diagnostics()).await
}

/// Returns where the key of the database is.
#[tauri::command]
#[specta::specta]
pub(crate) async fn key_places(shell: State<'_, Shell>) -> Answer<Vec<KeyPlace>> {
    on_app(shell, |app| app.key_places()).await
}

/// Changes the passphrase that opens this vault.
#[tauri::command]
#[specta::specta]
pub(crate) async fn passphrase_change(shell: State<'_, Shell>, old: String, next: String) -> Answer<()> {
    let (old, next) = (SecretString::from(old), SecretString::from(next));
    on_app(shell, move |app| app.change_passphrase(&old, &next)).await
}

/// Returns this device's name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn device_name(shell: State<'_, Shell>) -> Answer<String> {
    on_app(shell, |app| Ok(app.device_name())).await
}

/// Renames this device.
#[tauri::command]
#[specta::specta]
pub(crate) async fn device_rename(shell: State<'_, Shell>, name: String) -> Answer<()> {
    on_app(shell, move |app| app.rename_device(&name)).await
}
