//! How entries of a signed, hash-chained log become one line that is the same everywhere.
//!
//! Each entry names the hash of the one before it. Where two name the same one, the entry with the lower hash is
//! tried first; the first that is valid goes on, the others have lost. So the line is a function of the set of
//! entries, not of the order in which they arrived.

use std::collections::{BTreeMap, BTreeSet};

use driftless_protocol::Hash;

/// Why an entry is not part of the line. Others may have become part of it instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotInLine<R> {
    /// Cannot be read.
    #[error("the entry cannot be read")]
    Unreadable(#[source] driftless_crypto::LayoutError),
    /// Can be read, and is against the rules at its place.
    #[error("the entry is against the rules")]
    Refused(R),
    /// Another entry with the same place came first.
    #[error("another entry took its place")]
    LostFork,
    /// What it follows is not in the line, or is missing.
    #[error("what the entry follows is not in the line")]
    Detached,
}

/// An entry as the line sees it.
pub(crate) trait Entry: Sized {
    /// Hash of the entry before; zeros for the first.
    fn prev(&self) -> Hash;
}

/// Reads all, then calls `apply` along the line; an `apply` that refuses must leave no trace. Returns what is
/// not in the line, by hash.
pub(crate) fn walk<E: Entry, R>(
    entries: &[impl AsRef<[u8]>],
    hash: impl Fn(&[u8]) -> Hash,
    read: impl Fn(&[u8]) -> Result<E, driftless_crypto::LayoutError>,
    mut apply: impl FnMut(Hash, E) -> Result<(), R>,
) -> Vec<(Hash, NotInLine<R>)> {
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    let mut by_prev: BTreeMap<Hash, BTreeMap<Hash, E>> = BTreeMap::new();
    for bytes in entries {
        let bytes = bytes.as_ref();
        let id = hash(bytes);
        if seen.insert(id) {
            match read(bytes) {
                Ok(entry) => drop(by_prev.entry(entry.prev()).or_default().insert(id, entry)),
                Err(error) => out.push((id, NotInLine::Unreadable(error))),
            }
        }
    }
    let mut head = Hash::default();
    while let Some(candidates) = by_prev.remove(&head) {
        let mut next = None;
        for (id, entry) in candidates {
            if next.is_some() {
                out.push((id, NotInLine::LostFork));
                continue;
            }
            match apply(id, entry) {
                Ok(()) => next = Some(id),
                Err(reason) => out.push((id, NotInLine::Refused(reason))),
            }
        }
        match next {
            Some(id) => head = id,
            None => break,
        }
    }
    out.extend(by_prev.into_values().flatten().map(|(id, _)| (id, NotInLine::Detached)));
    out
}

/// Returns a UUID of version 8 out of a hash: 122 bits of it.
pub(crate) fn uuid_of(hash: &blake3::Hash) -> [u8; 16] {
    let mut first = [0; 16];
    first.copy_from_slice(&hash.as_bytes()[..16]);
    *uuid::Builder::from_custom_bytes(first).into_uuid().as_bytes()
}
