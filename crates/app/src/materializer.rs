//! The materializer with the key of the vault as it is in this transaction: joining another vault
//! changes it, and another process may have done that.

use driftless_crypto::VaultKey;
use driftless_sync::contract::{Clock, StoreError, StoreTx};
use driftless_sync::materialize::Materializer;

/// Returns the materializer of this transaction. `peer`: this process's text writer id.
pub(crate) fn materializer(tx: &dyn StoreTx, peer: u64, clock: &dyn Clock) -> Result<Materializer, StoreError> {
    let key = VaultKey::from_bytes(tx.vault_key()?).digest_key();
    Ok(Materializer { key, peer, now_ms: clock.now_ms() })
}
