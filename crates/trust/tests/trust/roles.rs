//! The role matrix: every role × every kind of entry, and who may write.

use std::collections::BTreeMap;

use driftless_domain::DeviceSeq;
use driftless_trust::control_log::{CutOff, Role, VaultState, WriteRefusal};
use driftless_trust::{ControlRefusal, NotInLine};

use crate::world::{Person, Vault, client};

/// Who writes an entry.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Who {
    Owner,
    Editor,
    Viewer,
    Invited,
    Removed,
    Stranger,
}

const ALL: [Who; 6] = [Who::Owner, Who::Editor, Who::Viewer, Who::Invited, Who::Removed, Who::Stranger];

struct Scene {
    vault: Vault,
    people: Vec<(Who, Person)>,
    target: Person,
}

impl Scene {
    /// A vault with somebody in each part, and a second owner, so that nothing fails for want of one.
    fn new() -> Self {
        let people: Vec<(Who, Person)> =
            ALL.iter().zip(1_u8..).map(|(who, number)| (*who, Person::new(number, &[1]))).collect();
        let of = |who: Who| people.iter().find(|(it, _)| *it == who).map(|(_, person)| person.clone()).unwrap();
        let (owner, target) = (of(Who::Owner), Person::new(20, &[1]));
        let mut vault = Vault::new(&owner, 10);
        vault.add(&owner, &of(Who::Editor), Role::Editor);
        vault.add(&owner, &of(Who::Viewer), Role::Viewer);
        vault.add(&owner, &of(Who::Removed), Role::Owner);
        vault.add(&owner, &target, Role::Editor);
        vault.rekey(&owner, &[of(Who::Removed).id()], &[], 11);
        let invited = of(Who::Invited).public();
        vault.take(owner.author(1).invite(&vault.state, &invited, Role::Editor, &vault.key, &[4; 32]).unwrap());
        Self { vault, people, target }
    }

    fn of(&self, who: Who) -> &Person {
        self.people.iter().find(|(it, _)| *it == who).map(|(_, person)| person).unwrap()
    }

    fn refusal(&self, entry: &[u8]) -> Option<ControlRefusal> {
        let mut state = self.vault.state.clone();
        match state.append(entry) {
            Ok(_) => None,
            Err(error) => {
                assert_eq!(state, self.vault.state, "a refused entry left a trace");
                let NotInLine::Refused(refusal) = error else { panic!("{error:?}") };
                Some(refusal)
            }
        }
    }
}

type Act = fn(&Scene, &Person) -> Vec<u8>;

const ACTS: [(&str, Act); 9] = [
    ("invite", |scene, by| {
        let new = Person::new(30, &[1]);
        by.author(1).invite(&scene.vault.state, &new.public(), Role::Viewer, &scene.vault.key, &[4; 32]).unwrap()
    }),
    ("invite an owner", |scene, by| {
        let new = Person::new(30, &[1]);
        by.author(1).invite(&scene.vault.state, &new.public(), Role::Owner, &scene.vault.key, &[4; 32]).unwrap()
    }),
    ("join", |scene, by| by.author(1).join(&scene.vault.state)),
    ("promote", |scene, by| by.author(1).change_role(&scene.vault.state, scene.target.id(), Role::Owner, &[].into())),
    ("promote oneself", |scene, by| {
        let role = if scene.vault.state.role(by.id()) == Some(Role::Owner) { Role::Editor } else { Role::Owner };
        by.author(1).change_role(&scene.vault.state, by.id(), role, &[].into())
    }),
    ("remove", |scene, by| scene.vault.rekey_entry(by, &[scene.target.id()], &[], 12)),
    ("cut off another's device", |scene, by| {
        let account_id = scene.target.id();
        let cut = CutOff { account_id, client_id: client(1), device_seq: DeviceSeq(1) };
        scene.vault.rekey_entry(by, &[], &[cut], 12)
    }),
    ("cut off an own device", |scene, by| {
        let cut = CutOff { account_id: by.id(), client_id: client(1), device_seq: DeviceSeq(1) };
        scene.vault.rekey_entry(by, &[], &[cut], 12)
    }),
    ("settings", |scene, by| by.author(1).settings(&scene.vault.state, BTreeMap::from([("a".to_owned(), vec![1])]))),
];

/// What is expected; written down, not computed.
fn expected(who: Who, act: &str) -> Option<ControlRefusal> {
    use ControlRefusal::{LastOwner, NoSuchMember, NotAMember, NotAllowed};
    match (who, act) {
        (Who::Invited, "join") => None,
        (Who::Stranger, _) => Some(NotAMember),
        (_, "join") => Some(NoSuchMember),
        (Who::Removed | Who::Invited, _) => Some(NotAMember),
        (Who::Owner, "promote oneself") => Some(LastOwner),
        (Who::Owner, _) | (Who::Editor, "cut off an own device") => None,
        (Who::Editor | Who::Viewer, _) => Some(NotAllowed),
    }
}

#[test]
fn every_role_with_every_kind_of_entry() {
    let scene = Scene::new();
    for who in ALL {
        for (act, entry) in ACTS {
            let refusal = scene.refusal(&entry(&scene, scene.of(who)));
            assert_eq!(refusal, expected(who, act), "{who:?} tries: {act}");
        }
    }
}

#[test]
fn only_owners_and_editors_write() {
    let scene = Scene::new();
    for (who, may) in [
        (Who::Owner, Ok(())),
        (Who::Editor, Ok(())),
        (Who::Viewer, Err(WriteRefusal::NotAWriter(Role::Viewer))),
        (Who::Invited, Err(WriteRefusal::NotAMember)),
        (Who::Removed, Err(WriteRefusal::NotAMember)),
        (Who::Stranger, Err(WriteRefusal::NotAMember)),
    ] {
        let state: &VaultState = &scene.vault.state;
        assert_eq!(state.may_write(scene.of(who).id(), client(1), DeviceSeq(1), state.head()), may, "{who:?}");
    }
}

/// Every change of a role, by an owner: allowed unless it changes nothing or takes the last owner away.
#[test]
fn every_change_of_a_role() {
    for before in Role::ALL {
        for after in Role::ALL {
            for is_last in [false, true] {
                let (first, second) = (Person::new(1, &[1]), Person::new(2, &[1]));
                let mut vault = Vault::new(&first, 10);
                vault.add(&first, &second, before);
                if is_last && before == Role::Owner {
                    vault.take(first.author(1).change_role(&vault.state, first.id(), Role::Viewer, &[].into()));
                }
                let by = if is_last && before == Role::Owner { &second } else { &first };
                let entry = by.author(1).change_role(&vault.state, second.id(), after, &[].into());
                let refusal = vault.state.clone().append(&entry).err();
                let expected = if before == after {
                    Some(ControlRefusal::Nothing)
                } else if is_last && before == Role::Owner {
                    Some(ControlRefusal::LastOwner)
                } else {
                    None
                };
                assert_eq!(refusal, expected.map(NotInLine::Refused), "{before:?} to {after:?}, last: {is_last}");
            }
        }
    }
}
