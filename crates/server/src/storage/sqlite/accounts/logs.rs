//! Account logs and control logs as rows: bytes in order. What they say, [`super::signed`] verifies.

use driftless_domain::VaultId;
use driftless_protocol::Bytes;
use driftless_protocol::auth::limits::{LOG_BYTES_MAX, LOG_ENTRIES_MAX, LOG_ENTRY_BYTES_MAX, LOG_LENGTH_MAX};
use driftless_protocol::auth::{LogHead, LogPage};
use rusqlite::{Connection, OptionalExtension, params};

use super::Result;
use crate::accounts::error::AccountError;

/// Which log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// Checks that entries are within the caps and come behind the `after`th.
pub(super) fn check_room(connection: &Connection, log: Log, after: u64, entries: &[Bytes]) -> Result<()> {
    let is_entry = |entry: &Bytes| (1..=LOG_ENTRY_BYTES_MAX).contains(&entry.0.len());
    if entries.len() > LOG_ENTRIES_MAX || !entries.iter().all(is_entry) {
        return Err(AccountError::BadField("a log entry").into());
    }
    let before = length(connection, log)?;
    if after != before {
        return Err(AccountError::Conflict.into());
    }
    let (table, key) = log.table();
    let sql = format!("SELECT coalesce(sum(length(entry)), 0) FROM {table} WHERE {key} = ?1");
    let bytes: i64 = connection.prepare_cached(&sql)?.query_row([log.key()], |row| row.get(0))?;
    let new: u64 = entries.iter().map(|entry| entry.0.len() as u64).sum();
    if before + entries.len() as u64 > LOG_LENGTH_MAX || bytes.cast_unsigned() + new > LOG_BYTES_MAX {
        return Err(AccountError::TooMany.into());
    }
    Ok(())
}

/// Writes entries behind the `after`th; they are verified, and [`check_room`] has passed.
pub(super) fn write(connection: &Connection, log: Log, after: u64, entries: &[Bytes]) -> Result<LogHead> {
    let (table, key) = log.table();
    let sql = format!("INSERT INTO {table} ({key}, number, entry) VALUES (?1, ?2, ?3)");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut number = after;
    for entry in entries {
        number += 1;
        statement.execute(params![log.key(), number.cast_signed(), entry.0])?;
    }
    Ok(LogHead { length: number })
}

/// Returns the last entry.
pub(super) fn last(connection: &Connection, log: Log) -> Result<Option<Vec<u8>>> {
    let (table, key) = log.table();
    let sql = format!("SELECT entry FROM {table} WHERE {key} = ?1 ORDER BY number DESC LIMIT 1");
    Ok(connection.prepare_cached(&sql)?.query_row([log.key()], |row| row.get(0)).optional()?)
}

/// Returns every entry: at most [`LOG_BYTES_MAX`] bytes.
pub(super) fn all(connection: &Connection, log: Log) -> Result<Vec<Vec<u8>>> {
    let (table, key) = log.table();
    let sql = format!("SELECT entry FROM {table} WHERE {key} = ?1 ORDER BY number");
    let mut statement = connection.prepare_cached(&sql)?;
    let entries = statement.query_map([log.key()], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(entries)
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
