//! `/vaults`: vaults of the account, their control logs, keys and members.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use driftless_protocol::auth::limits::LOG_BODY_BYTES_MAX;
use driftless_protocol::auth::{ClaimVault, ControlAppend, NewVault};
use serde::Deserialize;

use super::auth::done;
use super::query::query_of;
use crate::authorization::vault::{SignedIn, VaultAccess};
use crate::config::Shared;
use crate::content;
use crate::failure::Failure;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Since {
    #[serde(default)]
    since: u64,
}

/// Answers all of them.
///
/// # Errors
/// 400, 401, 415, 429, 500, 503.
pub async fn list(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    content::answer(&headers, shared.accounts.database.vaults(caller).await?, 0).await
}

/// Makes one.
///
/// # Errors
/// 400, 401, 403, 404, 408, 409, 413, 415, 429, 500, 503.
pub async fn create(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let request: NewVault = content::read_within(&shared, &headers, body, LOG_BODY_BYTES_MAX).await?;
    shared.accounts.database.create_vault(caller, request, (shared.now_ms)()).await?;
    shared.accounts.hub.wake(caller.user_id);
    Ok(done())
}

/// Takes one of a connect code into the account.
///
/// # Errors
/// 400, 401, 403, 404, 408, 409, 413, 415, 429, 500, 503.
pub async fn claim(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let request: ClaimVault = content::read_within(&shared, &headers, body, LOG_BODY_BYTES_MAX).await?;
    shared.accounts.database.claim_vault(caller, request, (shared.now_ms)()).await?;
    shared.accounts.hub.wake(caller.user_id);
    Ok(done())
}

/// Answers entries of a control log.
///
/// # Errors
/// 400, 401, 404, 415, 429, 500, 503.
pub async fn log(
    State(shared): State<Shared>,
    access: VaultAccess,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    let Since { since } = query_of(&uri)?;
    let page = shared.accounts.database.control_log(access.session()?, access.vault_id(), since).await?;
    content::answer(&headers, page, 0).await
}

/// Appends to a control log, and enforces what it says from now on.
///
/// # Errors
/// 400, 401, 403, 404, 408, 409, 413, 415, 429, 500, 503.
pub async fn append_log(
    State(shared): State<Shared>,
    access: VaultAccess,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let caller = access.session()?;
    let request: ControlAppend = content::read_within(&shared, &headers, body, LOG_BODY_BYTES_MAX).await?;
    let accounts = &shared.accounts;
    let now_ms = (shared.now_ms)();
    let (head, concerned) = accounts.database.append_control_log(caller, access.vault_id(), request, now_ms).await?;
    concerned.into_iter().for_each(|user_id| accounts.hub.wake(user_id));
    content::answer(&headers, head, 0).await
}

/// Answers the keys that are wrapped for the account.
///
/// # Errors
/// 400, 401, 404, 415, 429, 500, 503.
pub async fn keys(State(shared): State<Shared>, access: VaultAccess, headers: HeaderMap) -> Result<Response, Failure> {
    let keys = shared.accounts.database.wrapped_keys(access.session()?, access.vault_id()).await?;
    content::answer(&headers, keys, 0).await
}

/// Answers the members.
///
/// # Errors
/// 400, 401, 404, 415, 429, 500, 503.
pub async fn members(
    State(shared): State<Shared>,
    access: VaultAccess,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let members = shared.accounts.database.members(access.session()?, access.vault_id()).await?;
    content::answer(&headers, members, 0).await
}
