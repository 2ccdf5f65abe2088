//! Versions of the schema: forward only, each in one transaction, behind an encrypted backup.
//!
//! `user_version` names the version. Killed at any statement, the database is at the version before.

use rusqlite::{Connection, TransactionBehavior};

use crate::OpenError;
use crate::backups;
use crate::folder::DataFolder;
use crate::keys::DatabaseKey;

/// The statements that lead from each version to the next; the first from nothing to version 1. An
/// entry is never edited once released.
pub const MIGRATIONS: &[&str] = &[
    include_str!("v1.sql"),
    include_str!("v2.sql"),
    include_str!("v3.sql"),
    include_str!("v4.sql"),
    include_str!("v5.sql"),
    include_str!("v6.sql"),
    include_str!("v7.sql"),
];

/// Returns the version of a database.
pub(crate) fn version(conn: &Connection) -> Result<u32, OpenError> {
    let found: i64 =
        conn.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(|error| OpenError::sqlite(&error))?;
    u32::try_from(found).map_err(|_| OpenError::Damaged(format!("version {found}")))
}

/// Brings a database to the newest version of `migrations`, after a checked backup. Does nothing when it is there.
///
/// # Errors
/// [`OpenError::Newer`] when it is beyond, [`OpenError::Backup`], [`OpenError::Damaged`].
pub(crate) fn migrate(
    conn: &mut Connection,
    folder: &DataFolder,
    key: &DatabaseKey,
    migrations: &[&str],
) -> Result<(), OpenError> {
    let known = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    let found = version(conn)?;
    if found > known {
        return Err(OpenError::Newer { found, known });
    }
    if found == known {
        return Ok(());
    }
    if found == 0 {
        // Only a database that is being created is at 0; one with a vault in it never is.
        return Err(OpenError::Damaged("it has no version".to_owned()));
    }
    backups::before_migration(conn, folder, key, (known, found))?;
    advance(conn, migrations)
}

/// Runs what is missing, in one transaction each.
pub(crate) fn advance(conn: &mut Connection, migrations: &[&str]) -> Result<(), OpenError> {
    let sqlite = |error: rusqlite::Error| OpenError::sqlite(&error);
    for (from, statements) in (0_u32..).zip(migrations) {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sqlite)?;
        // Read inside the transaction: another process may have migrated meanwhile.
        if version(&tx)? != from {
            continue;
        }
        tx.execute_batch(statements).map_err(sqlite)?;
        tx.pragma_update(None, "user_version", from + 1).map_err(sqlite)?;
        tx.commit().map_err(sqlite)?;
    }
    Ok(())
}
