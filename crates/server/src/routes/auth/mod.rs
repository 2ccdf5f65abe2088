//! Calls of accounts that need no session, and those about the session itself.

pub mod events;
pub mod login;
pub mod recover;
pub mod register;
pub mod session;
pub mod totp;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use driftless_protocol::auth::limits::AUTH_BODY_BYTES_MAX;
use driftless_protocol::auth::{AccountName, NewDevice, SecretText};
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::authorization::caller::SessionId;
use crate::config::Shared;
use crate::content;
use crate::failure::Failure;
use crate::peer::Peer;
use crate::storage::sqlite::accounts::NewSession;

/// Lets an open call in: by its address first, so that refusing costs no memory.
async fn open_call<T: DeserializeOwned + Send + 'static>(
    shared: &Shared,
    peer: Peer,
    headers: &HeaderMap,
    body: Body,
) -> Result<T, Failure> {
    let now_ms = (shared.now_ms)();
    if let Err(wait) = shared.accounts.admit_address(peer.address(), now_ms) {
        shared.metrics.throttled();
        content::discard(body, &shared.limits).await;
        return Err(wait.into());
    }
    content::read_within(shared, headers, body, AUTH_BODY_BYTES_MAX).await
}

/// Lets a step of signing in to an account in; whether there is such an account makes no difference.
fn account_call(shared: &Shared, account: &AccountName, now_ms: u64) -> Result<(), Failure> {
    shared.accounts.admit_account(account, now_ms).map_err(|wait| {
        shared.metrics.throttled();
        wait.into()
    })
}

fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(no_randomness)?;
    Ok(bytes)
}

fn no_randomness(error: getrandom::Error) -> Failure {
    tracing::error!(%error, "the system has no randomness to give");
    Failure::internal()
}

fn new_session(device: NewDevice) -> Result<NewSession, Failure> {
    Ok(NewSession { session: SessionId(random()?), seed: random()?, device })
}

fn secret(text: &Zeroizing<String>) -> SecretText {
    SecretText::new(text.as_str())
}

/// 204.
pub(super) fn done() -> Response {
    StatusCode::NO_CONTENT.into_response()
}
