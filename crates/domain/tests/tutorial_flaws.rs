//! Two flaws of the widely copied sync tutorial design, each shown on a tiny copy of it first, then our
//! types in the same story.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[allow(unreachable_pub, unused_imports, dead_code, reason = "the folder is a public module of the test kit")]
#[path = "../../testkit/src/generate/mod.rs"]
mod generate;

use std::collections::BTreeMap;

use driftless_domain::body::{CODEC, LoroText};
use driftless_domain::reconcile::{NotesState, replay};
use driftless_domain::{Field, Payload};

use generate::{Step, What, World, entity_id};

/// An action of the flawed design: when, and the title of the one note.
#[derive(Clone, PartialEq, Debug)]
struct Change {
    logical_time: u64,
    title: &'static str,
}

/// "Give me everything after the latest time I have": the flawed download.
fn newer_than(log: &[Change], cursor: u64) -> Vec<Change> {
    log.iter().filter(|change| change.logical_time > cursor).cloned().collect()
}

/// A laptop writes offline at 10:00, a phone at 11:00. The phone uploads, a tablet syncs, and only then the
/// laptop uploads: with a cursor by logical time, the tablet never asks for 10:00 again.
#[test]
fn a_cursor_by_logical_time_loses_a_late_upload() {
    let mut log = vec![Change { logical_time: 11, title: "from the phone" }];
    let mut tablet = newer_than(&log, 0);
    log.push(Change { logical_time: 10, title: "from the laptop" });
    let cursor = tablet.iter().map(|change| change.logical_time).max().unwrap_or(0);
    tablet.extend(newer_than(&log, cursor));
    assert_eq!(tablet.len(), 1, "the flawed design has lost the laptop's change for ever");

    // Ours: the cursor is the server's position, so what arrives late comes after what was there.
    let (laptop, phone, tablet) = (0, 1, 2);
    let hour = 3_600_000;
    let mut world = World::new(false);
    world.devices[laptop].write(0, &What::Title(1), false, 10 * hour);
    world.devices[phone].write(0, &What::Pinned(true), false, 11 * hour);
    world.take(&Step::Upload { device: phone, count: 9, is_answer_lost: false });
    world.take(&Step::Download { device: tablet, count: 9 });
    world.take(&Step::Upload { device: laptop, count: 9, is_answer_lost: false });
    world.take(&Step::Download { device: tablet, count: 9 });
    let note = &world.devices[tablet].states[&entity_id(0)];
    assert_eq!(note.text(&Field::Title), "title 1");
    assert!(note.flag(&Field::Pinned));
}

/// A sync reads the local notes, replays what came in, and puts the result in place of the table: what
/// the user wrote between the reading and the replacing is gone from the screen.
#[test]
fn a_full_replace_of_the_notes_loses_a_write_made_during_a_sync() {
    let mut table = BTreeMap::from([("note", "before")]);
    let mut replaced = table.clone();
    replaced.insert("other", "downloaded");
    table.insert("note", "written during the sync");
    table = replaced;
    assert_eq!(table["note"], "before", "the flawed design shows the user's words no more");

    // Ours: what came in is applied to the state as it is at that moment, one action at a time.
    let mut world = World::new(false);
    world.devices[1].write(0, &What::Pinned(true), false, 1);
    world.take(&Step::Upload { device: 1, count: 9, is_answer_lost: false });
    let page = world.server.log.clone();
    let device = &mut world.devices[0];
    device.write(0, &What::Title(2), false, 2);
    let mut state = device.states[&entity_id(0)].clone();
    for logged in &page {
        state.apply(logged, &Payload::decode(&logged.action.payload).unwrap(), CODEC);
    }
    assert_eq!(state.text(&Field::Title), "title 2");
    assert!(state.flag(&Field::Pinned));
    // And it is what a replay of everything says.
    let all = [device.wal.clone(), page].concat();
    assert_eq!(replay(NotesState::<LoroText>::default(), &all, 1).entities[&entity_id(0)].state, state);
}
