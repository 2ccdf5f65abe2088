//! Reads the token from a request.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use driftless_domain::limits::ACCESS_TOKEN_BYTES_MAX;

use super::caller::Caller;
use super::token::TokenHash;
use crate::accounts::access_token;
use crate::accounts::keys::Keys;

/// A request does not say who it is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BearerError {
    /// No `Authorization` header.
    #[error("an access token is needed: send the header 'Authorization: Bearer TOKEN'")]
    Missing,
    /// More than one: which of them counts would be a guess.
    #[error("the request has more than one Authorization header")]
    Several,
    /// Not `Bearer` and a token.
    #[error("the Authorization header is not 'Bearer TOKEN'")]
    Malformed,
    /// A session's token that is not this server's, or older than ten minutes.
    #[error("this access token has ended: ask for the next one with the refresh token")]
    Ended,
}

/// Returns who asks. A connect code's token has no dot; that of a session is a JWT and has two. Whether it
/// still holds, the storage knows.
///
/// # Errors
/// [`BearerError`]; all variants.
pub fn caller_of(headers: &HeaderMap, keys: &Keys, now_ms: u64) -> Result<Caller, BearerError> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(BearerError::Missing)?;
    if values.next().is_some() {
        return Err(BearerError::Several);
    }
    let (scheme, token) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(BearerError::Malformed)?;
    let token = token.trim();
    if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
        return Err(BearerError::Malformed);
    }
    if token.contains('.') {
        return access_token::read(keys, token, now_ms).map(Caller::Session).ok_or(BearerError::Ended);
    }
    if token.len() > ACCESS_TOKEN_BYTES_MAX {
        return Err(BearerError::Malformed);
    }
    Ok(Caller::Code(TokenHash::of(token)))
}
