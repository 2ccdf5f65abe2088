//! Random edits on three devices, random faults and random crashes: all end equal, and nothing is lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a panic is how a test fails")]

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use driftless_domain::{ActionId, ActionType, EntityId, EntityType, Field, Payload, Value};
use driftless_sync::contract::{QuarantineReason, RemoteError, Store};
use driftless_sync::coordinator::Trigger;
use driftless_sync::local::Intent;
use driftless_testkit::crash::CrashPoint;
use driftless_testkit::device::VAULT;
use driftless_testkit::{CrashingStore, Device, Fault, FaultyRemote, ServerLog};
use proptest::collection::vec;
use proptest::prelude::*;

/// One thing that happens to one device.
#[derive(Debug, Clone)]
enum Happening {
    Create,
    Title(u8, u8),
    Tag(u8, u8, bool),
    Text(u8, u8, char),
    Delete(u8),
    Restore(u8),
    Notebook(u8, u8),
    Sync(Vec<Fault>),
    /// The process dies at the n-th writing transaction of a cycle, and starts again.
    Crash(u8, CrashPoint),
    Restart,
    Wait(u16),
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        4 => Just(Fault::None),
        1 => Just(Fault::Dropped),
        1 => Just(Fault::AnswerLost),
        1 => Just(Fault::Doubled),
        1 => Just(Fault::HalfPage),
        1 => Just(Fault::TornPage),
        1 => Just(Fault::Fails(RemoteError::Server(500))),
        1 => Just(Fault::Fails(RemoteError::Intercepted("text/html".to_owned()))),
        1 => Just(Fault::Fails(RemoteError::Busy { after_ms: Some(1) })),
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        2 => Just(Happening::Create),
        2 => (any::<u8>(), any::<u8>()).prop_map(|(note, word)| Happening::Title(note, word)),
        1 => (any::<u8>(), 0..3_u8, any::<bool>()).prop_map(|(note, tag, on)| Happening::Tag(note, tag, on)),
        5 => (any::<u8>(), any::<u8>(), prop::char::range('a', 'z')).prop_map(|(n, at, c)| Happening::Text(n, at, c)),
        1 => any::<u8>().prop_map(Happening::Delete),
        1 => any::<u8>().prop_map(Happening::Restore),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(book, parent)| Happening::Notebook(book, parent)),
        4 => vec(fault(), 0..5).prop_map(Happening::Sync),
        1 => (0..8_u8, prop_oneof![Just(CrashPoint::BeforeCommit), Just(CrashPoint::AfterCommit)])
            .prop_map(|(at, point)| Happening::Crash(at, point)),
        1 => Just(Happening::Restart),
        1 => any::<u16>().prop_map(Happening::Wait),
    ]
}

struct World {
    log: Arc<Mutex<ServerLog>>,
    devices: Vec<Device>,
    notes: Vec<EntityId>,
    created: Vec<BTreeSet<ActionId>>,
    crashes: [u32; 3],
}

impl World {
    fn new() -> Self {
        let log = Arc::new(Mutex::new(ServerLog::new(VAULT)));
        let device = |number| Device::in_memory(number, FaultyRemote::new(Arc::clone(&log)));
        let devices = (1..=3).map(device).collect();
        Self { log, devices, notes: Vec::new(), created: vec![BTreeSet::new(); 3], crashes: [0; 3] }
    }

    fn note(&self, choice: u8) -> Option<EntityId> {
        self.notes.get(usize::from(choice) % self.notes.len().max(1)).copied()
    }

    fn write(&mut self, at: usize, id: EntityId, action_type: ActionType, payload: Payload) {
        let intents = vec![Intent::new(id, EntityType::Note, action_type, payload)];
        let ids = self.devices[at].write(intents).unwrap();
        self.created[at].extend(ids);
    }

    fn happen(&mut self, at: usize, happening: &Happening) {
        let note = |choice: &u8| self.note(*choice);
        match happening {
            Happening::Create => {
                let id = EntityId::from_uuid(driftless_sync::contract::Clock::new_uuid(&self.devices[at].clock));
                self.notes.push(id);
                self.write(at, id, ActionType::Create, Payload::default());
            }
            Happening::Title(choice, word) => {
                if let Some(id) = note(choice) {
                    let payload = Payload::default().with(Field::Title, Value::Text(format!("title {word}")));
                    self.write(at, id, ActionType::Update, payload);
                }
            }
            Happening::Tag(choice, tag, is_on) => {
                if let Some(id) = note(choice) {
                    let payload = Payload::default().with(Field::Tag(format!("tag{tag}")), Value::Bool(*is_on));
                    self.write(at, id, ActionType::Update, payload);
                }
            }
            Happening::Text(choice, place, c) => {
                if let Some(id) = note(choice) {
                    let action = self.devices[at].edit_text(id, |text| {
                        let mut chars: Vec<char> = text.chars().collect();
                        chars.insert(usize::from(*place) % (chars.len() + 1), *c);
                        chars.into_iter().collect()
                    });
                    self.created[at].insert(action);
                }
            }
            Happening::Delete(choice) => {
                if let Some(id) = note(choice) {
                    self.write(at, id, ActionType::Delete, Payload::default());
                }
            }
            Happening::Restore(choice) => {
                if let Some(id) = note(choice) {
                    self.write(at, id, ActionType::Restore, Payload::default());
                }
            }
            Happening::Notebook(book, parent) => {
                let id = |choice: &u8| EntityId::from_bytes([100 + choice % 4; 16]);
                let payload = Payload::default().with(Field::Parent, Value::Id(id(parent)));
                let intents = vec![Intent::new(id(book), EntityType::Notebook, ActionType::Create, payload)];
                let ids = self.devices[at].write(intents).unwrap();
                self.created[at].extend(ids);
            }
            Happening::Sync(faults) => {
                self.devices[at].remote.plan(faults.clone());
                self.devices[at].sync(Trigger::Button);
                self.devices[at].remote.heal();
            }
            // A third death with the same text alone under way would set that text aside.
            Happening::Crash(_, _) if self.crashes[at] == 2 => self.restart(at),
            Happening::Crash(transaction, point) => {
                self.crashes[at] += 1;
                let device = &self.devices[at];
                let store = CrashingStore::new(device.store.clone(), u32::from(*transaction), *point);
                device.sync_through(&store, Trigger::Button);
                self.restart(at);
            }
            Happening::Restart => self.restart(at),
            Happening::Wait(ms) => {
                self.devices[at].clock.advance_ms(u64::from(*ms));
                self.log.lock().unwrap().now_ms += u64::from(*ms);
            }
        }
    }

