//! The table of contents of the HTTP side. There are no CORS headers: web pages have no business here.

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use driftless_protocol::{ACTIONS_PATH, BLOBS_PATH, EVENTS_PATH, ErrorCode, STATE_HASH_PATH};

use crate::config::Shared;
use crate::failure::Failure;
use crate::frame::frame;
use crate::routes::{blobs, download, events, health, openapi, state_hash, upload};

/// Liveness: the process answers.
pub const HEALTH_PATH: &str = "/healthz";
/// Readiness: reads and writes go through.
pub const READY_PATH: &str = "/readyz";
/// The OpenAPI document.
pub const OPENAPI_PATH: &str = "/openapi.json";

/// Every route: method and path. The OpenAPI document is checked against it.
pub const ROUTES: [(&str, &str); 10] = [
    ("post", ACTIONS_PATH),
    ("get", ACTIONS_PATH),
    ("get", EVENTS_PATH),
    ("post", STATE_HASH_PATH),
    ("put", BLOBS_PATH),
    ("get", BLOBS_PATH),
    ("head", BLOBS_PATH),
    ("get", HEALTH_PATH),
    ("get", READY_PATH),
    ("get", OPENAPI_PATH),
];

/// Builds the router.
pub fn router(shared: Shared) -> Router {
    Router::new()
        .route(ACTIONS_PATH, post(upload::upload).get(download::download))
        .route(EVENTS_PATH, get(events::events))
        .route(STATE_HASH_PATH, post(state_hash::report))
        .route(BLOBS_PATH, get(blobs::get).head(blobs::head).put(blobs::put))
        .route(HEALTH_PATH, get(health::health))
        .route(READY_PATH, get(health::ready))
        .route(OPENAPI_PATH, get(openapi::openapi))
        .fallback(async || Failure::no_such_path())
        .method_not_allowed_fallback(async || {
            let message = "this path does not take this method: /openapi.json lists what it takes";
            Failure::new(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::Malformed, message)
        })
        .layer(from_fn(frame))
        .with_state(shared)
}
