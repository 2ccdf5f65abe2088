//! An account's log: what it comes to, and what never becomes part of it.

use driftless_domain::VaultId;
use driftless_trust::account_log::{AccountRefusal, AccountState, DeviceStatus, HowAdded, entry_hash, genesis};
use driftless_trust::{AccountPublic, NotInLine};

use crate::world::{Person, client, device, orders};

#[test]
fn a_log_replays_to_its_devices() {
    let mut person = Person::new(1, &[1, 2]);
    person.add(3, HowAdded::Words);
    let vault = VaultId::from_bytes([9; 16]);
    person.revoke(2, &[(vault, 17)]);
    let replay = AccountState::replay(person.id(), &person.log);
    assert_eq!(replay.outside, []);
    let state = replay.state.unwrap();
    assert_eq!(state, person.state);
    assert!(state.live_device(client(1)).is_some() && state.live_device(client(3)).is_some());
    assert!(state.live_device(client(2)).is_none());
    assert_eq!(state.devices[&client(3)].how, HowAdded::Words);
    let DeviceStatus::Revoked { cut_offs, .. } = &state.devices[&client(2)].status else { panic!("it is live") };
    assert_eq!(cut_offs[&vault].0, 17);
}

#[test]
fn the_order_of_arrival_and_repetition_change_nothing() {
    let mut person = Person::new(1, &[1, 2]);
    person.revoke(2, &[]);
    for mut order in orders(&person.log) {
        order.push(order[0].clone());
        assert_eq!(AccountState::replay(person.id(), &order).state.unwrap(), person.state);
    }
}

#[test]
fn a_log_of_another_account_is_none() {
    let (one, two) = (Person::new(1, &[1]), Person::new(2, &[2]));
    let replay = AccountState::replay(one.id(), &two.log);
    assert_eq!(replay.state, None);
    assert_eq!(replay.outside[0].1, NotInLine::Refused(AccountRefusal::OtherAccount));
    assert_eq!(replay.outside.len(), 2);
}

#[test]
fn forged_entries_stay_outside() {
    let (one, two) = (Person::new(1, &[1]), Person::new(2, &[2]));
    let refused = |entry: &[u8]| {
        let mut state = one.state.clone();
        let refusal = state.append(entry).unwrap_err();
        assert_eq!(state, one.state, "a refused entry left a trace");
        refusal
    };
    // Another account's identity over an entry for this one.
    let forged = one.state.add_device(&two.key, HowAdded::Paired, &one.certificate(5), 1);
    assert_eq!(refused(&forged), NotInLine::Refused(AccountRefusal::Signature));
    // This account's identity, over a certificate of another one.
    let foreign = one.state.add_device(&one.key, HowAdded::Paired, &two.certificate(5), 1);
    assert_eq!(refused(&foreign), NotInLine::Refused(AccountRefusal::Certificate));
    // A device that is there, also when it was revoked.
    let again = one.state.add_device(&one.key, HowAdded::Paired, &one.certificate(1), 1);
    assert_eq!(refused(&again), NotInLine::Refused(AccountRefusal::KnownDevice));
    let nobody = one.state.revoke_device(&one.key, client(7), &Default::default(), 1);
    assert_eq!(refused(&nobody), NotInLine::Refused(AccountRefusal::NoSuchDevice));
    // A second genesis is no entry that follows.
    assert_eq!(refused(&genesis(&one.key, 77)), NotInLine::Refused(AccountRefusal::NotNext));
}

#[test]
fn a_revoked_device_never_comes_back() {
    let mut person = Person::new(1, &[1, 2]);
    person.revoke(2, &[]);
    let again = person.state.add_device(&person.key, HowAdded::Paired, &person.certificate(2), 9);
    assert_eq!(person.state.append(&again), Err(NotInLine::Refused(AccountRefusal::KnownDevice)));
    let twice = person.state.revoke_device(&person.key, client(2), &Default::default(), 9);
    assert_eq!(person.state.append(&twice), Err(NotInLine::Refused(AccountRefusal::NoSuchDevice)));
}

#[test]
fn every_flipped_bit_of_every_entry_is_noticed() {
    let mut person = Person::new(1, &[1]);
    person.revoke(1, &[(VaultId::from_bytes([9; 16]), 3)]);
    for at in 0..person.log.len() {
        for bit in 0..person.log[at].len() * 8 {
            let mut log = person.log.clone();
            log[at][bit / 8] ^= 1 << (bit % 8);
            let state = AccountState::replay(person.id(), &log).state;
            assert_ne!(state.as_ref(), Some(&person.state), "entry {at}, bit {bit}");
            assert!(!state.is_some_and(|state| state.extends(person.state.head())), "entry {at}, bit {bit}");
        }
    }
}

/// Two devices add one each at the same moment: every order of arrival ends the same, and who pinned the other
/// branch notices.
#[test]
fn s16_a_fork_ends_the_same_everywhere_and_is_noticed() {
    let person = Person::new(1, &[1]);
    let left = person.state.add_device(&person.key, HowAdded::Paired, &person.certificate(2), 1);
    let right = person.state.add_device(&person.key, HowAdded::Paired, &person.certificate(3), 1);
    let (first, lost) = if entry_hash(&left) < entry_hash(&right) { (left, right) } else { (right, left) };
    let entries = [person.log.clone(), vec![first.clone(), lost.clone()]].concat();
    for order in orders(&entries) {
        let replay = AccountState::replay(person.id(), &order);
        let state = replay.state.unwrap();
        assert_eq!(state.head(), entry_hash(&first));
        assert_eq!(replay.outside, [(entry_hash(&lost), NotInLine::LostFork)]);
        assert!(!state.extends(entry_hash(&lost)));
    }
}

#[test]
fn the_id_is_made_out_of_the_keys() {
    let person = Person::new(1, &[]);
    assert_eq!(person.id(), AccountPublic::of(&person.key).id());
    assert_eq!(person.id().as_uuid().get_version_num(), 8);
    assert_ne!(person.id(), Person::new(2, &[]).id());
}

#[test]
fn a_device_answers_a_challenge_and_nobody_else_does() {
    let person = Person::new(1, &[1]);
    let certificate = person.state.live_device(client(1)).unwrap();
    let answer = device(1).answer(b"notes.example.org 1234");
    assert_eq!(certificate.check_answer(b"notes.example.org 1234", &answer), Ok(()));
    assert!(certificate.check_answer(b"other.example.org 1234", &answer).is_err());
    assert!(certificate.check_answer(b"notes.example.org 1234", &device(2).answer(b"notes.example.org 1234")).is_err());
}
