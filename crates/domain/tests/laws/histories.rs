//! Any order, any repetition, any cut: the same state.

use driftless_domain::body::LoroText;
use driftless_domain::reconcile::{NotesState, replay};
use driftless_domain::review::reviews;
use proptest::prelude::*;

use crate::generate::{World, shuffled, steps, with_repeats};
use crate::{cases, fold, folded, naive, picked, replayed, states_of};

proptest! {
    #![proptest_config(cases())]

    /// `apply` in any order and with any repetition = `replay` = the definition.
    #[test]
    fn apply_in_any_order_with_repetition_is_replay(steps in steps(40), seed in any::<u64>()) {
        let mut world = World::run(&steps, false);
        world.settle();
        let log = &world.server.log;
        let states = folded(&with_repeats(log, seed));
        prop_assert_eq!(&states, &replayed(log));
        prop_assert_eq!(naive::told(&states), naive::shown(&naive::facts(log)));
    }

    /// What a device made of its actions as they came (own ones first without their place, then with it)
    /// is the replay of its WAL, at any moment and not only in the end.
    #[test]
    fn a_device_at_any_moment_is_the_replay_of_its_wal(steps in steps(40)) {
        let mut world = World::run(&steps, false);
        for device in &world.devices {
            prop_assert_eq!(&device.states, &replayed(&device.wal));
            prop_assert_eq!(naive::told(&device.states), naive::shown(&naive::facts(&device.wal)));
        }
        world.settle();
        let replayed = replayed(&world.server.log);
        for device in &world.devices {
            prop_assert_eq!(&device.states, &replayed);
        }
    }

    /// `replay(replay(S, A), B) = replay(S, A ∪ B)`, also when A and B overlap.
    #[test]
    fn replay_on_a_snapshot_is_replay_of_all(
        steps in steps(40), of_s in any::<u64>(), of_a in any::<u64>(), of_b in any::<u64>()
    ) {
        let mut world = World::run(&steps, false);
        world.settle();
        let log = &world.server.log;
        let (s, a, b) = (picked(log, of_s), picked(log, of_a), picked(log, of_b));
        let snapshot = || replay(NotesState::<LoroText>::default(), &s, 9);
        let twice = replay(replay(snapshot(), &a, 9), &b, 9);
        let once = replay(snapshot(), &[a, b].concat(), 9);
        prop_assert_eq!(states_of(&twice), states_of(&once));
        prop_assert_eq!(twice.unapplied, once.unapplied);
    }

    /// Merging two snapshots is the snapshot of the union.
    #[test]
    fn merging_two_snapshots_is_the_snapshot_of_the_union(
        steps in steps(40), of_a in any::<u64>(), of_b in any::<u64>()
    ) {
        let mut world = World::run(&steps, false);
        world.settle();
        let (a, b) = (picked(&world.server.log, of_a), picked(&world.server.log, of_b));
        let union = folded(&[a.clone(), b.clone()].concat());
        let (a, b) = (folded(&a), folded(&b));
        for (into, from) in [(&a, &b), (&b, &a)] {
            let mut merged = into.clone();
            for (id, state) in from {
                merged.entry(*id).and_modify(|into| into.merge(state)).or_insert_with(|| state.clone());
            }
            prop_assert_eq!(&merged, &union);
        }
    }

    /// Every device comes to the same review items, by the same ids.
    #[test]
    fn reviews_are_the_same_everywhere(steps in steps(40), seed in any::<u64>()) {
        let mut world = World::run(&steps, false);
        world.settle();
        let other = folded(&shuffled(&world.server.log, seed));
        for (id, state) in &world.devices[0].states {
            prop_assert_eq!(reviews(*id, state), reviews(*id, &other[id]));
        }
    }

    /// A snapshot that stops anywhere takes in what comes later, years late too.
    #[test]
    fn a_late_action_still_merges_exactly(steps in steps(40), seed in any::<u64>(), cut in any::<prop::sample::Index>()) {
        let mut world = World::run(&steps, false);
        world.settle();
        let order = shuffled(&world.server.log, seed);
        if !order.is_empty() {
            let (early, late) = order.split_at(cut.index(order.len()));
            let mut states = folded(early);
            fold(&mut states, late);
            prop_assert_eq!(states, replayed(&world.server.log));
        }
    }
}
