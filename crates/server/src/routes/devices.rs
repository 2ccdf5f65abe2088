//! `/devices`: the devices of the account.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use driftless_domain::ClientId;
use driftless_protocol::auth::limits::{AUTH_BODY_BYTES_MAX, PAIRING_MS_MAX};
use driftless_protocol::auth::{Certificate, DeviceList, NewDevice, Rename, SecretText, Ticket};

use super::auth::done;
use crate::accounts::check;
use crate::authorization::token::{TokenHash, mint_token};
use crate::authorization::vault::SignedIn;
use crate::config::Shared;
use crate::content;
use crate::failure::Failure;

/// Answers all of them.
///
/// # Errors
/// 400, 401, 415, 429, 500, 503.
pub async fn list(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let devices = shared.accounts.database.devices(caller).await?;
    content::answer(&headers, DeviceList { devices }, 0).await
}

/// Adds one that this one has certified, and answers the ticket that it signs in with.
///
/// # Errors
/// 400, 401, 403, 408, 413, 415, 429, 500, 503.
pub async fn add(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let device: NewDevice = content::read_within(&shared, &headers, body, AUTH_BODY_BYTES_MAX).await?;
    check::check_device(&device)?;
    let ticket = mint_token().map_err(|_| Failure::internal())?;
    let now_ms = (shared.now_ms)();
    let expires_at_ms = now_ms.saturating_add(PAIRING_MS_MAX);
    let accounts = &shared.accounts;
    accounts.database.add_device(caller, device, TokenHash::of(&ticket), expires_at_ms, now_ms).await?;
    accounts.hub.wake(caller.user_id);
    content::answer(&headers, Ticket { ticket: SecretText::new(ticket.as_str()), expires_at_ms }, 0).await
}

/// Keeps the certificate of the device that asks.
///
/// # Errors
/// 400, 401, 408, 413, 415, 429, 500, 503.
pub async fn certify(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let request: Certificate = content::read_within(&shared, &headers, body, AUTH_BODY_BYTES_MAX).await?;
    check::check_certificate(&request.certificate)?;
    shared.accounts.database.certify(caller, request.certificate.0, (shared.now_ms)()).await?;
    shared.accounts.hub.wake(caller.user_id);
    Ok(done())
}

/// Calls one otherwise.
///
/// # Errors
/// 400, 401, 404, 408, 413, 415, 429, 500, 503.
pub async fn rename(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    Path(client): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let client_id = client_of(&client)?;
    let request: Rename = content::read_within(&shared, &headers, body, AUTH_BODY_BYTES_MAX).await?;
    check::check_name(&request.name)?;
    shared.accounts.database.rename_device(caller, client_id, request.name, (shared.now_ms)()).await?;
    shared.accounts.hub.wake(caller.user_id);
    Ok(done())
}

/// Revokes one: its sessions and streams end now.
///
/// # Errors
/// 400, 401, 404, 429, 500, 503.
pub async fn revoke(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    Path(client): Path<String>,
) -> Result<Response, Failure> {
    let client_id = client_of(&client)?;
    shared.accounts.database.revoke_device(caller, client_id, (shared.now_ms)()).await?;
    shared.accounts.hub.wake(caller.user_id);
    Ok(done())
}

fn client_of(text: &str) -> Result<ClientId, Failure> {
    text.parse().map_err(|_| Failure::malformed("the device in the path is not an id"))
}
