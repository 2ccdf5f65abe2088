//! The version of a text as bytes: 12 per writer, sorted, so that equal versions are equal bytes.
//!
//! The library's own encoding follows the order of a hash map. Peer id (8 bytes) and number of known
//! operations (4 bytes), both most significant first.

use loro::VersionVector;

use super::BodyError;

const ENTRY_BYTES: usize = 12;

pub(super) fn encode(version: &VersionVector) -> Vec<u8> {
    let mut entries: Vec<(u64, i32)> = version.iter().map(|(peer, counter)| (*peer, *counter)).collect();
    entries.retain(|(_, counter)| *counter > 0);
    entries.sort_unstable();
    entries.iter().flat_map(|(peer, counter)| peer.to_be_bytes().into_iter().chain(counter.to_be_bytes())).collect()
}

pub(super) fn decode(bytes: &[u8]) -> Result<VersionVector, BodyError> {
    let (entries, rest) = bytes.as_chunks::<ENTRY_BYTES>();
    if !rest.is_empty() {
        return Err(malformed());
    }
    let mut version = VersionVector::new();
    let mut last = None;
    for entry in entries {
        let [a, b, c, d, e, f, g, h, i, j, k, l] = *entry;
        let (peer, counter) = (u64::from_be_bytes([a, b, c, d, e, f, g, h]), i32::from_be_bytes([i, j, k, l]));
        if counter <= 0 || last.is_some_and(|last| last >= peer) {
            return Err(malformed());
        }
        last = Some(peer);
        version.insert(peer, counter);
    }
    Ok(version)
}

fn malformed() -> BodyError {
    BodyError::Malformed("no text version".to_owned())
}
