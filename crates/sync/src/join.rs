//! Joining a vault: what was written here before moves into it.

use driftless_domain::VaultId;

use crate::contract::{Connection, Cursor, Identity, StoreError, StoreTx};
use crate::materialize::{Materialized, Materializer};
use crate::rebuild::rebuild;

/// A vault cannot be joined. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// This data folder already synced with another vault: its actions have their places in that log.
    #[error("this data folder already syncs another vault: choose an empty data folder for this one")]
    SyncedElsewhere,
    /// The database cannot do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes this device a member of a vault, in the caller's transaction. Actions that were never sent move
/// with it: they are sealed anew with the vault's key and sent to its server. Joining the vault it is in
/// already only replaces the connection. `materializer`: with the key of the vault that is joined.
///
/// # Errors
/// [`JoinError::SyncedElsewhere`]; [`JoinError::Store`].
pub fn join_vault(
    tx: &mut dyn StoreTx,
    materializer: &Materializer,
    vault_id: VaultId,
    vault_key: &[u8; 32],
    connection: &Connection,
) -> Result<Materialized, JoinError> {
    let identity = tx.identity()?;
    let is_same = identity.vault_id == vault_id && tx.vault_key()? == *vault_key;
    if !is_same && has_synced(tx)? {
        return Err(JoinError::SyncedElsewhere);
    }
    tx.save_connection(Some(connection))?;
    if is_same {
        return Ok(Materialized::default());
    }
    tx.save_identity(&Identity { vault_id, ..identity })?;
    tx.save_vault_key(vault_key)?;
    tx.clear_envelopes()?;
    tx.save_cursor(&Cursor::default())?;
    // The digests are made with the vault's key, so every one of them changes.
    Ok(rebuild(tx, materializer)?)
}

/// Whether anything here has a place in a server's log.
fn has_synced(tx: &dyn StoreTx) -> Result<bool, StoreError> {
    if tx.load_cursor()?.seq.0 > 0 {
        return Ok(true);
    }
    let mut after = None;
    loop {
        let page = tx.all(after, 1_000)?;
        if page.entries.iter().any(|entry| entry.logged.position.is_some()) {
            return Ok(true);
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(false),
        }
    }
}
