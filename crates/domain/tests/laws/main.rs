//! The laws of `docs/domain.md`, each on random histories.
//!
//! `DRIFTLESS_LAW_CASES` is the number of histories of each law (10,000 unless told); laws with real
//! texts take a tenth of it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

// By path, not as a dependency: the domain depends on nothing of ours, not even for its tests.
#[allow(unreachable_pub, unused_imports, dead_code, reason = "the folder is a public module of the test kit")]
#[path = "../../../testkit/src/generate/mod.rs"]
mod generate;

mod adversarial;
mod clocks;
mod digests;
mod encoding;
mod forward;
mod histories;
mod life;
mod naive;
mod notebooks;
mod registers;
mod rules;
mod texts;

use std::collections::BTreeMap;

use driftless_domain::body::{CODEC, LoroText};
use driftless_domain::reconcile::{NotesState, replay};
use driftless_domain::{EntityId, EntityState, LoggedAction, Payload};
use proptest::test_runner::{Config, FileFailurePersistence};

/// How many histories a law is tried on.
fn cases() -> Config {
    let told = std::env::var("DRIFTLESS_LAW_CASES").ok().and_then(|cases| cases.parse().ok());
    Config {
        cases: told.unwrap_or(10_000),
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..Config::default()
    }
}

/// How many histories a law that needs real texts is tried on.
fn cases_with_texts() -> Config {
    Config { cases: cases().cases.div_ceil(10), ..cases() }
}

/// Applies one by one, in the order given: what runs in production.
fn fold(states: &mut BTreeMap<EntityId, EntityState>, actions: &[LoggedAction]) {
    for logged in actions {
        let Ok(payload) = Payload::decode(&logged.action.payload) else { continue };
        let id = logged.action.entity_id;
        let mut state = states.remove(&id).unwrap_or_else(|| EntityState::new(logged.action.entity_type.clone()));
        state.apply(logged, &payload, CODEC);
        if !state.devices.is_empty() {
            states.insert(id, state);
        }
    }
}

fn folded(actions: &[LoggedAction]) -> BTreeMap<EntityId, EntityState> {
    let mut states = BTreeMap::new();
    fold(&mut states, actions);
    states
}

/// Replays from nothing: the oracle.
fn replayed(actions: &[LoggedAction]) -> BTreeMap<EntityId, EntityState> {
    states_of(&replay(NotesState::<LoroText>::default(), actions, 99))
}

fn states_of(notes: &NotesState<LoroText>) -> BTreeMap<EntityId, EntityState> {
    notes.entities.iter().map(|(id, entity)| (*id, entity.state.clone())).collect()
}

/// The ids among `items` whose place the bits of `choice` pick.
fn picked<T: Clone>(items: &[T], choice: u64) -> Vec<T> {
    items.iter().enumerate().filter(|(at, _)| choice >> (at % 64) & 1 == 1).map(|(_, item)| item.clone()).collect()
}
