//! What is known against what is offered.

use driftless_domain::{ClientId, DeviceSeq, VaultId};
use driftless_protocol::Hash;
use driftless_trust::frontier::{Alarm, Frontier, Known, Offered, Tip, check};
use proptest::prelude::*;

use crate::world::client;

const VAULT: VaultId = VaultId::from_bytes([1; 16]);

/// The honest chain of a device.
fn chain(client_id: ClientId, at: u64) -> Hash {
    Hash(*blake3::hash(&[client_id.as_bytes().as_slice(), &at.to_be_bytes()].concat()).as_bytes())
}

fn frontier(tips: &[(u8, u64)]) -> Frontier {
    let tip = |number: u8, at: u64| Tip { device_seq: DeviceSeq(at), chain: chain(client(number), at) };
    Frontier(tips.iter().filter(|(_, at)| *at > 0).map(|(number, at)| (client(*number), tip(*number, *at))).collect())
}

fn alarms(seen: &[(u8, u64)], heard: &[(u8, u64)], offered: &[(u8, u64)]) -> Vec<Alarm> {
    let known = Known { vault_id: VAULT, seen: frontier(seen), heard: frontier(heard) };
    let own = known.seen.clone();
    let chain_at = |client_id, at: DeviceSeq| (at <= own.device_seq(client_id)).then(|| chain(client_id, at.0));
    check(&known, &Offered { vault_id: VAULT, tips: frontier(offered) }, &chain_at)
}

#[test]
fn an_honest_server_raises_no_alarm() {
    assert_eq!(alarms(&[], &[], &[]), []);
    assert_eq!(alarms(&[(1, 5)], &[(2, 3)], &[(1, 5), (2, 3)]), []);
    assert_eq!(alarms(&[(1, 5)], &[(1, 3), (2, 3)], &[(1, 9), (2, 30), (3, 1)]), []);
}

#[test]
fn s13_a_server_that_was_restored_from_a_backup_is_noticed() {
    let rolled_back = Alarm::RolledBack { client_id: client(1), known: DeviceSeq(5), offered: DeviceSeq(2) };
    assert_eq!(alarms(&[(1, 5)], &[], &[(1, 2)]), [rolled_back]);
    let to_nothing = Alarm::RolledBack { client_id: client(1), known: DeviceSeq(5), offered: DeviceSeq(0) };
    assert_eq!(alarms(&[(1, 5), (2, 1)], &[(1, 7)], &[(2, 1)]), [to_nothing]);
}

#[test]
fn a_withheld_tail_is_noticed() {
    let withheld = Alarm::Withheld { client_id: client(2), heard: DeviceSeq(9), offered: DeviceSeq(4) };
    assert_eq!(alarms(&[(2, 4)], &[(2, 9)], &[(2, 4)]), [withheld]);
}

#[test]
fn a_swapped_vault_is_noticed_before_anything_else() {
    let known = Known { vault_id: VAULT, seen: frontier(&[(1, 5)]), heard: Frontier::default() };
    let other = VaultId::from_bytes([2; 16]);
    let offered = Offered { vault_id: other, tips: Frontier::default() };
    assert_eq!(check(&known, &offered, &|_, _| None), [Alarm::SwappedVault { expected: VAULT, offered: other }]);
}

#[test]
fn s14_two_histories_are_noticed_at_the_first_common_evidence() {
    let forked = Alarm::Forked { client_id: client(1), device_seq: DeviceSeq(3) };
    let mut other = frontier(&[(1, 3)]);
    other.0.get_mut(&client(1)).unwrap().chain = Hash([9; 32]);
    let honest = frontier(&[(1, 3)]);
    for (seen, heard, tips) in [
        (honest.clone(), other.clone(), honest.clone()),
        (honest.clone(), Frontier::default(), other.clone()),
        (Frontier::default(), honest.clone(), other.clone()),
    ] {
        let known = Known { vault_id: VAULT, seen, heard };
        assert_eq!(check(&known, &Offered { vault_id: VAULT, tips }, &|_, _| None), [forked]);
    }
    // Heard of an action in the middle of what is here.
    let known = Known { vault_id: VAULT, seen: frontier(&[(1, 7)]), heard: other };
    let chain_at = |client_id, at: DeviceSeq| Some(chain(client_id, at.0));
    assert_eq!(check(&known, &Offered { vault_id: VAULT, tips: frontier(&[(1, 7)]) }, &chain_at), [forked]);
}

#[test]
fn a_merge_keeps_the_higher_end_and_names_a_fork() {
    let mut mine = frontier(&[(1, 5), (2, 2)]);
    assert_eq!(mine.merge(&frontier(&[(1, 3), (2, 8), (3, 1)])), []);
    assert_eq!(mine, frontier(&[(1, 5), (2, 8), (3, 1)]));
    let mut other = frontier(&[(1, 5)]);
    other.0.get_mut(&client(1)).unwrap().chain = Hash([9; 32]);
    assert_eq!(mine.merge(&other), [Alarm::Forked { client_id: client(1), device_seq: DeviceSeq(5) }]);
}

proptest! {
    /// An alarm exactly when something that was seen or heard is not offered.
    #[test]
    fn less_than_what_is_known_is_always_noticed(
        seen in prop::array::uniform3(0_u64..6), heard in prop::array::uniform3(0_u64..6),
        offered in prop::array::uniform3(0_u64..6),
    ) {
        let numbered = |ends: [u64; 3]| [(1, ends[0]), (2, ends[1]), (3, ends[2])];
        let found = alarms(&numbered(seen), &numbered(heard), &numbered(offered));
        let is_less = (0..3).any(|at| offered[at] < seen[at].max(heard[at]));
        prop_assert_eq!(!found.is_empty(), is_less);
    }
}
