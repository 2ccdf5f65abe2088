//! `POST /auth/totp/start`, `/confirm` and `/disable`: the second factor.

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use driftless_protocol::auth::limits::AUTH_BODY_BYTES_MAX;
use driftless_protocol::auth::{SecretText, SecurityKind, TotpCode, TotpSecret};

use super::{done, random};
use crate::accounts::error::AccountError;
use crate::accounts::totp;
use crate::authorization::vault::SignedIn;
use crate::config::Shared;
use crate::content;
use crate::failure::Failure;

/// Draws a secret; it is in force once a code of it is confirmed.
///
/// # Errors
/// 400, 401, 415, 429, 500, 503.
pub async fn start(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let accounts = &shared.accounts;
    let account = accounts.database.account(caller).await?;
    let nonce = random()?;
    accounts.database.begin_totp(caller, nonce).await?;
    let key = accounts.keys.totp_secret(caller.user_id, &nonce);
    let answer = TotpSecret {
        secret: SecretText::new(totp::base32(key.as_slice())),
        uri: SecretText::new(totp::uri(key.as_slice(), account.account.as_str())),
    };
    content::answer(&headers, answer, 0).await
}

/// Puts the secret in force.
///
/// # Errors
/// 400, 401, 408, 409, 413, 415, 429, 500, 503.
pub async fn confirm(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    change(&shared, signed_in, &headers, body, SecurityKind::TotpEnabled).await
}

/// Ends the second factor.
///
/// # Errors
/// 400, 401, 408, 409, 413, 415, 429, 500, 503.
pub async fn disable(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    change(&shared, signed_in, &headers, body, SecurityKind::TotpDisabled).await
}

async fn change(
    shared: &Shared,
    SignedIn(caller): SignedIn,
    headers: &HeaderMap,
    body: Body,
    change: SecurityKind,
) -> Result<Response, Failure> {
    let request: TotpCode = content::read_within(shared, headers, body, AUTH_BODY_BYTES_MAX).await?;
    let (accounts, now_ms) = (&shared.accounts, (shared.now_ms)());
    accounts.totp_guesses.take(&caller.user_id, 1, now_ms)?;
    let known = accounts.database.totp(caller).await?;
    let nonce = if change == SecurityKind::TotpEnabled { known.pending } else { known.nonce };
    let nonce = nonce.ok_or(AccountError::Conflict)?;
    let key = accounts.keys.totp_secret(caller.user_id, &nonce);
    let step = totp::accepted_step(key.as_slice(), request.code.expose(), now_ms, known.last_step);
    let step = step.ok_or(AccountError::Refused)?;
    accounts.database.change_totp(caller, change, step, now_ms).await?;
    accounts.hub.wake(caller.user_id);
    Ok(done())
}
