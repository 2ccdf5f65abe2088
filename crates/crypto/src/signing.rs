//! Signatures: Ed25519 (RFC 8032), verified strictly, each over a message of one purpose.
//!
//! ```text
//! signed bytes = "driftless signed" suite:1 purpose_len:1 purpose message
//! ```
//! A signature of one purpose is none of another, whatever the message says. Public keys of small order and
//! such that are not written in the one canonical way are refused when they are read: with them, one signature
//! could fit many messages, or one key have two names.

use std::fmt;

use ed25519_dalek::Signer as _;

use crate::layout::SUITE;

/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;

/// What a signature is for. The text of a purpose never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// An account certifies a device's keys.
    DeviceCertificate,
    /// An entry of an account's log.
    AccountEntry,
    /// An entry of a vault's control log.
    ControlEntry,
    /// A device's batch of sealed actions.
    Batch,
    /// A device shows a server that it holds its key.
    ServerChallenge,
}

impl Purpose {
    /// Every purpose there is.
    pub const ALL: [Self; 5] =
        [Self::DeviceCertificate, Self::AccountEntry, Self::ControlEntry, Self::Batch, Self::ServerChallenge];

    /// Returns the text that enters the signed bytes.
    pub const fn label(self) -> &'static str {
        match self {
            Self::DeviceCertificate => "device certificate",
            Self::AccountEntry => "account entry",
            Self::ControlEntry => "control entry",
            Self::Batch => "batch",
            Self::ServerChallenge => "server challenge",
        }
    }
}

/// A public key or signature is refused. Retrying does not help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Not a point of the curve, not written canonically, or of small order.
    #[error("the public key is not one that can be trusted")]
    WeakKey,
    /// The signature is not by this key over this message and purpose.
    #[error("the signature does not fit")]
    Mismatch,
}

/// Signs. Cleared when dropped.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

/// Verifies what the [`SigningKey`] of the same pair signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

/// 64 bytes that only the holder of a signing key can make.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; SIGNATURE_BYTES]);

impl SigningKey {
    /// Makes the key of a seed: 32 bytes from the system's random source or from HKDF.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// Returns the public half.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }

    /// Signs `message` for one purpose. Deterministic: equal input, equal signature.
    pub fn sign(&self, purpose: Purpose, message: &[u8]) -> Signature {
        Signature(self.0.sign(&signed_bytes(purpose, message)).to_bytes())
    }
}

impl VerifyingKey {
    /// Reads a public key that came from elsewhere.
    ///
    /// # Errors
    /// [`SignatureError::WeakKey`].
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, SignatureError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| SignatureError::WeakKey)?;
        let is_canonical = key.to_edwards().compress().as_bytes() == bytes;
        if key.is_weak() || !is_canonical { Err(SignatureError::WeakKey) } else { Ok(Self(key)) }
    }

    /// Returns the 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Checks a signature strictly: no malleable form, no point of small order.
    ///
    /// # Errors
    /// [`SignatureError::Mismatch`].
    pub fn verify(&self, purpose: Purpose, message: &[u8], signature: &Signature) -> Result<(), SignatureError> {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0.verify_strict(&signed_bytes(purpose, message), &signature).map_err(|_| SignatureError::Mismatch)
    }
}

fn signed_bytes(purpose: Purpose, message: &[u8]) -> Vec<u8> {
    let label = purpose.label().as_bytes();
    let mut bytes = Vec::with_capacity(18 + label.len() + message.len());
    bytes.extend_from_slice(b"driftless signed");
    bytes.push(SUITE);
    bytes.push(u8::try_from(label.len()).unwrap_or(u8::MAX));
    bytes.extend_from_slice(label);
    bytes.extend_from_slice(message);
    bytes
}

impl PartialOrd for VerifyingKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for VerifyingKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.as_bytes();
        write!(f, "VerifyingKey({a:02x}{b:02x}{c:02x}{d:02x}…)")
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "Signature({a:02x}{b:02x}{c:02x}{d:02x}…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_for_one_purpose_one_message_and_one_key() {
        let key = SigningKey::from_seed(&[1; 32]);
        let other = SigningKey::from_seed(&[2; 32]).verifying_key();
        for purpose in Purpose::ALL {
            let signature = key.sign(purpose, b"words");
            assert_eq!(key.verifying_key().verify(purpose, b"words", &signature), Ok(()));
            assert_eq!(other.verify(purpose, b"words", &signature), Err(SignatureError::Mismatch));
            assert_eq!(key.verifying_key().verify(purpose, b"word", &signature), Err(SignatureError::Mismatch));
            for wrong in Purpose::ALL.into_iter().filter(|it| *it != purpose) {
                assert_eq!(key.verifying_key().verify(wrong, b"words", &signature), Err(SignatureError::Mismatch));
            }
        }
    }

    #[test]
    fn every_flipped_bit_of_a_signature_is_refused() {
        let key = SigningKey::from_seed(&[1; 32]);
        let signature = key.sign(Purpose::Batch, b"words");
        for at in 0..SIGNATURE_BYTES * 8 {
            let mut altered = signature;
            altered.0[at / 8] ^= 1 << (at % 8);
            assert_eq!(
                key.verifying_key().verify(Purpose::Batch, b"words", &altered),
                Err(SignatureError::Mismatch),
                "bit {at}"
            );
        }
    }

    /// The points of small order, and the encodings that are not canonical.
    #[test]
    fn weak_public_keys_are_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        let mut minus_one = [0xff; 32];
        (minus_one[0], minus_one[31]) = (0xec, 0x7f);
        let mut order_four = [0; 32];
        let order_eight: [u8; 32] = [
            0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
            0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
        ];
        let mut above_the_prime = [0xff; 32];
        (above_the_prime[0], above_the_prime[31]) = (0xee, 0x7f);
        for weak in [identity, minus_one, order_four, order_eight, above_the_prime] {
            assert_eq!(VerifyingKey::from_bytes(&weak), Err(SignatureError::WeakKey), "{weak:02x?}");
        }
        order_four[31] = 0x80;
        assert_eq!(VerifyingKey::from_bytes(&order_four), Err(SignatureError::WeakKey));
    }

    #[test]
    fn no_secret_is_readable_in_debug_output() {
        assert_eq!(format!("{:?}", SigningKey::from_seed(&[0xab; 32])), "SigningKey(…)");
    }
}
