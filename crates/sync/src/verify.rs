//! Verify: do two devices at the same position hold the same notes?

use driftless_domain::digest::{REDUCER_VERSION, TreeNode};
use driftless_protocol::{Hash, StateHashRequest, StateHashResponse};

use crate::contract::{QuarantineReason, StoreError, StoreTx};
use crate::coordinator::Verified;
use crate::materialize::Materializer;

/// Returns this device's report; none while there is nothing that could be compared: something waits to be
/// sent, nothing was ever received, or the server refused something that is shown only here.
///
/// # Errors
/// [`StoreError`].
pub fn report(tx: &mut dyn StoreTx, materializer: &Materializer) -> Result<Option<StateHashRequest>, StoreError> {
    let cursor = tx.load_cursor()?;
    if cursor.seq.0 == 0 || tx.pending_summary()?.entries > 0 {
        return Ok(None);
    }
    if tx.quarantined()?.iter().any(|entry| matches!(entry.reason, QuarantineReason::Refused(_))) {
        return Ok(None);
    }
    let identity = tx.identity()?;
    let root = tx.tree_digest(TreeNode::ROOT, &materializer.key)?;
    Ok(Some(StateHashRequest {
        vault_id: identity.vault_id,
        client_id: identity.client_id,
        epoch: cursor.epoch,
        seq: cursor.seq,
        reducer_version: REDUCER_VERSION,
        root: Hash(root.0),
    }))
}

/// Reads the answer: the newest equal device and the newest that differs. A device at another position or
/// with another reducer says nothing.
pub fn read_answer(request: &StateHashRequest, response: &StateHashResponse) -> Verified {
    let others = || response.peers.iter().filter(|peer| peer.client_id != request.client_id);
    let newest =
        |is_equal: bool| others().filter(|peer| peer.is_equal == Some(is_equal)).max_by_key(|peer| peer.reported_at_ms);
    Verified {
        is_reported: true,
        equal_to: newest(true).map(|peer| (peer.client_id, peer.reported_at_ms)),
        differs_from: newest(false).map(|peer| peer.client_id),
    }
}
