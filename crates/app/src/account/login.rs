//! The calls that sign a device up or in, without the database.

use driftless_api_client::{CallError, HttpApi, session_tokens};
use driftless_crypto::{AccountKey, Purpose, WrapKey, WrapLabel, WrapPurpose};
use driftless_domain::AccountId;
use driftless_opaque::{ClientLogin, ClientRegistration, ExportKey};
use driftless_protocol::auth::{
    AccountName, LoginFinish, LoginStart, LoginStep, LoginTotp, NewDevice, RecoverFinish, RecoverStart, RegisterFinish,
    RegisterStart, SecretText, Session, recovery_statement,
};
use driftless_protocol::{Bytes, ErrorCode};
use driftless_sync::contract::SessionRow;
use driftless_trust::AccountPublic;
use secrecy::{ExposeSecret as _, SecretString};

use super::{bytes_of, random};
use crate::AppError;

/// How a sign-in went on.
pub(super) enum LoggedIn {
    /// The six digits of the second factor are missing.
    NeedsCode,
    /// Signed in.
    Session(Box<Session>, ExportKey),
}

/// What a new account begins with.
pub(super) struct Beginning<'a> {
    pub(super) name: &'a AccountName,
    pub(super) invitation: Option<&'a str>,
    pub(super) key: &'a AccountKey,
    pub(super) entries: Vec<Vec<u8>>,
    pub(super) device: NewDevice,
    pub(super) may_password_unlock: bool,
}

/// Signs up. An account of this name that has this very key is the one of a try whose answer was lost.
pub(super) async fn register(
    api: &HttpApi,
    beginning: Beginning<'_>,
    password: &SecretString,
) -> Result<Session, AppError> {
    let (name, secret) = (beginning.name, bytes_of(password));
    let (state, request) = ClientRegistration::start(&secret)?;
    let invitation = beginning.invitation.map(SecretText::new);
    let start = RegisterStart { account: name.clone(), invitation, request: Bytes(request) };
    let answer = api.register_start(&start).await?;
    let registered = state.finish(&secret, name.as_str().as_bytes(), &answer.response.0)?;
    let keys = AccountPublic::of(beginning.key);
    let wrapped = match beginning.may_password_unlock {
        true => Some(Bytes(wrap_account_key(&registered.export_key, beginning.key, keys.id())?)),
        false => None,
    };
    let finish = RegisterFinish {
        attempt: answer.attempt,
        upload: Bytes(registered.upload),
        identity_key: Bytes(keys.identity.as_bytes().to_vec()),
        box_key: Bytes(keys.account_box.as_bytes().to_vec()),
        account_log: beginning.entries.into_iter().map(Bytes).collect(),
        wrapped_account_key: wrapped,
        device: beginning.device.clone(),
    };
    match api.register_finish(&finish).await {
        Ok(session) => Ok(session),
        Err(CallError::Refused(ErrorCode::NameTaken)) => {
            let again = login(api, name, password, beginning.device, None).await;
            match again {
                Ok(LoggedIn::Session(session, _)) if session.account.identity_key.0 == keys.identity.as_bytes() => {
                    Ok(*session)
                }
                Ok(LoggedIn::Session(..) | LoggedIn::NeedsCode) | Err(_) => Err(AppError::NameTaken),
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// Signs in.
pub(super) async fn login(
    api: &HttpApi,
    name: &AccountName,
    password: &SecretString,
    device: NewDevice,
    code: Option<&SecretString>,
) -> Result<LoggedIn, AppError> {
    let secret = bytes_of(password);
    let (state, request) = ClientLogin::start(&secret)?;
    let answer = api.login_start(&LoginStart { account: name.clone(), request: Bytes(request) }).await?;
    let signed_in = state.finish(&secret, name.as_str().as_bytes(), &answer.response.0)?;
    let finish = LoginFinish { attempt: answer.attempt, proof: Bytes(signed_in.proof), device };
    let step = match api.login_finish(&finish).await {
        // Known, and not welcome any more.
        Err(CallError::Refused(ErrorCode::Forbidden)) => return Err(AppError::Revoked),
        step => step?,
    };
    let session = match (step, code) {
        (LoginStep::SignedIn(session), _) => session,
        (LoginStep::Totp(_), None) => return Ok(LoggedIn::NeedsCode),
        (LoginStep::Totp(attempt), Some(code)) => {
            let code = SecretText::new(code.expose_secret().trim());
            Box::new(api.login_totp(&LoginTotp { attempt, code }).await?)
        }
    };
    Ok(LoggedIn::Session(session, signed_in.export_key))
}

/// Signs in with the account key alone, and sets a new password.
pub(super) async fn recover(
    api: &HttpApi,
    name: &AccountName,
    key: &AccountKey,
    password: &SecretString,
    device: NewDevice,
    may_password_unlock: bool,
) -> Result<Session, AppError> {
    let secret = bytes_of(password);
    let (state, request) = ClientRegistration::start(&secret)?;
    let answer = api.recover_start(&RecoverStart { account: name.clone(), request: Bytes(request) }).await?;
    let registered = state.finish(&secret, name.as_str().as_bytes(), &answer.response.0)?;
    let keys = AccountPublic::of(key);
    let wrapped = match may_password_unlock {
        true => Some(Bytes(wrap_account_key(&registered.export_key, key, keys.id())?)),
        false => None,
    };
    let statement = recovery_statement(name, &answer.challenge.0, device.client_id, &registered.upload);
    let finish = RecoverFinish {
        attempt: answer.attempt,
        signature: Bytes(key.identity().sign(Purpose::ServerChallenge, &statement).0.to_vec()),
        upload: Bytes(registered.upload),
        wrapped_account_key: wrapped,
        device,
    };
    Ok(api.recover_finish(&finish).await?)
}

/// Returns what is kept of a session.
pub(super) fn session_row(session: &Session) -> SessionRow {
    SessionRow::Live(session_tokens(&session.tokens))
}

/// Wraps the account key so that the password unlocks it.
fn wrap_account_key(export: &ExportKey, key: &AccountKey, account_id: AccountId) -> Result<Vec<u8>, AppError> {
    let ids: [&[u8]; 1] = [account_id.as_bytes()];
    let label = WrapLabel { purpose: WrapPurpose::AccountKey, ids: &ids };
    Ok(unlock_key(export).wrap(&random()?, label, key.as_bytes()))
}

/// Unwraps the account key with the password; none when it is not the one of this account.
pub(super) fn unwrap_account_key(export: &ExportKey, wrapped: &[u8], account_id: AccountId) -> Option<AccountKey> {
    let ids: [&[u8]; 1] = [account_id.as_bytes()];
    let label = WrapLabel { purpose: WrapPurpose::AccountKey, ids: &ids };
    let key = AccountKey::from_bytes(*unlock_key(export).unwrap(label, wrapped).ok()?);
    (AccountPublic::of(&key).id() == account_id).then_some(key)
}

fn unlock_key(export: &ExportKey) -> WrapKey {
    WrapKey::from_bytes(blake3::derive_key("driftless password unlock 1", export.as_slice()))
}
