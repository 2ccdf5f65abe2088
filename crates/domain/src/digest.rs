//! State hashes: equal action sets give equal hashes on every platform, and a server that compares
//! them learns nothing.
//!
//! An entity's digest is keyed BLAKE3 over a canonical encoding of its visible and hidden state. The
//! vault's is the root of a 16-ary tree over the digests: an entity's leaf is chosen by the first four
//! nibbles of a keyed hash of its id, so that two devices that differ find the notes in four exchanges.

use serde::{Deserialize, Serialize};

use crate::entity::EntityState;
use crate::id::EntityId;
use crate::payload::Value;
use crate::register::{Register, Stamp};

/// Version of what is hashed and how; digests of different versions are never compared.
pub const REDUCER_VERSION: u16 = 1;

/// Levels of the tree below its root; the leaves are at this depth.
pub const TREE_DEPTH: u8 = 4;

/// Key of the hashes, derived from the vault key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DigestKey(pub [u8; 32]);

impl std::fmt::Debug for DigestKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DigestKey(…)")
    }
}

/// 32 bytes of BLAKE3.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of nothing: an empty subtree.
    pub const EMPTY: Self = Self([0; 32]);
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// Returns the keyed hash of a text, which stands for the text in [`entity_digest`].
pub fn text_digest(key: &DigestKey, text: &str) -> Digest {
    let mut hasher = blake3::Hasher::new_keyed(&key.0);
    hasher.update(b"text");
    hasher.update(text.as_bytes());
    Digest(*hasher.finalize().as_bytes())
}

/// Returns the id of something that a vault has once for each `name`, such as the note of a day: two devices
/// that make it apart make the same. Without the key nobody can tell what an id stands for.
pub fn named_id(key: &DigestKey, kind: &str, name: &str) -> EntityId {
    let mut canon = Canon(blake3::Hasher::new_keyed(&key.0));
    canon.bytes(b"named");
    canon.bytes(kind.as_bytes());
    canon.bytes(name.as_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&canon.0.finalize().as_bytes()[..16]);
    // A UUID of version 8 (RFC 9562): made by a rule of its own.
    id[6] = (id[6] & 0x0f) | 0x80;
    id[8] = (id[8] & 0x3f) | 0x80;
    EntityId::from_bytes(id)
}

/// Returns the writer id under which the first text of such a thing is written. It depends on the text, so
/// that the same text made twice is the same edit, and another text is never taken for it.
pub fn first_writer(key: &DigestKey, id: EntityId, text: &str) -> u64 {
    let mut canon = Canon(blake3::Hasher::new_keyed(&key.0));
    canon.bytes(b"first writer");
    canon.bytes(id.as_bytes());
    canon.bytes(text.as_bytes());
    let [a, b, c, d, e, f, g, h, ..] = *canon.0.finalize().as_bytes();
    // The highest ids mean something to the library.
    u64::from_be_bytes([a, b, c, d, e, f, g, h]) >> 1
}

/// Returns the digest of one entity: registers with stamps and siblings, life, and its text.
pub fn entity_digest(key: &DigestKey, id: EntityId, state: &EntityState, text: &Digest) -> Digest {
    let mut canon = Canon(blake3::Hasher::new_keyed(&key.0));
    canon.bytes(b"entity");
    canon.bytes(id.as_bytes());
    canon.bytes(state.entity_type.as_str().as_bytes());
    canon.number(u64::from(state.created.is_some()));
    if let Some(stamp) = &state.created {
        canon.stamp(stamp);
    }
    canon.number(state.fields.len() as u64);
    for (field, register) in &state.fields {
        canon.bytes(field.to_string().as_bytes());
        canon.register(register);
    }
    canon.register(&state.life);
    for devices in [&state.edits, &state.devices] {
        canon.number(devices.len() as u64);
        for stamp in devices.values() {
            canon.stamp(stamp);
        }
    }
    canon.bytes(&text.0);
    Digest(*canon.0.finalize().as_bytes())
}

