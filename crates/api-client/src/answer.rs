//! What an answer means, and whose it is.

use std::time::Duration;

use driftless_protocol::{ContentType, ErrorBody, ErrorCode, REQUEST_ID_HEADER};
use driftless_sync::contract::RemoteError;
use reqwest::header::{CONTENT_TYPE, HeaderName, RETRY_AFTER};
use reqwest::{Response, StatusCode};

use crate::deadline::within;
use crate::retry_after;

/// Body of an error that is read at all, bytes.
const ERROR_BYTES_MAX: usize = 16 * 1024;

/// Characters of an error's message that are kept.
const MESSAGE_CHARS_MAX: usize = 300;

/// An answer that is not yes.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// The server's own code, if it is this server that answered.
    pub(crate) code: Option<ErrorCode>,
    /// What it means to a sync cycle.
    pub(crate) error: RemoteError,
}

impl From<RemoteError> for Refusal {
    fn from(error: RemoteError) -> Self {
        Self { code: None, error }
    }
}

/// Passes a 2xx answer of this server on; everything else becomes an error.
pub(crate) async fn check_status(response: Response, request_id: &str) -> Result<Response, Refusal> {
    let is_ours = response.headers().get(REQUEST_ID_HEADER).is_some_and(|value| value == request_id);
    let status = response.status();
    let error = match status {
        status if status.is_success() && is_ours => return Ok(response),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            RemoteError::Busy { after_ms: retry_after_ms(&response) }
        }
        StatusCode::NETWORK_AUTHENTICATION_REQUIRED => intercepted(status),
        StatusCode::PAYLOAD_TOO_LARGE => RemoteError::TooLarge,
        // A proxy in front of the server says so for it, without its request id.
        status if status.is_server_error() => RemoteError::Server(status.as_u16()),
        // All that follows ends in a decision, so it must come from the server itself.
        status if !is_ours => intercepted(status),
        status => {
            let (code, message) = said(response).await;
            let error = match status {
                StatusCode::UNAUTHORIZED => RemoteError::Unauthorized,
                StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::CONFLICT => RemoteError::OtherVault,
                StatusCode::UPGRADE_REQUIRED => RemoteError::UpgradeRequired,
                status => RemoteError::Refused(status.as_u16(), message),
            };
            return Err(Refusal { code, error });
        }
    };
    Err(error.into())
}

fn intercepted(status: StatusCode) -> RemoteError {
    RemoteError::Intercepted(format!("status {} without the request's id", status.as_u16()))
}

fn retry_after_ms(response: &Response) -> Option<u64> {
    let header = |name: HeaderName| response.headers().get(name).and_then(|value| value.to_str().ok());
    retry_after::parse(header(RETRY_AFTER)?, now_ms())
}

fn now_ms() -> u64 {
    let elapsed = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

/// Returns the server's code, and its own words for people; nothing when there are none.
async fn said(response: Response) -> (Option<ErrorCode>, String) {
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let nothing = || (None, String::new());
    let Some(content_type) = content_type.and_then(ContentType::parse) else { return nothing() };
    let Ok(body) = read_capped(response, ERROR_BYTES_MAX, Duration::from_secs(5)).await else { return nothing() };
    let Ok(error) = content_type.decode::<ErrorBody>(&body) else { return nothing() };
    (Some(error.error), error.message.chars().filter(|c| !c.is_control()).take(MESSAGE_CHARS_MAX).collect())
}

/// Reads a body piece by piece, no further than its cap, each piece within `idle`.
pub(crate) async fn read_capped(mut response: Response, max: usize, idle: Duration) -> Result<Vec<u8>, RemoteError> {
    let too_long = || RemoteError::Garbled(format!("it is over {max} bytes"));
    let claimed = response.content_length().unwrap_or(0);
    if usize::try_from(claimed).map_or(true, |claimed| claimed > max) {
        return Err(too_long());
    }
    let mut body = Vec::new();
    while let Some(piece) = within(idle, async { response.chunk().await.map_err(remote_error) }).await? {
        if body.len() + piece.len() > max {
            return Err(too_long());
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

/// Names a failure of the connection. Addresses are left out of its words; tokens are never in them.
#[expect(clippy::needless_pass_by_value, reason = "used as the argument of map_err")]
pub(crate) fn remote_error(error: reqwest::Error) -> RemoteError {
    if error.is_timeout() {
        return RemoteError::Timeout;
    }
    let mut words = error.to_string();
    let mut source = std::error::Error::source(&error);
    let mut is_offline = false;
    while let Some(cause) = source {
        words = cause.to_string();
        is_offline |= words.contains("Temporary failure in name resolution");
        if let Some(cause) = cause.downcast_ref::<std::io::Error>() {
            use std::io::ErrorKind::{HostUnreachable, NetworkDown, NetworkUnreachable};
            is_offline |= matches!(cause.kind(), NetworkUnreachable | HostUnreachable | NetworkDown);
        }
        source = cause.source();
    }
    if is_offline && error.is_connect() { RemoteError::Offline } else { RemoteError::Unreachable(words) }
}
