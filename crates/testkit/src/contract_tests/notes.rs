//! Materialized entities and their digest tree.

use driftless_domain::digest::{Digest, TREE_DEPTH, TreeNode, leaf_digest};
use driftless_domain::{EntityId, EntityType, Seq};
use driftless_sync::contract::{Store, StoredEntity};

use super::fixture::{KEY, action, at, entity, read, shown, stored, take_in, write};

/// A save without a text leaves the stored text.
pub fn states_and_texts_come_back(store: &impl Store) {
    let note = stored(entity(1), 1, "tide pools\n東京 🎉");
    assert_eq!(read(store, |tx| tx.load_state(note.id)), None);
    assert_eq!(read(store, |tx| tx.load_body(note.id)), None);
    write(store, |tx| tx.save_entity(&note, &KEY));
    assert_eq!(read(store, |tx| tx.load_state(note.id)), Some(note.state.clone()));
    assert_eq!(read(store, |tx| tx.load_body(note.id)), note.body.clone());
    write(store, |tx| tx.save_entity(&StoredEntity { body: None, ..stored(entity(1), 2, "") }, &KEY));
    assert_eq!(read(store, |tx| tx.load_body(note.id)), note.body);
    assert_ne!(read(store, |tx| tx.load_state(note.id)), Some(note.state));
    assert_eq!(read(store, |tx| tx.ids_of_type(&EntityType::Note)), [entity(1)]);
    assert_eq!(read(store, |tx| tx.ids_of_type(&EntityType::Notebook)), []);
}

/// Every save of any entity takes the next one.
pub fn revisions_are_one_sequence(store: &impl Store) {
    assert_eq!(read(store, |tx| tx.revision(entity(1))), 0);
    assert_eq!(read(store, |tx| tx.changed_since(0, 10)), (Vec::new(), 0));
    for number in [1, 2, 1, 3] {
        write(store, |tx| tx.save_entity(&stored(entity(number), 1, "x"), &KEY));
    }
    let (changed, now) = read(store, |tx| tx.changed_since(0, 10));
    assert_eq!(changed, [entity(2), entity(1), entity(3)], "in order of the last save");
    assert_eq!(read(store, |tx| tx.changed_since(0, 2)).0.len(), 2);
    let middle = read(store, |tx| tx.revision(entity(1)));
    assert_eq!(read(store, |tx| tx.changed_since(middle, 10)), (vec![entity(3)], now));
    assert_eq!(read(store, |tx| tx.changed_since(now, 10)), (Vec::new(), now));
    write(store, |tx| tx.save_entity(&stored(entity(2), 2, "x"), &KEY));
    assert!(read(store, |tx| tx.revision(entity(2))) > now);
}

/// The root answers for every entity, whatever was saved since it was asked last.
pub fn the_tree_follows_every_save(store: &impl Store) {
    let root = || write(store, |tx| tx.tree_digest(TreeNode::ROOT, &KEY));
    assert_eq!(root(), Digest::EMPTY);
    let mut roots = vec![root()];
    for number in 1..40 {
        write(store, |tx| tx.save_entity(&stored(entity(number), 1, "x"), &KEY));
        roots.push(root());
    }
    write(store, |tx| tx.save_entity(&stored(entity(7), 1, "y"), &KEY));
    roots.push(root());
    let known = roots.len();
    roots.sort();
    roots.dedup();
    assert_eq!(roots.len(), known, "every change shows in the root");
    write(store, |tx| tx.save_entity(&stored(entity(7), 1, "x"), &KEY));
    assert!(roots.contains(&root()), "equal contents, equal root");
    let digests: Vec<(EntityId, Digest)> = read(store, |tx| tx.entity_digests());
    for (id, _) in &digests {
        let leaf = TreeNode::leaf(&KEY, *id);
        assert_eq!(leaf.depth, TREE_DEPTH);
        let under = digests.iter().filter(|(other, _)| TreeNode::leaf(&KEY, *other) == leaf).copied();
        assert_eq!(write(store, |tx| tx.tree_digest(leaf, &KEY)), leaf_digest(&KEY, under));
    }
}

/// What is not in the snapshot is to be rebuilt from the log by the caller.
pub fn a_restore_from_the_snapshot_forgets_the_rest(store: &impl Store) {
    take_in(store, &[at(action(1, entity(1)), 1)]);
    write(store, |tx| tx.compact(Seq(1)));
    let folded = (shown(store), read(store, |tx| tx.entity_digests()));
    let revision = read(store, |tx| tx.changed_since(0, 0)).1;
    take_in(store, &[at(action(2, entity(1)), 2), at(action(3, entity(2)), 3)]);
    let whole = (shown(store), read(store, |tx| tx.entity_digests()));
    write(store, |tx| tx.reset_to_snapshot(&KEY));
    assert_eq!((shown(store), read(store, |tx| tx.entity_digests())), folded);
    assert!(read(store, |tx| tx.changed_since(0, 0)).1 > revision, "a reset is a change");
    take_in(store, &[at(action(2, entity(1)), 2), at(action(3, entity(2)), 3)]);
    assert_eq!((shown(store), read(store, |tx| tx.entity_digests())), whole);
}
