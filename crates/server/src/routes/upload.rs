//! `POST /sync/actions`.

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use driftless_protocol::{UploadRequest, UploadResponse};

use crate::authorization::access::Denial;
use crate::authorization::bearer::token_of;
use crate::authorization::token::TokenHash;
use crate::config::Shared;
use crate::content;
use crate::failure::Failure;

/// Stores a batch and answers one outcome for each action.
///
/// # Errors
/// 400, 401, 404, 408, 409, 413, 415, 500, 503; nothing of the batch is stored then.
pub async fn upload(State(shared): State<Shared>, headers: HeaderMap, body: Body) -> Result<Response, Failure> {
    let (token, body) = admit(&shared, &headers, body).await?;
    let request: UploadRequest = content::read(&shared, &headers, body).await?;
    let vault_id = request.vault_id;
    let now_ms = (shared.now_ms)();
    let uploaded = shared.storage.upload(token, request, now_ms).await?;
    if uploaded.appended > 0 {
        shared.fanout.publish(vault_id, uploaded.head);
    }
    let answer = UploadResponse {
        epoch: uploaded.epoch,
        outcomes: uploaded.outcomes,
        head: uploaded.head,
        server_time_ms: now_ms,
    };
    content::answer(&headers, answer, 0).await
}

/// Lets a body in only from those who have a token: others cost no memory.
///
/// # Errors
/// 400, 401.
pub async fn admit(shared: &Shared, headers: &HeaderMap, body: Body) -> Result<(TokenHash, Body), Failure> {
    let admitted = async {
        let token = token_of(headers)?;
        if !shared.storage.knows_token(token).await? {
            return Err(Failure::from(Denial::UnknownToken));
        }
        Ok(token)
    };
    match admitted.await {
        Ok(token) => Ok((token, body)),
        Err(failure) => {
            content::discard(body, &shared.limits).await;
            Err(failure)
        }
    }
}
