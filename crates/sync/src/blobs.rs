//! Attachments to the server and from it, one at a time.
//!
//! Beside the cycle, not in it: a large file on a slow line holds up no action, and an attachment that
//! cannot be sent or found is tried again with every turn while the notes go on.

use std::collections::BTreeSet;

use driftless_domain::blob::BlobName;

use crate::contract::{ApiClient, BlobRow, BlobState, RemoteError, Sealer, Store, StoreError};
use crate::error::SyncError;

/// Setting: the server and the life of its log that the attachments were sent to.
const SENT_TO: &str = "blobs.sent_to";

/// Attachments that are looked at for the next one to try.
const LOOK_MAX: usize = 200;

/// Class of an attachment that the server does not have yet: the device that has it was not in touch since.
pub const NOT_THERE: &str = "blob.not_there";
/// Class of one that is not what its name says.
pub const DAMAGED: &str = "blob.damaged";
/// Class of one that this device has no bytes of any more.
const LOST: &str = "blob.lost";

/// What became of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// There is nothing (more) to do in this turn.
    Idle,
    /// One is done.
    Done(BlobName),
    /// One could not be done; the next one may.
    Failed(BlobName),
    /// The way to the server is closed for now: end the turn.
    Closed(RemoteError),
}

/// One turn: each attachment is tried once.
#[derive(Debug, Default)]
pub struct Turn {
    tried: BTreeSet<BlobName>,
}

impl Turn {
    /// Sends the next one that waits.
    ///
    /// # Errors
    /// [`SyncError`] of the database and of sealing.
    pub async fn send(
        &mut self,
        store: &impl Store,
        api: &impl ApiClient,
        sealer: &dyn Sealer,
    ) -> Result<Step, SyncError> {
        if self.tried.is_empty() {
            store.write(|tx| look_where(tx))?;
        }
        let Some(name) = self.next(store, BlobState::Waiting)? else { return Ok(Step::Idle) };
        let Some(blob) = store.read(|tx| tx.load_blob(name))? else {
            return failed(store, name, LOST).map(|()| Step::Failed(name));
        };
        let vault_id = sealer.vault_id();
        let sent = match api.has_blob(vault_id, name).await {
            Ok(true) => Ok(()),
            Ok(false) => {
                let sealed = sealer.seal_blob(&blob)?;
                drop(blob);
                api.put_blob(vault_id, name, sealed).await
            }
            Err(error) => Err(error),
        };
        match sent {
            Ok(()) => {
                store.write(|tx| tx.blob_sent(name))?;
                Ok(Step::Done(name))
            }
            Err(error) => step_of(store, name, error),
        }
    }

    /// Fetches the next one that is missing.
    ///
    /// # Errors
    /// [`SyncError`] of the database.
    pub async fn fetch(
        &mut self,
        store: &impl Store,
        api: &impl ApiClient,
        sealer: &dyn Sealer,
    ) -> Result<Step, SyncError> {
        let Some(name) = self.next(store, BlobState::Missing)? else { return Ok(Step::Idle) };
        match api.get_blob(sealer.vault_id(), name).await {
            Ok(Some(sealed)) => match sealer.open_blob(name, &sealed) {
                Ok(blob) => {
                    store.write(|tx| tx.receive_blob(&blob))?;
                    Ok(Step::Done(name))
                }
                Err(error) => {
                    tracing::warn!(%error, "an attachment from the server is not what its name says");
                    store.write(|tx| tx.set_blob_aside(name, &sealed, DAMAGED))?;
                    Ok(Step::Failed(name))
                }
            },
            Ok(None) => failed(store, name, NOT_THERE).map(|()| Step::Failed(name)),
            Err(error) => step_of(store, name, error),
        }
    }

    fn next(&mut self, store: &impl Store, state: BlobState) -> Result<Option<BlobName>, SyncError> {
        let rows: Vec<BlobRow> = store.read(|tx| tx.blobs(state, LOOK_MAX + self.tried.len()))?;
        let next = rows.into_iter().map(|row| row.name).find(|name| !self.tried.contains(name));
        self.tried.extend(next);
        Ok(next)
    }
}

/// Has everything sent again to a server that may have nothing: another one, or one that began anew.
fn look_where(tx: &mut dyn crate::contract::StoreTx) -> Result<(), SyncError> {
    let server = tx.connection()?.map(|connection| connection.server_url().to_owned()).unwrap_or_default();
    let place = format!("{server} {} {}", tx.identity()?.vault_id, tx.load_cursor()?.epoch);
    if tx.setting(SENT_TO)?.as_ref() != Some(&place) {
        tx.blobs_unsent()?;
        tx.save_setting(SENT_TO, Some(&place))?;
    }
    Ok(())
}

fn failed(store: &impl Store, name: BlobName, trouble: &str) -> Result<(), SyncError> {
    Ok(store.write(|tx| tx.blob_failed(name, trouble)).map_err(|error: StoreError| error)?)
}

fn step_of(store: &impl Store, name: BlobName, error: RemoteError) -> Result<Step, SyncError> {
    failed(store, name, error.class())?;
    // What the server says of one file says nothing of the next.
    let is_about_one = matches!(error, RemoteError::TooLarge | RemoteError::Refused(..) | RemoteError::Garbled(_));
    Ok(if is_about_one { Step::Failed(name) } else { Step::Closed(error) })
}
