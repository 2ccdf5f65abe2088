//! Sealing: compress, then XChaCha20-Poly1305 with the clear header as associated data.
//!
//! ```text
//! sealed  = nonce:24 ciphertext:n tag:16
//! inside  = 0x00 plaintext          stored as it is
//!         | 0x01 zstd frame         with its content size in the frame's header
//! ```
//!
//! Source: draft-irtf-cfrg-xchacha-03. A random 24-byte nonce may be drawn for every action of a vault
//! without a counter and will not repeat.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use driftless_domain::limits::PAYLOAD_BYTES_MAX;
use zeroize::Zeroizing;

use crate::key::ActionKey;

/// Bytes of a nonce.
pub const NONCE_BYTES: usize = 24;

const TAG_BYTES: usize = 16;

/// Bytes of the largest plaintext: with its marker it fills [`PAYLOAD_BYTES_MAX`].
pub const PLAINTEXT_BYTES_MAX: usize = PAYLOAD_BYTES_MAX - 1;

/// How many bytes sealing adds at most.
pub const SEAL_OVERHEAD_BYTES: usize = NONCE_BYTES + 1 + TAG_BYTES;

const STORED: u8 = 0;
const ZSTD: u8 = 1;

/// Below this, bytes: the frame's own header eats what compression saves.
const COMPRESS_BYTES_MIN: usize = 256;

/// Fast enough that sealing 5,000 actions is bound by the disk, not by this.
const ZSTD_LEVEL: i32 = 1;

/// The plaintext is over [`PLAINTEXT_BYTES_MAX`]. Nothing was sealed; the caller refuses the edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} bytes are over the limit of {PLAINTEXT_BYTES_MAX} for one action")]
pub struct TooLarge(
    /// Size of the plaintext, bytes.
    pub usize,
);

/// Sealed bytes do not open. Retrying does not help: quarantine them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Too short to be sealed bytes, or over the limit.
    #[error("sealed payload of {0} bytes")]
    Size(usize),
    /// Altered, moved to another header, or sealed with another key.
    #[error("the sealed payload does not belong to this header and key")]
    Unauthentic,
    /// Authentic, but what is inside is not what sealing puts there, or would grow over the limit.
    #[error("the opened payload cannot be unpacked")]
    Unpack,
}

/// Seals `plaintext`. `nonce`: random, never used twice with one key. `associated_data`: the clear header.
///
/// # Errors
/// [`TooLarge`].
pub fn seal(
    key: &ActionKey,
    nonce: &[u8; NONCE_BYTES],
    associated_data: &[u8],
    plaintext: &[u8],
) -> Result<Vec<u8>, TooLarge> {
    seal_with(&key.0, nonce, associated_data, plaintext)
}

/// The same with a key of another purpose.
pub(crate) fn seal_with(
    key: &[u8; 32],
    nonce: &[u8; NONCE_BYTES],
    associated_data: &[u8],
    plaintext: &[u8],
) -> Result<Vec<u8>, TooLarge> {
    if plaintext.len() > PLAINTEXT_BYTES_MAX {
        return Err(TooLarge(plaintext.len()));
    }
    let packed = pack(plaintext);
    let payload = Payload { msg: &packed, aad: associated_data };
    #[expect(clippy::expect_used, reason = "the cipher takes 256 GiB")]
    let ciphertext = cipher(key)
        .encrypt(XNonce::from_slice(nonce), payload)
        .expect("the size is within the cipher's limit because it was checked");
    let mut sealed = Vec::with_capacity(NONCE_BYTES + ciphertext.len());
    sealed.extend_from_slice(nonce);
    sealed.extend_from_slice(&ciphertext);
    Ok(sealed)
}

/// Opens what [`seal`] sealed under the same key and header.
///
/// # Errors
/// [`OpenError`].
pub fn open(key: &ActionKey, associated_data: &[u8], sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
    open_with(&key.0, associated_data, sealed)
}

/// The same with a key of another purpose.
pub(crate) fn open_with(key: &[u8; 32], associated_data: &[u8], sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
    let size = OpenError::Size(sealed.len());
    if sealed.len() > PLAINTEXT_BYTES_MAX + SEAL_OVERHEAD_BYTES {
        return Err(size);
    }
    let (nonce, ciphertext) = sealed.split_at_checked(NONCE_BYTES).ok_or(size)?;
    if ciphertext.len() < TAG_BYTES + 1 {
        return Err(size);
    }
    let payload = Payload { msg: ciphertext, aad: associated_data };
    let packed = cipher(key).decrypt(XNonce::from_slice(nonce), payload).map_err(|_| OpenError::Unauthentic)?;
    unpack(&Zeroizing::new(packed))
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.into())
}

