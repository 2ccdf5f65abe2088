//! The envelope: what a server sees of an action, and the bytes that bind it.

use driftless_domain::{Action, ActionId, ActionType, ClientId, DeviceSeq, EntityId, EntityType, Hlc, Seq, VaultId};
use serde::{Deserialize, Serialize};

use crate::bytes::{Bytes, Hash};

/// Version of the clear part and of [`Envelope::associated_data`].
pub const HEADER_VERSION: u8 = 1;

/// A sealed action. Everything but `payload` is readable to the server and bound to it as associated
/// data: a server that moves or alters it produces something that does not open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// [`HEADER_VERSION`].
    pub v: u8,
    /// The vault.
    pub vault_id: VaultId,
    /// The action.
    pub id: ActionId,
    /// The device that wrote it.
    pub client_id: ClientId,
    /// Its count: 1, 2, 3 … without gaps.
    pub device_seq: DeviceSeq,
    /// What it is about.
    pub entity_id: EntityId,
    /// What kind of thing that is.
    pub entity_type: EntityType,
    /// What is done to it.
    #[serde(rename = "type")]
    pub action_type: ActionType,
    /// HLC of the device.
    pub logical_time: Hlc,
    /// The device's cursor when it wrote.
    pub seen: Seq,
    /// Version of the payload's meaning.
    pub schema: u16,
    /// Which vault key sealed it: 0 is the first.
    pub key_id: u32,
    /// Nonce (24 bytes), ciphertext, tag (16 bytes).
    pub payload: Bytes,
}

impl Envelope {
    /// Puts the clear part of an action around its sealed payload.
    pub fn new(vault_id: VaultId, key_id: u32, action: &Action, payload: Bytes) -> Self {
        Self {
            v: HEADER_VERSION,
            vault_id,
            id: action.id,
            client_id: action.client_id,
            device_seq: action.device_seq,
            entity_id: action.entity_id,
            entity_type: action.entity_type.clone(),
            action_type: action.action_type.clone(),
            logical_time: action.logical_time,
            seen: action.seen,
            schema: action.schema,
            key_id,
            payload,
        }
    }

    /// Returns the action with its opened payload.
    pub fn to_action(&self, payload: Vec<u8>) -> Action {
        Action {
            id: self.id,
            entity_id: self.entity_id,
            entity_type: self.entity_type.clone(),
            action_type: self.action_type.clone(),
            payload,
            client_id: self.client_id,
            device_seq: self.device_seq,
            logical_time: self.logical_time,
            seen: self.seen,
            schema: self.schema,
        }
    }

    /// Returns the clear part in a fixed binary layout, big endian, names behind one byte of length:
    ///
    /// ```text
    /// "driftless action" v:1 vault:16 key_id:4 id:16 client:16 device_seq:8 entity:16
    /// entity_type:1+n type:1+n logical_time:8 seen:8 schema:2
    /// ```
    pub fn associated_data(&self) -> Vec<u8> {
        let mut data = Vec::with_capacity(160);
        data.extend_from_slice(b"driftless action");
        data.push(self.v);
        data.extend_from_slice(self.vault_id.as_bytes());
        data.extend_from_slice(&self.key_id.to_be_bytes());
        data.extend_from_slice(self.id.as_bytes());
        data.extend_from_slice(self.client_id.as_bytes());
        data.extend_from_slice(&self.device_seq.0.to_be_bytes());
        data.extend_from_slice(self.entity_id.as_bytes());
        for name in [self.entity_type.as_str(), self.action_type.as_str()] {
            // Names are at most 64 bytes of ASCII by construction.
            data.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
            data.extend_from_slice(name.as_bytes());
        }
        data.extend_from_slice(&self.logical_time.0.to_be_bytes());
        data.extend_from_slice(&self.seen.0.to_be_bytes());
        data.extend_from_slice(&self.schema.to_be_bytes());
        data
    }

    /// Returns BLAKE3 of the sealed payload.
    pub fn payload_hash(&self) -> Hash {
        Hash(*blake3::hash(&self.payload.0).as_bytes())
    }
}

/// Returns the chain hash of a log row: `BLAKE3(previous, associated data, BLAKE3(payload))`. With it a
/// client can tell that a server dropped, reordered or altered something that it once showed. The
/// payload enters by its hash, so that a withheld payload does not break the chain.
pub fn chain_hash(previous: Hash, envelope: &Envelope) -> Hash {
    chain_hash_of(previous, &envelope.associated_data(), envelope.payload_hash())
}

/// The same from the parts of a row whose payload is withheld.
pub fn chain_hash_of(previous: Hash, associated_data: &[u8], payload_hash: Hash) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&previous.0);
    hasher.update(&(associated_data.len() as u64).to_be_bytes());
    hasher.update(associated_data);
    hasher.update(&payload_hash.0);
    Hash(*hasher.finalize().as_bytes())
}
