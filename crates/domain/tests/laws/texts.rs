//! Texts in random histories: both sides' words survive, on every device the same.

use std::collections::BTreeMap;

use driftless_domain::body::{LoroText, TextBody};
use driftless_domain::reconcile::{NotesState, replay};
use driftless_domain::{EntityId, Payload};
use proptest::prelude::*;

use crate::generate::{Step, What, World, shuffled, steps, with_repeats};
use crate::{cases_with_texts, picked};

fn texts(notes: &NotesState<LoroText>) -> BTreeMap<EntityId, String> {
    let body = |entity: &driftless_domain::reconcile::Entity<LoroText>| entity.body.as_ref().map(|b| b.text().unwrap());
    notes.entities.iter().filter_map(|(id, entity)| Some((*id, body(entity)?))).collect()
}

proptest! {
    #![proptest_config(cases_with_texts())]

    /// What devices made of the updates as they came, one by one, is the replay of all in any order.
    #[test]
    fn texts_are_the_same_in_every_order(steps in steps(40), seed in any::<u64>()) {
        let mut world = World::run(&steps, true);
        world.settle();
        let expected = texts(&replay(NotesState::default(), &world.server.log, 50));
        let again = replay(NotesState::default(), &with_repeats(&world.server.log, seed), 51);
        prop_assert_eq!(&texts(&again), &expected);
        for device in &world.devices {
            let shown: BTreeMap<_, _> = device.bodies.iter().map(|(id, body)| (*id, body.text().unwrap())).collect();
            prop_assert_eq!(&shown, &expected);
        }
    }

    /// Law 2 with texts, where an update may come before what it needs: it waits and is applied then.
    #[test]
    fn texts_replayed_in_parts_are_texts_replayed_at_once(steps in steps(40), seed in any::<u64>(), of_a in any::<u64>()) {
        let mut world = World::run(&steps, true);
        world.settle();
        let log = shuffled(&world.server.log, seed);
        let (a, b) = (picked(&log, of_a), picked(&log, !of_a));
        let parts = replay(replay(NotesState::default(), &a, 50), &b, 50);
        let once = replay(NotesState::default(), &log, 50);
        prop_assert_eq!(texts(&parts), texts(&once));
        prop_assert_eq!(parts.unapplied, once.unapplied);
    }

    /// Where nobody deletes, every word that anybody ever wrote is there once.
    #[test]
    fn no_word_is_lost_or_doubled(steps in steps(60)) {
        let mut world = World::new(true);
        for step in &steps {
            let mut step = step.clone();
            if let Step::Write { what: What::Body { delete, is_inserting, at }, .. } = &mut step {
                (*delete, *is_inserting) = (0, true);
                // Only in front or behind, so that no word is written into the middle of another.
                *at = if *at > 127 { 255 } else { 0 };
            }
            world.take(&step);
        }
        world.settle();
        let shown = texts(&replay(NotesState::default(), &world.server.log, 50));
        for logged in &world.server.log {
            let Ok(Payload { body: Some(body), .. }) = Payload::decode(&logged.action.payload) else { continue };
            if body.codec == driftless_domain::body::CODEC {
                let peer = world.devices.iter().position(|d| d.client_id == logged.action.client_id).unwrap() + 1;
                let word = format!("<{peer}:{}é長😀>", logged.action.device_seq);
                prop_assert_eq!(shown[&logged.action.entity_id].matches(&word).count(), 1, "{}", word);
            }
        }
    }
}
