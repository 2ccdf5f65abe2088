//! Sealing as its callers meet it: round trips, and everything altered is refused.

use driftless_crypto::{
    NONCE_BYTES, OpenError, PLAINTEXT_BYTES_MAX, SEAL_OVERHEAD_BYTES, TooLarge, VaultKey, open, seal,
};
use proptest::collection::vec;
use proptest::prelude::*;

const HEADER: &[u8] = b"the clear header of an action";

#[test]
fn every_flipped_bit_of_header_nonce_ciphertext_and_tag_is_refused() {
    let key = VaultKey::from_bytes([1; 32]).action_key();
    let sealed = seal(&key, &[2; 24], HEADER, b"a title nobody else may read").unwrap();
    for at in 0..sealed.len() * 8 {
        let mut altered = sealed.clone();
        altered[at / 8] ^= 1 << (at % 8);
        assert_eq!(open(&key, HEADER, &altered), Err(OpenError::Unauthentic), "bit {at} of the sealed bytes");
    }
    for at in 0..HEADER.len() * 8 {
        let mut altered = HEADER.to_vec();
        altered[at / 8] ^= 1 << (at % 8);
        assert_eq!(open(&key, &altered, &sealed), Err(OpenError::Unauthentic), "bit {at} of the header");
    }
}

#[test]
fn every_cut_is_refused() {
    let key = VaultKey::from_bytes([1; 32]).action_key();
    let sealed = seal(&key, &[2; 24], HEADER, b"text").unwrap();
    for len in 0..sealed.len() {
        assert!(open(&key, HEADER, &sealed[..len]).is_err(), "cut to {len}");
    }
}

#[test]
fn another_key_does_not_open_it() {
    let sealed = seal(&VaultKey::from_bytes([1; 32]).action_key(), &[2; 24], HEADER, b"text").unwrap();
    let other = VaultKey::from_bytes([2; 32]).action_key();
    assert_eq!(open(&other, HEADER, &sealed), Err(OpenError::Unauthentic));
}

#[test]
fn the_largest_payload_goes_through_and_one_byte_more_is_refused() {
    let key = VaultKey::from_bytes([1; 32]).action_key();
    // Bytes that do not compress, so that the sealed form has its largest size.
    let mut state = 1_u64;
    let mut largest: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    })
    .take(PLAINTEXT_BYTES_MAX)
    .collect();
    let sealed = seal(&key, &[2; 24], HEADER, &largest).unwrap();
    assert_eq!(sealed.len(), PLAINTEXT_BYTES_MAX + SEAL_OVERHEAD_BYTES);
    assert_eq!(open(&key, HEADER, &sealed).unwrap(), largest);
    largest.push(0);
    assert_eq!(seal(&key, &[2; 24], HEADER, &largest), Err(TooLarge(PLAINTEXT_BYTES_MAX + 1)));
}

#[test]
fn text_is_compressed_before_it_is_sealed() {
    let key = VaultKey::from_bytes([1; 32]).action_key();
    let text = "the tide pools at low water ".repeat(100);
    assert!(seal(&key, &[2; 24], HEADER, text.as_bytes()).unwrap().len() < text.len() / 4);
}

proptest! {
    #[test]
    fn what_is_sealed_opens(
        key: [u8; 32], nonce: [u8; 24], header in vec(any::<u8>(), 0..300),
        plaintext in prop_oneof![vec(any::<u8>(), 0..2_000), vec(0_u8..3, 0..5_000)],
    ) {
        let key = VaultKey::from_bytes(key).action_key();
        let sealed = seal(&key, &nonce, &header, &plaintext).unwrap();
        prop_assert!(sealed.len() <= plaintext.len() + SEAL_OVERHEAD_BYTES);
        prop_assert_eq!(open(&key, &header, &sealed).unwrap(), plaintext);
    }

    #[test]
    fn foreign_bytes_never_open_and_never_panic(sealed in vec(any::<u8>(), 0..500)) {
        let key = VaultKey::from_bytes([1; 32]).action_key();
        prop_assert!(open(&key, HEADER, &sealed).is_err());
    }
}

/// A million seals with nonces as the app draws them, 24 bytes of the system's randomness each: none repeats, and
/// each is found where it belongs. A nonce that repeats under one key would give both texts away.
#[test]
#[expect(clippy::disallowed_methods, reason = "the system's source is what is looked at here")]
fn the_nonces_of_a_million_seals_are_all_different() {
    const SEALS: usize = 1_000_000;
    const PER_DRAW: usize = 10_000;
    let key = VaultKey::from_bytes([1; 32]).action_key();
    let mut seen = Vec::with_capacity(SEALS);
    let mut drawn = vec![0; NONCE_BYTES * PER_DRAW];
    for _ in 0..SEALS / PER_DRAW {
        getrandom::fill(&mut drawn).unwrap();
        for nonce in drawn.chunks_exact(NONCE_BYTES) {
            let sealed = seal(&key, nonce.try_into().unwrap(), HEADER, b"x").unwrap();
            assert_eq!(&sealed[..NONCE_BYTES], nonce);
            seen.push(<[u8; NONCE_BYTES]>::try_from(&sealed[..NONCE_BYTES]).unwrap());
        }
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), SEALS);
}
