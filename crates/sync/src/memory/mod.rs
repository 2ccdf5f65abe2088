//! The in-memory twin of every contract, with the semantics of the database: transactions that leave no
//! trace when they fail, consistent reads, one writer at a time. For tests and simulation.

mod account;
mod blobs;
mod device;
mod drafts;
mod history;
mod jobs;
mod notes;
mod quarantine;
mod review;
mod tables;
mod wal;

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::contract::{Identity, Store, StoreError, StoreTx};

pub use tables::Tables;

/// A database in memory. Cloning it gives another handle on the same one, as another process has.
#[derive(Debug, Clone)]
pub struct MemoryStore {
    committed: Arc<RwLock<Arc<Tables>>>,
    writer: Arc<Mutex<()>>,
}

impl MemoryStore {
    /// An empty database of one device.
    pub fn new(identity: Identity, vault_key: [u8; 32]) -> Self {
        Self::from_tables(Tables::new(identity, vault_key))
    }

    /// A database with these contents: a copy, or one restored from a backup.
    pub fn from_tables(tables: Tables) -> Self {
        Self { committed: Arc::new(RwLock::new(Arc::new(tables))), writer: Arc::default() }
    }

    /// Returns what is committed now, as a backup would hold it.
    pub fn tables(&self) -> Tables {
        Tables::clone(&self.current())
    }

    fn current(&self) -> Arc<Tables> {
        Arc::clone(&self.committed.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store for MemoryStore {
    fn read<R, E: From<StoreError>>(&self, work: impl FnOnce(&dyn StoreTx) -> Result<R, E>) -> Result<R, E> {
        work(&*self.current())
    }

    fn write<R, E: From<StoreError>>(&self, work: impl FnOnce(&mut dyn StoreTx) -> Result<R, E>) -> Result<R, E> {
        // A writer that panicked has committed nothing, so its poison means nothing here.
        let _writing = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut working = Tables::clone(&self.current());
        let result = work(&mut working)?;
        *self.committed.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(working);
        Ok(result)
    }
}
