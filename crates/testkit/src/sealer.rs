//! Sealing with the real cipher and nonces that follow from the action, so that a seed gives one trace.

use driftless_crypto::{ActionKey, BlobKey, NONCE_BYTES, VaultKey, blob_name, open, seal};
use driftless_domain::blob::BlobName;
use driftless_domain::{Action, VaultId};
use driftless_protocol::{Bytes, Envelope};
use driftless_sync::contract::{Blob, SealError, Sealer};

/// A sealer for tests: never for notes of a person, because a nonce may come twice.
#[derive(Debug)]
pub struct TestSealer {
    vault_id: VaultId,
    key: ActionKey,
    blobs: BlobKey,
}

impl TestSealer {
    /// A sealer with a vault's key.
    pub fn new(vault_id: VaultId, key: [u8; 32]) -> Self {
        let key = VaultKey::from_bytes(key);
        Self { vault_id, key: key.action_key(), blobs: key.blob_key() }
    }
}

impl Sealer for TestSealer {
    fn vault_id(&self) -> VaultId {
        self.vault_id
    }

    fn newest_epoch(&self) -> u32 {
        0
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

    fn name_blob(&self, bytes: Vec<u8>) -> Blob {
        let named_by = *self.blobs.names();
        Blob { name: BlobName(blob_name(&named_by, &bytes)), named_by, bytes }
    }

    fn seal_blob(&self, blob: &Blob) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE_BYTES];
        nonce.copy_from_slice(&blob.name.0[..NONCE_BYTES]);
        let sealed = self.blobs.seal(&nonce, self.vault_id.as_bytes(), &blob.name.0, &blob.named_by, &blob.bytes);
        sealed.map_err(|error| SealError::Size(error.0))
    }

    fn open_blob(&self, name: BlobName, sealed: &[u8]) -> Result<Blob, SealError> {
        let opened = self.blobs.open(self.vault_id.as_bytes(), &name.0, sealed);
        let (named_by, bytes) = opened.map_err(|_| SealError::Unauthentic)?;
        Ok(Blob { name, named_by, bytes })
    }

    fn open(&self, envelope: &Envelope) -> Result<Action, SealError> {
        if envelope.vault_id != self.vault_id {
            return Err(SealError::OtherVault);
        }
        let payload = open(&self.key, &envelope.associated_data(), &envelope.payload.0);
        Ok(envelope.to_action(payload.map_err(|_| SealError::Unauthentic)?))
    }
}
