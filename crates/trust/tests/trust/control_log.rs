//! A vault's control log: what it comes to, and what never becomes part of it.

use std::collections::BTreeMap;

use driftless_domain::{DeviceSeq, VaultId};
use driftless_protocol::Hash;
use driftless_trust::control_log::epoch_key::EpochKey;
use driftless_trust::control_log::{ControlFact, CutOff, KeyProblem, Role, VaultState, WriteRefusal, entry_hash};
use driftless_trust::{ControlRefusal, NotInLine};

use crate::world::{Person, Vault, client, orders, vault_key};

fn refusal(vault: &Vault, entry: &[u8]) -> ControlRefusal {
    let mut state = vault.state.clone();
    let error = state.append(entry).unwrap_err();
    assert_eq!(state, vault.state, "a refused entry left a trace");
    let NotInLine::Refused(refusal) = error else { panic!("{error:?}") };
    refusal
}

fn cut_off(person: &Person, number: u8, seq: u64) -> CutOff {
    CutOff { account_id: person.id(), client_id: client(number), device_seq: DeviceSeq(seq) }
}

#[test]
fn a_vault_begins_with_its_owner_and_its_id_is_its_own() {
    let owner = Person::new(1, &[1]);
    let vault = Vault::new(&owner, 10);
    assert_eq!(vault.state.role(owner.id()), Some(Role::Owner));
    assert_eq!(vault.id().as_uuid().get_version_num(), 8);
    assert_eq!(vault.state.open_key(owner.id(), &owner.key.account_box()), Ok(vault_key(10)));
    let other = VaultId::from_bytes(*Vault::new(&owner, 11).id().as_bytes());
    let replay = VaultState::replay(other, &vault.log);
    assert_eq!(replay.state, None);
    assert_eq!(replay.outside[0].1, NotInLine::Refused(ControlRefusal::OtherVault));
}

#[test]
fn a_vault_of_today_is_adopted_by_who_has_its_key() {
    let (owner, thief) = (Person::new(1, &[1]), Person::new(2, &[2]));
    let id = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    let entry = owner.author(1).adopt(id, 4, &vault_key(10), &[3; 32]).unwrap();
    let state = VaultState::replay(id, &[&entry]).state.unwrap();
    assert_eq!((state.role(owner.id()), state.epoch()), (Some(Role::Owner), 4));
    assert!(state.is_key(4, &vault_key(10)));
    // Somebody without the key commits to another one, which every holder of the key sees.
    let entry = thief.author(2).adopt(id, 4, &vault_key(11), &[3; 32]).unwrap();
    assert!(!VaultState::replay(id, &[&entry]).state.unwrap().is_key(4, &vault_key(10)));
    // A vault with an id of its own has one beginning.
    let own = Vault::new(&owner, 10).id();
    let entry = thief.author(2).adopt(own, 0, &vault_key(10), &[3; 32]).unwrap();
    assert_eq!(VaultState::replay(own, &[&entry]).state, None);
}

#[test]
fn invite_join_role_and_removal_in_order() {
    let (owner, guest) = (Person::new(1, &[1]), Person::new(2, &[2]));
    let mut vault = Vault::new(&owner, 10);
    let before = vault.state.head();
    vault.take(owner.author(1).invite(&vault.state, &guest.public(), Role::Viewer, &vault.key, &[4; 32]).unwrap());
    assert_eq!(
        (vault.state.role(guest.id()), vault.state.members[&guest.id()].invited_as()),
        (None, Some(Role::Viewer))
    );
    assert_eq!(vault.state.open_key(guest.id(), &guest.key.account_box()), Ok(vault_key(10)));
    vault.take(guest.author(2).join(&vault.state));
    let joined = vault.state.head();
    vault.take(owner.author(1).change_role(&vault.state, guest.id(), Role::Editor, &[].into()));
    let edits = vault.state.head();
    vault.rekey(&owner, &[guest.id()], &[cut_off(&guest, 2, 8)], 11);
    assert_eq!(vault.state.role_at(guest.id(), before), None);
    assert_eq!(vault.state.role_at(guest.id(), joined), Some(Role::Viewer));
    assert_eq!(vault.state.role_at(guest.id(), edits), Some(Role::Editor));
    assert_eq!(vault.state.role(guest.id()), None);
    assert_eq!(VaultState::replay(vault.id(), &vault.log).state.unwrap(), vault.state);

    let may = |seq, head| vault.state.may_write(guest.id(), client(2), DeviceSeq(seq), head);
    assert_eq!(may(1, before), Err(WriteRefusal::NotAMember));
    assert_eq!(may(1, joined), Err(WriteRefusal::NotAWriter(Role::Viewer)));
    assert_eq!(may(8, edits), Ok(()));
    assert_eq!(may(9, edits), Err(WriteRefusal::CutOff(DeviceSeq(8))), "an old head does not help after the cut");
    assert_eq!(may(8, vault.state.head()), Err(WriteRefusal::NotAMember));
    assert_eq!(may(1, Hash([7; 32])), Err(WriteRefusal::UnknownHead));
    // A device that nobody named has no action that counts.
    let unnamed = vault.state.may_write(guest.id(), client(3), DeviceSeq(1), edits);
    assert_eq!(unnamed, Err(WriteRefusal::CutOff(DeviceSeq(0))));
}

