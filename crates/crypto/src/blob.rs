//! Attachments: their names, and how they are sealed.
//!
//! ```text
//! name   = BLAKE3 keyed with the key of names, over the bytes
//! sealed = as in `seal`, over  0x01 key-of-names:32 bytes:n
//!          with "driftless blob 1" vault:16 name:32 as associated data
//! ```
//! The key of names is sealed with the bytes: a vault that moved into another keeps the names that its notes
//! hold, and every device can check them. Nobody without the vault's key learns which file a name stands for.

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::seal::{NONCE_BYTES, OpenError, TooLarge, open_with, seal_with};

const FORM: u8 = 1;

/// Binds a sealed attachment to what it is.
const PURPOSE: &[u8] = b"driftless blob 1";

/// How many bytes sealing an attachment adds at most.
pub const BLOB_OVERHEAD_BYTES: usize = crate::seal::SEAL_OVERHEAD_BYTES + 1 + 32;

/// Seals and opens attachments.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct BlobKey {
    pub(crate) seal: [u8; 32],
    pub(crate) names: [u8; 32],
}

impl std::fmt::Debug for BlobKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BlobKey(…)")
    }
}

impl BlobKey {
    /// Returns the key of the names that are given now.
    pub const fn names(&self) -> &[u8; 32] {
        &self.names
    }

    /// Seals an attachment. `nonce`: random. `named_by`: the key that its name was made with.
    ///
    /// # Errors
    /// [`TooLarge`].
    pub fn seal(
        &self,
        nonce: &[u8; NONCE_BYTES],
        vault_id: &[u8; 16],
        name: &[u8; 32],
        named_by: &[u8; 32],
        bytes: &[u8],
    ) -> Result<Vec<u8>, TooLarge> {
        let mut plaintext = Zeroizing::new(Vec::with_capacity(33 + bytes.len()));
        plaintext.push(FORM);
        plaintext.extend_from_slice(named_by);
        plaintext.extend_from_slice(bytes);
        seal_with(&self.seal, nonce, &header(vault_id, name), &plaintext)
    }

    /// Opens an attachment and checks that it is the one that the name stands for. Returns the key that the
    /// name was made with, and the bytes.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(&self, vault_id: &[u8; 16], name: &[u8; 32], sealed: &[u8]) -> Result<([u8; 32], Vec<u8>), OpenError> {
        let mut plaintext = open_with(&self.seal, &header(vault_id, name), sealed)?;
        let (form, rest) = plaintext.split_first().ok_or(OpenError::Unpack)?;
        let (named_by, bytes) = rest.split_first_chunk::<32>().ok_or(OpenError::Unpack)?;
        if *form != FORM || blob_name(named_by, bytes) != *name {
            return Err(OpenError::Unauthentic);
        }
        let named_by = *named_by;
        plaintext.drain(..33);
        Ok((named_by, plaintext))
    }
}

/// Returns the name of some bytes.
pub fn blob_name(names: &[u8; 32], bytes: &[u8]) -> [u8; 32] {
    *blake3::keyed_hash(names, bytes).as_bytes()
}

fn header(vault_id: &[u8; 16], name: &[u8; 32]) -> Vec<u8> {
    [PURPOSE, vault_id, name].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::VaultKey;

    #[test]
    fn an_attachment_opens_as_what_it_was_and_as_nothing_else() {
        let key = VaultKey::from_bytes([3; 32]).blob_key();
        let (vault, other) = ([1; 16], VaultKey::from_bytes([4; 32]).blob_key());
        for bytes in [&b""[..], b"picture", &[7; 100_000]] {
            let name = blob_name(key.names(), bytes);
            assert_ne!(name, blob_name(other.names(), bytes), "another vault gives another name");
            let sealed = key.seal(&[9; NONCE_BYTES], &vault, &name, key.names(), bytes).unwrap();
            assert_eq!(key.open(&vault, &name, &sealed), Ok((*key.names(), bytes.to_vec())));
            assert_eq!(key.open(&[2; 16], &name, &sealed), Err(OpenError::Unauthentic));
            assert_eq!(key.open(&vault, &[0; 32], &sealed), Err(OpenError::Unauthentic));
            assert_eq!(other.open(&vault, &name, &sealed), Err(OpenError::Unauthentic));
            let mut flipped = sealed.clone();
            *flipped.last_mut().unwrap() ^= 1;
            assert_eq!(key.open(&vault, &name, &flipped), Err(OpenError::Unauthentic));
            // Named in another vault, and moved into this one.
            let moved = blob_name(other.names(), bytes);
            let sealed = key.seal(&[9; NONCE_BYTES], &vault, &moved, other.names(), bytes).unwrap();
            assert_eq!(key.open(&vault, &moved, &sealed), Ok((*other.names(), bytes.to_vec())));
            // Someone with the key who puts other bytes under a name.
            let swapped = key.seal(&[9; NONCE_BYTES], &vault, &name, key.names(), b"other").unwrap();
            assert_eq!(key.open(&vault, &name, &swapped), Err(OpenError::Unauthentic));
        }
        assert!(key.open(&vault, &[0; 32], &[]).is_err());
    }
}
