//! `GET /sync/violations?vault=&since=&limit=` and `POST /sync/violations/{seq}/resolve?vault=`.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use driftless_domain::Seq;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::auth::done;
use super::query::query_of;
use crate::authorization::vault::VaultAccess;
use crate::config::Shared;
use crate::content;
use crate::failure::Failure;

/// Remarks of one page.
const PAGE_MAX: usize = 500;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// Read by [`VaultAccess`].
    #[serde(rename = "vault")]
    _vault: IgnoredAny,
    #[serde(default)]
    since: u64,
    limit: Option<usize>,
}

/// Answers what was remarked about actions after a position.
///
/// # Errors
/// 400, 401, 404, 409, 415, 429, 500, 503.
pub async fn list(
    State(shared): State<Shared>,
    access: VaultAccess,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    let parameters: Parameters = query_of(&uri)?;
    let limit = parameters.limit.unwrap_or(PAGE_MAX).min(PAGE_MAX);
    if limit == 0 {
        return Err(Failure::malformed(format!("limit is a number from 1 to {PAGE_MAX}")));
    }
    let since = Seq(parameters.since);
    let page = shared.accounts.database.violations(access.caller(), access.vault_id(), since, limit).await?;
    content::answer(&headers, page, 0).await
}

/// Remembers that a person has seen one.
///
/// # Errors
/// 400, 401, 403, 404, 409, 429, 500, 503.
pub async fn resolve(
    State(shared): State<Shared>,
    access: VaultAccess,
    seq: Option<Path<String>>,
) -> Result<Response, Failure> {
    let seq = seq.and_then(|Path(seq)| seq.parse().ok());
    let seq = Seq(seq.ok_or_else(|| Failure::malformed("the place in the path is not a number"))?);
    let now_ms = (shared.now_ms)();
    shared.accounts.database.resolve_violation(access.caller(), access.vault_id(), seq, now_ms).await?;
    Ok(done())
}
