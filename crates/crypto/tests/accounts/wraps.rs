//! Wraps: known answers, and everything altered is refused.

use driftless_crypto::layout::LayoutError;
use driftless_crypto::{
    CostError, PASSPHRASE_WRAPPED_BYTES, WRAPPED_BYTES, WrapError, WrapKey, WrapLabel, WrapPurpose,
    unwrap_with_passphrase, wrap_with_passphrase,
};
use proptest::prelude::*;

use crate::hex;

const LABEL: WrapLabel<'_> = WrapLabel { purpose: WrapPurpose::VaultKey, ids: &[b"account", b"vault"] };

/// Version 1 for ever: wraps lie on servers.
#[test]
fn a_wrap_has_the_bytes_of_version_1() {
    let key = WrapKey::from_bytes([1; 32]);
    let wrapped = key.wrap(&[2; 24], LABEL, &[3; 32]);
    assert_eq!(hex(&wrapped), WRAP_OF_ONES);
    assert_eq!(wrapped.len(), WRAPPED_BYTES);
    assert_eq!(*key.unwrap(LABEL, &wrapped).unwrap(), [3; 32]);
}

const WRAP_OF_ONES: &str = "01020202020202020202020202020202020202020202020202cf6535eca974ff4ea362629271537a9dced6f2ab36e528144364bf6d72d2fc9b445c1b1c759f6c6fbe77312b3824a01e";

#[test]
fn a_wrap_under_a_passphrase_has_the_bytes_of_version_1() {
    let wrapped = wrap_with_passphrase(b"tide pools", &[4; 16], &[2; 24], LABEL, &[3; 32]).unwrap();
    assert_eq!(hex(&wrapped), PASSPHRASE_WRAP);
    assert_eq!(wrapped.len(), PASSPHRASE_WRAPPED_BYTES);
    assert_eq!(*unwrap_with_passphrase(b"tide pools", LABEL, &wrapped).unwrap(), [3; 32]);
    assert_eq!(unwrap_with_passphrase(b"tide pool", LABEL, &wrapped).err(), Some(WrapError::Unauthentic));
    assert_eq!(wrap_with_passphrase(b"", &[4; 16], &[2; 24], LABEL, &[3; 32]), Err(WrapError::EmptyPassphrase));
}

const PASSPHRASE_WRAP: &str = "010001000000000003000000010404040404040404040404040404040402020202020202020202020202020202020202020202020249f6cd73deb8f0f17a2956ff61949b26d791f222fdd7ff503ade1d794050a99179f817d9395cb3de75af88a6a821580f";

#[test]
fn every_flipped_bit_and_every_cut_is_refused() {
    let key = WrapKey::from_bytes([1; 32]);
    let wrapped = key.wrap(&[2; 24], LABEL, &[3; 32]);
    for at in 0..wrapped.len() * 8 {
        let mut altered = wrapped.clone();
        altered[at / 8] ^= 1 << (at % 8);
        assert!(key.unwrap(LABEL, &altered).is_err(), "bit {at}");
    }
    for len in 0..wrapped.len() {
        assert!(key.unwrap(LABEL, &wrapped[..len]).is_err(), "cut to {len}");
    }
    assert_eq!(key.unwrap(LABEL, &[wrapped, vec![0]].concat()), Err(WrapError::Layout(LayoutError::Trailing(1))));
}

#[test]
fn a_wrap_that_was_moved_does_not_open() {
    let key = WrapKey::from_bytes([1; 32]);
    let wrapped = key.wrap(&[2; 24], LABEL, &[3; 32]);
    for ids in [&[b"account".as_slice(), b"other"] as &[&[u8]], &[b"account"], &[b"accoun", b"tvault"], &[]] {
        assert_eq!(key.unwrap(WrapLabel { ids, ..LABEL }, &wrapped), Err(WrapError::Unauthentic));
    }
    let other = WrapLabel { purpose: WrapPurpose::AccountKey, ..LABEL };
    assert_eq!(key.unwrap(other, &wrapped), Err(WrapError::Unauthentic));
}

/// A cost that somebody wrote into the bytes is refused before it takes any memory.
#[test]
fn a_cost_below_the_floor_or_above_the_cap_is_refused() {
    let wrapped = wrap_with_passphrase(b"tide pools", &[4; 16], &[2; 24], LABEL, &[3; 32]).unwrap();
    for (memory_kib, passes, lanes) in [
        (64 * 1024 - 1, 3, 1),
        (64 * 1024, 2, 1),
        (64 * 1024, 3, 0),
        (u32::MAX, 3, 1),
        (64 * 1024, 21, 1),
        (64 * 1024, 3, 17),
    ] {
        let mut altered = wrapped.clone();
        altered[1..5].copy_from_slice(&u32::to_be_bytes(memory_kib));
        altered[5..9].copy_from_slice(&u32::to_be_bytes(passes));
        altered[9..13].copy_from_slice(&u32::to_be_bytes(lanes));
        let refused = WrapError::Cost(CostError { memory_kib, passes, lanes });
        assert_eq!(unwrap_with_passphrase(b"tide pools", LABEL, &altered), Err(refused));
    }
    let cut = unwrap_with_passphrase(b"tide pools", LABEL, &wrapped[..60]);
    assert_eq!(cut, Err(WrapError::Layout(LayoutError::Field("size"))));
}

proptest! {
    #[test]
    fn foreign_bytes_never_open_and_never_panic(wrapped in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(WrapKey::from_bytes([1; 32]).unwrap(LABEL, &wrapped).is_err());
        // Argon2id runs only for bytes of the one size.
        if wrapped.len() != PASSPHRASE_WRAPPED_BYTES {
            prop_assert!(unwrap_with_passphrase(b"words", LABEL, &wrapped).is_err());
        }
    }
}
