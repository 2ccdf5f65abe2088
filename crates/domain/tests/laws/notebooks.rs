//! Circles are broken the same way everywhere, and nothing ever vanishes.

use std::collections::BTreeSet;

use driftless_domain::rules::notebook_tree;
use driftless_domain::{EntityId, EntityType};
use proptest::prelude::*;

use crate::generate::{Step, What, World, is_notebook, shuffled, steps};
use crate::{cases, folded};

/// Histories with many moves of notebooks into each other.
fn moves() -> impl Strategy<Value = Vec<Step>> {
    let to = prop::option::weighted(0.9, 3..6_usize);
    let moving = (0..3_usize, 3..6_usize, to).prop_map(|(device, entity, to)| Step::Write {
        device,
        entity,
        what: What::Move(to),
        is_keeping: false,
    });
    (prop::collection::vec(moving, 1..12), steps(20)).prop_map(|(moves, steps)| [moves, steps].concat())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_circle_remains_and_no_notebook_is_lost(steps in moves(), seed in any::<u64>()) {
        let mut world = World::new(false);
        (3..6).for_each(|entity| world.devices[0].write(entity, &What::Create, false, 1));
        steps.iter().for_each(|step| world.take(step));
        world.settle();
        let states = world.devices[1].states.clone();
        let of = |states: &std::collections::BTreeMap<EntityId, driftless_domain::EntityState>| {
            let books = states.iter().filter(|(_, state)| state.entity_type == EntityType::Notebook);
            notebook_tree(books.map(|(id, state)| (*id, state)))
        };
        let tree = of(&states);
        prop_assert_eq!(&tree, &of(&folded(&shuffled(&world.server.log, seed))));
        let expected: BTreeSet<EntityId> = states.iter()
            .filter(|(_, state)| state.entity_type == EntityType::Notebook && state.is_known() && !state.is_deleted())
            .map(|(id, _)| *id).collect();
        prop_assert_eq!(tree.placed.keys().copied().collect::<BTreeSet<_>>(), expected);
        // Every way up ends at the top.
        for start in tree.placed.keys() {
            let mut at = Some(*start);
            for _ in 0..=tree.placed.len() {
                at = at.and_then(|id| tree.placed[&id].parent);
            }
            prop_assert_eq!(at, None);
        }
        // Only circles are touched, one item for each.
        for (id, placed) in &tree.placed {
            let meant = states[id].link(&driftless_domain::Field::Parent).filter(|to| tree.placed.contains_key(to));
            let is_broken = tree.reviews.iter().any(|item| item.entity_id == *id);
            prop_assert_eq!(placed.parent != meant, is_broken && meant.is_some());
        }
        prop_assert!((3..6).all(is_notebook));
    }
}
