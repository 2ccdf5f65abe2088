//! Reads the token from a request.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use driftless_domain::limits::ACCESS_TOKEN_BYTES_MAX;

use super::token::TokenHash;

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
}

/// Returns the hash of the request's token.
///
/// # Errors
/// [`BearerError`]; all variants.
pub fn token_of(headers: &HeaderMap) -> Result<TokenHash, BearerError> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(BearerError::Missing)?;
    if values.next().is_some() {
        return Err(BearerError::Several);
    }
    let (scheme, token) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(BearerError::Malformed)?;
    let token = token.trim();
    let is_fit = scheme.eq_ignore_ascii_case("bearer") && (1..=ACCESS_TOKEN_BYTES_MAX).contains(&token.len());
    if is_fit { Ok(TokenHash::of(token)) } else { Err(BearerError::Malformed) }
}
