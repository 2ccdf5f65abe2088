//! The network and the server fail; the retry job remembers; nothing is lost.

use driftless_domain::{Field, Value};
use driftless_sync::contract::{QuarantineReason, RemoteError, Store};
use driftless_sync::coordinator::{Event, SYNC_JOB, Trigger};
use driftless_sync::driver::moment;
use driftless_sync::status::{Facts, Live, Mood, status};
use driftless_testkit::{Fault, ready};

use super::World;

#[test]
fn an_answer_that_is_lost_after_the_commit_makes_no_second_action() {
    let world = World::new(2);
    let device = &world.devices[0];
    device.create_note("once");
    device.remote.plan([Fault::AnswerLost]);
    assert_eq!(device.sync(Trigger::Button)[0].error.as_deref(), Some("network.timeout"));
    assert_eq!(device.pending(), 1);
    device.sync(Trigger::Button);
    assert_eq!((device.pending(), world.log.lock().unwrap().head().0), (0, 1));
    device.create_note("twice sent");
    device.remote.plan([Fault::Doubled]);
    device.sync(Trigger::Button);
    assert_eq!((device.pending(), world.log.lock().unwrap().head().0), (0, 2));
}

#[test]
fn half_a_page_is_followed_by_the_other_half() {
    let world = World::new(2);
    (0..9).for_each(|at| {
        world.devices[0].create_note(&format!("note {at}"));
    });
    world.devices[0].sync(Trigger::Button);
    world.devices[1].remote.plan([Fault::HalfPage, Fault::HalfPage]);
    let cycle = world.devices[1].sync(Trigger::Button).remove(0);
    assert_eq!((cycle.error, cycle.downloaded), (None, 9));
    world.assert_equal();
}

#[test]
fn exactly_one_failure_then_silence_and_the_retry_job_sends_what_waits() {
    let world = World::new(1);
    let device = &world.devices[0];
    device.create_note("waits");
    device.remote.plan([Fault::Dropped]);
    device.sync(Trigger::LocalWrite);
    device.clock.advance_ms(1_000);
    // No more triggers: from here on only the times that the coordinator itself names.
    let mut cycles = Vec::new();
    for _ in 0..3 {
        let now = moment(&device.clock);
        let wait_ms = device.coordinator.lock().unwrap().wake_in_ms(now).expect("it names a time");
        assert!(wait_ms <= 60_000, "{wait_ms}");
        device.clock.advance_ms(wait_ms);
        let effect = device.coordinator.lock().unwrap().handle(Event::Woke, moment(&device.clock));
        let sealer =
            driftless_testkit::TestSealer::new(driftless_testkit::device::VAULT, driftless_testkit::device::VAULT_KEY);
        let driver = driftless_sync::driver::Driver {
            store: &device.store,
            api: &device.remote,
            sealer: &sealer,
            clock: &device.clock,
            key: device.digest_key(),
            observer: &|_| {},
        };
        cycles.extend(ready(driver.perform(&device.coordinator, effect)));
        if device.pending() == 0 {
            break;
        }
    }
    assert_eq!(device.pending(), 0);
    let triggers: Vec<&str> = cycles.iter().map(|cycle| cycle.trigger.as_str()).collect();
    assert_eq!(triggers, ["local_write", "retry"]);
    assert_eq!(device.store.read(|tx| tx.job(SYNC_JOB)).unwrap(), None);
}

#[test]
fn the_retry_job_outlives_the_process() {
    let world = World::new(1);
    let device = &world.devices[0];
    device.create_note("waits");
    device.remote.plan([Fault::Dropped, Fault::Dropped]);
    device.sync(Trigger::Button);
    device.sync(Trigger::Button);
    let job = device.store.read(|tx| tx.job(SYNC_JOB)).unwrap().expect("a job");
    assert_eq!((job.attempt, job.last_error.as_deref()), (2, Some("network.unreachable")));
    let again = driftless_testkit::Device::on(device.store.clone(), 7, device.remote.clone());
    let now = moment(&again.clock);
    let wait_ms = again.coordinator.lock().unwrap().wake_in_ms(now).expect("it names a time");
    assert_eq!(wait_ms, job.wait_ms(now.wall_ms));
}

