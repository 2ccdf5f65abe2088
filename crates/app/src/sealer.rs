//! The vault key behind the engine's sealing contract.

use std::collections::BTreeMap;

use driftless_crypto::{ActionKey, BlobKey, NONCE_BYTES, OpenError, VaultKey, blob_name, open, seal};
use driftless_domain::blob::BlobName;
use driftless_domain::{Action, ClientId, DeviceSeq, EntityId, VaultId};
use driftless_protocol::{Bytes, Envelope, HEADER_VERSION};
use driftless_sync::contract::{Blob, SealError, Sealer};

/// Number of a vault's first key.
const FIRST: u32 = 0;

/// Seals with the newest key of one vault and opens with the key of each epoch. Nonces come from the system's
/// random source. Attachments are named and sealed with the first key: their names are for ever, and one that is
/// added again is the same.
///
/// The sealed plaintext repeats what the action is about, `entity:16 entity_type:1+n type:1+n`, in front
/// of its payload: should two keys ever open one ciphertext, a moved payload is still noticed.
#[derive(Debug)]
pub struct VaultSealer {
    vault_id: VaultId,
    keys: BTreeMap<u32, ActionKey>,
    newest: (u32, ActionKey),
    blobs: BlobKey,
    cut_offs: BTreeMap<ClientId, DeviceSeq>,
}

impl VaultSealer {
    /// A sealer for a vault that has one key.
    pub fn new(vault_id: VaultId, key: &VaultKey) -> Self {
        Self::with_epochs(vault_id, key, &[])
    }

    /// A sealer for a vault whose key was changed: `later` are the keys after the first, by their epochs.
    pub fn with_epochs(vault_id: VaultId, key: &VaultKey, later: &[(u32, VaultKey)]) -> Self {
        let mut keys: BTreeMap<u32, ActionKey> = [(FIRST, key.action_key())].into();
        keys.extend(later.iter().map(|(epoch, key)| (*epoch, key.action_key())));
        let newest = keys.last_key_value().map_or((FIRST, key.action_key()), |(epoch, key)| (*epoch, key.clone()));
        Self { vault_id, keys, newest, blobs: key.blob_key(), cut_offs: BTreeMap::new() }
    }

    /// The same, that opens nothing which a removed device wrote after its last action that counts.
    pub fn cutting_off(self, cut_offs: BTreeMap<ClientId, DeviceSeq>) -> Self {
        Self { cut_offs, ..self }
    }
}

impl Sealer for VaultSealer {
    fn vault_id(&self) -> VaultId {
        self.vault_id
    }

    fn newest_epoch(&self) -> u32 {
        self.newest.0
    }

    fn seal(&self, action: &Action) -> Result<Envelope, SealError> {
        let nonce = new_nonce()?;
        let (epoch, key) = &self.newest;
        let mut envelope = Envelope::new(self.vault_id, *epoch, action, Bytes::default());
        let mut plaintext = subject(&envelope);
        plaintext.extend_from_slice(&action.payload);
        let sealed =
            seal(key, &nonce, &envelope.associated_data(), &plaintext).map_err(|error| SealError::Size(error.0))?;
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
        if self.cut_offs.get(&envelope.client_id).is_some_and(|last| envelope.device_seq > *last) {
            return Err(SealError::Removed);
        }
        let key = self.keys.get(&envelope.key_id).filter(|_| envelope.v == HEADER_VERSION);
        let key = key.ok_or(SealError::UnknownKey(envelope.key_id))?;
        let plaintext = open(key, &envelope.associated_data(), &envelope.payload.0).map_err(|error| match error {
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
    use driftless_domain::{ActionId, ActionType, EntityType, Hlc, SCHEMA, Seq};

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
    fn each_epoch_opens_with_its_key_and_the_newest_seals() {
        let later = [(1, VaultKey::from_bytes([1; 32])), (2, VaultKey::from_bytes([2; 32]))];
        let first = sealer();
        let newest = VaultSealer::with_epochs(VaultId::from_bytes([9; 16]), &VaultKey::from_bytes([8; 32]), &later);
        let (old, new) = (first.seal(&action()).unwrap(), newest.seal(&action()).unwrap());
        assert_eq!((old.key_id, new.key_id), (0, 2));
        assert_eq!(newest.open(&old).unwrap(), action());
        assert_eq!(newest.open(&new).unwrap(), action());
        assert_eq!(first.open(&new), Err(SealError::UnknownKey(2)));
    }

    #[test]
    fn what_a_removed_device_wrote_afterwards_does_not_open() {
        let envelope = sealer().seal(&action()).unwrap();
        let cut = |last| sealer().cutting_off([(action().client_id, DeviceSeq(last))].into());
        assert_eq!(cut(4).open(&envelope).unwrap(), action());
        assert_eq!(cut(3).open(&envelope), Err(SealError::Removed));
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
