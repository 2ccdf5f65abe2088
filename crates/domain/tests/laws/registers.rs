//! Nothing is overwritten unseen.

use std::collections::BTreeSet;

use driftless_domain::ActionId;
use proptest::prelude::*;

use crate::generate::{World, shuffled, steps};
use crate::{cases, folded, naive};

proptest! {
    #![proptest_config(cases())]

    /// Every value ever written is shown, waits for review, equals the one shown, or was superseded by a
    /// write whose author had seen it and did not keep it.
    #[test]
    fn a_concurrent_value_is_never_lost(steps in steps(40), seed in any::<u64>()) {
        let mut world = World::run(&steps, false);
        world.settle();
        let states = folded(&shuffled(&world.server.log, seed));
        let facts = naive::facts(&world.server.log);
        for fact in &facts {
            for (field, write) in &fact.payload.fields {
                let register = &states[&fact.action.entity_id].fields[field];
                let is_shown = register.shown().is_some_and(|shown| shown.value == write.value);
                let is_waiting = register.siblings().iter().any(|sibling| sibling.stamp.id == fact.action.id);
                let is_superseded = facts.iter().any(|other| {
                    other.action.entity_id == fact.action.entity_id
                        && other.saw(fact)
                        && other.payload.fields.get(field).is_some_and(|w| !w.keeps.contains(&fact.action.id))
                });
                prop_assert!(is_shown || is_waiting || is_superseded, "{field} of {}", fact.action.id);
            }
        }
    }

    /// An edit made while siblings wait keeps them: they are still there afterwards, on every device.
    #[test]
    fn an_edit_that_keeps_its_siblings_overwrites_none(steps in steps(40)) {
        let mut world = World::run(&steps, false);
        let states = world.devices[0].states.clone();
        for entity in 0..crate::generate::ENTITIES {
            world.devices[0].write(entity, &crate::generate::What::Title(200), true, 1_900_000_000_000);
        }
        for (id, before) in &states {
            let waiting = |state: &driftless_domain::EntityState| -> BTreeSet<ActionId> {
                let register = state.fields.get(&driftless_domain::Field::Title);
                register.map(|r| r.unreviewed().into_iter().collect()).unwrap_or_default()
            };
            prop_assert!(waiting(before).is_subset(&waiting(&world.devices[0].states[id])));
        }
    }
}
