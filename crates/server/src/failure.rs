//! What a request is answered when it does not succeed. Routes return a [`Failure`]; [`crate::frame`]
//! writes it as an error body in the content type that the client reads.

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use driftless_opaque::OpaqueError;
use driftless_protocol::{CodecError, ErrorCode};

use crate::accounts::error::AccountError;
use crate::accounts::throttle::Wait;
use crate::authorization::access::Denial;
use crate::authorization::bearer::BearerError;
use crate::storage::StorageError;
use crate::validation::batch::BatchError;

/// Longest message to a client, characters: parsers like to quote what they did not understand.
const MESSAGE_CHARS_MAX: usize = 300;

/// A request that does not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code.
    pub code: ErrorCode,
    /// For people: what, and what to do.
    pub message: String,
    /// After how many seconds to come again, when that is known better than by a rule.
    pub wait_s: Option<u64>,
}

impl Failure {
    /// Builds a failure.
    pub fn new(status: StatusCode, code: ErrorCode, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into().chars().take(MESSAGE_CHARS_MAX).collect(), wait_s: None }
    }

    /// 400.
    pub fn malformed(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ErrorCode::Malformed, message)
    }

    /// 404: a path that is not there.
    pub fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, "there is no such path: /openapi.json lists them all")
    }

    /// 500. The cause goes to the log, not to the client.
    pub fn internal() -> Self {
        let message = "the server failed: nothing of this request was stored; its log tells why under this request id";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal, message)
    }

    /// 503.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Unavailable, message)
    }

    /// Returns after how many seconds the client may come again; none when coming again does not help.
    pub fn retry_after_s(&self) -> Option<u64> {
        matches!(self.code, ErrorCode::Unavailable | ErrorCode::RateLimited).then_some(self.wait_s.unwrap_or(5))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        response.extensions_mut().insert(self);
        response
    }
}

impl From<BearerError> for Failure {
    fn from(error: BearerError) -> Self {
        match error {
            BearerError::Missing | BearerError::Malformed | BearerError::Ended => {
                Self::new(StatusCode::UNAUTHORIZED, ErrorCode::Unauthorized, error.to_string())
            }
            BearerError::Several => Self::malformed(error.to_string()),
        }
    }
}

impl From<Denial> for Failure {
    fn from(denial: Denial) -> Self {
        let (status, code) = match denial {
            Denial::UnknownToken | Denial::SessionEnded => (StatusCode::UNAUTHORIZED, ErrorCode::Unauthorized),
            Denial::Forbidden => (StatusCode::FORBIDDEN, ErrorCode::Forbidden),
            Denial::OtherVault => (StatusCode::CONFLICT, ErrorCode::OtherVault),
            Denial::NotFound => (StatusCode::NOT_FOUND, ErrorCode::NotFound),
        };
        Self::new(status, code, denial.to_string())
    }
}

impl From<AccountError> for Failure {
    fn from(error: AccountError) -> Self {
        let (status, code) = match error {
            AccountError::Refused => (StatusCode::UNAUTHORIZED, ErrorCode::SignInRefused),
            AccountError::Invitation => (StatusCode::FORBIDDEN, ErrorCode::Invitation),
            AccountError::DeviceRevoked => (StatusCode::FORBIDDEN, ErrorCode::Forbidden),
            AccountError::NameTaken => (StatusCode::CONFLICT, ErrorCode::NameTaken),
            AccountError::Conflict | AccountError::LastOwner => (StatusCode::CONFLICT, ErrorCode::Conflict),
            AccountError::NotFound => (StatusCode::NOT_FOUND, ErrorCode::NotFound),
            AccountError::TooMany => (StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge),
            AccountError::BadField(_) => (StatusCode::BAD_REQUEST, ErrorCode::Malformed),
            AccountError::AccountEntry(_) | AccountError::ControlEntry(_) => {
                (StatusCode::FORBIDDEN, ErrorCode::Forbidden)
            }
        };
        Self::new(status, code, error.to_string())
    }
}

impl From<OpaqueError> for Failure {
    fn from(error: OpaqueError) -> Self {
        match error {
            OpaqueError::Malformed => Self::malformed(error.to_string()),
            OpaqueError::Refused => AccountError::Refused.into(),
            OpaqueError::Internal => {
                tracing::error!("a sign-in could not be computed");
                Self::internal()
            }
        }
    }
}

impl From<Wait> for Failure {
    fn from(wait: Wait) -> Self {
        let message = format!("too many requests: come again in {} s; nothing of this one was stored", wait.seconds);
        let failure = Self::new(StatusCode::TOO_MANY_REQUESTS, ErrorCode::RateLimited, message);
        Self { wait_s: Some(wait.seconds), ..failure }
    }
}

impl From<BatchError> for Failure {
    fn from(error: BatchError) -> Self {
        match error {
            BatchError::Empty | BatchError::SeveralDevices => Self::malformed(error.to_string()),
            BatchError::TooManyActions(_) | BatchError::TooManyBytes(_) => too_large(error.to_string()),
        }
    }
}

/// 413.
pub(crate) fn too_large(message: impl Into<String>) -> Failure {
    Failure::new(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge, message)
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Denied(denial) => denial.into(),
            StorageError::Batch(error) => error.into(),
            StorageError::Account(error) => error.into(),
            StorageError::Full => {
                tracing::error!("the disk or the allowed size is full: nothing more is stored");
                Self::unavailable(
                    "the server's disk is full: nothing of this request was stored; keep it and come again",
                )
            }
            StorageError::Busy => {
                Self::unavailable("the server is busy or stopping: nothing of this request was stored; come again")
            }
            StorageError::Database(reason) => {
                tracing::error!(%reason, "the database fails");
                Self::internal()
            }
        }
    }
}

impl From<CodecError> for Failure {
    fn from(error: CodecError) -> Self {
        match error {
            CodecError::Decode(..) => Self::malformed(error.to_string()),
            CodecError::Encode(..) => {
                tracing::error!(%error, "an answer could not be written");
                Self::internal()
            }
        }
    }
}