#[test]
fn a_poisoned_action_is_found_by_halving_and_set_aside_and_the_rest_goes_through() {
    let world = World::new(2);
    let [a, b] = &world.devices[..] else { panic!("two devices") };
    let notes: Vec<_> = (0..20).map(|at| a.create_note(&format!("note {at}"))).collect();
    a.edit_text(notes[3], |_| "text of three".to_owned());
    let poison = a.set(notes[13], Field::Pinned, Value::Bool(true));
    let after = a.set(notes[4], Field::Pinned, Value::Bool(true));
    a.edit_text(notes[3], |text| format!("{text}, longer"));
    a.remote.poison(poison);
    let errors: Vec<_> = (0..3).map(|_| a.sync(Trigger::Button).remove(0).error).collect();
    assert_eq!(errors, [Some("server.failed".to_owned()), Some("server.failed".to_owned()), None]);
    assert_eq!(a.pending(), 0);
    let quarantined = a.store.read(|tx| tx.quarantined()).unwrap();
    assert_eq!(quarantined.len(), 1);
    assert_eq!(quarantined[0].action_id, Some(poison));
    assert!(matches!(&quarantined[0].reason, QuarantineReason::Refused(class) if class == "server.failed"));
    assert!(!quarantined[0].raw.is_empty());
    b.sync(Trigger::Button);
    assert!(notes.iter().all(|note| b.title(*note).starts_with("note ")));
    assert_eq!(b.text(notes[3]), "text of three, longer");
    assert_eq!(a.text(notes[3]), "text of three, longer");
    assert!(a.store.read(|tx| tx.entry(after)).unwrap().is_none(), "issued anew under the new identity");
    assert!(b.store.read(|tx| tx.load_state(notes[4])).unwrap().unwrap().flag(&Field::Pinned));
}

#[test]
fn a_server_that_fails_on_everything_loses_nothing_and_sets_nothing_aside() {
    let world = World::new(1);
    let device = &world.devices[0];
    (0..30).for_each(|at| {
        device.create_note(&format!("note {at}"));
    });
    for _ in 0..5 {
        device.remote.plan(vec![Fault::Fails(RemoteError::Server(500)); 40]);
        device.sync(Trigger::Button);
        device.remote.heal();
    }
    assert_eq!(device.pending(), 30);
    assert!(device.store.read(|tx| tx.quarantined()).unwrap().is_empty());
    device.sync(Trigger::Button);
    assert_eq!(device.pending(), 0);
}

#[test]
fn a_refused_token_waits_for_the_user_and_keeps_the_log() {
    let world = World::new(1);
    let device = &world.devices[0];
    device.create_note("kept");
    device.remote.plan([Fault::Fails(RemoteError::Unauthorized)]);
    device.sync(Trigger::Button);
    assert_eq!(device.pending(), 1);
    assert!(device.sync(Trigger::Focus).is_empty(), "nothing but the user or the interval tries again");
    let connection = Some(driftless_sync::contract::Connection::Code {
        server_url: "http://127.0.0.1:1".to_owned(),
        token: "t".to_owned(),
    });
    device.store.write(|tx| tx.save_connection(connection.as_ref())).unwrap();
    let facts = device.store.read(|tx| Facts::load(tx)).unwrap();
    let now = status(&facts, Live::UNKNOWN, 1_790_000_000_500);
    assert_eq!((now.mood, now.next_try_ms, now.oldest_pending_ms), (Mood::NeedsUser, None, 500));
    device.sync(Trigger::Button);
    let facts = device.store.read(|tx| Facts::load(tx)).unwrap();
    assert_eq!(status(&facts, Live::UNKNOWN, 0).mood, Mood::Synced);
}

#[test]
fn a_server_that_asks_to_wait_is_left_alone_until_then() {
    let world = World::new(1);
    let device = &world.devices[0];
    device.create_note("patient");
    device.remote.plan([Fault::Fails(RemoteError::Busy { after_ms: Some(30_000) })]);
    device.sync(Trigger::Start);
    let wait_ms = device.coordinator.lock().unwrap().wake_in_ms(moment(&device.clock)).unwrap();
    assert!((30_000..=31_000).contains(&wait_ms), "{wait_ms}");
    assert!(device.sync(Trigger::Focus).is_empty());
    device.clock.advance_ms(wait_ms);
    let effect = device.coordinator.lock().unwrap().handle(Event::Woke, moment(&device.clock));
    assert!(effect.is_some());
}

#[test]
fn an_action_that_the_server_refuses_goes_to_quarantine_and_blocks_nothing() {
    let world = World::new(2);
    let [a, b] = &world.devices[..] else { panic!("two devices") };
    let note = a.create_note("good");
    let refused = a.set(note, Field::Pinned, Value::Bool(true));
    a.set(note, Field::Archived, Value::Bool(true));
    world.log.lock().unwrap().refused.push(refused);
    let cycle = a.sync(Trigger::Button).remove(0);
    assert_eq!((cycle.error, cycle.uploaded, cycle.quarantined), (None, 2, 1));
    assert_eq!(a.pending(), 0);
    assert_eq!(a.store.read(|tx| tx.quarantined()).unwrap().len(), 1);
    let cycle = b.sync(Trigger::Button).remove(0);
    assert_eq!((cycle.error, cycle.downloaded, cycle.quarantined), (None, 2, 1));
    let entry = b.store.read(|tx| tx.quarantined()).unwrap().remove(0);
    assert_eq!((entry.reason, entry.action_id), (QuarantineReason::Withheld, Some(refused)));
}
