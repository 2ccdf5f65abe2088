//! The table of contents of the HTTP side. There are no CORS headers: web pages have no business here.

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post, put};
use driftless_protocol::auth::paths::*;
use driftless_protocol::{
    ACTIONS_PATH, BLOBS_PATH, EVENTS_PATH, ErrorCode, RESOLVE_PATH, STATE_HASH_PATH, VIOLATIONS_PATH,
};

use crate::config::Shared;
use crate::failure::Failure;
use crate::frame::frame;
use crate::routes::auth::{events as security_events, login, recover, register, session, totp};
use crate::routes::{
    account_log, blobs, devices, download, events, health, openapi, pairing, state_hash, upload, vaults, violations,
};

/// Liveness: the process answers.
pub const HEALTH_PATH: &str = "/healthz";
/// Readiness: reads and writes go through.
pub const READY_PATH: &str = "/readyz";
/// The OpenAPI document.
pub const OPENAPI_PATH: &str = "/openapi.json";

/// Every route: method and path. The OpenAPI document and the matrix of roles are checked against it.
pub const ROUTES: [(&str, &str); 45] = [
    ("post", ACTIONS_PATH),
    ("get", ACTIONS_PATH),
    ("get", EVENTS_PATH),
    ("post", STATE_HASH_PATH),
    ("get", VIOLATIONS_PATH),
    ("post", RESOLVE_PATH),
    ("put", BLOBS_PATH),
    ("get", BLOBS_PATH),
    ("head", BLOBS_PATH),
    ("post", REGISTER_START_PATH),
    ("post", REGISTER_FINISH_PATH),
    ("post", LOGIN_START_PATH),
    ("post", LOGIN_FINISH_PATH),
    ("post", LOGIN_TOTP_PATH),
    ("post", RECOVER_START_PATH),
    ("post", RECOVER_FINISH_PATH),
    ("post", TICKET_PATH),
    ("post", REFRESH_PATH),
    ("post", LOGOUT_PATH),
    ("get", ACCOUNT_PATH),
    ("post", TOTP_START_PATH),
    ("post", TOTP_CONFIRM_PATH),
    ("post", TOTP_DISABLE_PATH),
    ("get", SECURITY_EVENTS_PATH),
    ("get", SECURITY_PATH),
    ("get", ACCOUNT_LOG_PATH),
    ("post", ACCOUNT_LOG_PATH),
    ("get", DEVICES_PATH),
    ("post", DEVICES_PATH),
    ("put", CERTIFICATE_PATH),
    ("post", DEVICE_RENAME_PATH),
    ("post", DEVICE_REVOKE_PATH),
    ("get", VAULTS_PATH),
    ("post", VAULTS_PATH),
    ("post", CLAIM_PATH),
    ("get", CONTROL_LOG_PATH),
    ("post", CONTROL_LOG_PATH),
    ("get", WRAPPED_KEYS_PATH),
    ("get", MEMBERS_PATH),
    ("post", PAIRING_PATH),
    ("put", PAIRING_MESSAGE_PATH),
    ("get", PAIRING_MESSAGE_PATH),
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
        .route(VIOLATIONS_PATH, get(violations::list))
        .route(RESOLVE_PATH, post(violations::resolve))
        .route(BLOBS_PATH, get(blobs::get).head(blobs::head).put(blobs::put))
        .merge(accounts())
        .route(HEALTH_PATH, get(health::health))
        .route(READY_PATH, get(health::ready))
        .route(OPENAPI_PATH, get(openapi::openapi))
        .fallback(async || Failure::no_such_path())
        .method_not_allowed_fallback(async || {
            let message = "this path does not take this method: /openapi.json lists what it takes";
            Failure::new(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::Malformed, message)
        })
        .layer(from_fn_with_state(shared.clone(), frame))
        .with_state(shared)
}

fn accounts() -> Router<Shared> {
    Router::new()
        .route(REGISTER_START_PATH, post(register::start))
        .route(REGISTER_FINISH_PATH, post(register::finish))
        .route(LOGIN_START_PATH, post(login::start))
        .route(LOGIN_FINISH_PATH, post(login::finish))
        .route(LOGIN_TOTP_PATH, post(login::totp))
        .route(RECOVER_START_PATH, post(recover::start))
        .route(RECOVER_FINISH_PATH, post(recover::finish))
        .route(TICKET_PATH, post(login::ticket))
        .route(REFRESH_PATH, post(session::refresh))
        .route(LOGOUT_PATH, post(session::logout))
        .route(ACCOUNT_PATH, get(session::account))
        .route(TOTP_START_PATH, post(totp::start))
        .route(TOTP_CONFIRM_PATH, post(totp::confirm))
        .route(TOTP_DISABLE_PATH, post(totp::disable))
        .route(SECURITY_EVENTS_PATH, get(security_events::events))
        .route(SECURITY_PATH, get(session::security))
        .route(ACCOUNT_LOG_PATH, get(account_log::get).post(account_log::append))
        .route(DEVICES_PATH, get(devices::list).post(devices::add))
        .route(CERTIFICATE_PATH, put(devices::certify))
        .route(DEVICE_RENAME_PATH, post(devices::rename))
        .route(DEVICE_REVOKE_PATH, post(devices::revoke))
        .route(VAULTS_PATH, get(vaults::list).post(vaults::create))
        .route(CLAIM_PATH, post(vaults::claim))
        .route(CONTROL_LOG_PATH, get(vaults::log).post(vaults::append_log))
        .route(WRAPPED_KEYS_PATH, get(vaults::keys))
        .route(MEMBERS_PATH, get(vaults::members))
        .route(PAIRING_PATH, post(pairing::open))
        .route(PAIRING_MESSAGE_PATH, put(pairing::put).get(pairing::get))
}
