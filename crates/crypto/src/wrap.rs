//! Wrapping: a 32-byte secret under another key, or under a passphrase.
//!
//! ```text
//! wrapped            = suite:1 nonce:24 ciphertext:32 tag:16                                     (73 bytes)
//! wrapped passphrase = suite:1 memory_kib:4 passes:4 lanes:4 salt:16 nonce:24 ciphertext:32 tag:16  (101 bytes)
//! associated data    = "driftless wrap" suite:1 purpose_len:1 purpose count:2 { id_len:2 id }
//!                      and, under a passphrase, memory_kib:4 passes:4 lanes:4 salt:16
//! ```
//! The cipher is XChaCha20-Poly1305. Purpose and ids say what the secret is and to whom it belongs: bytes that
//! were moved to another place do not open there.

use std::fmt;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::layout::{LayoutError, Reader, SUITE, put_count, put_sized};
use crate::passphrase::{CostError, PassphraseCost};
use crate::seal::NONCE_BYTES;

/// Bytes of a secret wrapped under a key.
pub const WRAPPED_BYTES: usize = 1 + NONCE_BYTES + 32 + 16;

/// Bytes of a secret wrapped under a passphrase.
pub const PASSPHRASE_WRAPPED_BYTES: usize = WRAPPED_BYTES + 12 + 16;

/// What a wrapped secret is. The text of a purpose never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WrapPurpose {
    /// An account key, so that a password unlocks it, too.
    AccountKey,
    /// The key of a vault, kept for its account on a server.
    VaultKey,
    /// The key of the epoch before, under the key of an epoch.
    EarlierEpoch,
    /// The key of a local database.
    DatabaseKey,
}

impl WrapPurpose {
    const fn label(self) -> &'static str {
        match self {
            Self::AccountKey => "account key",
            Self::VaultKey => "vault key",
            Self::EarlierEpoch => "earlier epoch",
            Self::DatabaseKey => "database key",
        }
    }
}

/// Wrapped bytes do not unwrap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrapError {
    /// They do not have the layout.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// Their cost is below the floor or above the cap.
    #[error(transparent)]
    Cost(#[from] CostError),
    /// Another key or passphrase, another purpose, other ids, or altered.
    #[error("the wrapped key does not open with this key")]
    Unauthentic,
    /// A passphrase has at least one character.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
}

/// Wraps other keys. Cleared when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct WrapKey([u8; 32]);

/// Purpose and ids of a wrapped secret: both sides say the same.
#[derive(Debug, Clone, Copy)]
pub struct WrapLabel<'a> {
    /// What it is.
    pub purpose: WrapPurpose,
    /// To whom and what it belongs.
    pub ids: &'a [&'a [u8]],
}

impl WrapLabel<'_> {
    fn associated_data(&self) -> Vec<u8> {
        let purpose = self.purpose.label().as_bytes();
        let mut data = b"driftless wrap".to_vec();
        data.push(SUITE);
        data.push(u8::try_from(purpose.len()).unwrap_or(u8::MAX));
        data.extend_from_slice(purpose);
        put_count(&mut data, self.ids.len());
        for id in self.ids {
            put_sized(&mut data, id);
        }
        data
    }
}

impl WrapKey {
    /// Takes 32 bytes that came from HKDF, OPAQUE's export key or a random source.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes, for known answers only.
    #[cfg(test)]
    pub(crate) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Wraps a secret. `nonce`: random, never used twice with one key.
    pub fn wrap(&self, nonce: &[u8; NONCE_BYTES], label: WrapLabel<'_>, secret: &[u8; 32]) -> Vec<u8> {
        let mut wrapped = Vec::with_capacity(WRAPPED_BYTES);
        wrapped.push(SUITE);
        wrapped.extend_from_slice(&encrypt(&self.0, nonce, &label.associated_data(), secret));
        wrapped
    }

