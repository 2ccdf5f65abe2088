//! Boxes: known answers, and everything altered is refused.

use driftless_crypto::{BOX_OVERHEAD_BYTES, BoxError, BoxLabel, BoxPublicKey, BoxPurpose, BoxSecretKey};
use proptest::prelude::*;

use crate::hex;

const LABEL: BoxLabel<'_> = BoxLabel { purpose: BoxPurpose::EpochKey, context: b"vault and epoch" };

/// Version 1 for ever: boxes lie on servers.
#[test]
fn a_box_has_the_bytes_of_version_1() {
    let key = BoxSecretKey::from_seed(&[1; 32]);
    let sealed = key.public_key().seal(&[2; 32], LABEL, &[3; 32]).unwrap();
    assert_eq!(hex(&sealed), BOX_OF_ONES);
    assert_eq!(sealed.len(), 32 + BOX_OVERHEAD_BYTES);
    assert_eq!(key.open(LABEL, &sealed).unwrap().as_slice(), [3; 32]);
}

const BOX_OF_ONES: &str = "01fe8d917794a502e421a97a6d170f9c72f2dc8065af55c455b037774a8b34597b00017359fa5f7b851111305ffd8381b6a2fe2d1984328199309fa45457223bf6eb3a3f6d2b8cd9f6021616befc6fbf88";

#[test]
fn every_flipped_bit_and_every_cut_is_refused() {
    let (key, sender) = (BoxSecretKey::from_seed(&[1; 32]), BoxSecretKey::from_seed(&[9; 32]));
    let base = key.public_key().seal(&[2; 32], LABEL, b"a key").unwrap();
    let from = key.public_key().seal_from(&sender, &[2; 32], LABEL, b"a key").unwrap();
    for at in 0..base.len() * 8 {
        let flip = |sealed: &[u8]| {
            let mut altered = sealed.to_vec();
            altered[at / 8] ^= 1 << (at % 8);
            altered
        };
        // The highest bit of an X25519 key is not read by the agreement, but HPKE binds it.
        assert!(key.open(LABEL, &flip(&base)).is_err(), "bit {at}");
        assert!(key.open_from(&sender.public_key(), LABEL, &flip(&from)).is_err(), "bit {at} of a box from somebody");
    }
    for len in 0..base.len() {
        assert!(key.open(LABEL, &base[..len]).is_err(), "cut to {len}");
    }
}

#[test]
fn a_box_opens_for_one_key_one_purpose_one_context_and_one_sender() {
    let (key, other) = (BoxSecretKey::from_seed(&[1; 32]), BoxSecretKey::from_seed(&[4; 32]));
    let sealed = key.public_key().seal(&[2; 32], LABEL, b"a key").unwrap();
    let refused = Some(BoxError::Unauthentic);
    assert_eq!(other.open(LABEL, &sealed).err(), refused);
    let elsewhere = BoxLabel { context: b"another vault", ..LABEL };
    assert_eq!(key.open(elsewhere, &sealed).err(), refused);
    assert_eq!(key.open(BoxLabel { purpose: BoxPurpose::Pairing, ..LABEL }, &sealed).err(), refused);
    assert_eq!(key.open_from(&other.public_key(), LABEL, &sealed).err(), refused);
    let from = key.public_key().seal_from(&other, &[2; 32], LABEL, b"a key").unwrap();
    assert_eq!(key.open_from(&other.public_key(), LABEL, &from).unwrap().as_slice(), b"a key");
    assert_eq!(key.open_from(&key.public_key(), LABEL, &from).err(), refused);
    assert_eq!(key.open(LABEL, &from).err(), refused);
}

#[test]
fn a_sender_without_contribution_is_refused() {
    let key = BoxSecretKey::from_seed(&[1; 32]);
    let mut sealed = key.public_key().seal(&[2; 32], LABEL, b"a key").unwrap();
    sealed[1..33].fill(0);
    assert_eq!(key.open(LABEL, &sealed).err(), Some(BoxError::Unauthentic));
    assert_eq!(BoxPublicKey::from_bytes(&[0; 32]), Err(BoxError::WeakKey));
}

proptest! {
    #[test]
    fn foreign_bytes_never_open_and_never_panic(sealed in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(BoxSecretKey::from_seed(&[1; 32]).open(LABEL, &sealed).is_err());
    }
}
