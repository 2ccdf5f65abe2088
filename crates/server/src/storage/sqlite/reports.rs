//! State hashes that devices report, one for each device.

use driftless_domain::{ClientId, Epoch, Seq};
use driftless_protocol::{Hash, Peer, StateHashRequest};
use rusqlite::{Connection, params};

use super::log::vault_of;
use super::tokens::access;
use crate::authorization::access::Need;
use crate::authorization::caller::Caller;
use crate::storage::{STATE_REPORTS_MAX, StorageError, peer_of};

/// Keeps a report and returns those of the other devices, newest first.
pub(super) fn report(
    connection: &Connection,
    caller: Caller,
    report: &StateHashRequest,
    now_ms: u64,
) -> Result<Vec<Peer>, StorageError> {
    access(connection, caller, report.vault_id, Need::Read)?;
    let Some((vault, _)) = vault_of(connection, report.vault_id)? else { return Ok(Vec::new()) };
    keep(connection, vault, report, now_ms)?;
    let mut statement = connection.prepare_cached(
        "SELECT client_id, epoch, seq, reducer_version, root, reported_at_ms FROM state_report \
         WHERE vault = ?1 AND client_id <> ?2 ORDER BY reported_at_ms DESC, client_id",
    )?;
    let peers = statement.query_map(params![vault, report.client_id.as_bytes()], |row| {
        let other = StateHashRequest {
            vault_id: report.vault_id,
            client_id: ClientId::from_bytes(row.get(0)?),
            epoch: Epoch(row.get::<_, i64>(1)?.cast_unsigned()),
            seq: Seq(row.get::<_, i64>(2)?.cast_unsigned()),
            reducer_version: row.get(3)?,
            root: Hash(row.get(4)?),
        };
        Ok(peer_of(report, &other, row.get::<_, i64>(5)?.cast_unsigned()))
    })?;
    Ok(peers.collect::<Result<_, _>>()?)
}

fn keep(connection: &Connection, vault: i64, report: &StateHashRequest, now_ms: u64) -> Result<(), StorageError> {
    connection
        .prepare_cached(
            "INSERT INTO state_report (vault, client_id, epoch, seq, reducer_version, root, reported_at_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
             ON CONFLICT (vault, client_id) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, \
             reducer_version = excluded.reducer_version, root = excluded.root, reported_at_ms = excluded.reported_at_ms",
        )?
        .execute(params![
            vault,
            report.client_id.as_bytes(),
            report.epoch.0.cast_signed(),
            report.seq.0.cast_signed(),
            report.reducer_version,
            report.root.0,
            now_ms.cast_signed(),
        ])?;
    connection
        .prepare_cached(
            "DELETE FROM state_report WHERE vault = ?1 AND client_id IN (SELECT client_id FROM state_report \
             WHERE vault = ?1 ORDER BY reported_at_ms DESC, client_id LIMIT -1 OFFSET ?2)",
        )?
        .execute(params![vault, i64::try_from(STATE_REPORTS_MAX).unwrap_or(i64::MAX)])?;
    Ok(())
}
