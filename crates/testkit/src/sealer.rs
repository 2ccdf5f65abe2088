//! Sealing with the real cipher and nonces that follow from the action, so that a seed gives one trace.

use driftless_crypto::{ActionKey, NONCE_BYTES, VaultKey, open, seal};
use driftless_domain::{Action, VaultId};
use driftless_protocol::{Bytes, Envelope};
use driftless_sync::contract::{SealError, Sealer};

/// A sealer for tests: never for notes of a person, because a nonce may come twice.
#[derive(Debug)]
pub struct TestSealer {
    vault_id: VaultId,
    key: ActionKey,
}

impl TestSealer {
    /// A sealer with a vault's key.
    pub fn new(vault_id: VaultId, key: [u8; 32]) -> Self {
        Self { vault_id, key: VaultKey::from_bytes(key).action_key() }
    }
}

impl Sealer for TestSealer {
    fn vault_id(&self) -> VaultId {
        self.vault_id
    }

    fn seal(&self, action: &Action) -> Result<Envelope, SealError> {
        let mut nonce = [0; NONCE_BYTES];
        nonce[..16].copy_from_slice(action.id.as_bytes());
        nonce[16..].copy_from_slice(&action.device_seq.0.to_be_bytes());
        let mut envelope = Envelope::new(self.vault_id, 0, action, Bytes::default());
        let sealed = seal(&self.key, &nonce, &envelope.associated_data(), &action.payload);
        envelope.payload = Bytes(sealed.map_err(|error| SealError::Size(error.0))?);
        Ok(envelope)
    }

    fn open(&self, envelope: &Envelope) -> Result<Action, SealError> {
        if envelope.vault_id != self.vault_id {
            return Err(SealError::OtherVault);
        }
        let payload = open(&self.key, &envelope.associated_data(), &envelope.payload.0);
        Ok(envelope.to_action(payload.map_err(|_| SealError::Unauthentic)?))
    }
}
