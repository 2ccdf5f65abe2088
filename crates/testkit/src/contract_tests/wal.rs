//! The log.

use driftless_domain::entity::Held;
use driftless_domain::{Action, ActionType, DeviceSeq, EntityType, Hlc, Position, Seq};
use driftless_sync::contract::{
    Ack, Appended, PendingSummary, QuarantineId, QuarantineReason, Quarantined, Store, StoreError, WalEntry,
};

use super::fixture::{
    KEY, action, action_id, at, entity, envelope, pending, position, read, shown, take_in, text_action, write,
};

/// The same entry again changes nothing.
pub fn appending_is_idempotent_by_id(store: &impl Store) {
    let entry = pending(action(1, entity(1)));
    let answers = write(store, |tx| tx.append_many(&[entry.clone(), entry.clone()]));
    assert_eq!(answers, [Appended::New, Appended::Known]);
    assert_eq!(write(store, |tx| tx.append(&entry)), Appended::Known);
    assert_eq!(read(store, |tx| tx.entry(action_id(1))), Some(entry));
    let summary = read(store, |tx| tx.wal_summary());
    assert_eq!((summary.entries, summary.bytes), (1, action(1, entity(1)).payload.len() as u64));
}

/// A known id with other bytes is an error that names it, and the stored entry stays.
pub fn other_content_under_a_known_id_is_refused(store: &impl Store) {
    write(store, |tx| tx.append(&pending(action(1, entity(1)))));
    for other in [
        Action { payload: vec![0xa0], ..action(1, entity(1)) },
        Action { entity_id: entity(2), ..action(1, entity(1)) },
        Action { seen: Seq(1), ..action(1, entity(1)) },
        Action { action_type: ActionType::Delete, ..action(1, entity(1)) },
    ] {
        let refused = store.write(|tx| tx.append(&pending(other)));
        assert!(matches!(refused, Err(StoreError::OtherContent(id)) if id == action_id(1)));
    }
    assert_eq!(read(store, |tx| tx.entry(action_id(1))), Some(pending(action(1, entity(1)))));
}

/// The entry that brings a position completes the pending one, once.
pub fn a_download_of_an_own_action_acknowledges_it(store: &impl Store) {
    let own = action(1, entity(1));
    write(store, |tx| tx.append(&pending(own.clone())));
    assert_eq!(write(store, |tx| tx.append(&at(own.clone(), 7))), Appended::Acknowledged);
    assert_eq!(write(store, |tx| tx.append(&at(own.clone(), 7))), Appended::Known);
    assert_eq!(write(store, |tx| tx.append(&pending(own.clone()))), Appended::Known);
    assert_eq!(read(store, |tx| tx.entry(action_id(1))), Some(at(own.clone(), 7)));
    // A position is filled in once.
    write(store, |tx| tx.mark_uploaded(&[Ack { id: own.id, position: position(9) }]));
    assert_eq!(read(store, |tx| tx.entry(action_id(1))), Some(at(own, 7)));
    assert_eq!(read(store, |tx| tx.pending_summary()), PendingSummary::default());
}

