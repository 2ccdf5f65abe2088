//! `GET /healthz` and `GET /readyz`, for people, scripts and load balancers. No token needed.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;

use crate::config::Shared;
use crate::content;
use crate::failure::Failure;

/// The answer of both.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Health {
    /// `ok`; anything else is an error status.
    pub status: &'static str,
    /// Version of the program.
    pub version: &'static str,
}

const OK: Health = Health { status: "ok", version: env!("CARGO_PKG_VERSION") };

/// Answers while the process lives.
///
/// # Errors
/// 415.
pub async fn health(headers: HeaderMap) -> Result<Response, Failure> {
    content::answer(&headers, OK, 0).await
}

/// Answers when a read and a write go through.
///
/// # Errors
/// 415, 500, 503.
pub async fn ready(State(shared): State<Shared>, headers: HeaderMap) -> Result<Response, Failure> {
    if *shared.stopping.borrow() {
        return Err(Failure::unavailable("the server is stopping"));
    }
    shared.storage.check_ready().await?;
    content::answer(&headers, OK, 0).await
}
