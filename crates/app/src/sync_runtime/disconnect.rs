//! Leaving a server: everything stays here, nothing is sent or asked any more.

use driftless_sync::contract::Store as _;
use driftless_sync::coordinator::SYNC_JOB;

use super::{ASKED, Order};
use crate::view::SyncStatus;
use crate::{App, AppError};

impl App {
    /// Forgets the server. All notes stay, and what was not sent yet stays pending: connecting again sends it. The
    /// server, its copy of the vault and the other devices are not asked and not changed; the token of this device
    /// goes on to be known there until it is taken away.
    ///
    /// # Errors
    /// [`AppError::NotConnected`], [`AppError::Store`]. Nothing was changed then.
    pub fn disconnect(&self) -> Result<SyncStatus, AppError> {
        let inner = self.inner.as_ref();
        let asked = inner.clock.new_uuid().to_string();
        inner.store.write(|tx| {
            if tx.connection()?.is_none() {
                return Err(AppError::NotConnected);
            }
            tx.save_connection(None)?;
            // What went wrong with that server is no trouble any more.
            tx.remove_job(SYNC_JOB)?;
            // A process that syncs this data folder is to look at once.
            Ok(tx.save_setting(ASKED, Some(&asked))?)
        })?;
        inner.sync.order(Order::Look);
        inner.tell_status();
        inner.status()
    }
}
