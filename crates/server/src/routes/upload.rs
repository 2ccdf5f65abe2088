//! `POST /sync/actions`.

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use driftless_protocol::{UploadRequest, UploadResponse};

use crate::authorization::access::Denial;
use crate::authorization::bearer::caller_of;
use crate::authorization::caller::Caller;
use crate::authorization::vault::VaultAccess;
use crate::config::Shared;
use crate::content;
use crate::failure::Failure;

/// Stores a batch and answers one outcome for each action.
///
/// # Errors
/// 400, 401, 403, 404, 408, 409, 413, 415, 429, 500, 503; nothing of the batch is stored then.
pub async fn upload(State(shared): State<Shared>, headers: HeaderMap, body: Body) -> Result<Response, Failure> {
    let (caller, body) = admit(&shared, &headers, body).await?;
    let request: UploadRequest = content::read(&shared, &headers, body).await?;
    let access = VaultAccess::of_upload(caller, &request);
    let now_ms = (shared.now_ms)();
    let actions = u32::try_from(request.actions.len()).unwrap_or(u32::MAX);
    if let Err(wait) = shared.accounts.actions.take(&caller, actions, now_ms) {
        shared.metrics.throttled();
        return Err(wait.into());
    }
    let uploaded = shared.storage.upload(caller, request, now_ms).await?;
    if uploaded.appended > 0 {
        shared.metrics.stored(uploaded.appended as u64);
        shared.fanout.publish(access.vault_id(), uploaded.head);
    }
    let answer = UploadResponse {
        epoch: uploaded.epoch,
        outcomes: uploaded.outcomes,
        head: uploaded.head,
        server_time_ms: now_ms,
    };
    content::answer(&headers, answer, 0).await
}

/// Lets a body in only from those whom this server knows: others cost no memory.
///
/// # Errors
/// 400, 401, 429.
pub async fn admit(shared: &Shared, headers: &HeaderMap, body: Body) -> Result<(Caller, Body), Failure> {
    let admitted = async {
        let now_ms = (shared.now_ms)();
        let caller = caller_of(headers, &shared.accounts.keys, now_ms)?;
        if !shared.storage.knows(caller).await? {
            let denial = match caller {
                Caller::Code(_) => Denial::UnknownToken,
                Caller::Session(_) => Denial::SessionEnded,
            };
            return Err(Failure::from(denial));
        }
        shared.accounts.requests.take(&caller, 1, now_ms).inspect_err(|_| shared.metrics.throttled())?;
        Ok(caller)
    };
    match admitted.await {
        Ok(caller) => Ok((caller, body)),
        Err(failure) => {
            content::discard(body, &shared.limits).await;
            Err(failure)
        }
    }
}
