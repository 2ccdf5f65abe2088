//! `GET /openapi.json`: the document of this HTTP side. A test holds it against the router and the wire types.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use driftless_protocol::ContentType;

/// The OpenAPI 3.1 document, JSON.
pub const DOCUMENT: &str = include_str!("openapi.json");

/// Answers the document.
pub async fn openapi() -> impl IntoResponse {
    ([(CONTENT_TYPE, ContentType::Json.as_str())], DOCUMENT)
}
