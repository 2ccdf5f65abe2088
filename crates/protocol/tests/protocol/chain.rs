//! The chain hash notices whatever is changed, and holds for a row whose payload is withheld.

use driftless_protocol::{Bytes, Envelope, Hash, LogRow, Withheld, chain_hash};
use proptest::prelude::*;

use crate::samples;

fn row(envelope: Option<Envelope>, withheld: Option<Withheld>) -> LogRow {
    LogRow { envelope, withheld, ..samples::download_response().rows.remove(0) }
}

#[test]
fn a_withheld_row_has_the_hash_of_its_whole_form() {
    let previous = Hash([9; 32]);
    let whole = row(Some(samples::envelope()), None).chain(previous);
    assert_eq!(row(None, Some(samples::withheld())).chain(previous), whole);
    assert_eq!(row(None, None).chain(previous), None);
}

proptest! {
    #[test]
    fn other_envelopes_have_other_hashes(one in samples::any_envelope(), other in samples::any_envelope()) {
        let previous = Hash::default();
        prop_assert_eq!(chain_hash(previous, &one) == chain_hash(previous, &other), one == other);
        prop_assert_ne!(chain_hash(previous, &one), chain_hash(Hash([1; 32]), &one));
    }

    /// A byte that moves between two neighbours would be a byte that nobody misses.
    #[test]
    fn names_do_not_run_into_each_other(one in samples::any_envelope(), at in 1..64_usize) {
        let joined = format!("{}{}", one.entity_type, one.action_type);
        prop_assume!(at < joined.len() && at != one.entity_type.as_str().len() && joined.len() - at <= 64);
        let moved = Envelope {
            entity_type: joined[..at].parse().unwrap(),
            action_type: joined[at..].parse().unwrap(),
            ..one.clone()
        };
        prop_assert_ne!(moved.associated_data(), one.associated_data());
    }

    #[test]
    fn a_changed_payload_changes_the_hash(one in samples::any_envelope(), byte: u8) {
        let mut longer = one.clone();
        longer.payload = Bytes([one.payload.0.as_slice(), &[byte]].concat());
        prop_assert_ne!(chain_hash(Hash::default(), &longer), chain_hash(Hash::default(), &one));
    }
}
