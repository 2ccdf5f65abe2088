//! Equal action sets, equal hashes; different states, different ones.

use std::collections::BTreeMap;

use driftless_domain::digest::{
    Digest, DigestKey, TREE_DEPTH, TreeNode, entity_digest, leaf_digest, node_digest, text_digest,
};
use driftless_domain::{EntityId, EntityState};
use proptest::prelude::*;

use crate::cases;
use crate::folded;
use crate::generate::{World, steps, with_repeats};

const KEY: DigestKey = DigestKey([7; 32]);

fn digests(states: &BTreeMap<EntityId, EntityState>) -> BTreeMap<EntityId, Digest> {
    let text = text_digest(&KEY, "");
    states.iter().map(|(id, state)| (*id, entity_digest(&KEY, *id, state, &text))).collect()
}

/// A tree that is kept as the store keeps it: after one change only the way up is computed anew.
#[derive(Default)]
struct Tree {
    entities: BTreeMap<EntityId, Digest>,
    nodes: BTreeMap<TreeNode, Digest>,
}

impl Tree {
    fn set(&mut self, id: EntityId, digest: Digest) {
        self.entities.insert(id, digest);
        let leaf = TreeNode::leaf(&KEY, id);
        let under = self.entities.iter().filter(|(id, _)| TreeNode::leaf(&KEY, **id) == leaf);
        self.nodes.insert(leaf, leaf_digest(&KEY, under.map(|(id, digest)| (*id, *digest))));
        let mut at = leaf.parent();
        while let Some(node) = at {
            let children: Vec<Digest> =
                node.children().map(|child| self.nodes.get(&child).copied().unwrap_or_default()).collect();
            self.nodes.insert(node, node_digest(&KEY, &children.try_into().unwrap()));
            at = node.parent();
        }
    }

    fn root(&self) -> Digest {
        self.nodes.get(&TreeNode::ROOT).copied().unwrap_or_default()
    }
}

/// The root from nothing, top down.
fn from_scratch(node: TreeNode, entities: &BTreeMap<EntityId, Digest>) -> Digest {
    if node.depth == TREE_DEPTH {
        let under = entities.iter().filter(|(id, _)| TreeNode::leaf(&KEY, **id) == node);
        return leaf_digest(&KEY, under.map(|(id, digest)| (*id, *digest)));
    }
    let is_above = |id: &EntityId| {
        let mut at = TreeNode::leaf(&KEY, *id);
        while at.depth > node.depth {
            at = at.parent().unwrap();
        }
        at == node
    };
    let below: BTreeMap<_, _> = entities.iter().filter(|(id, _)| is_above(id)).map(|(i, d)| (*i, *d)).collect();
    if below.is_empty() {
        return Digest::EMPTY;
    }
    let children: Vec<Digest> = node.children().map(|child| from_scratch(child, &below)).collect();
    node_digest(&KEY, &children.try_into().unwrap())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn equal_action_sets_give_equal_digests(steps in steps(40), seed in any::<u64>()) {
        let mut world = World::run(&steps, false);
        world.settle();
        let expected = digests(&folded(&with_repeats(&world.server.log, seed)));
        for device in &world.devices {
            prop_assert_eq!(digests(&device.states), expected.clone());
        }
    }

    /// A missing action that changed anything changes the digest: drift is seen.
    #[test]
    fn a_lost_action_changes_a_digest(steps in steps(40), lost in any::<prop::sample::Index>()) {
        let mut world = World::run(&steps, false);
        world.settle();
        if !world.server.log.is_empty() {
            let all = folded(&world.server.log);
            let mut log = world.server.log.clone();
            log.remove(lost.index(log.len()));
            let without = folded(&log);
            let is_same_to_see = all.len() == without.len() && all.iter().all(|(id, state)| {
                let other = &without[id];
                state.devices == other.devices && state.edits == other.edits && state.created == other.created
                    && state.life.writes() == other.life.writes()
                    && state.fields.iter().map(|(f, r)| (f, r.writes())).eq(other.fields.iter().map(|(f, r)| (f, r.writes())))
            });
            prop_assert_eq!(digests(&all) == digests(&without), is_same_to_see);
        }
    }
}

proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: cases().cases.div_ceil(20), ..cases() })]

    #[test]
    fn the_tree_kept_change_by_change_is_the_tree_from_scratch(
        changes in prop::collection::vec((0..40_u8, any::<u8>()), 0..60)
    ) {
        let mut tree = Tree::default();
        for (id, digest) in changes {
            tree.set(EntityId::from_bytes([id; 16]), Digest([digest; 32]));
        }
        prop_assert_eq!(tree.root(), from_scratch(TreeNode::ROOT, &tree.entities));
    }
}
