//! The chain over one device's actions in one vault, and the clear header of an action as bytes.
//!
//! ```text
//! chain 0 = BLAKE3-derive("driftless device chain 1", vault:16 client:16)
//! chain n = BLAKE3(chain n-1, header_len:8 header, BLAKE3(sealed payload))      n = device_seq
//! header  = "driftless action" v:1=1 vault:16 key_id:4 id:16 client:16 device_seq:8 entity:16
//!           entity_type:1+n type:1+n logical_time:8 seen:8 schema:2
//! ```
//! The header is the associated data of the sealed payload (`driftless_protocol::Envelope::associated_data`). It
//! stays as it is in version 1: the chain is signed with the batch ([`crate::batch`]) instead of entering each
//! header, so that an action can be sealed before its place in a chain is known to be final, and so that stored
//! envelopes stay readable. The payload enters by its hash: a payload that is withheld does not break the chain.

use driftless_crypto::LayoutError;
use driftless_crypto::layout::Reader;
use driftless_domain::limits::NAME_BYTES_MAX;
use driftless_domain::{ActionId, ClientId, DeviceSeq, EntityId, VaultId};
use driftless_protocol::envelope::chain_hash_of;
use driftless_protocol::{Envelope, HEADER_VERSION, Hash, Withheld};

const START: &[u8] = b"driftless action";

/// One action as the chain sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The clear header as bytes.
    pub header: Vec<u8>,
    /// BLAKE3 of the sealed payload.
    pub payload_hash: Hash,
}

/// What of a clear header is decided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// The vault.
    pub vault_id: VaultId,
    /// The epoch whose key sealed the payload.
    pub epoch: u32,
    /// The action.
    pub id: ActionId,
    /// The device.
    pub client_id: ClientId,
    /// Its count.
    pub device_seq: DeviceSeq,
    /// What it is about.
    pub entity_id: EntityId,
}

impl From<&Envelope> for Link {
    fn from(envelope: &Envelope) -> Self {
        Self { header: envelope.associated_data(), payload_hash: envelope.payload_hash() }
    }
}

impl From<&Withheld> for Link {
    fn from(withheld: &Withheld) -> Self {
        Self { header: withheld.associated_data.0.clone(), payload_hash: withheld.payload_hash }
    }
}

impl Link {
    /// Returns the chain after this action.
    pub fn after(&self, chain: Hash) -> Hash {
        chain_hash_of(chain, &self.header, self.payload_hash)
    }
}

/// Returns the chain before a device's first action in a vault.
pub fn start(vault_id: VaultId, client_id: ClientId) -> Hash {
    let mut hasher = blake3::Hasher::new_derive_key("driftless device chain 1");
    hasher.update(vault_id.as_bytes()).update(client_id.as_bytes());
    Hash(*hasher.finalize().as_bytes())
}

impl Header {
    /// Reads a clear header, to its last byte.
    ///
    /// # Errors
    /// [`LayoutError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LayoutError> {
        let mut reader = Reader::new(bytes);
        if reader.bytes(START.len())? != START {
            return Err(LayoutError::Field("start"));
        }
        if reader.u8()? != HEADER_VERSION {
            return Err(LayoutError::Field("version"));
        }
        let vault_id = VaultId::from_bytes(reader.array()?);
        let epoch = reader.u32()?;
        let id = ActionId::from_bytes(reader.array()?);
        let client_id = ClientId::from_bytes(reader.array()?);
        let device_seq = DeviceSeq(reader.u64()?);
        let entity_id = EntityId::from_bytes(reader.array()?);
        for name in ["entity type", "type"] {
            let len = usize::from(reader.u8()?);
            let is_name = len <= NAME_BYTES_MAX && reader.bytes(len)?.is_ascii();
            if !is_name {
                return Err(LayoutError::Field(name));
            }
        }
        // logical_time, seen, schema
        reader.bytes(18)?;
        reader.end()?;
        Ok(Self { vault_id, epoch, id, client_id, device_seq, entity_id })
    }
}
