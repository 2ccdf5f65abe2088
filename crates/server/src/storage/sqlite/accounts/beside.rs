//! What the server's owner decides, from a second process beside one that may be running.

use driftless_protocol::auth::AccountName;
use rusqlite::Connection;

use super::users::UserRow;
use super::{Result, invitations, users};
use crate::authorization::token::TokenHash;
use crate::storage::StorageError;
use crate::storage::sqlite::DataFolder;

/// Does work of the owner of the server from a second process, beside one that may be running.
///
/// # Errors
/// Those of the work; [`StorageError`].
fn beside<T>(folder: &DataFolder, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    let mut connection = folder.writer().map_err(|error| StorageError::Database(error.to_string()))?;
    let transaction = connection.transaction()?;
    let done = work(&transaction)?;
    transaction.commit()?;
    Ok(done)
}

/// Makes an invitation from a second process.
///
/// # Errors
/// [`StorageError`]
pub fn invite_beside(folder: &DataFolder, hash: TokenHash, uses: u32, expires_at_ms: u64, now_ms: u64) -> Result<()> {
    beside(folder, |connection| invitations::add(connection, hash, uses, expires_at_ms, now_ms))
}

/// Revokes every invitation that still holds; returns how many.
///
/// # Errors
/// [`StorageError`]
pub fn revoke_invitations_beside(folder: &DataFolder, now_ms: u64) -> Result<usize> {
    beside(folder, |connection| invitations::revoke_all(connection, now_ms))
}

/// Returns all accounts, from a second process.
///
/// # Errors
/// [`StorageError`]
pub fn users_beside(folder: &DataFolder) -> Result<Vec<UserRow>> {
    beside(folder, users::list)
}

/// Disables an account and ends its sessions, or lets it sign in again, from a second process.
///
/// # Errors
/// [`AccountError::NotFound`](crate::accounts::error::AccountError::NotFound).
pub fn set_disabled_beside(
    folder: &DataFolder,
    name: &AccountName,
    disabled_at_ms: Option<u64>,
    now_ms: u64,
) -> Result<()> {
    beside(folder, |connection| users::set_disabled(connection, name, disabled_at_ms, now_ms))
}

/// Deletes an account, from a second process. Its vaults' logs stay: other members may have them.
///
/// # Errors
/// [`AccountError::NotFound`](crate::accounts::error::AccountError::NotFound).
pub fn delete_beside(folder: &DataFolder, name: &AccountName) -> Result<()> {
    beside(folder, |connection| users::delete(connection, name))
}
