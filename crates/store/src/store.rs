//! The open database: one writer connection, a few readers, transactions.

use std::sync::{Mutex, MutexGuard, PoisonError};

use driftless_sync::contract::{Store, StoreError, StoreTx};
use rusqlite::{Connection, TransactionBehavior};

use crate::OpenError;
use crate::connection::{Purpose, connect};
use crate::error::OrStoreError as _;
use crate::folder::DataFolder;
use crate::keys::DatabaseKey;
use crate::tx::Tx;

/// Readers kept open between reads; more are opened when more threads read at once.
const READERS_KEPT: usize = 4;

/// A vault's database, shared between threads. Other processes may have it open too.
///
/// Dropping it closes it; everything acknowledged is durable long before.
pub struct SqliteStore {
    folder: DataFolder,
    key: DatabaseKey,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl SqliteStore {
    pub(crate) fn new(folder: DataFolder, key: DatabaseKey, writer: Connection) -> Self {
        Self { folder, key, writer: Mutex::new(writer), readers: Mutex::new(Vec::new()) }
    }

    /// Returns the data folder.
    pub fn folder(&self) -> &DataFolder {
        &self.folder
    }

    pub(crate) fn key(&self) -> &DatabaseKey {
        &self.key
    }

    pub(crate) fn writer(&self) -> MutexGuard<'_, Connection> {
        // A panic in a transaction rolled it back: the connection is as good as before.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` on a consistent view, like [`Store::read`], with the queries of this crate at hand.
    ///
    /// # Errors
    /// What `work` returns, or [`StoreError`].
    pub fn query<R, E: From<StoreError>>(&self, work: impl FnOnce(&Tx<'_>) -> Result<R, E>) -> Result<R, E> {
        let mut reader = self.take_reader().map_err(E::from)?;
        let result = {
            let tx = reader.transaction_with_behavior(TransactionBehavior::Deferred).or_store()?;
            // Dropping it without a commit ends the view; there is nothing to commit.
            work(&Tx::new(&tx))
        };
        self.give_back(reader);
        result
    }

    /// Runs `work` as one transaction, like [`Store::write`], with the queries of this crate at hand.
    ///
    /// # Errors
    /// What `work` returns, or [`StoreError`]; nothing of it was kept then.
    pub fn transact<R, E: From<StoreError>>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<R, E>) -> Result<R, E> {
        let mut writer = self.writer();
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate).or_store()?;
        let mut tx = Tx::new(&transaction);
        let result = work(&mut tx)?;
        tx.finish()?;
        transaction.commit().or_store()?;
        Ok(result)
    }

    fn take_reader(&self) -> Result<Connection, StoreError> {
        let kept = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match kept {
            Some(reader) => Ok(reader),
            None => connect(&self.folder.database(), &self.key, Purpose::Read).map_err(|error| {
                if let OpenError::Store(error) = error { error } else { StoreError::Damaged(error.to_string()) }
            }),
        }
    }

    fn give_back(&self, reader: Connection) {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS_KEPT {
            readers.push(reader);
        }
    }
}

impl Store for SqliteStore {
    fn read<R, E: From<StoreError>>(&self, work: impl FnOnce(&dyn StoreTx) -> Result<R, E>) -> Result<R, E> {
        self.query(|tx| work(tx))
    }

    fn write<R, E: From<StoreError>>(&self, work: impl FnOnce(&mut dyn StoreTx) -> Result<R, E>) -> Result<R, E> {
        self.transact(|tx| work(tx))
    }
}
