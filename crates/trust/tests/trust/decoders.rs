//! Every decoder, with bytes that nobody meant for it: no panic, no room for more than was given, and one form for
//! one meaning.

use driftless_trust::account_log::AccountEntry;
use driftless_trust::control_log::{ControlEntry, Role};
use driftless_trust::limits::{BATCH_BYTES_MAX, ENTRY_BYTES_MAX};
use driftless_trust::{AccountState, DeviceCertificate, Header, SignedBatch, VaultState};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::model::World;
use crate::world::{Person, Vault};

/// Honest bytes of every kind, to start from.
fn corpus() -> Vec<Vec<u8>> {
    let mut person = Person::new(1, &[1, 2]);
    person.revoke(2, &[(driftless_domain::VaultId::from_bytes([9; 16]), 3)]);
    let guest = Person::new(2, &[3]);
    let mut vault = Vault::new(&person, 10);
    vault.add(&person, &guest, Role::Editor);
    vault.take(person.author(1).change_role(&vault.state, guest.id(), Role::Owner, &[].into()));
    vault.take(person.author(1).settings(&vault.state, [("name".to_owned(), vec![1, 2])].into()));
    vault.rekey(&person, &[guest.id()], &[], 11);
    let id = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    let adopt = person.author(1).adopt(id, 4, &vault.key, &[3; 32]).unwrap();
    let history = World::new().history(1);
    let upload = history.uploads.last().unwrap();
    let others = [adopt, person.certificate(1).to_bytes(), upload.batch.clone(), upload.envelopes[0].associated_data()];
    [person.log, vault.log, others.to_vec()].concat()
}

fn decode_all(bytes: &[u8]) {
    let person = AccountEntry::from_bytes(bytes);
    assert!(person.is_err() || bytes.len() <= ENTRY_BYTES_MAX);
    let control = ControlEntry::from_bytes(bytes);
    assert!(control.is_err() || bytes.len() <= ENTRY_BYTES_MAX);
    if let Ok(batch) = SignedBatch::from_bytes(bytes) {
        assert!(bytes.len() <= BATCH_BYTES_MAX);
        assert_eq!(batch.to_bytes(), bytes, "one meaning has two forms");
    }
    if let Ok(certificate) = DeviceCertificate::from_bytes(bytes) {
        assert_eq!(certificate.to_bytes(), bytes, "one meaning has two forms");
    }
    let _ = Header::from_bytes(bytes);
}

#[test]
fn every_cut_of_honest_bytes_is_refused() {
    let decoders: [fn(&[u8]) -> bool; 5] = [
        |bytes| AccountEntry::from_bytes(bytes).is_ok(),
        |bytes| ControlEntry::from_bytes(bytes).is_ok(),
        |bytes| SignedBatch::from_bytes(bytes).is_ok(),
        |bytes| DeviceCertificate::from_bytes(bytes).is_ok(),
        |bytes| Header::from_bytes(bytes).is_ok(),
    ];
    let mut used = [false; 5];
    for bytes in corpus() {
        let long = [bytes.clone(), vec![0; BATCH_BYTES_MAX + ENTRY_BYTES_MAX]].concat();
        for (at, reads) in decoders.iter().enumerate().filter(|(_, reads)| reads(&bytes)) {
            used[at] = true;
            assert!((0..bytes.len()).all(|len| !reads(&bytes[..len])), "decoder {at} reads a cut");
            assert!(!reads(&long), "decoder {at} reads what is over its cap");
        }
    }
    assert_eq!(used, [true; 5]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn foreign_bytes_never_panic(bytes in vec(any::<u8>(), 0..600)) {
        decode_all(&bytes);
        let (one, two) = (driftless_domain::AccountId::from_bytes([1; 16]), driftless_domain::VaultId::from_bytes([2; 16]));
        let entries = [bytes];
        prop_assert_eq!(AccountState::replay(one, &entries).state, None);
        prop_assert_eq!(VaultState::replay(two, &entries).state, None);
    }

    #[test]
    fn altered_honest_bytes_never_panic(
        which in any::<prop::sample::Index>(), places in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        thread_local!(static CORPUS: Vec<Vec<u8>> = corpus());
        let mut bytes = CORPUS.with(|corpus| which.get(corpus).clone());
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        decode_all(&bytes);
    }
}
