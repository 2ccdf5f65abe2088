//! Pairing: two honest devices meet, and whoever sits between them is seen.

use driftless_crypto::pairing::{Code, NewDevice, OldDevice, PairingError};
use proptest::prelude::*;

use crate::hex;

const URL: &str = "https://notes.example.org";

fn new_device(seed: u8) -> NewDevice {
    NewDevice::start([seed; 16], &[seed; 32], [seed + 1; 32], URL).unwrap()
}

#[test]
fn two_devices_pair() {
    let new = new_device(1);
    let text = new.code().to_string();
    let (old, offer) = OldDevice::start(Code::parse(&format!(" {text}\n")).unwrap(), &[3; 32], [4; 32]);
    let (new, reveal) = new.take_offer(&offer).unwrap();
    let old = old.take_reveal(&reveal).unwrap();
    assert_eq!(old.digits(), new.digits());
    let bundle = old.seal(&[5; 32], b"the account key").unwrap();
    assert_eq!(new.open(&bundle).unwrap().as_slice(), b"the account key");
}

/// Version 1 for ever: two devices may have two versions of the program.
#[test]
fn the_messages_have_the_bytes_of_version_1() {
    let new = new_device(1);
    let (old, offer) = OldDevice::start(new.code().clone(), &[3; 32], [4; 32]);
    assert_eq!(new.code().to_string(), CODE);
    assert_eq!(hex(&offer), OFFER);
    let (_, reveal) = new.take_offer(&offer).unwrap();
    assert_eq!(hex(&reveal), REVEAL);
    let old = old.take_reveal(&reveal).unwrap();
    assert_eq!(old.digits().to_string(), DIGITS);
    assert_eq!(hex(&old.seal(&[5; 32], b"key").unwrap()), BUNDLE);
}

const CODE: &str = "driftless-pair1-AQEBAQEBAQEBAQEBAQEBAQGk4JKStlHCeLl3LFafX6m7E9kGtGq2jJ353CtECfiiCYrNbvh2SVYzKAvymcIrxLfOZqZMQ-X6I5Pw0HVKnsGjABlodHRwczovL25vdGVzLmV4YW1wbGUub3Jn8-l_j6Ut";
const OFFER: &str = "0101010101010101010101010101010101015dfedd3b6bd47f6fa28ee15d969d5bb0ea53774d488bdaf9df1c6e0124b3ef220404040404040404040404040404040404040404040404040404040404040404";
const REVEAL: &str =
    "0102010101010101010101010101010101010202020202020202020202020202020202020202020202020202020202020202";
const DIGITS: &str = "536 473";
const BUNDLE: &str = "010301010101010101010101010101010101017a406d6b911c12ab2be7f9d59d0c50c4aa54fe19daa99bc4286224b0cf04853f44f69eb1817f68f04e31cd8a3892e3cf5000ff";

/// A server that answers the new device itself, and plays the new device to the old one.
#[test]
fn a_server_in_the_middle_shows_other_digits() {
    let mut same = 0;
    for seed in 0..200_u8 {
        let new = NewDevice::start([1; 16], &[seed; 32], [seed; 32], URL).unwrap();
        let fake_new = NewDevice::start([1; 16], &[201; 32], [seed; 32], URL).unwrap();
        let (old, old_offer) = OldDevice::start(fake_new.code().clone(), &[202; 32], [4; 32]);
        let (_, fake_offer) = OldDevice::start(new.code().clone(), &[203; 32], [seed; 32]);
        let (new, _) = new.take_offer(&fake_offer).unwrap();
        let (_, fake_reveal) = fake_new.take_offer(&old_offer).unwrap();
        same += usize::from(old.take_reveal(&fake_reveal).unwrap().digits() == new.digits());
    }
    assert_eq!(same, 0);
}

#[test]
fn another_random_than_the_committed_one_is_refused() {
    let new = new_device(1);
    let (old, offer) = OldDevice::start(new.code().clone(), &[3; 32], [4; 32]);
    let (_, mut reveal) = new.take_offer(&offer).unwrap();
    reveal[30] ^= 1;
    assert_eq!(old.take_reveal(&reveal).err(), Some(PairingError::Commitment));
}

/// The server knows the code and the transcript; it has not the key whose digits were compared.
#[test]
fn a_bundle_of_somebody_else_is_refused() {
    let new = new_device(1);
    let (old, offer) = OldDevice::start(new.code().clone(), &[3; 32], [4; 32]);
    let (intruder, _) = OldDevice::start(new.code().clone(), &[6; 32], [4; 32]);
    let (new, reveal) = new.take_offer(&offer).unwrap();
    let bundle = intruder.take_reveal(&reveal).unwrap().seal(&[5; 32], b"another account").unwrap();
    assert!(old.take_reveal(&reveal).is_ok());
    assert_eq!(new.open(&bundle).err(), Some(PairingError::Unauthentic));
}

#[test]
fn messages_of_another_pairing_and_of_another_kind_are_refused() {
    let (new, other) = (new_device(1), new_device(2));
    let (old, offer) = OldDevice::start(new.code().clone(), &[3; 32], [4; 32]);
    assert_eq!(other.take_offer(&offer).err(), Some(PairingError::OtherPairing));
    assert!(matches!(old.take_reveal(&offer), Err(PairingError::Layout(_))));
}

#[test]
fn a_code_that_was_cut_or_altered_is_refused() {
    let text = new_device(1).code().to_string();
    for len in 0..text.len() {
        assert!(Code::parse(&text[..len]).is_err(), "cut to {len}");
    }
    for at in 0..text.len() {
        let mut altered = text.clone().into_bytes();
        altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
        assert!(Code::parse(std::str::from_utf8(&altered).unwrap()).is_err(), "letter {at}");
    }
    assert_eq!(NewDevice::start([1; 16], &[1; 32], [2; 32], "").err(), Some(PairingError::TooLong));
    assert_eq!(NewDevice::start([1; 16], &[1; 32], [2; 32], &"a".repeat(2_001)).err(), Some(PairingError::TooLong));
}

proptest! {
    #[test]
    fn foreign_bytes_never_pair_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let new = new_device(1);
        let (old, offer) = OldDevice::start(new.code().clone(), &[3; 32], [4; 32]);
        prop_assert!(old.take_reveal(&bytes).is_err());
        let (comparing, _) = new_device(1).take_offer(&offer).unwrap();
        prop_assert!(comparing.open(&bytes).is_err());
        prop_assert!(new.take_offer(&bytes).is_err());
        let _ = Code::parse(&String::from_utf8_lossy(&bytes));
    }
}
