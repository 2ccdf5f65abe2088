//! `driftless vault info`: names, counts and sizes.

use driftless_domain::{EntityState, EntityType};
use driftless_sync::contract::{Store as _, StoreError, StoreTx};
use serde::Serialize;

use crate::{App, AppError};

/// Facts about the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VaultInfo {
    /// The vault.
    pub vault_id: String,
    /// This device.
    pub client_id: String,
    /// Notes that are not in the trash.
    pub notes: u64,
    /// Notes in the trash.
    pub trashed: u64,
    /// Actions not yet acknowledged.
    pub pending: u64,
    /// Position in the vault's log.
    pub cursor: u64,
    /// Life of that log.
    pub epoch: u64,
    /// Root of the state hashes; equal on every device that agrees.
    pub state_hash: String,
    /// Version of the database's tables.
    pub schema_version: u32,
    /// Size of the database with its journal, bytes.
    pub db_bytes: u64,
    /// Actions in the log.
    pub wal_entries: u64,
    /// Bytes of their payloads.
    pub wal_bytes: u64,
}

impl App {
    /// Returns facts about the vault.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn vault_info(&self) -> Result<VaultInfo, AppError> {
        let state_hash = self.state_hash()?;
        let db_bytes = self.database_bytes();
        self.store().read(|tx| Ok(read(tx, state_hash, db_bytes)?))
    }

    /// Returns the size of the database and its journal, bytes; what cannot be seen counts nothing.
    fn database_bytes(&self) -> u64 {
        let database = self.store().folder().database();
        let mut journal = database.clone().into_os_string();
        journal.push("-wal");
        [database, journal.into()].iter().filter_map(|path| std::fs::metadata(path).ok()).map(|found| found.len()).sum()
    }
}

fn read(tx: &dyn StoreTx, state_hash: String, db_bytes: u64) -> Result<VaultInfo, StoreError> {
    let identity = tx.identity()?;
    let cursor = tx.load_cursor()?;
    let wal = tx.wal_summary()?;
    let (mut notes, mut trashed) = (0, 0);
    for id in tx.ids_of_type(&EntityType::Note)? {
        if let Some(state) = tx.load_state(id)?.filter(EntityState::is_known) {
            let count = if state.is_deleted() { &mut trashed } else { &mut notes };
            *count += 1;
        }
    }
    Ok(VaultInfo {
        vault_id: identity.vault_id.to_string(),
        client_id: identity.client_id.to_string(),
        notes,
        trashed,
        pending: tx.pending_summary()?.entries,
        cursor: cursor.seq.0,
        epoch: cursor.epoch.0,
        state_hash,
        schema_version: u32::try_from(driftless_store::MIGRATIONS.len()).unwrap_or(u32::MAX),
        db_bytes,
        wal_entries: wal.entries,
        wal_bytes: wal.bytes,
    })
}
