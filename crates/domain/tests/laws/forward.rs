//! What is newer than this version waits untouched and is applied after the upgrade.

use driftless_domain::body::{CODEC, LoroText};
use driftless_domain::entity::Held;
use driftless_domain::reconcile::{NotesState, Unapplied, replay};
use driftless_domain::{Action, LoggedAction, Payload, SCHEMA};
use proptest::prelude::*;

use crate::generate::{World, shuffled, steps};
use crate::{cases, folded};

/// Seen by an old version: the even ones are of a higher schema, an unknown entity or action type.
fn as_newer(logged: &LoggedAction, at: usize) -> LoggedAction {
    let action = &logged.action;
    let newer = match at % 6 {
        0 => Action { schema: SCHEMA + 1, payload: b"of another shape".to_vec(), ..action.clone() },
        2 => Action { entity_type: "whiteboard".parse().unwrap(), ..action.clone() },
        4 => Action { action_type: "merge".parse().unwrap(), ..action.clone() },
        _ => action.clone(),
    };
    LoggedAction { action: newer, position: logged.position }
}

proptest! {
    #![proptest_config(cases())]

    /// A device that could not read some actions, and applies them after its upgrade, is where one is
    /// that could read them from the start: no new download.
    #[test]
    fn held_actions_applied_after_an_upgrade_lose_nothing(steps in steps(40), seed in any::<u64>()) {
        let mut world = World::run(&steps, false);
        world.settle();
        let log = shuffled(&world.server.log, seed);
        let old: Vec<LoggedAction> = log.iter().enumerate().map(|(at, logged)| as_newer(logged, at)).collect();
        let notes = replay(NotesState::<LoroText>::default(), &old, 1);
        let is_held = |logged: &&LoggedAction| {
            Held::whole(logged).is_some_and(|held| notes.unapplied.get(&logged.action.id) == Some(&Unapplied::Held(held)))
        };
        let held: Vec<LoggedAction> = old.iter().zip(&log).filter(|(old, _)| is_held(old)).map(|(_, new)| new.clone()).collect();
        prop_assert!(held.len() >= log.len().div_ceil(2));
        let upgraded = replay(notes, &held, 1);
        prop_assert_eq!(crate::states_of(&upgraded), folded(&log));
    }
}

/// A field that this version does not know is named, not dropped, and the ones it knows are applied.
#[test]
fn an_unknown_field_is_held_and_the_known_ones_are_applied() {
    let mut world = World::new(false);
    world.devices[0].write(0, &crate::generate::What::Title(1), false, 5);
    let mut logged = world.devices[0].wal[0].clone();
    // {"title": {"value": "A"}, "mood": {"value": 1}}
    logged.action.payload = b"\xa2\x65title\xa1\x65value\x61A\x64mood\xa1\x65value\x01".to_vec();
    let payload = Payload::decode(&logged.action.payload).unwrap();
    let mut state = driftless_domain::EntityState::new(logged.action.entity_type.clone());
    let applied = state.apply(&logged, &payload, CODEC);
    assert_eq!(applied.held, Some(Held::Fields(vec!["mood".to_owned()])));
    assert_eq!(state.text(&driftless_domain::Field::Title), "A");
}

/// Two actions disagree about what an entity is and one of them is held: it used to depend on which came first.
#[test]
fn a_held_action_does_not_decide_what_an_entity_is() {
    let mut world = World::new(false);
    world.devices[0].write(0, &crate::generate::What::Title(1), false, 5);
    let mut note = world.devices[0].wal[0].clone();
    let mut notebook = note.clone();
    note.action.schema = SCHEMA + 1;
    notebook.action.entity_type = "notebook".parse().unwrap();
    notebook.action.id = driftless_domain::ActionId::from_bytes([9; 16]);
    let of = |actions: &[LoggedAction]| folded(actions).into_values().next().unwrap();
    assert_eq!(of(&[note.clone(), notebook.clone()]), of(&[notebook, note]));
}

/// A newer version gave a payload another shape: it waits for the upgrade. It used to be quarantined.
#[test]
fn a_newer_payload_of_another_shape_is_held_and_not_quarantined() {
    let mut world = World::new(false);
    world.devices[0].write(0, &crate::generate::What::Title(1), false, 5);
    let newer = as_newer(&world.devices[0].wal[0], 0);
    let notes = replay(NotesState::<LoroText>::default(), std::slice::from_ref(&newer), 1);
    assert_eq!(notes.unapplied.get(&newer.action.id), Some(&Unapplied::Held(Held::Schema(SCHEMA + 1))));
}
