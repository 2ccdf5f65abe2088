//! Review items.

use driftless_domain::review::{ReviewId, ReviewItem, ReviewReason};
use driftless_sync::contract::Store;

use super::fixture::{action, entity, pending, read, write};

fn item(id: u8, of: u8) -> ReviewItem {
    let moved = pending(action(1, entity(of))).logged.stamp();
    ReviewItem { id: ReviewId([id; 16]), entity_id: entity(of), reason: ReviewReason::NotebookCycle { moved } }
}

/// Items of one entity and circles of notebooks are replaced apart; only new ones are counted.
pub fn items_are_replaced_entity_by_entity(store: &impl Store) {
    let deleted = pending(action(1, entity(1))).logged.stamp();
    let edited = pending(action(2, entity(1))).logged.stamp();
    let waiting = ReviewItem { reason: ReviewReason::EditedWhileDeleted { deleted, edited }, ..item(9, 1) };
    assert_eq!(write(store, |tx| tx.replace_reviews(entity(1), std::slice::from_ref(&waiting))), 1);
    assert_eq!(write(store, |tx| tx.replace_reviews(entity(1), std::slice::from_ref(&waiting))), 0);
    assert_eq!(write(store, |tx| tx.replace_cycles(&[item(4, 1), item(3, 2)])), 2);
    assert_eq!(write(store, |tx| tx.replace_cycles(&[item(3, 2), item(5, 1)])), 1);
    assert_eq!(read(store, |tx| tx.reviews()), [item(5, 1), waiting.clone(), item(3, 2)]);
    assert_eq!(read(store, |tx| tx.review(waiting.id)), Some(waiting));
    write(store, |tx| tx.replace_reviews(entity(1), &[]));
    assert_eq!(read(store, |tx| tx.reviews()), [item(5, 1), item(3, 2)], "circles stay");
    write(store, |tx| tx.replace_cycles(&[]));
    assert_eq!(read(store, |tx| tx.reviews()), []);
    assert_eq!(read(store, |tx| tx.review(ReviewId([9; 16]))), None);
}
