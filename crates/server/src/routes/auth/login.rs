//! `POST /auth/login/start`, `/finish` and `/totp`, and `POST /auth/ticket`. A name that is not there takes
//! the same way as one that is, to the same refusal.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use driftless_protocol::Bytes;
use driftless_protocol::auth::{
    LoginFinish, LoginStart, LoginStep, LoginTotp, NewDevice, OpaqueAnswer, SecurityKind, Session, TicketUse, UserId,
};

use super::{account_call, new_session, no_randomness, open_call, secret};
use crate::accounts::error::AccountError;
use crate::accounts::{LoginAttempt, TotpAttempt, check, totp};
use crate::authorization::token::TokenHash;
use crate::config::Shared;
use crate::content;
use crate::failure::Failure;
use crate::peer::Peer;

/// Wrong codes of one sign-in.
const TOTP_TRIES: u32 = 5;

/// Answers the first half.
///
/// # Errors
/// 400, 408, 413, 415, 429, 500, 503.
pub async fn start(
    State(shared): State<Shared>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let request: LoginStart = open_call(&shared, peer, &headers, body).await?;
    let (accounts, now_ms) = (&shared.accounts, (shared.now_ms)());
    account_call(&shared, &request.account, now_ms)?;
    let credentials = accounts.database.credentials(request.account.clone()).await?;
    let record = credentials.as_ref().map(|credentials| credentials.record.as_slice());
    let name = request.account.as_str().as_bytes();
    let (login, response) = accounts.opaque.start_login(name, record, &request.request.0)?;
    let attempt = LoginAttempt { account: request.account, login, credentials };
    let attempt = accounts.logins.add(attempt, now_ms).map_err(no_randomness)?;
    content::answer(&headers, OpaqueAnswer { attempt: secret(&attempt), response: Bytes(response) }, 0).await
}

/// Checks the proof; signs in, or asks for the second factor.
///
/// # Errors
/// 400, 401, 403, 408, 413, 415, 429, 500, 503.
pub async fn finish(
    State(shared): State<Shared>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let request: LoginFinish = open_call(&shared, peer, &headers, body).await?;
    let (accounts, now_ms) = (&shared.accounts, (shared.now_ms)());
    let attempt = accounts.logins.take(request.attempt.expose(), now_ms).ok_or(AccountError::Refused)?;
    account_call(&shared, &attempt.account, now_ms)?;
    let proven = attempt.login.finish(attempt.account.as_str().as_bytes(), &request.proof.0);
    let user_id = attempt.credentials.as_ref().map(|credentials| credentials.user_id);
    if let Err(error) = proven {
        refused(&shared, user_id, now_ms);
        return Err(error.into());
    }
    // No proof fits without a record.
    let credentials = attempt.credentials.ok_or(AccountError::Refused)?;
    check::check_device(&request.device)?;
    let step = match credentials.totp.nonce {
        None => {
            let session = sign_in(&shared, credentials.user_id, request.device, None, now_ms).await?;
            LoginStep::SignedIn(Box::new(session))
        }
        Some(nonce) => {
            let user_id = credentials.user_id;
            let attempt = TotpAttempt { user_id, nonce, device: request.device, tries_left: TOTP_TRIES };
            LoginStep::Totp(secret(&accounts.totps.add(attempt, now_ms).map_err(no_randomness)?))
        }
    };
    content::answer(&headers, step, 0).await
}

/// Checks the second factor and signs in.
///
/// # Errors
/// 400, 401, 403, 408, 413, 415, 429, 500, 503.
pub async fn totp(
    State(shared): State<Shared>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let request: LoginTotp = open_call(&shared, peer, &headers, body).await?;
    let (accounts, now_ms) = (&shared.accounts, (shared.now_ms)());
    let name = request.attempt.expose();
    let attempt = accounts.totps.take(name, now_ms).ok_or(AccountError::Refused)?;
    if let Err(wait) = accounts.totp_guesses.take(&attempt.user_id, 1, now_ms) {
        accounts.totps.restore(name, attempt, now_ms);
        shared.metrics.throttled();
        return Err(wait.into());
    }
    let key = accounts.keys.totp_secret(attempt.user_id, &attempt.nonce);
    let Some(step) = totp::accepted_step(key.as_slice(), request.code.expose(), now_ms, 0) else {
        refused(&shared, Some(attempt.user_id), now_ms);
        if attempt.tries_left > 1 {
            let tries_left = attempt.tries_left - 1;
            accounts.totps.restore(name, TotpAttempt { tries_left, ..attempt }, now_ms);
        }
        return Err(AccountError::Refused.into());
    };
    // The storage knows which step was taken last, and refuses one that is not later.
    let session = sign_in(&shared, attempt.user_id, attempt.device, Some(step), now_ms).await?;
    content::answer(&headers, session, 0).await
}

/// Signs a device in that another one added.
///
/// # Errors
/// 400, 401, 403, 408, 413, 415, 429, 500, 503.
pub async fn ticket(
    State(shared): State<Shared>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let request: TicketUse = open_call(&shared, peer, &headers, body).await?;
    let now_ms = (shared.now_ms)();
    let hash = TokenHash::of(request.ticket.expose());
    let (user_id, device) = shared.accounts.database.use_ticket(hash, request.client_id, now_ms).await?;
    let session = sign_in(&shared, user_id, device, None, now_ms).await?;
    content::answer(&headers, session, 0).await
}

async fn sign_in(
    shared: &Shared,
    user_id: UserId,
    device: NewDevice,
    totp_step: Option<u64>,
    now_ms: u64,
) -> Result<Session, Failure> {
    let accounts = &shared.accounts;
    let new = new_session(device)?;
    let seed = new.seed;
    let (caller, account) = accounts.database.sign_in(user_id, new, totp_step, now_ms).await?;
    shared.metrics.signed_in();
    accounts.hub.wake(user_id);
    Ok(accounts.session(caller, &seed, account, now_ms))
}

/// Writes a refusal down beside the answer: for a name that is not there, there is nothing to write, and the
/// time of an answer must not tell.
pub(super) fn refused(shared: &Shared, user_id: Option<UserId>, now_ms: u64) {
    shared.metrics.sign_in_refused();
    let Some(user_id) = user_id else { return };
    let accounts = Arc::clone(&shared.accounts);
    tokio::spawn(async move {
        if let Err(error) = accounts.database.note(user_id, SecurityKind::SignInRefused, now_ms).await {
            tracing::warn!(%error, "a refused sign-in was not written down");
        }
        accounts.hub.wake(user_id);
    });
}
