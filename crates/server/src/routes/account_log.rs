//! `GET` and `POST /account/log`.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use driftless_protocol::auth::LogAppend;
use driftless_protocol::auth::limits::LOG_BODY_BYTES_MAX;
use serde::Deserialize;

use super::query::query_of;
use crate::accounts::error::AccountError;
use crate::authorization::vault::SignedIn;
use crate::config::Shared;
use crate::content;
use crate::failure::Failure;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Since {
    #[serde(default)]
    since: u64,
}

/// Answers entries.
///
/// # Errors
/// 400, 401, 415, 429, 500, 503.
pub async fn get(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    let Since { since } = query_of(&uri)?;
    content::answer(&headers, shared.accounts.database.account_log(caller, since).await?, 0).await
}

/// Appends entries that verify.
///
/// # Errors
/// 400, 401, 403, 408, 409, 413, 415, 429, 500, 503.
pub async fn append(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let request: LogAppend = content::read_within(&shared, &headers, body, LOG_BODY_BYTES_MAX).await?;
    if request.entries.is_empty() {
        return Err(AccountError::BadField("the account log").into());
    }
    let head = shared.accounts.database.append_account_log(caller, request, (shared.now_ms)()).await?;
    shared.accounts.hub.wake(caller.user_id);
    content::answer(&headers, head, 0).await
}
