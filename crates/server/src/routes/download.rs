//! `GET /sync/actions?vault=&since=&limit=`.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use driftless_domain::Seq;
use driftless_protocol::{DownloadResponse, PROTOCOL_VERSION};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::query::query_of;
use crate::authorization::vault::VaultAccess;
use crate::config::Shared;
use crate::content;
use crate::failure::Failure;
use crate::storage::{PageLimit, ROW_OVERHEAD_BYTES};

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

/// Answers the rows after a position, as many as a page holds.
///
/// # Errors
/// 400, 401, 404, 409, 415, 500, 503.
pub async fn download(
    State(shared): State<Shared>,
    access: VaultAccess,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    let parameters: Parameters = query_of(&uri)?;
    let largest = shared.limits.page;
    let rows = parameters.limit.unwrap_or(largest.rows).min(largest.rows);
    if rows == 0 {
        return Err(Failure::malformed(format!("limit is a number from 1 to {}", largest.rows)));
    }
    let limit = PageLimit { rows, bytes: largest.bytes };
    let page = shared.storage.page(access.caller(), access.vault_id(), Seq(parameters.since), limit).await?;
    let bytes_about =
        page.rows.iter().filter_map(|row| row.envelope.as_ref()).map(|e| e.payload.0.len()).sum::<usize>()
            + page.rows.len() * ROW_OVERHEAD_BYTES;
    let answer = DownloadResponse {
        epoch: page.epoch,
        rows: page.rows,
        new_cursor: page.new_cursor,
        head: page.head,
        chain_hash: page.chain_hash,
        server_time_ms: (shared.now_ms)(),
        min_protocol: PROTOCOL_VERSION,
    };
    content::answer(&headers, answer, bytes_about).await
}
