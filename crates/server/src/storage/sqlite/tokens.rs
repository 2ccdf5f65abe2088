//! Who may reach a vault, read in the caller's transaction: tokens of connect codes, sessions and members.

use driftless_domain::VaultId;
use rusqlite::{Connection, OptionalExtension, params};

use super::accounts::sessions;
use crate::authorization::access::{Access, Denial, Need, TokenState, decide, decide_member};
use crate::authorization::caller::{Caller, SessionCaller};
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

/// Decides in the caller's transaction whether it reaches the vault and may do there what it needs to.
pub(super) fn access(
    connection: &Connection,
    caller: Caller,
    vault_id: VaultId,
    need: Need,
) -> Result<Access, StorageError> {
    let access = match caller {
        Caller::Code(token) => decide(state_of(connection, token)?, vault_id, is_taken(connection, vault_id)?)?,
        Caller::Session(session) => member_access(connection, session, vault_id)?,
    };
    Ok(access.allow(need)?)
}

fn is_taken(connection: &Connection, vault_id: VaultId) -> Result<bool, StorageError> {
    let sql = "SELECT 1 FROM vault WHERE vault_id = ?1 UNION ALL SELECT 1 FROM member WHERE vault_id = ?1";
    Ok(connection.prepare_cached(sql)?.exists([vault_id.as_bytes()])?)
}

fn member_access(connection: &Connection, session: SessionCaller, vault_id: VaultId) -> Result<Access, StorageError> {
    let Some(user) = sessions::user_of(connection, session)? else { return Err(Denial::SessionEnded.into()) };
    let role = super::accounts::vaults::role_of(connection, vault_id, user)?;
    Ok(decide_member(role)?)
}

/// Decides whether a session reaches the control log of a vault: of members, and of whom it invites.
pub(super) fn log_access(
    connection: &Connection,
    session: SessionCaller,
    vault_id: VaultId,
) -> Result<(), StorageError> {
    let Some(user) = sessions::user_of(connection, session)? else { return Err(Denial::SessionEnded.into()) };
    match super::accounts::vaults::is_present(connection, vault_id, user)? {
        true => Ok(()),
        false => Err(Denial::NotFound.into()),
    }
}

/// Returns whether the caller is one of this server's, whatever vault it may reach.
pub(super) fn is_known(connection: &Connection, caller: Caller) -> Result<bool, StorageError> {
    match caller {
        Caller::Code(token) => Ok(state_of(connection, token)? != TokenState::Unknown),
        Caller::Session(session) => Ok(sessions::user_of(connection, session)?.is_some()),
    }
}

/// Returns the vault that a connect code's token is bound to.
pub(super) fn bound_vault(connection: &Connection, token: TokenHash) -> Result<Option<VaultId>, StorageError> {
    match state_of(connection, token)? {
        TokenState::Bound(vault_id) => Ok(Some(vault_id)),
        TokenState::Unknown | TokenState::Unbound => Ok(None),
    }
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
