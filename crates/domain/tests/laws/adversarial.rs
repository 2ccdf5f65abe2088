//! Claims that no honest device makes: still one state on every replica, and the definition's.

use driftless_domain::body::LoroText;
use driftless_domain::reconcile::{NotesState, replay};
use driftless_domain::review::reviews;
use driftless_domain::rules::notebook_tree;
use driftless_domain::{
    Action, ActionId, ClientId, DeviceSeq, EntityId, Field, FieldWrite, Hlc, LoggedAction, Payload, Position, Seq,
    Value,
};
use proptest::prelude::*;

use crate::generate::with_repeats;
use crate::{cases, folded, naive, picked, replayed};

fn small_or_any() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 0..8_u64, 1 => any::<u64>()]
}

fn fields() -> impl Strategy<Value = Payload> {
    let keeps = prop::collection::vec((0..8_u8).prop_map(|n| ActionId::from_bytes([n; 16])), 0..4);
    let write = (prop_oneof![Just(Field::Title), Just(Field::Parent)], 0..3_u8, keeps);
    prop::collection::vec(write, 0..3).prop_map(|writes| {
        let mut payload = Payload::default();
        for (field, n, keeps) in writes {
            let value = match (&field, n) {
                (Field::Title, n) => Value::Text(n.to_string()),
                (_, 0) => Value::Null,
                (_, n) => Value::Id(EntityId::from_bytes([n; 16])),
            };
            payload.fields.insert(field, FieldWrite { value, keeps });
        }
        payload
    })
}

/// Few ids, devices and counts, so that they collide; times and cursors of any size.
fn action() -> impl Strategy<Value = Action> {
    let names = (0..8_u8, 0..3_u8, 0..3_u8, prop_oneof![Just("note"), Just("notebook")]);
    let kind = prop_oneof![4 => Just("update"), 1 => Just("create"), 1 => Just("delete"), 1 => Just("restore")];
    let claims = (small_or_any(), small_or_any(), small_or_any());
    (names, kind, claims, fields()).prop_map(
        |((id, client, entity, entity_type), kind, (count, time, seen), payload)| Action {
            id: ActionId::from_bytes([id; 16]),
            entity_id: EntityId::from_bytes([entity; 16]),
            entity_type: entity_type.parse().unwrap(),
            action_type: kind.parse().unwrap(),
            payload: payload.encode(),
            client_id: ClientId::from_bytes([client; 16]),
            device_seq: DeviceSeq(count),
            logical_time: Hlc(time),
            seen: Seq(seen),
            schema: 1,
        },
    )
}

/// A log in which every place holds one action: that much the server decides itself.
fn log() -> impl Strategy<Value = Vec<LoggedAction>> {
    prop::collection::vec((action(), prop_oneof![Just(0), any::<u64>()]), 1..24).prop_map(|actions| {
        let place = |(at, (action, time)): (usize, (Action, u64))| {
            let position = Position { seq: Seq(at as u64 + 1), witnessed_time: Hlc(time) };
            LoggedAction { action, position: Some(position) }
        };
        actions.into_iter().enumerate().map(place).collect()
    })
}

/// As a server lets it through: no device names two actions alike, and its counts are contiguous. All
/// else may be a lie.
fn accepted_log() -> impl Strategy<Value = Vec<LoggedAction>> {
    log().prop_map(|mut log| {
        let mut known = std::collections::BTreeSet::new();
        log.retain(|logged| known.insert((logged.action.client_id, logged.action.id)));
        let mut counts = std::collections::BTreeMap::<ClientId, u64>::new();
        for logged in &mut log {
            let count = counts.entry(logged.action.client_id).or_default();
            *count += 1;
            logged.action.device_seq = DeviceSeq(*count);
        }
        log
    })
}

proptest! {
    #![proptest_config(cases())]

    /// What a server accepts ends as the definition says, and no field is ever left without a value: the
    /// write that came last to the server nobody can have seen.
    #[test]
    fn what_a_server_accepts_ends_as_the_definition_says(log in accepted_log(), seed in any::<u64>()) {
        let states = folded(&with_repeats(&log, seed));
        prop_assert_eq!(&states, &replayed(&log));
        for register in states.values().flat_map(|state| state.fields.values()) {
            prop_assert!(register.shown().is_some());
        }
        prop_assert_eq!(naive::told(&states), naive::shown_but_life(&naive::facts(&log), &states));
    }

    #[test]
    fn lies_about_causality_end_in_one_state_too(
        log in log(), seed in any::<u64>(), of_a in any::<u64>(), of_b in any::<u64>()
    ) {
        let states = folded(&with_repeats(&log, seed));
        prop_assert_eq!(&states, &replayed(&log));
        let (a, b) = (picked(&log, of_a), picked(&log, of_b));
        let union = folded(&[a.clone(), b.clone()].concat());
        let mut merged = folded(&a);
        for (id, state) in folded(&b) {
            merged.entry(id).and_modify(|into| into.merge(&state)).or_insert(state);
        }
        prop_assert_eq!(&merged, &union);
        let tree = notebook_tree(states.iter().map(|(id, state)| (*id, state)));
        prop_assert_eq!(tree, notebook_tree(states.iter().rev().map(|(id, state)| (*id, state))));
    }

    /// Anything that decodes has a defined effect, acknowledged or not: no panic, no matter in what order.
    #[test]
    fn no_claim_breaks_the_reducer(log in log(), without in any::<u64>(), payload in prop::collection::vec(any::<u8>(), 0..40)) {
        let mut actions = log.clone();
        for (at, logged) in actions.iter_mut().enumerate() {
            if without >> (at % 64) & 1 == 1 {
                logged.position = None;
            }
        }
        actions[0].action.payload = payload;
        let notes = replay(replay(NotesState::<LoroText>::default(), &actions, 1), &log, 1);
        for (id, entity) in &notes.entities {
            let _ = (reviews(*id, &entity.state), entity.state.updated_ms(), entity.state.created_ms());
        }
    }
}
