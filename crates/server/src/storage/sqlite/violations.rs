//! What was remarked about a vault's actions: read from the log's own flags, so nothing can be forgotten.

use driftless_domain::{ActionId, ClientId, EntityId, Hlc, Seq, VaultId};
use driftless_protocol::{Violation, ViolationPage};
use rusqlite::{Connection, OptionalExtension, params};

use super::log::vault_of;
use super::rows::{flags_from, position, quarantine_from};
use super::tokens::access;
use crate::accounts::error::AccountError;
use crate::authorization::access::Need;
use crate::authorization::caller::Caller;
use crate::storage::StorageError;

pub(super) fn page(
    connection: &Connection,
    caller: Caller,
    vault_id: VaultId,
    since: Seq,
    limit: usize,
) -> Result<ViolationPage, StorageError> {
    access(connection, caller, vault_id, Need::Read)?;
    let mut page = ViolationPage { violations: Vec::new(), new_cursor: since };
    let Some((vault, head)) = vault_of(connection, vault_id)? else { return Ok(page) };
    if since >= head.seq {
        return Ok(page);
    }
    let base = position(vault, Seq::ZERO)?;
    let mut statement = connection.prepare_cached(
        "SELECT l.position, l.id, d.client_id, l.entity_id, l.flags, l.quarantine, l.witnessed_time, r.resolved_at_ms \
         FROM log l JOIN device d USING (device) LEFT JOIN resolved_violation r USING (position) \
         WHERE l.position > ?1 AND l.position <= ?2 AND (l.flags <> 0 OR l.quarantine IS NOT NULL) \
         ORDER BY l.position LIMIT ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![position(vault, since)?, position(vault, head.seq)?, limit])?;
    while let Some(row) = rows.next()? {
        let violation = Violation {
            seq: Seq((row.get::<_, i64>(0)? - base).cast_unsigned()),
            id: ActionId::from_bytes(row.get(1)?),
            client_id: ClientId::from_bytes(row.get(2)?),
            entity_id: row.get::<_, Option<[u8; 16]>>(3)?.map(EntityId::from_bytes),
            flags: flags_from(row.get(4)?),
            quarantine: quarantine_from(row.get(5)?)?,
            witnessed_time: Hlc(row.get::<_, i64>(6)?.cast_unsigned()),
            resolved_at_ms: row.get::<_, Option<i64>>(7)?.map(i64::cast_unsigned),
        };
        page.new_cursor = violation.seq;
        page.violations.push(violation);
    }
    Ok(page)
}

/// Again is no error: the first time counts.
pub(super) fn resolve(
    connection: &Connection,
    caller: Caller,
    vault_id: VaultId,
    seq: Seq,
    now_ms: u64,
) -> Result<(), StorageError> {
    access(connection, caller, vault_id, Need::Write)?;
    let (vault, head) = vault_of(connection, vault_id)?.ok_or(AccountError::NotFound)?;
    if seq > head.seq {
        return Err(AccountError::NotFound.into());
    }
    let position: i64 = connection
        .prepare_cached("SELECT position FROM log WHERE position = ?1 AND (flags <> 0 OR quarantine IS NOT NULL)")?
        .query_row([position(vault, seq)?], |row| row.get(0))
        .optional()?
        .ok_or(AccountError::NotFound)?;
    connection
        .prepare_cached(
            "INSERT INTO resolved_violation (position, resolved_at_ms) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?
        .execute(params![position, now_ms.cast_signed()])?;
    Ok(())
}
