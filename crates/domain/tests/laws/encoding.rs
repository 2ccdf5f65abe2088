//! What is written is what is read; what is not ours is refused without harm.

use std::collections::BTreeMap;

use driftless_domain::payload::PayloadError;
use driftless_domain::{
    ActionId, BodyUpdate, EntityId, EntityState, Field, FieldWrite, GroupId, LoggedAction, Payload, Value,
};
use proptest::prelude::*;

use crate::generate::{World, steps};
use crate::{cases, fold, folded};

fn payload() -> impl Strategy<Value = Payload> {
    let text = || any::<String>().prop_map(Value::Text);
    let id = || any::<[u8; 16]>().prop_map(|bytes| Value::Id(EntityId::from_bytes(bytes)));
    let field = prop_oneof![
        (Just(Field::Title), text()),
        (prop_oneof![Just(Field::Notebook), Just(Field::Parent)], prop_oneof![Just(Value::Null), id()]),
        (
            prop_oneof![Just(Field::Pinned), Just(Field::Archived), Just(Field::Purged), Just(Field::Favorite)],
            any::<bool>().prop_map(Value::Bool)
        ),
        (prop_oneof![Just(Field::Color), Just(Field::FrontMatter)], prop_oneof![Just(Value::Null), text()]),
        (prop_oneof![Just(Field::CreatedAt), Just(Field::UpdatedAt)], any::<i64>().prop_map(Value::Int)),
        (any::<String>().prop_map(Field::Tag), any::<bool>().prop_map(Value::Bool)),
    ];
    let keeps = prop::collection::vec(any::<[u8; 16]>().prop_map(ActionId::from_bytes), 0..3);
    let fields = prop::collection::vec((field, keeps), 0..6);
    let body = prop::option::of(("[a-z0-9]{1,8}", prop::collection::vec(any::<u8>(), 0..50)));
    (fields, body, prop::option::of(any::<[u8; 16]>())).prop_map(|(fields, body, group)| Payload {
        fields: fields.into_iter().map(|((field, value), keeps)| (field, FieldWrite { value, keeps })).collect(),
        body: body.map(|(codec, update)| BodyUpdate { codec, update }),
        group: group.map(GroupId::from_bytes),
        unknown: Vec::new(),
    })
}

fn cbor<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    ciborium::from_reader(bytes.as_slice()).unwrap()
}

fn json<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_payload_is_read_as_it_was_written(payload in payload()) {
        let bytes = payload.encode();
        let read = Payload::decode(&bytes);
        prop_assert_eq!(read.as_ref(), Ok(&payload));
        prop_assert_eq!(read.unwrap().encode(), bytes);
    }

    /// A state that was written to disk halfway goes on as if it never had been.
    #[test]
    fn actions_and_states_survive_disk_and_wire(steps in steps(40), cut in any::<prop::sample::Index>()) {
        let mut world = World::run(&steps, false);
        world.settle();
        let log = &world.server.log;
        let states = folded(log);
        let pairs: Vec<(EntityId, EntityState)> = states.clone().into_iter().collect();
        prop_assert_eq!(cbor(log), log.clone());
        prop_assert_eq!(json::<Vec<LoggedAction>>(log), log.clone());
        prop_assert_eq!(json(&pairs), pairs.clone());
        prop_assert_eq!(cbor(&pairs), pairs);
        let (early, late) = log.split_at(if log.is_empty() { 0 } else { cut.index(log.len()) });
        let mut read: BTreeMap<EntityId, EntityState> = cbor(&folded(early));
        fold(&mut read, late);
        prop_assert_eq!(read, states);
    }

    #[test]
    fn any_bytes_are_a_payload_or_a_reason(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Payload::decode(&bytes);
    }

    /// A payload that was damaged on its way: read as something, or refused.
    #[test]
    fn a_damaged_payload_is_a_payload_or_a_reason(
        payload in payload(), at in any::<prop::sample::Index>(), byte in any::<u8>(), is_cut in any::<bool>()
    ) {
        let mut bytes = payload.encode();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if is_cut {
            bytes.truncate(at);
        }
        if let Ok(read) = Payload::decode(&bytes) {
            prop_assert!(read.unknown.len() <= bytes.len());
        }
    }
}

/// A list that claims 2^60 elements, or holds millions of them, costs nothing like them in memory.
#[test]
fn a_payload_that_promises_more_than_it_holds_is_refused() {
    for head in [0x9b_u8, 0xbb, 0x5b, 0x7b] {
        let mut bytes = vec![0xa1, 0x64, b'm', b'o', b'o', b'd', head];
        bytes.extend((1_u64 << 60).to_be_bytes());
        assert_eq!(Payload::decode(&bytes), Err(PayloadError::Malformed), "{head:x}");
    }
    let mut bytes = vec![0xa1, 0x64, b'm', b'o', b'o', b'd', 0x9a];
    bytes.extend(20_000_000_u32.to_be_bytes());
    bytes.resize(bytes.len() + 20_000_000, 0);
    assert_eq!(Payload::decode(&bytes), Err(PayloadError::TooLarge("number of values".to_owned())));
    assert_eq!(Payload::decode(&[0x9f; 5_000]), Err(PayloadError::Malformed));
    assert_eq!(Payload::decode(&[0xc1; 5_000]), Err(PayloadError::Malformed));
}
