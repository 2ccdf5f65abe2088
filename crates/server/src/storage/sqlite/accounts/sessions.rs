//! Sessions: a device and the refresh tokens that follow each other.

use driftless_domain::ClientId;
use driftless_protocol::auth::{NewDevice, SecurityKind, UserId};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{Result, audit, devices, users};
use crate::accounts::keys::RefreshClaim;
use crate::accounts::refresh::{SessionState, Verdict, judge};
use crate::authorization::caller::{SessionCaller, SessionId};

/// What a new session is made of; ids and seed are random.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Its name.
    pub session: SessionId,
    /// What its refresh tokens are derived from, with the key file.
    pub seed: [u8; 32],
    /// The one device that may use it.
    pub device: NewDevice,
}

/// What became of a refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refreshed {
    /// The session goes on with the token of this generation.
    Next {
        /// Whose.
        caller: SessionCaller,
        /// What the token is derived from.
        seed: [u8; 32],
        /// Which one.
        generation: u64,
    },
    /// Two have the token: the session has ended, and this account is to be told.
    Reused(UserId),
    /// Sign in again.
    Refused,
}

/// Returns the account of a session that holds: not ended, its device not revoked, its account not disabled.
pub(in crate::storage::sqlite) fn user_of(connection: &Connection, caller: SessionCaller) -> Result<Option<i64>> {
    let sql = "SELECT s.user FROM session s JOIN account a USING (user) \
               JOIN account_device d ON d.user = s.user AND d.client_id = s.client_id \
               WHERE s.session_id = ?1 AND s.client_id = ?2 AND a.user_id = ?3 \
               AND s.ended_at_ms IS NULL AND a.disabled_at_ms IS NULL AND d.revoked_at_ms IS NULL";
    let user = connection
        .prepare_cached(sql)?
        .query_row(params![caller.session.0, caller.client_id.as_bytes(), caller.user_id.0.as_bytes()], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(user)
}

/// Begins a session; earlier ones of the device end.
pub(super) fn begin(connection: &Connection, user: i64, new: &NewSession, now_ms: u64) -> Result<SessionCaller> {
    devices::keep(connection, user, &new.device, now_ms)?;
    let client_id = new.device.client_id;
    end_of_device(connection, user, client_id, now_ms)?;
    connection
        .prepare_cached(
            "INSERT INTO session (session_id, user, client_id, seed, generation, rotated_at_ms) VALUES (?1, ?2, ?3, ?4, 0, ?5)",
        )?
        .execute(params![new.session.0, user, client_id.as_bytes(), new.seed, now_ms.cast_signed()])?;
    Ok(SessionCaller { session: new.session, user_id: users::user_id(connection, user)?, client_id })
}

pub(super) fn end(connection: &Connection, session: SessionId, now_ms: u64) -> Result<()> {
    connection
        .prepare_cached("UPDATE session SET ended_at_ms = ?2 WHERE session_id = ?1 AND ended_at_ms IS NULL")?
        .execute(params![session.0, now_ms.cast_signed()])?;
    Ok(())
}

/// Ended ones go with it: a token of theirs is refused as one that never was.
pub(super) fn end_of_device(connection: &Connection, user: i64, client_id: ClientId, now_ms: u64) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM session WHERE user = ?1 AND client_id = ?2 AND ended_at_ms IS NOT NULL")?
        .execute(params![user, client_id.as_bytes()])?;
    connection
        .prepare_cached("UPDATE session SET ended_at_ms = ?3 WHERE user = ?1 AND client_id = ?2")?
        .execute(params![user, client_id.as_bytes(), now_ms.cast_signed()])?;
    Ok(())
}

pub(super) fn end_all(connection: &Connection, user: i64, now_ms: u64) -> Result<()> {
    connection
        .prepare_cached("UPDATE session SET ended_at_ms = ?2 WHERE user = ?1 AND ended_at_ms IS NULL")?
        .execute(params![user, now_ms.cast_signed()])?;
    connection.prepare_cached("DELETE FROM ticket WHERE user = ?1")?.execute([user])?;
    Ok(())
}

struct Row {
    user: i64,
    user_id: UserId,
    seed: [u8; 32],
    state: SessionState,
}

fn row_of(connection: &Connection, session: SessionId) -> Result<Option<Row>> {
    let sql = "SELECT s.user, a.user_id, s.seed, s.client_id, s.generation, s.rotated_at_ms, s.ended_at_ms IS NOT NULL \
               OR a.disabled_at_ms IS NOT NULL FROM session s JOIN account a USING (user) WHERE s.session_id = ?1";
    let row = connection
        .prepare_cached(sql)?
        .query_row([session.0], |row| {
            Ok(Row {
                user: row.get(0)?,
                user_id: UserId(Uuid::from_bytes(row.get(1)?)),
                seed: row.get(2)?,
                state: SessionState {
                    client_id: ClientId::from_bytes(row.get(3)?),
                    generation: row.get::<_, i64>(4)?.cast_unsigned(),
                    rotated_at_ms: row.get::<_, i64>(5)?.cast_unsigned(),
                    is_ended: row.get(6)?,
                },
            })
        })
        .optional()?;
    Ok(row)
}

pub(super) fn refresh(
    connection: &Connection,
    claim: &RefreshClaim,
    client_id: ClientId,
    now_ms: u64,
    gave: impl Fn(&RefreshClaim, &[u8; 32]) -> bool,
) -> Result<Refreshed> {
    let Some(row) = row_of(connection, claim.session)? else { return Ok(Refreshed::Refused) };
    if !gave(claim, &row.seed) {
        return Ok(Refreshed::Refused);
    }
    let caller = SessionCaller { session: claim.session, user_id: row.user_id, client_id: row.state.client_id };
    match judge(row.state, claim.generation, client_id, now_ms) {
        Verdict::Ended => Ok(Refreshed::Refused),
        Verdict::Repeat => Ok(Refreshed::Next { caller, seed: row.seed, generation: row.state.generation }),
        Verdict::Rotate => {
            rotate(connection, &row, claim.session, now_ms)?;
            Ok(Refreshed::Next { caller, seed: row.seed, generation: row.state.generation + 1 })
        }
        Verdict::Reused => {
            end(connection, claim.session, now_ms)?;
            audit::add(connection, row.user, SecurityKind::RefreshReused, Some(row.state.client_id), now_ms)?;
            Ok(Refreshed::Reused(row.user_id))
        }
    }
}

fn rotate(connection: &Connection, row: &Row, session: SessionId, now_ms: u64) -> Result<()> {
    connection
        .prepare_cached("UPDATE session SET generation = generation + 1, rotated_at_ms = ?2 WHERE session_id = ?1")?
        .execute(params![session.0, now_ms.cast_signed()])?;
    connection
        .prepare_cached("UPDATE account_device SET seen_at_ms = ?3 WHERE user = ?1 AND client_id = ?2")?
        .execute(params![row.user, row.state.client_id.as_bytes(), now_ms.cast_signed()])?;
    Ok(())
}
