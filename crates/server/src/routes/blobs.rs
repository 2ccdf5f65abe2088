//! `PUT`, `GET` and `HEAD /v1/vaults/{vault}/blobs/{name}`: attachments, sealed by the devices.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use driftless_domain::blob::BlobName;
use driftless_domain::limits::BLOB_SEALED_BYTES_MAX;
use driftless_protocol::{BLOB_TYPE, ErrorCode};

use super::upload::admit;
use crate::authorization::vault::VaultAccess;
use crate::config::Shared;
use crate::content;
use crate::failure::Failure;

/// Keeps an attachment: 201 when it is new, 200 when it was here already, and then the first bytes stay.
///
/// # Errors
/// 400, 401, 404, 408, 409, 413, 415, 500, 503; nothing is stored then.
pub async fn put(
    State(shared): State<Shared>,
    access: Result<VaultAccess, Failure>,
    Path((_, name)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let (_, body) = admit(&shared, &headers, body).await?;
    let named = match access.and_then(|access| Ok((access, name_of(&name)?))) {
        Ok(named) if headers.get(CONTENT_TYPE).is_some_and(|value| value == BLOB_TYPE) => Ok(named),
        Ok(_) => Err(Failure::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ErrorCode::UnsupportedType,
            format!("an attachment is sealed bytes: send it as {BLOB_TYPE}"),
        )),
        Err(failure) => Err(failure),
    };
    let (access, name) = match named {
        Ok(named) => named,
        Err(failure) => {
            content::discard(body, &shared.limits).await;
            return Err(failure);
        }
    };
    let sealed = content::read_bytes(&shared, &headers, body, BLOB_SEALED_BYTES_MAX).await?;
    if sealed.is_empty() {
        return Err(Failure::malformed("a sealed attachment has bytes: send them as the body"));
    }
    let is_new = shared.storage.put_blob(access.caller(), access.vault_id(), name, sealed).await?;
    Ok(if is_new { StatusCode::CREATED } else { StatusCode::OK }.into_response())
}

/// Answers an attachment as it came.
///
/// # Errors
/// 400, 401, 404 (also when it is not here), 409, 500, 503.
pub async fn get(
    State(shared): State<Shared>,
    access: VaultAccess,
    Path((_, name)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let name = name_of(&name)?;
    let sealed = shared.storage.blob(access.caller(), access.vault_id(), name).await?.ok_or_else(not_here)?;
    Ok(([(CONTENT_TYPE, BLOB_TYPE)], sealed).into_response())
}

/// Answers whether an attachment is here, and its size.
///
/// # Errors
/// As [`get`].
pub async fn head(
    State(shared): State<Shared>,
    access: VaultAccess,
    Path((_, name)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let name = name_of(&name)?;
    let size = shared.storage.blob_size(access.caller(), access.vault_id(), name).await?.ok_or_else(not_here)?;
    Ok(([(CONTENT_TYPE, BLOB_TYPE.to_owned()), (CONTENT_LENGTH, size.to_string())], Body::empty()).into_response())
}

fn name_of(name: &str) -> Result<BlobName, Failure> {
    name.parse().map_err(|error: driftless_domain::blob::InvalidBlobName| Failure::malformed(error.to_string()))
}

fn not_here() -> Failure {
    Failure::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, "there is no such attachment here (yet)")
}
