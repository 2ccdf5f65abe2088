//! `POST /auth/register/start` and `/finish`.

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use driftless_opaque::record_of;
use driftless_protocol::Bytes;
use driftless_protocol::auth::{OpaqueAnswer, RegisterFinish, RegisterStart, UserId};
use uuid::Uuid;

use super::{account_call, new_session, no_randomness, open_call, random, secret};
use crate::accounts::error::AccountError;
use crate::accounts::{RegisterAttempt, Registration, check};
use crate::authorization::token::TokenHash;
use crate::config::Shared;
use crate::content;
use crate::failure::Failure;
use crate::peer::Peer;
use crate::storage::sqlite::accounts::NewAccount;

/// Answers the first half; tells whether the invitation holds, but not whether the name is taken.
///
/// # Errors
/// 400, 403, 408, 413, 415, 429, 500, 503.
pub async fn start(
    State(shared): State<Shared>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let request: RegisterStart = open_call(&shared, peer, &headers, body).await?;
    let (accounts, now_ms) = (&shared.accounts, (shared.now_ms)());
    account_call(&shared, &request.account, now_ms)?;
    let invitation = request.invitation.as_ref().map(|text| TokenHash::of(text.expose()));
    if accounts.registration == Registration::Closed {
        let holds = match invitation {
            Some(hash) => accounts.database.has_invitation(hash, now_ms).await?,
            None => false,
        };
        if !holds {
            return Err(AccountError::Invitation.into());
        }
    }
    let response = accounts.opaque.answer_registration(request.account.as_str().as_bytes(), &request.request.0)?;
    let attempt = RegisterAttempt { account: request.account, invitation };
    let attempt = accounts.registrations.add(attempt, now_ms).map_err(no_randomness)?;
    content::answer(&headers, OpaqueAnswer { attempt: secret(&attempt), response: Bytes(response) }, 0).await
}

/// Makes the account and signs its first device in.
///
/// # Errors
/// 400, 401, 403, 408, 409, 413, 415, 429, 500, 503; nothing is stored then.
pub async fn finish(
    State(shared): State<Shared>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let request: RegisterFinish = open_call(&shared, peer, &headers, body).await?;
    let (accounts, now_ms) = (&shared.accounts, (shared.now_ms)());
    let attempt = accounts.registrations.take(request.attempt.expose(), now_ms).ok_or(AccountError::Refused)?;
    check::check_device(&request.device)?;
    check::check_wrapped(request.wrapped_account_key.as_ref())?;
    if request.account_log.is_empty() {
        return Err(AccountError::BadField("the account log").into());
    }
    let account = NewAccount {
        user_id: UserId(Uuid::from_bytes(random()?)),
        name: attempt.account,
        record: record_of(&request.upload.0)?,
        identity_key: *check::identity_key(&request.identity_key)?.as_bytes(),
        box_key: check::box_key(&request.box_key)?,
        wrapped_account_key: request.wrapped_account_key.map(|wrapped| wrapped.0),
        account_log: request.account_log,
    };
    // Where anybody may register, an invitation that somebody brings along is not used up.
    let invitation = attempt.invitation.filter(|_| accounts.registration == Registration::Closed);
    let session = new_session(request.device)?;
    let seed = session.seed;
    let (caller, account) = accounts.database.register(account, invitation, session, now_ms).await?;
    content::answer(&headers, accounts.session(caller, &seed, account, now_ms), 0).await
}
