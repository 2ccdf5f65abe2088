//! `/pairing`: mailboxes of two devices that stand side by side.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use driftless_protocol::Bytes;
use driftless_protocol::auth::limits::{AUTH_BODY_BYTES_MAX, PAIRING_WAIT_S_MAX};
use driftless_protocol::auth::{PairingMessage, PairingOpen, PairingSlot};
use serde::Deserialize;
use tokio::time::{Instant, timeout_at};

use super::auth::done;
use super::query::query_of;
use crate::accounts::error::AccountError;
use crate::accounts::pairing::Found;
use crate::authorization::vault::SignedIn;
use crate::config::Shared;
use crate::content;
use crate::failure::Failure;
use crate::peer::Peer;

/// Opens a mailbox. Only who has an account may: it is no storage for strangers.
///
/// # Errors
/// 400, 401, 413, 415, 429, 500, 503.
pub async fn open(
    State(shared): State<Shared>,
    SignedIn(_caller): SignedIn,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let PairingOpen { slot } = content::read_within(&shared, &headers, body, AUTH_BODY_BYTES_MAX).await?;
    let expires_at_ms = shared.accounts.mailboxes.open(slot.expose(), (shared.now_ms)())?;
    content::answer(&headers, PairingSlot { slot, expires_at_ms }, 0).await
}

/// Puts a message.
///
/// # Errors
/// 400, 404, 408, 409, 413, 415, 429, 503.
pub async fn put(
    State(shared): State<Shared>,
    peer: Peer,
    Path((slot, number)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let now_ms = (shared.now_ms)();
    shared.accounts.admit_address(peer.address(), now_ms)?;
    let number = number_of(&number)?;
    let request: PairingMessage = content::read_within(&shared, &headers, body, AUTH_BODY_BYTES_MAX).await?;
    shared.accounts.mailboxes.put(&slot, number, request.message.0, now_ms)?;
    Ok(done())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wait {
    #[serde(default)]
    wait_s: u64,
}

/// Answers a message, or 204 when there is none after waiting.
///
/// # Errors
/// 400, 404, 415, 429, 503.
pub async fn get(
    State(shared): State<Shared>,
    peer: Peer,
    Path((slot, number)): Path<(String, String)>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    shared.accounts.admit_address(peer.address(), (shared.now_ms)())?;
    let number = number_of(&number)?;
    let Wait { wait_s } = query_of(&uri)?;
    let until = Instant::now() + Duration::from_secs(wait_s.min(PAIRING_WAIT_S_MAX));
    let mut stopping = shared.stopping.clone();
    loop {
        let mut news = match shared.accounts.mailboxes.get(&slot, number, (shared.now_ms)())? {
            Found::Message(message) => {
                return content::answer(&headers, PairingMessage { message: Bytes(message) }, 0).await;
            }
            Found::NotYet(news) => news,
        };
        let changed = tokio::select! {
            changed = timeout_at(until, news.changed()) => changed,
            _ = stopping.wait_for(|is_stopping| *is_stopping) => return Ok(done()),
        };
        match changed {
            Ok(Ok(())) => {}
            // The mailbox was thrown away meanwhile.
            Ok(Err(_)) => return Err(AccountError::NotFound.into()),
            Err(_) => return Ok(done()),
        }
    }
}

fn number_of(text: &str) -> Result<u8, Failure> {
    text.parse().map_err(|_| Failure::malformed("the message in the path is not a number"))
}