    /// Returns the secret again.
    ///
    /// # Errors
    /// [`WrapError::Layout`], [`WrapError::Unauthentic`].
    pub fn unwrap(&self, label: WrapLabel<'_>, wrapped: &[u8]) -> Result<Zeroizing<[u8; 32]>, WrapError> {
        decrypt(&self.0, &label.associated_data(), Reader::of_suite(wrapped)?)
    }
}

/// Wraps a secret under a passphrase, at [`PassphraseCost::STANDARD`]. `salt` and `nonce`: random.
///
/// # Errors
/// [`WrapError::EmptyPassphrase`]; [`WrapError::Cost`] when the library refuses the cost.
pub fn wrap_with_passphrase(
    passphrase: &[u8],
    salt: &[u8; 16],
    nonce: &[u8; NONCE_BYTES],
    label: WrapLabel<'_>,
    secret: &[u8; 32],
) -> Result<Vec<u8>, WrapError> {
    if passphrase.is_empty() {
        return Err(WrapError::EmptyPassphrase);
    }
    let cost = PassphraseCost::STANDARD;
    let key = cost.derive(passphrase, salt)?;
    let header = passphrase_header(cost, salt);
    let data = [label.associated_data(), header.clone()].concat();
    let mut wrapped = vec![SUITE];
    wrapped.extend_from_slice(&header);
    wrapped.extend_from_slice(&encrypt(&key, nonce, &data, secret));
    Ok(wrapped)
}

/// Returns the secret that [`wrap_with_passphrase`] wrapped.
///
/// # Errors
/// [`WrapError`]; [`WrapError::Unauthentic`] for a wrong passphrase.
pub fn unwrap_with_passphrase(
    passphrase: &[u8],
    label: WrapLabel<'_>,
    wrapped: &[u8],
) -> Result<Zeroizing<[u8; 32]>, WrapError> {
    let mut reader = Reader::of_suite(wrapped)?;
    let cost = PassphraseCost::checked(reader.u32()?, reader.u32()?, reader.u32()?)?;
    let salt = reader.array::<16>()?;
    if reader.left() != WRAPPED_BYTES - 1 {
        // Before Argon2id takes its memory.
        return Err(LayoutError::Field("size").into());
    }
    let key = cost.derive(passphrase, &salt)?;
    let data = [label.associated_data(), passphrase_header(cost, &salt)].concat();
    decrypt(&key, &data, reader)
}

fn passphrase_header(cost: PassphraseCost, salt: &[u8; 16]) -> Vec<u8> {
    let (memory_kib, passes, lanes) = cost.parts();
    let mut header = Vec::with_capacity(28);
    for number in [memory_kib, passes, lanes] {
        header.extend_from_slice(&number.to_be_bytes());
    }
    header.extend_from_slice(salt);
    header
}

fn encrypt(key: &[u8; 32], nonce: &[u8; NONCE_BYTES], data: &[u8], secret: &[u8; 32]) -> Vec<u8> {
    #[expect(clippy::expect_used, reason = "the cipher takes 256 GiB")]
    let ciphertext = XChaCha20Poly1305::new(key.into())
        .encrypt(XNonce::from_slice(nonce), Payload { msg: secret, aad: data })
        .expect("32 bytes are within the cipher's limit");
    [nonce.as_slice(), &ciphertext].concat()
}

fn decrypt(key: &[u8; 32], data: &[u8], mut reader: Reader<'_>) -> Result<Zeroizing<[u8; 32]>, WrapError> {
    let nonce = reader.array::<NONCE_BYTES>()?;
    let ciphertext = reader.array::<48>()?;
    reader.end()?;
    let secret = XChaCha20Poly1305::new(key.into())
        .decrypt(XNonce::from_slice(&nonce), Payload { msg: &ciphertext, aad: data })
        .map(Zeroizing::new)
        .map_err(|_| WrapError::Unauthentic)?;
    let mut array = Zeroizing::new([0; 32]);
    array.copy_from_slice(secret.get(..32).ok_or(WrapError::Unauthentic)?);
    Ok(array)
}

impl fmt::Debug for WrapKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WrapKey(…)")
    }
}
