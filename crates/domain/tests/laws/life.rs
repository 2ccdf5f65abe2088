//! Deleted and restored, by definition.

use driftless_domain::review::{ReviewReason, reviews};
use driftless_domain::{ActionType, Field, Value};
use proptest::prelude::*;

use crate::generate::{Step, What, World, shuffled, steps};
use crate::{cases, folded, naive};

proptest! {
    #![proptest_config(cases())]

    /// Deleted is what some delete says that no restore has seen: no update ever brings it back, and a
    /// restore that does not know of the delete neither.
    #[test]
    fn only_a_restore_that_saw_the_delete_undoes_it(steps in steps(40), seed in any::<u64>()) {
        let mut world = World::run(&steps, false);
        world.settle();
        let states = folded(&shuffled(&world.server.log, seed));
        let facts = naive::facts(&world.server.log);
        for delete in facts.iter().filter(|fact| fact.action.action_type == ActionType::Delete) {
            let id = delete.action.entity_id;
            let is_undone = facts.iter().any(|fact| {
                fact.action.action_type == ActionType::Restore && fact.action.entity_id == id && fact.saw(delete)
            });
            prop_assert!(is_undone || states[&id].is_deleted());
        }
    }

    /// Updates that meet a tombstone are merged into it: after a restore everybody's words are there.
    #[test]
    fn a_restore_brings_back_what_was_written_meanwhile(steps in steps(40)) {
        let without: Vec<Step> = steps.iter().filter(|step| {
            !matches!(step, Step::Write { what: What::Delete | What::Restore | What::Purge, .. })
        }).cloned().collect();
        let fields = |world: &World| -> Vec<Vec<(Field, Value)>> {
            world.devices[0].states.values().map(|state| {
                state.fields.iter().map(|(f, r)| (f.clone(), r.shown().unwrap().value.clone())).collect()
            }).collect()
        };
        // Deleted by one device at the start, restored by it when everything has met the tombstone.
        let run = |has_delete: bool| {
            let mut world = World::new(false);
            let entities = 0..crate::generate::ENTITIES;
            for entity in entities.clone() {
                world.devices[0].write(entity, if has_delete { &What::Delete } else { &What::Create }, false, 1);
            }
            without.iter().for_each(|step| world.take(step));
            world.settle();
            for entity in entities {
                world.devices[0].write(entity, if has_delete { &What::Restore } else { &What::Create }, false, 2);
            }
            world.settle();
            world
        };
        let (deleted, never) = (run(true), run(false));
        let shown = |world: &World| fields(world).into_iter().map(|fields| {
            fields.into_iter().filter(|(field, _)| *field != Field::Title).collect::<Vec<_>>()
        }).collect::<Vec<_>>();
        prop_assert_eq!(shown(&deleted), shown(&never));
        prop_assert!(deleted.devices[1].states.values().all(|state| !state.is_deleted()));
    }

    /// Whoever edited without knowing of a delete finds the note in review, not gone.
    #[test]
    fn an_edit_that_met_a_delete_waits_for_review(steps in steps(40)) {
        let mut world = World::run(&steps, false);
        world.settle();
        let facts = naive::facts(&world.server.log);
        for (id, state) in world.devices[0].states.iter().filter(|(_, state)| state.is_deleted()) {
            let of = |facts: &'_ naive::Fact| facts.action.entity_id == *id;
            let is_delete = |fact: &naive::Fact| fact.action.action_type == ActionType::Delete;
            // Deletes that nobody who deleted or restored has seen.
            let life = |f: &&naive::Fact| of(f) && matches!(f.action.action_type, ActionType::Delete | ActionType::Restore);
            let alive: Vec<_> = facts.iter().filter(|f| of(f) && is_delete(f))
                .filter(|delete| !facts.iter().filter(life).any(|other| other.saw(delete))).collect();
            let latest = facts.iter().filter(|fact| of(fact)).filter(|fact| {
                !facts.iter().any(|f| of(f) && f.action.client_id == fact.action.client_id
                    && f.action.device_seq > fact.action.device_seq)
            });
            let is_expected = latest.into_iter().any(|fact| {
                let is_agreeing = alive.iter().any(|delete| delete.action.id == fact.action.id);
                !is_agreeing && alive.iter().any(|delete| {
                    delete.action.id != fact.action.id && !delete.saw(fact) && !fact.saw(delete)
                })
            });
            let found = reviews(*id, state);
            let is_found = found.iter().any(|item| matches!(item.reason, ReviewReason::EditedWhileDeleted { .. }));
            prop_assert_eq!(is_found, is_expected);
            prop_assert!(found.len() <= 1);
        }
    }
}
