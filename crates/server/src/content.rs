//! Bodies: in which content type, how large, how slow.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use driftless_protocol::{ContentType, ErrorCode};
use futures_util::StreamExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::SemaphorePermit;
use tokio::time::timeout;

use crate::config::{Limits, Shared};
use crate::failure::{Failure, too_large};

/// Bodies beyond this are read and written beside the threads that answer requests, bytes.
const INLINE_BYTES_MAX: usize = 64 * 1024;
/// How long the rest of a refused body is read, so that the client gets to see the refusal.
const DISCARD_TIMEOUT: Duration = Duration::from_secs(5);

/// Returns the type of a request's body.
///
/// # Errors
/// 415 when it is none of ours.
pub fn body_type(headers: &HeaderMap) -> Result<ContentType, Failure> {
    // Payloads are sealed and do not get smaller; an unpacked body could be of any size.
    if headers.get(CONTENT_ENCODING).is_some_and(|value| value != "identity") {
        return Err(unsupported("a compressed body is not taken: send it as it is"));
    }
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.and_then(ContentType::parse).ok_or_else(|| {
        unsupported("the body must be application/cbor or application/json: say which in the Content-Type header")
    })
}

/// Returns the type that the client reads: the first of ours that it names; when it takes anything, that
/// of its own body, or JSON, which people and `curl` read. None when it takes none of ours.
pub fn answer_type(headers: &HeaderMap) -> Option<ContentType> {
    let default = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).and_then(ContentType::parse);
    let default = default.unwrap_or(ContentType::Json);
    let mut values = headers.get_all(ACCEPT).iter().peekable();
    if values.peek().is_none() {
        return Some(default);
    }
    values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).find_map(|mime| {
        match mime.split(';').next().unwrap_or_default().trim() {
            "*/*" | "application/*" => Some(default),
            mime => ContentType::parse(mime),
        }
    })
}

fn unsupported(message: &str) -> Failure {
    Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorCode::UnsupportedType, message)
}

/// Writes an answer in the type that the client reads.
///
/// # Errors
/// 415 when it reads none of ours.
pub async fn answer<T: Serialize + Send + 'static>(
    headers: &HeaderMap,
    value: T,
    bytes_about: usize,
) -> Result<Response, Failure> {
    let content_type = answer_type(headers).ok_or_else(|| {
        unsupported("this answer is application/cbor or application/json: name one of them in the Accept header")
    })?;
    let body = beside(bytes_about, move || content_type.encode(&value)).await??;
    Ok(([(CONTENT_TYPE, content_type.as_str())], body).into_response())
}

/// Reads a request's body into a value.
///
/// # Errors
/// 400, 408, 413, 415, 503.
pub async fn read<T: DeserializeOwned + Send + 'static>(
    shared: &Shared,
    headers: &HeaderMap,
    body: Body,
) -> Result<T, Failure> {
    read_within(shared, headers, body, shared.limits.body_bytes_max).await
}

/// Reads a request's body of at most `bytes_max` into a value.
///
/// # Errors
/// 400, 408, 413, 415, 503.
pub async fn read_within<T: DeserializeOwned + Send + 'static>(
    shared: &Shared,
    headers: &HeaderMap,
    body: Body,
    bytes_max: usize,
) -> Result<T, Failure> {
    let limits = &Limits { body_bytes_max: bytes_max.min(shared.limits.body_bytes_max), ..shared.limits };
    let content_type = match body_type(headers) {
        Ok(content_type) => content_type,
        Err(failure) => {
            discard(body, limits).await;
            return Err(failure);
        }
    };
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let _place = take_place(shared, announced.or(Some(limits.body_bytes_max))).await?;
    let bytes = collect(announced, body, limits).await?;
    Ok(beside(bytes.len(), move || content_type.decode(&bytes)).await??)
}