#[test]
fn who_was_removed_can_be_invited_again() {
    let (owner, guest) = (Person::new(1, &[1]), Person::new(2, &[2]));
    let mut vault = Vault::new(&owner, 10);
    vault.add(&owner, &guest, Role::Editor);
    let first_time = vault.state.head();
    vault.rekey(&owner, &[guest.id()], &[cut_off(&guest, 2, 5)], 11);
    vault.add(&owner, &guest, Role::Editor);
    let again = vault.state.head();
    let may = |seq, head| vault.state.may_write(guest.id(), client(2), DeviceSeq(seq), head);
    assert_eq!(may(6, again), Ok(()));
    assert_eq!(may(5, first_time), Ok(()));
    assert_eq!(may(6, first_time), Err(WriteRefusal::CutOff(DeviceSeq(5))));
}

#[test]
fn an_editor_who_becomes_a_viewer_cannot_claim_to_have_written_before() {
    let (owner, guest) = (Person::new(1, &[1]), Person::new(2, &[2]));
    let mut vault = Vault::new(&owner, 10);
    vault.add(&owner, &guest, Role::Editor);
    let before = vault.state.head();
    vault.take(owner.author(1).change_role(&vault.state, guest.id(), Role::Viewer, &[cut_off(&guest, 2, 3)].into()));
    let may = |seq, head| vault.state.may_write(guest.id(), client(2), DeviceSeq(seq), head);
    assert_eq!(may(3, before), Ok(()));
    assert_eq!(may(4, before), Err(WriteRefusal::CutOff(DeviceSeq(3))));
    assert_eq!(may(4, vault.state.head()), Err(WriteRefusal::NotAWriter(Role::Viewer)));
}

#[test]
fn a_revoked_device_is_cut_off_and_its_account_stays() {
    let owner = Person::new(1, &[1, 2]);
    let mut vault = Vault::new(&owner, 10);
    let before = vault.state.head();
    vault.rekey(&owner, &[], &[cut_off(&owner, 2, 4)], 11);
    let head = vault.state.head();
    for head in [before, head] {
        assert_eq!(vault.state.may_write(owner.id(), client(2), DeviceSeq(4), head), Ok(()));
        let after = vault.state.may_write(owner.id(), client(2), DeviceSeq(5), head);
        assert_eq!(after, Err(WriteRefusal::CutOff(DeviceSeq(4))));
        assert_eq!(vault.state.may_write(owner.id(), client(1), DeviceSeq(5), head), Ok(()));
    }
    assert_eq!((vault.state.epoch_at(before), vault.state.epoch_at(head)), (Some(0), Some(1)));
}

#[test]
fn the_newest_key_leads_to_every_earlier_one() {
    let (owner, guest) = (Person::new(1, &[1]), Person::new(2, &[2]));
    let mut vault = Vault::new(&owner, 10);
    vault.rekey(&owner, &[], &[], 11);
    vault.rekey(&owner, &[], &[], 12);
    vault.add(&owner, &guest, Role::Viewer);
    let key = vault.state.open_key(guest.id(), &guest.key.account_box()).unwrap();
    for (epoch, number) in [(2, 12), (1, 11), (0, 10)] {
        assert_eq!(vault.state.earlier_key(epoch, &key), Ok(vault_key(number)));
    }
    assert_eq!(vault.state.earlier_key(3, &key), Err(KeyProblem::NoSuchEpoch(3)));
    assert_eq!(vault.state.earlier_key(0, &vault_key(9)), Err(KeyProblem::OtherKey));
}

