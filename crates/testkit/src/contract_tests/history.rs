//! What left the log is known as before, until days take its place.

use driftless_domain::{Action, ActionType, EntityState, EntityType, GroupId, Hlc, Payload, Seq, Value};
use driftless_sync::contract::{EntityHistory, HistoryDay, Store, TimelineMark};

use super::fixture::{
    IDENTITY, action, action_id, at, entity, pending, position, read, shown, take_in, text_action, write,
};

const GROUP: GroupId = GroupId::from_bytes([9; 16]);

fn in_group(number: u64, of: u8) -> Action {
    let tag = driftless_domain::Field::Tag("sea".into());
    let payload = Payload { group: Some(GROUP), ..Payload::default().with(tag, Value::Bool(true)) };
    Action { payload: payload.encode(), ..action(number, entity(of)) }
}

fn history(store: &impl Store, of: u8) -> EntityHistory {
    let mut history = read(store, |tx| tx.history_of(entity(of)));
    history.actions.sort_by_key(|logged| logged.action.id);
    history
}

/// Everything that history answers, in words.
fn everything(store: &impl Store) -> String {
    let all = Hlc::new(u64::MAX, u16::MAX);
    let mut group = read(store, |tx| tx.actions_of_group(GROUP));
    let mut device = read(store, |tx| tx.actions_of_device(IDENTITY.client_id, Hlc::ZERO, all));
    group.sort_unstable();
    device.sort_unstable();
    let first = read(store, |tx| tx.timeline(None, None, 3));
    let mark = first.last().map(|last| TimelineMark { at: last.at, id: last.logged.action.id });
    let second = read(store, |tx| tx.timeline(mark, Some(IDENTITY.client_id), 3));
    let histories: Vec<_> = (1..=3).map(|of| history(store, of)).collect();
    let entity = read(store, |tx| tx.entity_of_action(action_id(3)));
    format!("{group:?} {device:?} {first:?} {second:?} {histories:?} {entity:?}")
}

/// The log is folded in steps, entity by entity; what was pending stays, and nothing is forgotten.
pub fn what_leaves_the_log_in_steps_is_known_as_before(store: &impl Store) {
    take_in(
        store,
        &[
            at(text_action(1, entity(1), 5, "tide pools"), 1),
            at(in_group(2, 2), 2),
            at(in_group(3, 3), 3),
            at(action(4, entity(1)), 4),
            pending(action(5, entity(3))),
        ],
    );
    let before = (everything(store), shown(store));
    assert!(!read(store, |tx| tx.is_compacted()));
    let step = write(store, |tx| tx.compact_some(Seq(9), None, 2));
    assert_eq!((step.actions, step.next), (3, Some(entity(2))));
    assert!(read(store, |tx| tx.is_compacted()));
    assert_eq!((everything(store), shown(store)), before);
    let step = write(store, |tx| tx.compact_some(Seq(9), step.next, 2));
    assert_eq!((step.actions, step.next), (1, None));
    assert_eq!(read(store, |tx| tx.wal_summary()).entries, 1);
    assert_eq!((everything(store), shown(store)), before);
}

/// How far the log goes back is asked by the server's clock.
pub fn positions_are_found_by_the_time_of_the_server(store: &impl Store) {
    assert_eq!(read(store, |tx| tx.newest_witnessed()), None);
    take_in(store, &[at(action(1, entity(1)), 1), at(action(2, entity(1)), 2), pending(action(3, entity(1)))]);
    let before = |seq| read(store, |tx| tx.last_accepted_before(position(seq).witnessed_time));
    assert_eq!((before(1), before(2), before(9)), (None, Some(Seq(1)), Some(Seq(2))));
    assert_eq!(read(store, |tx| tx.newest_witnessed()), Some(position(2).witnessed_time));
    write(store, |tx| tx.compact(Seq(2)));
    assert_eq!(before(9), None);
    assert_eq!(read(store, |tx| tx.newest_witnessed()), Some(position(2).witnessed_time));
}

/// A day takes the place of what left the log, and of nothing else.
pub fn days_take_the_place_of_what_left_the_log(store: &impl Store) {
    let created = Action { action_type: ActionType::Create, ..action(1, entity(1)) };
    take_in(store, &[at(created, 1), at(action(2, entity(1)), 2), at(action(3, entity(2)), 3)]);
    write(store, |tx| tx.compact(Seq(1)));
    let late = Hlc::new(9_000_000, 0);
    let older = |before, limit| read(store, |tx| tx.entities_older_than(before, limit));
    assert_eq!(older(late, 9), [(entity(1), EntityType::Note)]);
    assert_eq!((older(late, 0).len(), older(Hlc::new(1_000_000, 0), 9).len()), (0, 0));
    assert_eq!(older(position(1).witnessed_time, 9), [], "what was accepted only then stays whole");
    let day = |number: u64, version: &[u8]| HistoryDay {
        entity_id: entity(1),
        day: number,
        at: Hlc::new(1_000_001, 0),
        client_id: IDENTITY.client_id,
        state: EntityState::new(EntityType::Note),
        version: version.to_vec(),
    };
    write(store, |tx| tx.thin(&[day(7, b"first"), day(8, b"")], &[action_id(1), action_id(2)]));
    let left = history(store, 1);
    assert_eq!(left.days, [day(7, b"first"), day(8, b"")]);
    let ids: Vec<_> = left.actions.iter().map(|logged| logged.action.id).collect();
    assert_eq!(ids, [action_id(2)], "what is in the log stays");
    assert_eq!(older(late, 9), []);
    assert_eq!(read(store, |tx| tx.entity_of_action(action_id(1))), None);
    write(store, |tx| tx.thin(&[day(7, b"second")], &[]));
    assert_eq!(history(store, 1).days, [day(7, b"second"), day(8, b"")], "a day is kept once");
    assert_eq!(history(store, 2).days, []);
}
