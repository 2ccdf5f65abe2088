//! The draft journal.

use driftless_sync::contract::{Draft, Store};

use super::fixture::{entity, read, write};

/// Folding takes exactly one slot's drafts of one note, up to one of them.
pub fn drafts_are_kept_by_slot_and_note_in_order(store: &impl Store) {
    let draft = |slot, note, update| Draft { id: 0, note_id: entity(note), slot, update: vec![update; 3] };
    for new in [draft(0, 1, 1), draft(1, 1, 2), draft(0, 2, 3), draft(0, 1, 4)] {
        write(store, |tx| tx.add_draft(&new));
    }
    let updates = |drafts: &[Draft]| drafts.iter().map(|draft| draft.update[0]).collect::<Vec<_>>();
    let of_slot = read(store, |tx| tx.drafts(0));
    assert_eq!(updates(&of_slot), [1, 3, 4]);
    assert!(of_slot.is_sorted_by_key(|draft| draft.id));
    assert_eq!(updates(&read(store, |tx| tx.drafts_of(entity(1)))), [1, 2, 4]);
    write(store, |tx| tx.remove_drafts(0, entity(1), of_slot[0].id));
    assert_eq!(updates(&read(store, |tx| tx.drafts(0))), [3, 4]);
    write(store, |tx| tx.remove_drafts(0, entity(1), u64::MAX));
    assert_eq!(updates(&read(store, |tx| tx.drafts(0))), [3]);
    assert_eq!(updates(&read(store, |tx| tx.drafts(1))), [2]);
    let last = of_slot[2].id;
    write(store, |tx| tx.add_draft(&draft(0, 1, 5)));
    assert!(read(store, |tx| tx.drafts(0)).iter().any(|draft| draft.id > last), "an id is never given twice");
}
