//! Invitations to register.

use rusqlite::{Connection, params};

use super::Result;
use crate::accounts::error::AccountError;
use crate::authorization::token::TokenHash;

const HOLDS: &str = "hash = ?1 AND uses_left > 0 AND expires_at_ms > ?2 AND revoked_at_ms IS NULL";

pub(super) fn add(connection: &Connection, hash: TokenHash, uses: u32, expires_at_ms: u64, now_ms: u64) -> Result<()> {
    connection.execute(
        "INSERT INTO invitation (hash, created_at_ms, expires_at_ms, uses_left) VALUES (?1, ?2, ?3, ?4)",
        params![hash.0, now_ms.cast_signed(), expires_at_ms.cast_signed(), uses],
    )?;
    Ok(())
}

pub(super) fn holds(connection: &Connection, hash: TokenHash, now_ms: u64) -> Result<bool> {
    let sql = format!("SELECT 1 FROM invitation WHERE {HOLDS}");
    Ok(connection.prepare_cached(&sql)?.exists(params![hash.0, now_ms.cast_signed()])?)
}

/// Takes one use of it.
pub(super) fn use_up(connection: &Connection, hash: TokenHash, now_ms: u64) -> Result<()> {
    let sql = format!("UPDATE invitation SET uses_left = uses_left - 1 WHERE {HOLDS}");
    let used = connection.prepare_cached(&sql)?.execute(params![hash.0, now_ms.cast_signed()])?;
    if used == 1 { Ok(()) } else { Err(AccountError::Invitation.into()) }
}

pub(super) fn revoke_all(connection: &Connection, now_ms: u64) -> Result<usize> {
    let sql =
        "UPDATE invitation SET revoked_at_ms = ?1 WHERE revoked_at_ms IS NULL AND uses_left > 0 AND expires_at_ms > ?1";
    Ok(connection.execute(sql, [now_ms.cast_signed()])?)
}
