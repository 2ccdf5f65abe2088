//! Account logs and control logs: signed by devices, hash-chained by devices, opaque bytes in order here.

use driftless_domain::VaultId;
use driftless_protocol::Bytes;
use driftless_protocol::auth::limits::{LOG_ENTRIES_MAX, LOG_ENTRY_BYTES_MAX, LOG_LENGTH_MAX};
use driftless_protocol::auth::{LogHead, LogPage};
use rusqlite::{Connection, params};

use super::Result;
use crate::accounts::error::AccountError;

/// Which log.
#[derive(Debug, Clone, Copy)]
pub(super) enum Log {
    /// Of an account, by its short name.
    Account(i64),
    /// Of a vault.
    Control(VaultId),
}

impl Log {
    const fn table(self) -> (&'static str, &'static str) {
        match self {
            Self::Account(_) => ("account_log", "user"),
            Self::Control(_) => ("control_log", "vault_id"),
        }
    }

    fn key(self) -> rusqlite::types::Value {
        match self {
            Self::Account(user) => user.into(),
            Self::Control(vault_id) => vault_id.as_bytes().to_vec().into(),
        }
    }
}

pub(super) fn length(connection: &Connection, log: Log) -> Result<u64> {
    let (table, key) = log.table();
    let sql = format!("SELECT coalesce(max(number), 0) FROM {table} WHERE {key} = ?1");
    let length: i64 = connection.prepare_cached(&sql)?.query_row([log.key()], |row| row.get(0))?;
    Ok(length.cast_unsigned())
}

/// Appends entries behind the `after`th.
pub(super) fn append(connection: &Connection, log: Log, after: u64, entries: &[Bytes]) -> Result<LogHead> {
    if entries.len() > LOG_ENTRIES_MAX || !entries.iter().all(|entry| is_entry(&entry.0)) {
        return Err(AccountError::BadField("a log entry").into());
    }
    let before = length(connection, log)?;
    if after != before {
        return Err(AccountError::Conflict.into());
    }
    if before + entries.len() as u64 > LOG_LENGTH_MAX {
        return Err(AccountError::TooMany.into());
    }
    let (table, key) = log.table();
    let sql = format!("INSERT INTO {table} ({key}, number, entry) VALUES (?1, ?2, ?3)");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut number = before;
    for entry in entries {
        number += 1;
        statement.execute(params![log.key(), number.cast_signed(), entry.0])?;
    }
    Ok(LogHead { length: number })
}

/// Whether bytes may stand in a log. What they say, and that they follow each other, the devices check.
fn is_entry(bytes: &[u8]) -> bool {
    (1..=LOG_ENTRY_BYTES_MAX).contains(&bytes.len())
}

pub(super) fn page(connection: &Connection, log: Log, since: u64) -> Result<LogPage> {
    let (table, key) = log.table();
    let sql = format!("SELECT entry FROM {table} WHERE {key} = ?1 AND number > ?2 ORDER BY number LIMIT ?3");
    let since = i64::try_from(since).unwrap_or(i64::MAX);
    let limit = i64::try_from(LOG_ENTRIES_MAX).unwrap_or(i64::MAX);
    let entries = connection
        .prepare_cached(&sql)?
        .query_map(params![log.key(), since, limit], |row| Ok(Bytes(row.get(0)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(LogPage { entries, length: length(connection, log)? })
}
