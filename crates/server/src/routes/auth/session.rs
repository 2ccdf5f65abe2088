//! `POST /auth/refresh`, `POST /auth/logout`, `GET /auth/account`, `GET /auth/security`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use driftless_protocol::ErrorCode;
use driftless_protocol::auth::{Refresh, SecurityPage};
use serde::Deserialize;

use super::{done, open_call};
use crate::accounts::error::AccountError;
use crate::accounts::keys::RefreshClaim;
use crate::authorization::vault::SignedIn;
use crate::config::Shared;
use crate::content;
use crate::failure::Failure;
use crate::peer::Peer;
use crate::routes::query::query_of;
use crate::storage::sqlite::accounts::Refreshed;

/// Gives the next tokens.
///
/// # Errors
/// 400, 401, 408, 413, 415, 429, 500, 503.
pub async fn refresh(
    State(shared): State<Shared>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let request: Refresh = open_call(&shared, peer, &headers, body).await?;
    let (accounts, now_ms) = (Arc::clone(&shared.accounts), (shared.now_ms)());
    let claim = RefreshClaim::parse(request.refresh_token.expose()).ok_or(AccountError::Refused)?;
    let judge = Arc::clone(&accounts);
    let gave = move |claim: &RefreshClaim, seed: &[u8; 32]| judge.keys.gave(claim, seed);
    match accounts.database.refresh(claim, request.client_id, now_ms, gave).await? {
        Refreshed::Next { caller, seed, generation } => {
            content::answer(&headers, accounts.tokens(caller, &seed, generation, now_ms), 0).await
        }
        Refreshed::Reused(user_id) => {
            shared.metrics.refresh_reused();
            accounts.hub.wake(user_id);
            let message = "this refresh token was used before: the session has ended on all who have it; sign in again";
            Err(Failure::new(StatusCode::UNAUTHORIZED, ErrorCode::SignInRefused, message))
        }
        Refreshed::Refused => Err(AccountError::Refused.into()),
    }
}

/// Ends the session.
///
/// # Errors
/// 400, 401, 429, 500, 503.
pub async fn logout(State(shared): State<Shared>, SignedIn(caller): SignedIn) -> Result<Response, Failure> {
    shared.accounts.database.sign_out(caller, (shared.now_ms)()).await?;
    shared.accounts.hub.wake(caller.user_id);
    Ok(done())
}

/// Answers the account.
///
/// # Errors
/// 400, 401, 415, 429, 500, 503.
pub async fn account(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    content::answer(&headers, shared.accounts.database.account(caller).await?, 0).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Since {
    #[serde(default)]
    since: u64,
}

/// Answers what happened to the account.
///
/// # Errors
/// 400, 401, 415, 429, 500, 503.
pub async fn security(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    let Since { since } = query_of(&uri)?;
    let events = shared.accounts.database.security(caller, since).await?;
    content::answer(&headers, SecurityPage { events }, 0).await
}
