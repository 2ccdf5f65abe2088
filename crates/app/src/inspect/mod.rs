//! What the vault holds and why, for scripts and for the repair of one: reads, checks, rebuilds.
//!
//! Invariant: works with the server away, destroys nothing, and shows no key or token.
//!
//! Reading order: [`VaultInfo`], `names`, `log`, `explain`, `history`, `verify`, `repair`, `quarantine`,
//! `sync_page`, `dump`.

mod describe;
mod devices;
mod dump;
mod explain;
mod hash;
mod history;
mod log;
mod names;
mod quarantine;
mod repair;
mod replay;
mod sync_page;
mod vault_info;
mod verify;

pub use devices::DeviceRow;
pub use explain::{Explained, ExplainedField, ExplainedWrite};
pub use hash::{EntityHash, StateHash};
pub use history::{NoteThen, format_time, parse_time};
pub use log::{FieldEffect, LogRow};
pub use quarantine::{QuarantineRow, Retried};
pub use repair::{Compacted, Rebuilt};
pub use sync_page::{PendingNote, SyncPage, WaitingJob};
pub use vault_info::VaultInfo;
pub use verify::{Check, Verified};

use std::collections::BTreeSet;

use driftless_crypto::VaultKey;
use driftless_domain::digest::DigestKey;
use driftless_domain::{ActionId, EntityId};
use driftless_sync::contract::{StoreError, StoreTx, WalEntry};
use driftless_sync::materialize::Materializer;

/// Returns the key of the state hashes, as the vault has it in this transaction.
fn digest_key(tx: &dyn StoreTx) -> Result<DigestKey, StoreError> {
    Ok(VaultKey::from_bytes(tx.vault_key()?).digest_key())
}

impl crate::App {
    /// Returns what materializes in this transaction.
    fn materializer(&self, tx: &dyn StoreTx) -> Result<Materializer, StoreError> {
        crate::materializer::materializer(tx, self.inner.slot.peer(), self.inner.clock.as_ref())
    }
}

/// Returns everything that is known of what was done to an entity: entries of the log, and what left it.
fn known_of(tx: &dyn StoreTx, id: EntityId) -> Result<Vec<WalEntry>, StoreError> {
    let mut entries = tx.entries_of(id)?;
    let in_log: BTreeSet<ActionId> = entries.iter().map(|entry| entry.logged.action.id).collect();
    let left = tx.history_of(id)?.actions.into_iter().filter(|logged| !in_log.contains(&logged.action.id));
    entries.extend(left.map(|logged| WalEntry { logged, held: None }));
    Ok(entries)
}

/// Entries of the log read at once; bounds the memory of a walk over it.
const WAL_PAGE: usize = 1_000;

/// Calls `each` for every entry of the log, in append order.
fn for_each_entry<E: From<StoreError>>(
    tx: &dyn StoreTx,
    mut each: impl FnMut(WalEntry) -> Result<(), E>,
) -> Result<(), E> {
    let mut after = None;
    loop {
        let page = tx.all(after, WAL_PAGE)?;
        page.entries.into_iter().try_for_each(&mut each)?;
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
}