/// Pages follow each other without gap or overlap.
pub fn pages_go_through_the_log_in_order(store: &impl Store) {
    let entries: Vec<WalEntry> = (1..=7).map(|n| pending(action(n, entity((n % 2) as u8)))).collect();
    write(store, |tx| tx.append_many(&entries));
    let (mut read_back, mut after) = (Vec::new(), None);
    loop {
        let page = read(store, |tx| tx.all(after, 3));
        assert!(page.entries.len() <= 3);
        read_back.extend(page.entries);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(read_back, entries);
    let of_one: Vec<WalEntry> = entries.iter().filter(|e| e.logged.action.entity_id == entity(1)).cloned().collect();
    assert_eq!(read(store, |tx| tx.entries_of(entity(1))), of_one);
}

/// Lowest count first; a batch ends before it is too large, but is never empty.
pub fn pending_goes_by_count_and_size(store: &impl Store) {
    let sized = |number, bytes| pending(Action { payload: vec![1; bytes], ..action(number, entity(1)) });
    write(store, |tx| tx.append_many(&[sized(1, 500), sized(2, 10), sized(3, 10), sized(4, 10)]));
    let numbers = |count_max, bytes_max| -> Vec<u64> {
        let pending = read(store, |tx| tx.pending(count_max, bytes_max));
        pending.iter().map(|entry| entry.action.device_seq.0).collect()
    };
    assert_eq!(numbers(10, 10_000), [1, 2, 3, 4]);
    assert_eq!(numbers(2, 10_000), [1, 2]);
    assert_eq!(numbers(10, 100), [1], "the first always, however large");
    assert_eq!(numbers(10, 510), [1, 2]);
    assert_eq!(numbers(0, 100), [0_u64; 0]);
    assert_eq!(read(store, |tx| tx.pending_summary()), PendingSummary { entries: 4, oldest_ms: 1_000_001 });
}

/// What the server refused waits in quarantine; what this device could not apply is uploaded all the same.
pub fn refused_actions_are_not_pending_again(store: &impl Store) {
    write(store, |tx| tx.append_many(&[pending(action(1, entity(1))), pending(action(2, entity(1)))]));
    let entry = |number, reason| Quarantined {
        id: QuarantineId(0),
        action_id: Some(action_id(number)),
        seq: None,
        reason,
        raw: Vec::new(),
        at_ms: 1,
    };
    write(store, |tx| tx.quarantine(&entry(1, QuarantineReason::Refused("quota".into()))));
    write(store, |tx| tx.quarantine(&entry(2, QuarantineReason::Body("panicked".into()))));
    let pending = read(store, |tx| tx.pending(10, 1_000));
    assert_eq!(pending.iter().map(|entry| entry.action.id).collect::<Vec<_>>(), [action_id(2)]);
    assert_eq!(read(store, |tx| tx.pending_summary()).entries, 1);
    let refused = read(store, |tx| tx.quarantined());
    write(store, |tx| tx.release(refused[0].id));
    assert_eq!(read(store, |tx| tx.pending_summary()).entries, 2);
}

/// Sealed once, kept byte for byte, gone with the ack.
pub fn an_envelope_is_kept_until_the_ack(store: &impl Store) {
    let (first, second) = (action(1, entity(1)), action(2, entity(1)));
    write(store, |tx| tx.append_many(&[pending(first.clone()), pending(second.clone())]));
    write(store, |tx| tx.save_envelopes(&[envelope(&first), envelope(&second)]));
    let envelopes = || -> Vec<_> { read(store, |tx| tx.pending(10, 1_000)).into_iter().map(|e| e.envelope).collect() };
    assert_eq!(envelopes(), [Some(envelope(&first)), Some(envelope(&second))]);
    write(store, |tx| tx.mark_uploaded(&[Ack { id: first.id, position: position(1) }]));
    write(store, |tx| tx.save_envelopes(&[envelope(&first)]));
    assert_eq!(envelopes(), [Some(envelope(&second))]);
    assert_eq!(read(store, |tx| tx.entry(first.id)), Some(at(first.clone(), 1)));
    write(store, |tx| tx.clear_envelopes());
    assert_eq!(envelopes(), [None]);
    // Unknown ids are nobody's business here.
    write(store, |tx| tx.mark_uploaded(&[Ack { id: action_id(9), position: position(2) }]));
}

/// Pending actions that were issued anew leave; acknowledged ones stay.
pub fn withdrawing_takes_pending_actions_only(store: &impl Store) {
    write(store, |tx| tx.append_many(&[at(action(1, entity(1)), 1), pending(action(2, entity(1)))]));
    assert_eq!(write(store, |tx| tx.withdraw(&[action_id(1), action_id(2), action_id(3)])), 1);
    assert_eq!(read(store, |tx| tx.wal_summary()).entries, 1);
    assert_eq!(read(store, |tx| tx.entry(action_id(2))), None);
    assert_eq!(write(store, |tx| tx.append(&pending(action(2, entity(1))))), Appended::New);
}

/// Why an action waits is kept and can be cleared.
pub fn what_is_held_is_found_again(store: &impl Store) {
    let held = Held::Fields(vec!["mood".into()]);
    let entry = WalEntry { held: Some(held.clone()), ..at(action(1, entity(1)), 1) };
    write(store, |tx| tx.append_many(&[entry.clone(), at(action(2, entity(1)), 2)]));
    assert_eq!(read(store, |tx| tx.held()), std::slice::from_ref(&entry));
    write(store, |tx| tx.set_held(action_id(2), Some(&Held::PendingBody)));
    assert_eq!(read(store, |tx| tx.wal_summary()).held, 2);
    write(store, |tx| tx.set_held(action_id(1), None));
    write(store, |tx| tx.set_held(action_id(1), None));
    assert_eq!(read(store, |tx| tx.held()).len(), 1);
    let unknown: EntityType = "mood-board".parse().unwrap();
    let newer =
        Action { entity_type: unknown, action_type: "paint".parse().unwrap(), schema: 900, ..action(3, entity(2)) };
    write(store, |tx| tx.append(&at(newer.clone(), 3)));
    assert_eq!(read(store, |tx| tx.entry(action_id(3))), Some(at(newer, 3)), "unknown names come back as they came");
}

/// Numbers at the end of their range, as a hostile device writes them.
pub fn extreme_numbers_come_back(store: &impl Store) {
    let extreme = Action {
        device_seq: DeviceSeq(u64::MAX),
        logical_time: Hlc::MAX,
        seen: Seq(u64::MAX),
        schema: u16::MAX,
        payload: Vec::new(),
        ..action(1, entity(1))
    };
    let position = Position { seq: Seq(u64::MAX), witnessed_time: Hlc::MAX };
    let entry =
        WalEntry { logged: driftless_domain::LoggedAction { action: extreme, position: Some(position) }, held: None };
    write(store, |tx| tx.append(&entry));
    assert_eq!(read(store, |tx| tx.entry(action_id(1))), Some(entry));
}

/// Snapshot and tail are the whole: compacting changes no state, no text, no digest.
pub fn compacting_changes_nothing_that_is_shown(store: &impl Store) {
    let entries = [
        at(text_action(1, entity(1), 5, "tide pools"), 1),
        at(action(2, entity(1)), 2),
        at(Action { action_type: ActionType::Create, ..action(3, entity(2)) }, 3),
        at(text_action(4, entity(1), 6, "and crabs"), 4),
    ];
    take_in(store, &entries);
    let before = (shown(store), read(store, |tx| tx.entity_digests()));
    assert_eq!(write(store, |tx| tx.compact(Seq(2))), 2);
    assert_eq!(read(store, |tx| tx.wal_summary()).entries, 2);
    assert_eq!(write(store, |tx| tx.compact(Seq(9))), 2);
    assert_eq!(write(store, |tx| tx.compact(Seq(9))), 0);
    assert_eq!(read(store, |tx| tx.wal_summary()).entries, 0);
    assert_eq!((shown(store), read(store, |tx| tx.entity_digests())), before);
    write(store, |tx| tx.reset_to_snapshot(&KEY));
    assert_eq!((shown(store), read(store, |tx| tx.entity_digests())), before, "the snapshot alone is the whole");
}

/// Only what is acknowledged and wholly applied may leave.
pub fn compacting_leaves_what_is_pending_held_or_in_quarantine(store: &impl Store) {
    let held = Some(Held::Fields(vec!["mood".into()]));
    take_in(store, &[at(action(1, entity(1)), 1), at(action(2, entity(1)), 2), pending(action(4, entity(1)))]);
    write(store, |tx| tx.append(&WalEntry { held, ..at(action(3, entity(1)), 3) }));
    write(store, |tx| {
        tx.quarantine(&Quarantined {
            id: QuarantineId(0),
            action_id: Some(action_id(2)),
            seq: Some(Seq(2)),
            reason: QuarantineReason::Payload("odd".into()),
            raw: vec![1],
            at_ms: 1,
        })
    });
    let before = shown(store);
    assert_eq!(write(store, |tx| tx.compact(Seq(u64::MAX))), 1);
    let left: Vec<_> = read(store, |tx| tx.all(None, 10)).entries.iter().map(|e| e.logged.action.id).collect();
    assert_eq!(left, [action_id(2), action_id(4), action_id(3)]);
    assert_eq!(shown(store), before);
}
