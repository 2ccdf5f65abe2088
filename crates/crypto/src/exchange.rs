//! Boxes: bytes sealed to a public key, by HPKE (RFC 9180) with X25519-HKDF-SHA256, HKDF-SHA256 and
//! ChaCha20-Poly1305.
//!
//! ```text
//! box  = suite:1 encapsulated_key:32 ciphertext:n tag:16
//! info = "driftless box" suite:1 purpose_len:1 purpose context
//! ```
//! `context` names what the box belongs to (ids, an epoch, a transcript); only with the same one does it open.
//! A base box may come from anybody. A box *from* somebody (HPKE's mode of authentication) opens only with the
//! public key of who sealed it.

use std::fmt;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable as _, Kem, OpModeR, OpModeS, Serializable as _};
use rand_core::{CryptoRng, RngCore};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::layout::SUITE;

/// How many bytes a box adds.
pub const BOX_OVERHEAD_BYTES: usize = 1 + 32 + 16;

/// Largest content of a box, bytes: keys and what goes with them, never notes.
pub const BOX_BYTES_MAX: usize = 16 * 1024;

/// What a box is for. The text of a purpose never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BoxPurpose {
    /// The key of a vault's epoch, for a member.
    EpochKey,
    /// What a new device gets from an old one.
    Pairing,
}

impl BoxPurpose {
    const fn label(self) -> &'static str {
        match self {
            Self::EpochKey => "epoch key",
            Self::Pairing => "pairing",
        }
    }
}

/// A box or a public key is refused. Retrying does not help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BoxError {
    /// Too short, over [`BOX_BYTES_MAX`], or of another suite.
    #[error("these bytes are not a box")]
    Layout,
    /// A public key of small order, with which every agreement is known, or one that is not written canonically.
    #[error("the public key is not one that can be trusted")]
    WeakKey,
    /// Altered, for another key, another purpose or another context, or not from this sender.
    #[error("the box does not open with this key and context")]
    Unauthentic,
}

/// Opens boxes. Cleared when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct BoxSecretKey([u8; 32]);

/// Where boxes are sealed to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BoxPublicKey([u8; 32]);

/// Purpose and context of a box: both sides say the same.
#[derive(Debug, Clone, Copy)]
pub struct BoxLabel<'a> {
    /// What it is for.
    pub purpose: BoxPurpose,
    /// What it belongs to.
    pub context: &'a [u8],
}

impl BoxSecretKey {
    /// Makes the key of a seed: 32 bytes from the system's random source or from HKDF.
    pub const fn from_seed(seed: &[u8; 32]) -> Self {
        Self(*seed)
    }

    /// Returns the public half.
    pub fn public_key(&self) -> BoxPublicKey {
        let secret = x25519_dalek::StaticSecret::from(self.0);
        BoxPublicKey(x25519_dalek::PublicKey::from(&secret).to_bytes())
    }

    /// Opens a box that anybody may have sealed.
    ///
    /// # Errors
    /// [`BoxError::Layout`], [`BoxError::Unauthentic`].
    pub fn open(&self, label: BoxLabel<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, BoxError> {
        open_with(&OpModeR::Base, self, label, sealed)
    }

    /// Opens a box that `sender` sealed.
    ///
    /// # Errors
    /// [`BoxError::Layout`], [`BoxError::Unauthentic`].
    pub fn open_from(
        &self,
        sender: &BoxPublicKey,
        label: BoxLabel<'_>,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, BoxError> {
        open_with(&OpModeR::Auth(sender.of_kem()?), self, label, sealed)
    }

    fn of_kem(&self) -> Result<<X25519HkdfSha256 as Kem>::PrivateKey, BoxError> {
        <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(&self.0).map_err(|_| BoxError::WeakKey)
    }
}

impl BoxPublicKey {
    /// Reads a public key that came from elsewhere.
    ///
    /// # Errors
    /// [`BoxError::WeakKey`].
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, BoxError> {
        // Any secret shows it: with a point of small order every agreement is all zero.
        let probe = x25519_dalek::StaticSecret::from([1; 32]);
        let agreed = probe.diffie_hellman(&x25519_dalek::PublicKey::from(*bytes));
        if agreed.was_contributory() && is_canonical(bytes) { Ok(Self(*bytes)) } else { Err(BoxError::WeakKey) }
    }

