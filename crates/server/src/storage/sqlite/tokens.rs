//! Tokens in the database.

use driftless_domain::VaultId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::authorization::access::{Access, TokenState, decide};
use crate::authorization::token::TokenHash;
use crate::storage::StorageError;

fn state_of(connection: &Connection, token: TokenHash) -> Result<TokenState, StorageError> {
    let vault_id = connection
        .prepare_cached("SELECT vault_id FROM token WHERE hash = ?1")?
        .query_row([token.0], |row| row.get::<_, Option<[u8; 16]>>(0))
        .optional()?;
    Ok(match vault_id {
        None => TokenState::Unknown,
        Some(None) => TokenState::Unbound,
        Some(Some(vault_id)) => TokenState::Bound(VaultId::from_bytes(vault_id)),
    })
}

/// Decides in the caller's transaction whether the token reaches the vault.
pub(super) fn access(connection: &Connection, token: TokenHash, vault_id: VaultId) -> Result<Access, StorageError> {
    let has_log =
        connection.prepare_cached("SELECT 1 FROM vault WHERE vault_id = ?1")?.exists([vault_id.as_bytes()])?;
    Ok(decide(state_of(connection, token)?, vault_id, has_log)?)
}

pub(super) fn is_known(connection: &Connection, token: TokenHash) -> Result<bool, StorageError> {
    Ok(state_of(connection, token)? != TokenState::Unknown)
}

pub(super) fn has_any(connection: &Connection) -> Result<bool, StorageError> {
    Ok(connection.prepare_cached("SELECT 1 FROM token LIMIT 1")?.exists([])?)
}

pub(super) fn add(
    connection: &Connection,
    token: TokenHash,
    vault_id: Option<VaultId>,
    now_ms: u64,
) -> Result<(), StorageError> {
    connection
        .prepare_cached("INSERT INTO token (hash, vault_id, created_at_ms) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
        .execute(params![token.0, vault_id.map(|id| *id.as_bytes()), now_ms.cast_signed()])?;
    Ok(())
}

/// Binds an unbound token; its first use.
pub(super) fn bind(connection: &Connection, token: TokenHash, vault_id: VaultId) -> Result<(), StorageError> {
    connection
        .prepare_cached("UPDATE token SET vault_id = ?2 WHERE hash = ?1 AND vault_id IS NULL")?
        .execute(params![token.0, vault_id.as_bytes()])?;
    Ok(())
}
