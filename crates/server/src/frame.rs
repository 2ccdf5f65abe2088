//! What every answer has, whatever its route: the request's id, security headers, an error body in the
//! client's content type, a line in the log. A panic becomes a 500.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER, WWW_AUTHENTICATE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use driftless_protocol::{ContentType, ErrorBody, PROTOCOL_HEADER, PROTOCOL_VERSION, REQUEST_ID_HEADER};
use futures_util::FutureExt;
use uuid::Uuid;

use crate::config::Shared;
use crate::content::answer_type;
use crate::failure::Failure;

/// Longest request id that is echoed; a longer or stranger one is replaced.
const REQUEST_ID_BYTES_MAX: usize = 128;

/// Wraps every route.
pub async fn frame(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let request_id = request_id_of(request.headers());
    let content_type = answer_type(request.headers()).unwrap_or(ContentType::Json);
    let method = request.method().clone();
    // The pattern, not the path: a pairing's name opens it, and belongs in no log.
    let path = request.extensions().get::<MatchedPath>().map_or("(none)", MatchedPath::as_str).to_owned();
    let protocol = check_protocol(request.headers());
    let mut response = match protocol {
        Err(failure) => failure.into_response(),
        Ok(()) => AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(|_| {
            tracing::error!(%request_id, %path, "a request panicked");
            Failure::internal().into_response()
        }),
    };
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        write_failure(&mut response, failure, content_type, &request_id);
    }
    add_headers(response.headers_mut(), &request_id);
    let (status, elapsed) = (response.status().as_u16(), started.elapsed());
    shared.metrics.answered(status, u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX));
    let ms = elapsed.as_millis();
    tracing::info!(%request_id, %method, %path, status, ms, "request");
    response
}

fn request_id_of(headers: &HeaderMap) -> String {
    let is_fit = |id: &&str| {
        (1..=REQUEST_ID_BYTES_MAX).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    let sent = headers.get(REQUEST_ID_HEADER).and_then(|value| value.to_str().ok()).filter(is_fit);
    sent.map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}

fn check_protocol(headers: &HeaderMap) -> Result<(), Failure> {
    let Some(value) = headers.get(PROTOCOL_HEADER) else { return Ok(()) };
    let version = value.to_str().ok().and_then(|text| text.parse::<u16>().ok());
    match version {
        None => Err(Failure::malformed(format!("the {PROTOCOL_HEADER} header is not a version number"))),
        Some(version) if version < PROTOCOL_VERSION => Err(Failure::new(
            StatusCode::UPGRADE_REQUIRED,
            driftless_protocol::ErrorCode::UpgradeRequired,
            format!("this server speaks protocol {PROTOCOL_VERSION} and newer: update the app; your notes are safe"),
        )),
        Some(_) => Ok(()),
    }
}

fn write_failure(response: &mut Response, failure: Failure, content_type: ContentType, request_id: &str) {
    let retry_after_s = failure.retry_after_s();
    let status = failure.status;
    let body = ErrorBody { error: failure.code, message: failure.message, request_id: request_id.to_owned() };
    // An error body is three short texts: it always has a form.
    *response.body_mut() = content_type.encode(&body).unwrap_or_default().into();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type.as_str()));
    if let Some(seconds) = retry_after_s {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
}

fn add_headers(headers: &mut HeaderMap, request_id: &str) {
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID_HEADER, value);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
}