    /// Returns the 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals `content` to this key. `seed`: 32 random bytes, never used twice.
    ///
    /// # Errors
    /// [`BoxError::Layout`] when the content is over [`BOX_BYTES_MAX`], [`BoxError::WeakKey`].
    pub fn seal(&self, seed: &[u8; 32], label: BoxLabel<'_>, content: &[u8]) -> Result<Vec<u8>, BoxError> {
        seal_with(&OpModeS::Base, self, &mut Drawn::new(seed), label, content)
    }

    /// Seals `content` to this key so that it opens only as a box from `sender`.
    ///
    /// # Errors
    /// As [`Self::seal`].
    pub fn seal_from(
        &self,
        sender: &BoxSecretKey,
        seed: &[u8; 32],
        label: BoxLabel<'_>,
        content: &[u8],
    ) -> Result<Vec<u8>, BoxError> {
        let pair = (sender.of_kem()?, sender.public_key().of_kem()?);
        seal_with(&OpModeS::Auth(pair), self, &mut Drawn::new(seed), label, content)
    }

    fn of_kem(&self) -> Result<<X25519HkdfSha256 as Kem>::PublicKey, BoxError> {
        <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&self.0).map_err(|_| BoxError::WeakKey)
    }
}

fn info(label: BoxLabel<'_>) -> Vec<u8> {
    let purpose = label.purpose.label().as_bytes();
    let mut info = b"driftless box".to_vec();
    info.push(SUITE);
    info.push(u8::try_from(purpose.len()).unwrap_or(u8::MAX));
    info.extend_from_slice(purpose);
    info.extend_from_slice(label.context);
    info
}

fn seal_with(
    mode: &OpModeS<'_, X25519HkdfSha256>,
    to: &BoxPublicKey,
    random: &mut (impl RngCore + CryptoRng),
    label: BoxLabel<'_>,
    content: &[u8],
) -> Result<Vec<u8>, BoxError> {
    if content.len() > BOX_BYTES_MAX {
        return Err(BoxError::Layout);
    }
    let (encapsulated, ciphertext) = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256, _>(
        mode,
        &to.of_kem()?,
        &info(label),
        content,
        &[],
        random,
    )
    .map_err(|_| BoxError::WeakKey)?;
    let mut sealed = Vec::with_capacity(BOX_OVERHEAD_BYTES + content.len());
    sealed.push(SUITE);
    sealed.extend_from_slice(&encapsulated.to_bytes());
    sealed.extend_from_slice(&ciphertext);
    Ok(sealed)
}

fn open_with(
    mode: &OpModeR<'_, X25519HkdfSha256>,
    key: &BoxSecretKey,
    label: BoxLabel<'_>,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, BoxError> {
    if !(BOX_OVERHEAD_BYTES..=BOX_OVERHEAD_BYTES + BOX_BYTES_MAX).contains(&sealed.len()) {
        return Err(BoxError::Layout);
    }
    let (head, ciphertext) = sealed.split_at(33);
    let Some((&SUITE, encapsulated)) = head.split_first() else { return Err(BoxError::Layout) };
    let encapsulated =
        <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| BoxError::Layout)?;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        mode,
        &key.of_kem()?,
        &encapsulated,
        &info(label),
        ciphertext,
        &[],
    )
    .map(Zeroizing::new)
    .map_err(|_| BoxError::Unauthentic)
}

/// Whether the number is below the prime 2^255 - 19 and the unused bit is clear.
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let [lowest, middle @ .., highest] = bytes;
    let is_at_the_top = *highest == 0x7f && middle.iter().all(|byte| *byte == 0xff);
    *highest < 0x80 && !(is_at_the_top && *lowest >= 0xed)
}

/// The randomness of one box, drawn out of 32 random bytes: what the library asks a generator for.
struct Drawn(blake3::OutputReader);

impl Drawn {
    fn new(seed: &[u8; 32]) -> Self {
        Self(blake3::Hasher::new_derive_key("driftless box randomness 1").update(seed).finalize_xof())
    }
}

impl RngCore for Drawn {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Drawn {}

impl fmt::Debug for BoxSecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoxSecretKey(…)")
    }
}

impl fmt::Debug for BoxPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "BoxPublicKey({a:02x}{b:02x}{c:02x}{d:02x}…)")
    }
}
