//! The account: signing up and in, the emergency kit, devices, pairing, the second factor.
//!
//! Passwords, words and codes come in as text and are wrapped at once; none of them is ever logged.

use driftless_app::view::{
    AccountDevice, AccountView, EmergencyKit, KitWord, NewAccountFacts, PairingStep, SignInStep, TotpEnrolment,
    WordsCheck,
};
use secrecy::SecretString;
use tauri::State;

use crate::error::Answer;
use crate::state::{Shell, on_app};

/// Returns the account of this data folder.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_status(shell: State<'_, Shell>) -> Answer<AccountView> {
    on_app(shell, |app| app.account_status()).await
}

/// Makes an account; the kit is to be shown at once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_sign_up(
    shell: State<'_, Shell>,
    facts: NewAccountFacts,
    password: String,
) -> Answer<EmergencyKit> {
    let password = SecretString::from(password);
    on_app(shell, move |app| app.sign_up(&facts, &password)).await
}

/// Returns the emergency kit.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_kit(shell: State<'_, Shell>) -> Answer<EmergencyKit> {
    on_app(shell, |app| app.emergency_kit()).await
}

/// Checks two words of the kit; true when both are right.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_confirm_kit(shell: State<'_, Shell>, words: Vec<KitWord>) -> Answer<bool> {
    on_app(shell, move |app| app.confirm_kit(&words)).await
}

/// Says what typed words are worth.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_check_words(shell: State<'_, Shell>, words: String) -> Answer<WordsCheck> {
    let words = SecretString::from(words);
    on_app(shell, move |app| app.check_words(&words)).await
}

/// Signs in; `code` once it was asked for.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_sign_in(
    shell: State<'_, Shell>,
    server: String,
    email: String,
    password: String,
    code: Option<String>,
) -> Answer<SignInStep> {
    let (password, code) = (SecretString::from(password), code.map(SecretString::from));
    on_app(shell, move |app| app.sign_in(&server, &email, &password, code.as_ref())).await
}

/// Unlocks with the 24 words.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_unlock(shell: State<'_, Shell>, words: String) -> Answer<SignInStep> {
    let words = SecretString::from(words);
    on_app(shell, move |app| app.unlock_with_words(&words)).await
}

/// Makes this data folder one of the account's vaults.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_choose_vault(shell: State<'_, Shell>, vault_id: String) -> Answer<SignInStep> {
    on_app(shell, move |app| app.choose_vault(&vault_id)).await
}

/// Signs in with the 24 words alone and sets a new password.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_recover(
    shell: State<'_, Shell>,
    server: String,
    email: String,
    words: String,
    new_password: String,
    password_may_unlock: bool,
) -> Answer<SignInStep> {
    let (words, password) = (SecretString::from(words), SecretString::from(new_password));
    on_app(shell, move |app| app.recover(&server, &email, &words, &password, password_may_unlock)).await
}

/// Signs out.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_sign_out(shell: State<'_, Shell>) -> Answer<AccountView> {
    on_app(shell, |app| app.sign_out()).await
}

/// Returns the account's devices.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_devices(shell: State<'_, Shell>) -> Answer<Vec<AccountDevice>> {
    on_app(shell, |app| app.account_devices()).await
}

/// Calls a device otherwise.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_rename_device(
    shell: State<'_, Shell>,
    id: String,
    name: String,
) -> Answer<Vec<AccountDevice>> {
    on_app(shell, move |app| app.rename_account_device(&id, &name)).await
}

/// Revokes a device.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_revoke_device(shell: State<'_, Shell>, id: String) -> Answer<Vec<AccountDevice>> {
    on_app(shell, move |app| app.revoke_device(&id)).await
}

/// Gives the server this device's copy again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_reseed(shell: State<'_, Shell>) -> Answer<AccountView> {
    on_app(shell, |app| app.reseed()).await
}

/// Begins a pairing on a new device.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pairing_start(shell: State<'_, Shell>, server: String) -> Answer<PairingStep> {
    on_app(shell, move |app| app.pairing_start(&server)).await
}

/// Answers a new device's code on a device that is signed in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pairing_accept(shell: State<'_, Shell>, code: String) -> Answer<PairingStep> {
    on_app(shell, move |app| app.pairing_accept(&code)).await
}

/// Waits for the other device, half a minute at most.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pairing_wait(shell: State<'_, Shell>) -> Answer<PairingStep> {
    on_app(shell, |app| app.pairing_wait()).await
}

/// Says that both devices show the same digits.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pairing_confirm(shell: State<'_, Shell>) -> Answer<PairingStep> {
    on_app(shell, |app| app.pairing_confirm()).await
}

/// Forgets the pairing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pairing_cancel(shell: State<'_, Shell>) -> Answer<()> {
    on_app(shell, |app| {
        app.pairing_cancel();
        Ok(())
    })
    .await
}

/// Makes a second factor.
#[tauri::command]
#[specta::specta]
pub(crate) async fn totp_start(shell: State<'_, Shell>) -> Answer<TotpEnrolment> {
    on_app(shell, |app| app.totp_start()).await
}

/// Puts the second factor in force.
#[tauri::command]
#[specta::specta]
pub(crate) async fn totp_confirm(shell: State<'_, Shell>, code: String) -> Answer<AccountView> {
    let code = SecretString::from(code);
    on_app(shell, move |app| app.totp_confirm(&code)).await
}

/// Ends the second factor.
#[tauri::command]
#[specta::specta]
pub(crate) async fn totp_disable(shell: State<'_, Shell>, code: String) -> Answer<AccountView> {
    let code = SecretString::from(code);
    on_app(shell, move |app| app.totp_disable(&code)).await
}
