//! The shape of an upload batch. A batch that fails here is refused whole and nothing of it is stored.

use driftless_domain::ClientId;
use driftless_domain::limits::{BATCH_ACTIONS_MAX, BATCH_BYTES_MAX};
use driftless_protocol::UploadRequest;

/// Why a batch is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// No action in it.
    #[error("a batch has at least one action")]
    Empty,
    /// Over [`BATCH_ACTIONS_MAX`].
    #[error("a batch has at most {BATCH_ACTIONS_MAX} actions, this one has {0}: send smaller batches")]
    TooManyActions(usize),
    /// Payloads together over [`BATCH_BYTES_MAX`], and more than one action.
    #[error("the payloads of a batch have at most {BATCH_BYTES_MAX} bytes, these have {0}: send smaller batches")]
    TooManyBytes(usize),
    /// `device_seq` can only be judged for one device at a time.
    #[error("a batch holds the actions of one device: send one batch for each client_id")]
    SeveralDevices,
}

/// Checks a batch; returns the device that it is from.
///
/// # Errors
/// [`BatchError`]; all variants.
pub fn check_batch(request: &UploadRequest) -> Result<ClientId, BatchError> {
    let actions = &request.actions;
    let Some(first) = actions.first() else { return Err(BatchError::Empty) };
    if actions.len() > BATCH_ACTIONS_MAX {
        return Err(BatchError::TooManyActions(actions.len()));
    }
    if actions.iter().any(|action| action.client_id != first.client_id) {
        return Err(BatchError::SeveralDevices);
    }
    let bytes = actions.iter().map(|action| action.payload.0.len()).sum();
    // A single action larger than a batch travels alone.
    if actions.len() > 1 && bytes > BATCH_BYTES_MAX {
        return Err(BatchError::TooManyBytes(bytes));
    }
    Ok(first.client_id)
}