/// Who seals something else to one member than it committed to is seen by that member, whose data is kept.
#[test]
fn s17_a_key_that_is_missing_wrong_or_not_the_committed_one_is_named() {
    let (owner, guest) = (Person::new(1, &[1]), Person::new(2, &[2]));
    let mut vault = Vault::new(&owner, 10);
    let (right, wrong) = (vault_key(10), vault_key(99));
    let seal = |key| driftless_trust::control_log::epoch_key::seal_to(vault.id(), 0, key, &guest.public(), &[4; 32]);
    let mut garbage = seal(&right).unwrap();
    garbage.0[40] ^= 1;
    assert_eq!(vault.state.open_key(guest.id(), &guest.key.account_box()), Err(KeyProblem::NotForMe));
    for (sealed, problem) in [(seal(&wrong).unwrap(), KeyProblem::OtherKey), (garbage, KeyProblem::Unopenable)] {
        let invite = ControlFact::Invite { member: guest.public(), role: Role::Editor, sealed };
        let entry = owner.author(1).after(vault.id(), vault.state.head(), &invite);
        let mut vault = vault.clone();
        vault.take(entry);
        assert_eq!(vault.state.open_key(guest.id(), &guest.key.account_box()), Err(problem));
    }
    vault.rekey(&owner, &[], &[], 11);
    assert_eq!(vault.state.open_key(guest.id(), &guest.key.account_box()), Err(KeyProblem::NotForMe));
}

#[test]
fn s16_forged_and_self_promoting_entries_stay_outside() {
    let (owner, editor, stranger) = (Person::new(1, &[1]), Person::new(2, &[2]), Person::new(3, &[3]));
    let mut vault = Vault::new(&owner, 10);
    vault.add(&owner, &editor, Role::Editor);
    let head = vault.state.head();

    let promote = ControlFact::RoleChange { account_id: editor.id(), role: Role::Owner, cut_offs: vec![] };
    assert_eq!(refusal(&vault, &editor.author(2).after(vault.id(), head, &promote)), ControlRefusal::NotAllowed);
    assert_eq!(refusal(&vault, &stranger.author(3).after(vault.id(), head, &promote)), ControlRefusal::NotAMember);

    // The owner's name over the editor's signature.
    let mut forged = owner.author(1).after(vault.id(), head, &promote);
    let signed = forged.len() - 64;
    let signature = editor.key.identity().sign(driftless_crypto::Purpose::ControlEntry, &forged[..signed]);
    forged[signed..].copy_from_slice(&signature.0);
    assert_eq!(refusal(&vault, &forged), ControlRefusal::Signature);

    assert_eq!(refusal(&vault, &stranger.author(3).join(&vault.state)), ControlRefusal::NotAMember);
    assert_eq!(refusal(&vault, &editor.author(2).join(&vault.state)), ControlRefusal::NoSuchMember);
    let elsewhere = Vault::new(&owner, 11);
    let moved = owner.author(1).after(elsewhere.id(), head, &ControlFact::Join);
    assert_eq!(refusal(&vault, &moved), ControlRefusal::OtherVault);
}

#[test]
fn s16_the_entries_of_a_removed_member_stay_outside() {
    let (owner, second) = (Person::new(1, &[1]), Person::new(2, &[2]));
    let mut vault = Vault::new(&owner, 10);
    vault.add(&owner, &second, Role::Owner);
    let while_owner = vault.clone();
    vault.rekey(&owner, &[second.id()], &[], 11);
    let back = ControlFact::RoleChange { account_id: second.id(), role: Role::Owner, cut_offs: vec![] };
    let entry = second.author(2).after(vault.id(), vault.state.head(), &back);
    assert_eq!(refusal(&vault, &entry), ControlRefusal::NotAMember);
    // Behind an old head it is a fork. It can win that only with a lower hash, and then who knew the removal
    // sees that the line does not go on from there.
    let late = while_owner.rekey_entry(&second, &[owner.id()], &[], 12);
    let replay = VaultState::replay(vault.id(), &[vault.log.clone(), vec![late]].concat());
    let state = replay.state.unwrap();
    assert_eq!(replay.outside.len(), 1);
    assert_eq!(state.role(second.id()).is_some(), !state.extends(vault.state.head()));
}

/// Two owners remove each other at the same moment: one of them wins, everywhere the same one.
#[test]
fn s16_two_owners_who_remove_each_other_end_the_same_everywhere() {
    let (one, two) = (Person::new(1, &[1]), Person::new(2, &[2]));
    let mut vault = Vault::new(&one, 10);
    vault.add(&one, &two, Role::Owner);
    let by_one = vault.rekey_entry(&one, &[two.id()], &[], 11);
    let by_two = vault.rekey_entry(&two, &[one.id()], &[], 12);
    let winner = if entry_hash(&by_one) < entry_hash(&by_two) { one.id() } else { two.id() };
    let entries = [vault.log.clone(), vec![by_one, by_two]].concat();
    let states: Vec<VaultState> =
        orders(&entries).iter().map(|order| VaultState::replay(vault.id(), order).state.unwrap()).collect();
    assert!(states.iter().all(|state| *state == states[0]));
    let owners: Vec<_> = states[0].members.iter().filter(|(_, it)| it.role().is_some()).map(|(id, _)| *id).collect();
    assert_eq!(owners, [winner]);
}

