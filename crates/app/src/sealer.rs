//! The vault key behind the engine's sealing contract.

use driftless_crypto::{ActionKey, BlobKey, NONCE_BYTES, OpenError, VaultKey, blob_name, open, seal};
use driftless_domain::blob::BlobName;
use driftless_domain::{Action, EntityId, VaultId};
use driftless_protocol::{Bytes, Envelope, HEADER_VERSION};
use driftless_sync::contract::{Blob, SealError, Sealer};

/// Number of the only vault key there is so far.
const KEY_ID: u32 = 0;

/// Seals and opens with one vault's key. Nonces come from the system's random source.
///
/// The sealed plaintext repeats what the action is about, `entity:16 entity_type:1+n type:1+n`, in front
/// of its payload: should two keys ever open one ciphertext, a moved payload is still noticed.
#[derive(Debug)]
pub struct VaultSealer {
    vault_id: VaultId,
    key: ActionKey,
    blobs: BlobKey,
}

impl VaultSealer {
    /// A sealer for one vault.
    pub fn new(vault_id: VaultId, key: &VaultKey) -> Self {
        Self { vault_id, key: key.action_key(), blobs: key.blob_key() }
    }
}

impl Sealer for VaultSealer {
    fn vault_id(&self) -> VaultId {
        self.vault_id
    }

    fn seal(&self, action: &Action) -> Result<Envelope, SealError> {
        let nonce = new_nonce()?;
        let mut envelope = Envelope::new(self.vault_id, KEY_ID, action, Bytes::default());
        let mut plaintext = subject(&envelope);
        plaintext.extend_from_slice(&action.payload);
        let sealed = seal(&self.key, &nonce, &envelope.associated_data(), &plaintext)
            .map_err(|error| SealError::Size(error.0))?;
        envelope.payload = Bytes(sealed);
        Ok(envelope)
    }

    fn name_blob(&self, bytes: Vec<u8>) -> Blob {
        let named_by = *self.blobs.names();
        Blob { name: BlobName(blob_name(&named_by, &bytes)), named_by, bytes }
    }

    fn seal_blob(&self, blob: &Blob) -> Result<Vec<u8>, SealError> {
        let nonce = new_nonce()?;
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
        if envelope.key_id != KEY_ID || envelope.v != HEADER_VERSION {
            return Err(SealError::UnknownKey(envelope.key_id));
        }
        let plaintext =
            open(&self.key, &envelope.associated_data(), &envelope.payload.0).map_err(|error| match error {
                OpenError::Size(size) => SealError::Size(size),
                OpenError::Unauthentic | OpenError::Unpack => SealError::Unauthentic,
            })?;
        let payload = plaintext.strip_prefix(subject(envelope).as_slice()).ok_or(SealError::Unauthentic)?;
        Ok(envelope.to_action(payload.to_vec()))
    }
}

fn new_nonce() -> Result<[u8; NONCE_BYTES], SealError> {
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(|_| SealError::NoRandomness)?;
    Ok(nonce)
}

/// What an action is about, as it stands in front of its sealed payload.
fn subject(envelope: &Envelope) -> Vec<u8> {
    let entity_id: &EntityId = &envelope.entity_id;
    let mut bytes = entity_id.as_bytes().to_vec();
    for name in [envelope.entity_type.as_str(), envelope.action_type.as_str()] {
        // Names are at most 64 bytes of ASCII by construction.
        bytes.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(name.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use driftless_domain::{ActionId, ActionType, ClientId, DeviceSeq, EntityType, Hlc, SCHEMA, Seq};

    use super::*;

    fn action() -> Action {
        Action {
            id: ActionId::from_bytes([1; 16]),
            entity_id: EntityId::from_bytes([2; 16]),
            entity_type: EntityType::Note,
            action_type: ActionType::Update,
            payload: b"what the note is called".to_vec(),
            client_id: ClientId::from_bytes([3; 16]),
            device_seq: DeviceSeq(4),
            logical_time: Hlc::new(5, 0),
            seen: Seq(6),
            schema: SCHEMA,
        }
    }

    fn sealer() -> VaultSealer {
        VaultSealer::new(VaultId::from_bytes([9; 16]), &VaultKey::from_bytes([8; 32]))
    }

    #[test]
    fn a_sealed_action_opens_as_it_was_and_shows_nothing_of_its_payload() {
        let envelope = sealer().seal(&action()).unwrap();
        assert_eq!(sealer().open(&envelope).unwrap(), action());
        assert!(!envelope.payload.0.windows(4).any(|bytes| bytes == b"note"));
        assert_ne!(envelope.payload, sealer().seal(&action()).unwrap().payload, "each nonce is new");
    }

    #[test]
    fn an_envelope_whose_header_was_changed_does_not_open() {
        let envelope = sealer().seal(&action()).unwrap();
        let changes: [fn(&mut Envelope); 6] = [
            |e| e.entity_id = EntityId::from_bytes([7; 16]),
            |e| e.logical_time = Hlc::new(500, 0),
            |e| e.action_type = ActionType::Delete,
            |e| e.device_seq = DeviceSeq(5),
            |e| e.seen = Seq(7),
            |e| e.schema = 2,
        ];
        for change in changes {
            let mut changed = envelope.clone();
            change(&mut changed);
            assert_eq!(sealer().open(&changed), Err(SealError::Unauthentic));
        }
        let other = Envelope { vault_id: VaultId::from_bytes([1; 16]), ..envelope.clone() };
        assert_eq!(sealer().open(&other), Err(SealError::OtherVault));
        assert_eq!(sealer().open(&Envelope { key_id: 3, ..envelope }), Err(SealError::UnknownKey(3)));
    }
}
