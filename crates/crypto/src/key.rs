//! The vault key and its sub-keys, one purpose each.
//!
//! Source: HKDF-SHA256 (RFC 5869), the vault key as input key material, the purpose as `info`.

use driftless_domain::digest::DigestKey;
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::blob::BlobKey;
use crate::wrap::WrapKey;

/// Binds every sub-key to this project and to this version of the derivation.
const SALT: &[u8] = b"driftless vault key 1";

/// The key of a vault, 32 random bytes. Never used as it is: every use has a sub-key of its own.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct VaultKey([u8; 32]);

/// Seals and opens the payloads of actions.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct ActionKey(pub(crate) [u8; 32]);

impl VaultKey {
    /// Wraps 32 bytes that came from the system's random source, the database, or a connect code.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes, for the encrypted database and for a connect code only.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns the key that seals actions.
    pub fn action_key(&self) -> ActionKey {
        ActionKey(self.derive(b"action seal"))
    }

    /// Returns the keys that name and seal attachments.
    pub fn blob_key(&self) -> BlobKey {
        BlobKey { seal: self.derive(b"blob seal"), names: self.derive(b"blob name") }
    }

    /// Returns the key of the state hashes: a server that compares them learns nothing.
    pub fn digest_key(&self) -> DigestKey {
        DigestKey(self.derive(b"state hash"))
    }

    /// Returns the key under which the key of the epoch before is kept: who has the newest key reads it all.
    pub fn earlier_epoch_key(&self) -> WrapKey {
        WrapKey::from_bytes(self.derive(b"earlier epoch"))
    }

    /// Returns four bytes that tell two keys apart and say nothing about either: for messages such as
    /// "this connect code is of another vault".
    pub fn fingerprint(&self) -> [u8; 4] {
        let [a, b, c, d, ..] = self.derive(b"fingerprint");
        [a, b, c, d]
    }

    fn derive(&self, purpose: &[u8]) -> [u8; 32] {
        let mut sub_key = [0; 32];
        #[expect(clippy::expect_used, reason = "HKDF-SHA256 gives up to 255 × 32 bytes")]
        Hkdf::<Sha256>::new(Some(SALT), &self.0)
            .expand(purpose, &mut sub_key)
            .expect("32 bytes are within the limit because it is 8,160");
        sub_key
    }
}

impl std::fmt::Debug for VaultKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VaultKey(…)")
    }
}

impl std::fmt::Debug for ActionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ActionKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_purpose_has_a_key_of_its_own_and_none_is_the_vault_key() {
        let key = VaultKey::from_bytes([7; 32]);
        let keys = [[7; 32], key.action_key().0, key.digest_key().0];
        assert!(keys.iter().enumerate().all(|(at, a)| keys[at + 1..].iter().all(|b| a != b)));
        assert_ne!(key.digest_key().0, VaultKey::from_bytes([8; 32]).digest_key().0);
    }

    #[test]
    fn no_secret_is_readable_in_debug_output() {
        let key = VaultKey::from_bytes([0xab; 32]);
        for text in [format!("{key:?}"), format!("{:?}", key.action_key())] {
            assert!(!text.contains("ab") && !text.contains("171"), "{text}");
        }
    }

    /// Known answers: a change of salt or purpose would lock every vault out of its own notes.
    #[test]
    fn the_derivation_is_the_one_that_stored_vaults_were_sealed_with() {
        let key = VaultKey::from_bytes([1; 32]);
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(hex(&key.action_key().0), ACTION_KEY_OF_ONES);
        assert_eq!(hex(&key.digest_key().0), DIGEST_KEY_OF_ONES);
    }

    const ACTION_KEY_OF_ONES: &str = "44e59c1124046748861587bd5742b9ecba44d9d81cad56b5e1b023812474c20e";
    const DIGEST_KEY_OF_ONES: &str = "5391fe6c3d98d79ca9a112aedb77371dcb16e35a2616f8b61c369af39d9cabe3";
}
