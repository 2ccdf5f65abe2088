//! The vault's door, and the window's last word.

use driftless_app::view::VaultState;
use secrecy::SecretString;
use tauri::{AppHandle, State, WebviewWindow};

use crate::error::{Answer, blocking};
use crate::events::state_after_listening;
use crate::lock;
use crate::state::Shell;

/// Returns whether notes can be shown, and what to ask the user if not.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_state(app: AppHandle, shell: State<'_, Shell>) -> Answer<VaultState> {
    let shell = shell.inner().clone();
    blocking(move || Ok(state_after_listening(&app, shell.door().state()))).await
}

/// Creates a vault behind a passphrase.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_create(app: AppHandle, shell: State<'_, Shell>, passphrase: String) -> Answer<VaultState> {
    let (shell, passphrase) = (shell.inner().clone(), SecretString::from(passphrase));
    blocking(move || Ok(state_after_listening(&app, shell.door().create(passphrase)?))).await
}

/// Opens the vault with its passphrase; the other windows follow.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_unlock(
    app: AppHandle,
    window: WebviewWindow,
    shell: State<'_, Shell>,
    passphrase: String,
) -> Answer<VaultState> {
    let (shell, passphrase) = (shell.inner().clone(), SecretString::from(passphrase));
    let was_locked = shell.is_locked();
    let target = app.clone();
    let state = blocking(move || Ok(state_after_listening(&target, shell.door().unlock(passphrase)?))).await?;
    if was_locked {
        lock::replace_pages(&app, Some(window.label()));
    }
    Ok(state)
}

/// Says that everything typed is pushed: the answer to the event `closing`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn ready_to_close(window: WebviewWindow, shell: State<'_, Shell>) -> Answer<()> {
    shell.page_is_ready_to_close(window.label());
    Ok(())
}
