//! Whether one envelope is fit to replicate.

use driftless_domain::VaultId;
use driftless_domain::limits::PAYLOAD_BYTES_MAX;
use driftless_protocol::{Envelope, HEADER_VERSION, QuarantineCode};

/// What sealing adds to a payload, bytes: nonce (24) and tag (16).
const SEAL_BYTES: usize = 40;

/// Returns why an envelope of a batch for `vault_id` is not fit to replicate; none when it is.
pub fn unfitness(envelope: &Envelope, vault_id: VaultId) -> Option<QuarantineCode> {
    let is_nil = |bytes: &[u8; 16]| *bytes == [0; 16];
    let has_nil = is_nil(envelope.id.as_bytes())
        || is_nil(envelope.entity_id.as_bytes())
        || is_nil(envelope.client_id.as_bytes());
    if envelope.v != HEADER_VERSION || envelope.vault_id != vault_id || envelope.device_seq.0 == 0 || has_nil {
        return Some(QuarantineCode::BadEnvelope);
    }
    (envelope.payload.0.len() > PAYLOAD_BYTES_MAX + SEAL_BYTES).then_some(QuarantineCode::TooLarge)
}
