//! `POST /sync/state-hash`.

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use driftless_protocol::{StateHashRequest, StateHashResponse};

use super::upload::admit;
use crate::authorization::vault::VaultAccess;
use crate::config::Shared;
use crate::content;
use crate::failure::Failure;

/// Keeps a device's state hash and answers those of the others.
///
/// # Errors
/// 400, 401, 404, 408, 409, 413, 415, 500, 503.
pub async fn report(State(shared): State<Shared>, headers: HeaderMap, body: Body) -> Result<Response, Failure> {
    let (caller, body) = admit(&shared, &headers, body).await?;
    let request: StateHashRequest = content::read(&shared, &headers, body).await?;
    let now_ms = (shared.now_ms)();
    let access = VaultAccess::of_report(caller, &request);
    let peers = shared.storage.report_state(access.caller(), request, now_ms).await?;
    content::answer(&headers, StateHashResponse { peers, server_time_ms: now_ms }, 0).await
}
