//! One sync cycle after another: what each outcome and each failure does.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a panic is how a test fails")]

mod faults;
mod identity;
mod pages;

use std::sync::{Arc, Mutex};

use driftless_domain::{ActionType, EntityType, Field, Payload, Value};
use driftless_sync::contract::Store;
use driftless_sync::coordinator::Trigger;
use driftless_testkit::device::VAULT;
use driftless_testkit::{Device, FaultyRemote, ServerLog};

/// A server and devices with a way to it.
pub(crate) struct World {
    pub(crate) log: Arc<Mutex<ServerLog>>,
    pub(crate) devices: Vec<Device>,
}

impl World {
    pub(crate) fn new(devices: u8) -> Self {
        let log = Arc::new(Mutex::new(ServerLog::new(VAULT)));
        let device = |number| Device::in_memory(number, FaultyRemote::new(Arc::clone(&log)));
        Self { devices: (1..=devices).map(device).collect(), log }
    }

    /// Syncs every device twice: after that each has what the others had.
    pub(crate) fn settle(&self) {
        for device in self.devices.iter().chain(&self.devices) {
            for cycle in device.sync(Trigger::Button) {
                assert_eq!(cycle.error, None, "{:?}", cycle.message);
            }
        }
    }

    pub(crate) fn assert_equal(&self) {
        let roots: Vec<_> = self.devices.iter().map(Device::root).collect();
        assert!(roots.windows(2).all(|pair| pair[0] == pair[1]), "{roots:?}");
        assert!(self.devices.iter().all(|device| device.pending() == 0));
    }
}

#[test]
fn a_note_written_on_one_device_is_read_on_the_other() {
    let world = World::new(2);
    let [a, b] = &world.devices[..] else { panic!("two devices") };
    let note = a.create_note("Tide pools");
    a.edit_text(note, |_| "at low water".to_owned());
    world.settle();
    assert_eq!((b.title(note).as_str(), b.text(note).as_str()), ("Tide pools", "at low water"));
    world.assert_equal();
}

#[test]
fn both_edit_the_same_note_offline_and_both_words_survive() {
    let world = World::new(2);
    let [a, b] = &world.devices[..] else { panic!("two devices") };
    let note = a.create_note("Plan");
    a.edit_text(note, |_| "middle".to_owned());
    world.settle();
    a.edit_text(note, |text| format!("first {text}"));
    b.edit_text(note, |text| format!("{text} last"));
    a.set(note, Field::Title, Value::Text("Plan A".to_owned()));
    b.set(note, Field::Title, Value::Text("Plan B".to_owned()));
    world.settle();
    world.assert_equal();
    assert_eq!(a.text(note), "first middle last");
    let reviews = a.store.read(|tx| tx.reviews()).unwrap();
    assert_eq!(reviews.len(), 1, "both titles are kept: one shown, one in review");
    assert_eq!(reviews, b.store.read(|tx| tx.reviews()).unwrap());
}

#[test]
fn a_cycle_records_its_phases_counts_and_the_device_it_agrees_with() {
    let world = World::new(2);
    let [a, b] = &world.devices[..] else { panic!("two devices") };
    a.create_note("one");
    a.create_note("two");
    let sent = a.sync(Trigger::Start).remove(0);
    assert_eq!((sent.uploaded, sent.downloaded, sent.cursor, sent.head), (2, 0, 2, 2));
    assert_eq!(sent.trigger, "start");
    let phases: Vec<&str> = sent.phases.iter().map(|phase| phase.phase.as_str()).collect();
    assert_eq!(phases, ["upload", "download", "reconcile", "materialize", "verify"]);
    let received = b.sync(Trigger::Start).remove(0);
    assert_eq!((received.uploaded, received.downloaded, received.cursor), (0, 2, 2));
    let device = a.store.read(|tx| tx.identity()).unwrap().client_id.to_string();
    assert_eq!(received.verified_with, Some(device));
    assert_eq!(b.store.read(|tx| tx.cycles(10)).unwrap(), [received]);
}

#[test]
fn more_than_a_batch_goes_up_and_comes_down_in_one_cycle() {
    let world = World::new(2);
    let [a, b] = &world.devices[..] else { panic!("two devices") };
    let intents = (0..2_500_u32).map(|at| {
        let id = driftless_domain::EntityId::from_bytes(u128::from(at + 1).to_be_bytes());
        let payload = Payload::default().with(Field::Title, Value::Text(format!("note {at}")));
        driftless_sync::local::Intent::new(id, EntityType::Note, ActionType::Create, payload)
    });
    a.write(intents.collect()).unwrap();
    assert_eq!(a.sync(Trigger::Button)[0].uploaded, 2_500);
    assert_eq!(b.sync(Trigger::Button)[0].downloaded, 2_500);
    world.assert_equal();
}

#[test]
fn an_action_is_sealed_once_and_its_envelope_is_forgotten_when_acknowledged() {
    let world = World::new(1);
    let device = &world.devices[0];
    device.create_note("sealed once");
    device.remote.plan([driftless_testkit::Fault::Dropped]);
    device.sync(Trigger::Button);
    let first = device.store.read(|tx| tx.pending(10, usize::MAX)).unwrap();
    assert!(first[0].envelope.is_some(), "saved before it was sent");
    device.remote.plan([driftless_testkit::Fault::Dropped]);
    device.sync(Trigger::Button);
    assert_eq!(device.store.read(|tx| tx.pending(10, usize::MAX)).unwrap(), first);
    device.sync(Trigger::Button);
    assert_eq!(device.pending(), 0);
}

#[test]
fn what_is_shown_can_be_rebuilt_from_the_log_with_equal_digests() {
    let world = World::new(2);
    let [a, b] = &world.devices[..] else { panic!("two devices") };
    let note = a.create_note("rebuilt");
    a.edit_text(note, |_| "text".to_owned());
    world.settle();
    b.edit_text(note, |text| format!("{text} and more"));
    b.act(note, ActionType::Delete);
    world.settle();
    let before = a.root();
    a.store.write(|tx| tx.compact(driftless_domain::Seq(2))).unwrap();
    a.store.write(|tx| driftless_sync::rebuild::rebuild(tx, &a.materializer())).unwrap();
    assert_eq!(a.root(), before);
    assert_eq!(a.text(note), "text and more");
}
