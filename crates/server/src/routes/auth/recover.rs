//! `POST /auth/recover/start` and `/finish`: signing in with the account key alone.

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use driftless_crypto::signing::{Purpose, SIGNATURE_BYTES, Signature, VerifyingKey};
use driftless_opaque::record_of;
use driftless_protocol::Bytes;
use driftless_protocol::auth::{RecoverAnswer, RecoverFinish, RecoverStart, recovery_statement};

use super::login::refused;
use super::{account_call, new_session, no_randomness, open_call, random, secret};
use crate::accounts::error::AccountError;
use crate::accounts::{RecoverAttempt, check};
use crate::config::Shared;
use crate::content;
use crate::failure::Failure;
use crate::peer::Peer;

/// Answers what to sign.
///
/// # Errors
/// 400, 408, 413, 415, 429, 500, 503.
pub async fn start(
    State(shared): State<Shared>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let request: RecoverStart = open_call(&shared, peer, &headers, body).await?;
    let (accounts, now_ms) = (&shared.accounts, (shared.now_ms)());
    account_call(&shared, &request.account, now_ms)?;
    let credentials = accounts.database.credentials(request.account.clone()).await?;
    let response = accounts.opaque.answer_registration(request.account.as_str().as_bytes(), &request.request.0)?;
    let challenge: [u8; 32] = random()?;
    let attempt = RecoverAttempt { account: request.account, challenge, credentials };
    let attempt = accounts.recoveries.add(attempt, now_ms).map_err(no_randomness)?;
    let answer =
        RecoverAnswer { attempt: secret(&attempt), response: Bytes(response), challenge: Bytes(challenge.to_vec()) };
    content::answer(&headers, answer, 0).await
}

/// Checks the signature, sets the new password, signs in, and ends everything else of the account.
///
/// # Errors
/// 400, 401, 403, 408, 413, 415, 429, 500, 503; nothing is stored then.
pub async fn finish(
    State(shared): State<Shared>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let request: RecoverFinish = open_call(&shared, peer, &headers, body).await?;
    let (accounts, now_ms) = (&shared.accounts, (shared.now_ms)());
    let attempt = accounts.recoveries.take(request.attempt.expose(), now_ms).ok_or(AccountError::Refused)?;
    check::check_device(&request.device)?;
    check::check_wrapped(request.wrapped_account_key.as_ref())?;
    let record = record_of(&request.upload.0)?;
    // For a name that is not there, a key of which nobody signs such a statement: it takes as long.
    let nobody = accounts.keys.verifying_key().to_bytes();
    let key = attempt.credentials.as_ref().map_or(nobody, |credentials| credentials.identity_key);
    let statement =
        recovery_statement(&attempt.account, &attempt.challenge, request.device.client_id, &request.upload.0);
    let user_id = attempt.credentials.as_ref().map(|credentials| credentials.user_id);
    let is_proven = is_signed(&key, &statement, &request.signature.0);
    let Some(user_id) = user_id.filter(|_| is_proven) else {
        refused(&shared, user_id, now_ms);
        return Err(AccountError::Refused.into());
    };
    let wrapped = request.wrapped_account_key.map(|wrapped| wrapped.0);
    let new = new_session(request.device)?;
    let seed = new.seed;
    let (caller, account) = accounts.database.recover(user_id, record, wrapped, new, now_ms).await?;
    shared.metrics.signed_in();
    accounts.hub.wake(user_id);
    content::answer(&headers, accounts.session(caller, &seed, account, now_ms), 0).await
}

fn is_signed(key: &[u8; 32], statement: &[u8], signature: &[u8]) -> bool {
    let Ok(bytes) = <[u8; SIGNATURE_BYTES]>::try_from(signature) else { return false };
    let Ok(key) = VerifyingKey::from_bytes(key) else { return false };
    key.verify(Purpose::ServerChallenge, statement, &Signature(bytes)).is_ok()
}
