//! The body of every answer that is not 2xx.

use serde::{Deserialize, Serialize};

/// What went wrong. Clients decide by this and the status, never by the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// 400: the request cannot be read.
    Malformed,
    /// 401: no token, or not one of this server's.
    Unauthorized,
    /// 401: wrong name or password, code, ticket or signature; which of them is not told.
    SignInRefused,
    /// 403: the role in this vault does not allow it.
    Forbidden,
    /// 403: registration needs an invitation that holds.
    Invitation,
    /// 404: this token has no such vault, or there is no such path. Both look alike.
    NotFound,
    /// 409: this token is bound to another vault.
    OtherVault,
    /// 409: another device was first, or it is there already: read again, and decide anew.
    Conflict,
    /// 409: an account of this name is there already.
    NameTaken,
    /// 413: over a limit.
    TooLarge,
    /// 415: neither CBOR nor JSON.
    UnsupportedType,
    /// 426: the client speaks a protocol that is too old.
    UpgradeRequired,
    /// 429: too many requests; `Retry-After` says when.
    RateLimited,
    /// 500.
    Internal,
    /// 503: shutting down, or storage is busy or full; `Retry-After` says when.
    Unavailable,
}

/// An error as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// Stable code.
    pub error: ErrorCode,
    /// For people: what, and what to do.
    pub message: String,
    /// The request's id.
    pub request_id: String,
}
