//! The signed logs as a server shows them, against what this device knows of them.

use driftless_api_client::HttpApi;
use driftless_domain::VaultId;
use driftless_sync::contract::RemoteError;
use driftless_trust::limits::LOG_ENTRIES_MAX;

use crate::AppError;

/// Reads an account's log to its end.
pub(super) async fn fetch_account_log(client: &HttpApi) -> Result<Vec<Vec<u8>>, AppError> {
    let mut entries = Vec::new();
    loop {
        let page = client.account_log(entries.len() as u64).await?;
        if take(&mut entries, page.entries, page.length)? {
            return Ok(entries);
        }
    }
}

/// Reads a vault's control log to its end.
pub(super) async fn fetch_control_log(client: &HttpApi, vault_id: VaultId) -> Result<Vec<Vec<u8>>, AppError> {
    let mut entries = Vec::new();
    loop {
        let page = client.control_log(vault_id, entries.len() as u64).await?;
        if take(&mut entries, page.entries, page.length)? {
            return Ok(entries);
        }
    }
}

/// Takes a page in; true when it was the last one.
fn take(entries: &mut Vec<Vec<u8>>, page: Vec<driftless_protocol::Bytes>, length: u64) -> Result<bool, AppError> {
    let is_stuck = page.is_empty() && (entries.len() as u64) < length;
    entries.extend(page.into_iter().map(|entry| entry.0));
    if is_stuck || entries.len() > LOG_ENTRIES_MAX {
        return Err(RemoteError::Garbled("a signed log does not end where it says".to_owned()).into());
    }
    Ok(entries.len() as u64 >= length)
}