fn pack(plaintext: &[u8]) -> Zeroizing<Vec<u8>> {
    let compressed = (plaintext.len() >= COMPRESS_BYTES_MIN)
        .then(|| zstd::bulk::compress(plaintext, ZSTD_LEVEL).ok())
        .flatten()
        .filter(|compressed| compressed.len() < plaintext.len());
    let (marker, content) = match &compressed {
        Some(compressed) => (ZSTD, compressed.as_slice()),
        None => (STORED, plaintext),
    };
    let mut packed = Zeroizing::new(Vec::with_capacity(1 + content.len()));
    packed.push(marker);
    packed.extend_from_slice(content);
    packed
}

fn unpack(packed: &[u8]) -> Result<Vec<u8>, OpenError> {
    match packed.split_first() {
        Some((&STORED, content)) if content.len() <= PLAINTEXT_BYTES_MAX => Ok(content.to_vec()),
        Some((&ZSTD, frame)) => {
            // The size is in the frame's header, so the room is known, and capped, before anything grows.
            let size = zstd::zstd_safe::get_frame_content_size(frame).ok().flatten().ok_or(OpenError::Unpack)?;
            let size = usize::try_from(size).map_err(|_| OpenError::Unpack)?;
            if size > PLAINTEXT_BYTES_MAX {
                return Err(OpenError::Unpack);
            }
            zstd::bulk::decompress(frame, size).map_err(|_| OpenError::Unpack)
        }
        _ => Err(OpenError::Unpack),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::VaultKey;

    /// Appendix A.3.1 of draft-irtf-cfrg-xchacha-03.
    #[test]
    fn the_cipher_gives_the_known_answer_of_the_draft() {
        let key: [u8; 32] = std::array::from_fn(|at| 0x80 + u8::try_from(at).unwrap());
        let nonce: [u8; 24] = std::array::from_fn(|at| 0x40 + u8::try_from(at).unwrap());
        let aad = [0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7];
        let msg = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
sunscreen would be it.";
        let expected = "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb\
731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e\
3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e\
c0875924c1c7987947deafd8780acf49";
        let sealed =
            cipher(&key).encrypt(XNonce::from_slice(&nonce), Payload { msg: msg.as_slice(), aad: &aad }).unwrap();
        assert_eq!(sealed.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), expected);
    }

    fn seal_packed(packed: &[u8]) -> (ActionKey, Vec<u8>) {
        let key = VaultKey::from_bytes([3; 32]).action_key();
        let ciphertext =
            cipher(&key.0).encrypt(XNonce::from_slice(&[9; 24]), Payload { msg: packed, aad: b"header" }).unwrap();
        (key, [&[9; 24], ciphertext.as_slice()].concat())
    }

    #[test]
    fn a_bomb_from_someone_with_the_key_is_refused_before_it_grows() {
        let bomb = zstd::bulk::compress(&vec![0; PLAINTEXT_BYTES_MAX + 1], 1).unwrap();
        let (key, sealed) = seal_packed(&[&[ZSTD], bomb.as_slice()].concat());
        assert_eq!(open(&key, b"header", &sealed), Err(OpenError::Unpack));
    }

    #[test]
    fn a_frame_that_lies_about_its_size_is_refused() {
        // A frame header that claims 300 bytes, over a frame that holds 400 of them.
        let mut frame = zstd::bulk::compress(&[5; 400], 1).unwrap();
        assert_eq!(zstd::zstd_safe::get_frame_content_size(&frame).unwrap(), Some(400));
        frame[5] = frame[5].wrapping_sub(100);
        let (key, sealed) = seal_packed(&[&[ZSTD], frame.as_slice()].concat());
        assert_eq!(open(&key, b"header", &sealed), Err(OpenError::Unpack));
    }

    #[test]
    fn an_unknown_marker_and_nothing_at_all_are_refused() {
        let (key, sealed) = seal_packed(&[7, 1, 2, 3]);
        assert_eq!(open(&key, b"header", &sealed), Err(OpenError::Unpack));
        let (key, sealed) = seal_packed(&[]);
        assert_eq!(open(&key, b"header", &sealed), Err(OpenError::Size(40)));
    }
}