/// A node of the tree: the first `depth` nibbles of a leaf's path, in the high bits of `path`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TreeNode {
    /// 0 is the root, [`TREE_DEPTH`] a leaf.
    pub depth: u8,
    /// Path from the root, most significant nibble first; bits below `depth` nibbles are zero.
    pub path: u16,
}

impl TreeNode {
    /// The root.
    pub const ROOT: Self = Self { depth: 0, path: 0 };

    /// Returns the leaf that an entity is under.
    pub fn leaf(key: &DigestKey, id: EntityId) -> Self {
        let mut hasher = blake3::Hasher::new_keyed(&key.0);
        hasher.update(b"leaf");
        hasher.update(id.as_bytes());
        let hash = hasher.finalize();
        let [high, low, ..] = *hash.as_bytes();
        Self { depth: TREE_DEPTH, path: u16::from_be_bytes([high, low]) }
    }

    /// Returns the node above; none above the root.
    pub fn parent(self) -> Option<Self> {
        let depth = self.depth.checked_sub(1)?;
        let kept = u32::from(depth) * 4;
        let mask = if kept == 0 { 0 } else { u16::MAX << (16 - kept) };
        Some(Self { depth, path: self.path & mask })
    }

    /// Returns the 16 nodes below, in order; none below a leaf.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let count = if self.depth < TREE_DEPTH { 16_u16 } else { 0 };
        let shift = 12_u32.saturating_sub(u32::from(self.depth) * 4);
        (0..count).map(move |nibble| Self { depth: self.depth + 1, path: self.path | (nibble << shift) })
    }
}

/// Returns the digest of a leaf from its entities. `entities` must be in order of id.
pub fn leaf_digest(key: &DigestKey, entities: impl IntoIterator<Item = (EntityId, Digest)>) -> Digest {
    let mut canon = Canon(blake3::Hasher::new_keyed(&key.0));
    canon.bytes(b"leaf");
    let mut is_empty = true;
    for (id, digest) in entities {
        is_empty = false;
        canon.bytes(id.as_bytes());
        canon.bytes(&digest.0);
    }
    if is_empty { Digest::EMPTY } else { Digest(*canon.0.finalize().as_bytes()) }
}

/// Returns the digest of an inner node from its 16 children in order.
pub fn node_digest(key: &DigestKey, children: &[Digest; 16]) -> Digest {
    if children.iter().all(|child| *child == Digest::EMPTY) {
        return Digest::EMPTY;
    }
    let mut canon = Canon(blake3::Hasher::new_keyed(&key.0));
    canon.bytes(b"node");
    for child in children {
        canon.bytes(&child.0);
    }
    Digest(*canon.0.finalize().as_bytes())
}

/// Writes values with their lengths, so that no two states write the same bytes.
struct Canon(blake3::Hasher);

impl Canon {
    fn number(&mut self, number: u64) {
        self.0.update(&number.to_be_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.update(bytes);
    }

    fn stamp(&mut self, stamp: &Stamp) {
        self.number(stamp.effective_time.0);
        self.number(stamp.logical_time.0);
        self.bytes(stamp.client_id.as_bytes());
        self.bytes(stamp.id.as_bytes());
        self.number(stamp.device_seq.0);
        self.number(stamp.seen.0);
        self.number(stamp.seq.map_or(0, |seq| seq.0));
    }

    fn register(&mut self, register: &Register) {
        self.number(register.writes().len() as u64);
        for write in register.writes() {
            self.stamp(&write.stamp);
            self.value(&write.value);
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.bytes(b"n"),
            Value::Bool(value) => self.bytes(if *value { b"t" } else { b"f" }),
            Value::Int(value) => {
                self.bytes(b"i");
                self.bytes(&value.to_be_bytes());
            }
            Value::Text(value) => {
                self.bytes(b"s");
                self.bytes(value.as_bytes());
            }
            Value::Id(value) => {
                self.bytes(b"u");
                self.bytes(value.as_bytes());
            }
        }
    }
}