#[test]
fn reordered_and_detached_entries_change_nothing() {
    let (owner, guest) = (Person::new(1, &[1]), Person::new(2, &[2]));
    let mut vault = Vault::new(&owner, 10);
    vault.add(&owner, &guest, Role::Editor);
    vault.rekey(&owner, &[guest.id()], &[], 11);
    for order in orders(&vault.log) {
        assert_eq!(VaultState::replay(vault.id(), &order).state.unwrap(), vault.state);
    }
    let gap = [vault.log[0].clone(), vault.log[2].clone(), vault.log[3].clone()];
    let replay = VaultState::replay(vault.id(), &gap);
    assert!(replay.outside.len() == 2 && replay.outside.iter().all(|(_, why)| *why == NotInLine::Detached));
    assert!(!replay.state.unwrap().extends(vault.state.head()));
}

#[test]
fn a_vault_never_loses_its_last_owner() {
    let (owner, editor) = (Person::new(1, &[1]), Person::new(2, &[2]));
    let mut vault = Vault::new(&owner, 10);
    vault.add(&owner, &editor, Role::Editor);
    let step_down = owner.author(1).change_role(&vault.state, owner.id(), Role::Editor, &[].into());
    assert_eq!(refusal(&vault, &step_down), ControlRefusal::LastOwner);
    assert_eq!(refusal(&vault, &vault.rekey_entry(&owner, &[owner.id()], &[], 11)), ControlRefusal::LastOwner);
    vault.take(owner.author(1).change_role(&vault.state, editor.id(), Role::Owner, &[].into()));
    let step_down = owner.author(1).change_role(&vault.state, owner.id(), Role::Editor, &[].into());
    vault.take(step_down);
    assert_eq!(vault.state.role(owner.id()), Some(Role::Editor));
}

#[test]
fn a_rekey_is_for_exactly_the_members_that_stay() {
    let (owner, guest, third) = (Person::new(1, &[1]), Person::new(2, &[2]), Person::new(3, &[3]));
    let mut vault = Vault::new(&owner, 10);
    vault.add(&owner, &guest, Role::Editor);
    let fact = |epoch: u32, people: &[&Person]| {
        let members: Vec<_> = people.iter().map(|person| person.public()).collect();
        let key = EpochKey::seal(vault.id(), epoch, &vault_key(11), &members, &[5; 32]).unwrap();
        ControlFact::Rekey { epoch, removed: [].into(), cut_offs: vec![], key, earlier: [1; 73] }
    };
    let refused = |fact| refusal(&vault, &owner.author(1).after(vault.id(), vault.state.head(), &fact));
    assert_eq!(refused(fact(1, &[&owner])), ControlRefusal::SealedKeys);
    assert_eq!(refused(fact(1, &[&owner, &guest, &third])), ControlRefusal::SealedKeys);
    assert_eq!(refused(fact(0, &[&owner, &guest])), ControlRefusal::Epoch);
    assert_eq!(refused(fact(2, &[&owner, &guest])), ControlRefusal::Epoch);
    let strangers = vault.rekey_entry(&owner, &[third.id()], &[], 11);
    assert_eq!(refusal(&vault, &strangers), ControlRefusal::NoSuchMember);
    let cut = vault.rekey_entry(&owner, &[], &[cut_off(&third, 3, 1)], 11);
    assert_eq!(refusal(&vault, &cut), ControlRefusal::CutOff);
}

#[test]
fn settings_are_the_owners_and_have_a_cap() {
    let owner = Person::new(1, &[1]);
    let mut vault = Vault::new(&owner, 10);
    let set =
        |vault: &Vault, name: String| owner.author(1).settings(&vault.state, BTreeMap::from([(name, b"yes".to_vec())]));
    for number in 0..64 {
        vault.take(set(&vault, format!("setting-{number}")));
    }
    assert_eq!(vault.state.settings["setting-0"], b"yes");
    assert_eq!(refusal(&vault, &set(&vault, "one-more".to_owned())), ControlRefusal::Full);
    let empty = owner.author(1).settings(&vault.state, BTreeMap::new());
    assert_eq!(refusal(&vault, &empty), ControlRefusal::Nothing);
}
