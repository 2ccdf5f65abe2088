//! The lock, and the passphrase that opens it.

use driftless_app::view::LockSettings;
use secrecy::SecretString;
use tauri::{AppHandle, State};

use crate::error::{Answer, blocking};
use crate::lock;
use crate::state::{Shell, on_app};

/// Locks every window. False when the vault was not open.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_lock(app: AppHandle) -> Answer<bool> {
    lock::lock(&app).await
}

/// Somebody did something in this window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn lock_active(shell: State<'_, Shell>) -> Answer<()> {
    let shell = shell.inner().clone();
    blocking(move || {
        shell.door().active();
        Ok(())
    })
    .await
}

/// Returns when the lock falls by itself.
#[tauri::command]
#[specta::specta]
pub(crate) async fn lock_settings(shell: State<'_, Shell>) -> Answer<LockSettings> {
    on_app(shell, |app| app.lock_settings()).await
}

/// Saves when the lock falls by itself.
#[tauri::command]
#[specta::specta]
pub(crate) async fn lock_settings_save(shell: State<'_, Shell>, settings: LockSettings) -> Answer<()> {
    on_app(shell, move |app| app.save_lock_settings(&settings)).await
}

/// Lets a passphrase open this vault too.
#[tauri::command]
#[specta::specta]
pub(crate) async fn passphrase_set(shell: State<'_, Shell>, passphrase: String) -> Answer<()> {
    let passphrase = SecretString::from(passphrase);
    on_app(shell, move |app| app.set_passphrase(&passphrase)).await
}

/// Takes the passphrase from what opens this vault.
#[tauri::command]
#[specta::specta]
pub(crate) async fn passphrase_remove(shell: State<'_, Shell>, passphrase: String) -> Answer<()> {
    let passphrase = SecretString::from(passphrase);
    on_app(shell, move |app| app.remove_passphrase(&passphrase)).await
}