    /// The process ends and starts again on the same database.
    fn restart(&mut self, at: usize) {
        let old = &self.devices[at];
        let seed = driftless_sync::contract::Clock::random(&old.clock);
        let now_ms = driftless_sync::contract::Clock::now_ms(&old.clock);
        let new = Device::on(old.store.clone(), seed, old.remote.clone());
        new.clock.set_wall_ms(now_ms);
        self.devices[at] = new;
    }

    /// `created = pending + uploaded + quarantined`, action by action.
    fn check_accounts(&self) {
        for (device, created) in self.devices.iter().zip(&self.created) {
            device
                .store
                .read(|tx| {
                    let own = tx.identity()?.client_id;
                    let entries = tx.all(None, usize::MAX)?.entries;
                    let own = entries.iter().filter(|entry| entry.logged.action.client_id == own);
                    let known: BTreeSet<ActionId> = own.clone().map(|entry| entry.logged.action.id).collect();
                    assert_eq!(&known, created);
                    let uploaded = own.clone().filter(|entry| entry.logged.position.is_some()).count() as u64;
                    let refused = tx.quarantined()?;
                    let refused = refused.iter().filter(|e| matches!(e.reason, QuarantineReason::Refused(_)));
                    let pending = tx.pending_summary()?.entries;
                    assert_eq!(created.len() as u64, pending + uploaded + refused.count() as u64);
                    Ok::<_, driftless_sync::contract::StoreError>(())
                })
                .unwrap();
        }
    }

    fn settle(&mut self) {
        for at in [0, 1, 2, 0, 1, 2] {
            self.devices[at].remote.heal();
            for cycle in self.devices[at].sync(Trigger::Button) {
                assert_eq!(cycle.error, None, "{:?}", cycle.message);
            }
        }
    }

    fn check_equal(&self) {
        let log: BTreeSet<ActionId> =
            self.log.lock().unwrap().rows().iter().filter_map(|row| Some(row.envelope.as_ref()?.id)).collect();
        let created: BTreeSet<ActionId> = self.created.iter().flatten().copied().collect();
        assert_eq!(log, created, "every committed action is in the log, and once");
        assert_eq!(self.log.lock().unwrap().rows().len(), log.len());
        for device in &self.devices {
            assert_eq!((device.pending(), device.root()), (0, self.devices[0].root()));
            for note in &self.notes {
                assert_eq!(device.text(*note), self.devices[0].text(*note));
            }
            assert!(device.store.read(|tx| tx.quarantined()).unwrap().is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_shrink_iters: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn three_devices_end_equal_and_no_committed_action_is_lost(story in vec((0..3_usize, happening()), 1..60)) {
        let mut world = World::new();
        for (at, happening) in &story {
            world.happen(*at, happening);
            world.check_accounts();
        }
        world.settle();
        world.check_equal();
    }
}

/// Two devices with changes both ways.
fn busy_world() -> World {
    let mut world = World::new();
    world.happen(0, &Happening::Create);
    world.happen(0, &Happening::Text(0, 0, 'a'));
    world.settle();
    for (at, c) in [(0, 'b'), (1, 'c'), (1, 'd')] {
        world.happen(at, &Happening::Text(0, 1, c));
        world.happen(at, &Happening::Title(0, u8::try_from(at).unwrap()));
    }
    world.happen(0, &Happening::Sync(Vec::new()));
    world
}

#[test]
fn a_crash_at_every_transaction_of_a_cycle_costs_a_repetition_and_nothing_else() {
    for point in [CrashPoint::BeforeCommit, CrashPoint::AfterCommit] {
        let mut at = 0;
        loop {
            let mut world = busy_world();
            let store = CrashingStore::new(world.devices[1].store.clone(), at, point);
            world.devices[1].sync_through(&store, Trigger::Button);
            let has_died = store.is_dead();
            world.restart(1);
            world.check_accounts();
            world.settle();
            world.check_equal();
            if !has_died {
                break;
            }
            at += 1;
        }
        assert!(at >= 5, "a cycle has several transactions, not {at}");
    }
}

#[test]
fn a_fault_at_every_request_of_a_cycle_costs_a_repetition_and_nothing_else() {
    let faults = [Fault::Dropped, Fault::AnswerLost, Fault::Doubled, Fault::TornPage];
    for fault in faults {
        for at in 0..4 {
            let mut world = busy_world();
            let plan: Vec<Fault> = std::iter::repeat_n(Fault::None, at).chain([fault.clone()]).collect();
            world.happen(1, &Happening::Sync(plan));
            world.check_accounts();
            world.settle();
            world.check_equal();
        }
    }
}