/// Reads a request's body as it is, at most `bytes_max`.
///
/// # Errors
/// 400, 408, 413, 415, 503.
pub async fn read_bytes(
    shared: &Shared,
    headers: &HeaderMap,
    body: Body,
    bytes_max: usize,
) -> Result<Vec<u8>, Failure> {
    if headers.get(CONTENT_ENCODING).is_some_and(|value| value != "identity") {
        discard(body, &shared.limits).await;
        return Err(unsupported("a compressed body is not taken: send it as it is"));
    }
    let limits = Limits { body_bytes_max: bytes_max.min(shared.limits.body_bytes_max), ..shared.limits };
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let _place = take_place(shared, announced.or(Some(limits.body_bytes_max))).await?;
    collect(announced, body, &limits).await
}

/// Runs short work at once and long work beside the threads that answer requests.
async fn beside<T: Send + 'static>(bytes: usize, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    if bytes <= INLINE_BYTES_MAX {
        return Ok(work());
    }
    tokio::task::spawn_blocking(work).await.map_err(|_| Failure::internal())
}

/// Returns whole KiB that hold so many bytes; at least one.
pub fn kib(bytes: usize) -> usize {
    bytes.div_ceil(1024).max(1)
}

/// Waits until there is memory for a body as long as announced, or the longest when it is not.
async fn take_place<'s>(shared: &'s Shared, announced: Option<usize>) -> Result<SemaphorePermit<'s>, Failure> {
    let limits = &shared.limits;
    let bytes = announced.unwrap_or(limits.body_bytes_max).min(limits.body_bytes_max).min(limits.bodies_bytes_max);
    let place = shared.body_memory.acquire_many(u32::try_from(kib(bytes)).unwrap_or(u32::MAX));
    match timeout(limits.memory_timeout, place).await {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(_)) | Err(_) => Err(Failure::unavailable(
            "the server reads too much at once: nothing of this request was stored; come again",
        )),
    }
}

async fn collect(announced: Option<usize>, body: Body, limits: &Limits) -> Result<Vec<u8>, Failure> {
    let over = || too_large(format!("a body has at most {} bytes: send less at once", limits.body_bytes_max));
    if announced.is_some_and(|length| length > limits.body_bytes_max) {
        discard(body, limits).await;
        return Err(over());
    }
    let mut chunks = body.into_data_stream();
    let read_all = async {
        let mut bytes = Vec::with_capacity(announced.unwrap_or(0).min(INLINE_BYTES_MAX));
        loop {
            let Some(chunk) = timeout(limits.body_idle_timeout, chunks.next()).await.map_err(|_| too_slow())? else {
                return Ok(bytes);
            };
            let chunk: Bytes = chunk.map_err(|_| Failure::malformed("the body ends before its end"))?;
            if bytes.len() + chunk.len() > limits.body_bytes_max {
                return Err(over());
            }
            bytes.extend_from_slice(&chunk);
        }
    };
    let result = timeout(limits.body_timeout, read_all).await.unwrap_or_else(|_| Err(too_slow()));
    if result.as_ref().is_err_and(|failure: &Failure| failure.code == ErrorCode::TooLarge) {
        discard(Body::from_stream(chunks), limits).await;
    }
    result
}

fn too_slow() -> Failure {
    Failure::new(StatusCode::REQUEST_TIMEOUT, ErrorCode::Malformed, "the body did not arrive in time: send it again")
}

/// Reads and forgets what is left of a refused body. A connection that is closed with bytes unread is
/// reset, and the client never sees why.
pub async fn discard(body: Body, limits: &Limits) {
    let mut left = limits.body_bytes_max;
    let mut chunks = body.into_data_stream();
    let read_all = async {
        while let Some(Ok(chunk)) = chunks.next().await {
            left = left.saturating_sub(chunk.len());
            if left == 0 {
                return;
            }
        }
    };
    // What is not here by then is not waited for.
    let _ = timeout(DISCARD_TIMEOUT.min(limits.body_timeout), read_all).await;
}
