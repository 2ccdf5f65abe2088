//! Pages that are not what the log must look like: refused whole, with nothing applied.

use driftless_domain::{Epoch, Hlc, Seq};
use driftless_sync::contract::{QuarantineReason, Store};
use driftless_sync::coordinator::Trigger;
use driftless_testkit::Fault;

use super::World;

fn world_with_log() -> World {
    let world = World::new(2);
    for at in 0..6 {
        let note = world.devices[0].create_note(&format!("note {at}"));
        world.devices[0].edit_text(note, |_| format!("text {at}"));
    }
    world.devices[0].sync(Trigger::Button);
    world
}

fn assert_nothing_applied(world: &World, class: &str) {
    let reader = &world.devices[1];
    let before = reader.root();
    let cursor = reader.store.read(|tx| tx.load_cursor()).unwrap();
    let cycle = reader.sync(Trigger::Button).remove(0);
    assert_eq!(cycle.error.as_deref(), Some(class), "{:?}", cycle.message);
    assert_eq!(reader.root(), before);
    assert_eq!(reader.store.read(|tx| tx.load_cursor()).unwrap(), cursor);
}

#[test]
fn a_row_that_was_altered_on_the_server_is_noticed_before_anything_is_applied() {
    let world = world_with_log();
    let alter = |row: &mut driftless_protocol::LogRow| {
        if let Some(byte) = row.envelope.as_mut().and_then(|envelope| envelope.payload.0.last_mut()) {
            *byte ^= 1;
        }
    };
    world.log.lock().unwrap().alter(Seq(5), alter);
    assert_nothing_applied(&world, "server.chain");
    world.log.lock().unwrap().alter(Seq(5), alter);
    world.settle();
    world.assert_equal();
}

#[test]
fn a_torn_page_is_refused() {
    let world = world_with_log();
    world.devices[1].remote.plan([Fault::None, Fault::TornPage]);
    // Nothing to upload, so the first request is the page.
    world.devices[1].remote.heal();
    world.devices[1].remote.plan([Fault::TornPage]);
    assert_nothing_applied(&world, "server.garbled");
    world.settle();
}

#[test]
fn a_row_out_of_order_is_refused() {
    let world = world_with_log();
    world.log.lock().unwrap().alter(Seq(3), |row| row.seq = Seq(4));
    assert_nothing_applied(&world, "server.garbled");
}

#[test]
fn a_server_that_went_back_pauses_sync_and_editing_goes_on() {
    let world = world_with_log();
    world.settle();
    world.log.lock().unwrap().cut(4);
    assert_nothing_applied(&world, "server.went_back");
    let reader = &world.devices[1];
    assert!(reader.sync(Trigger::Focus).is_empty());
    let note = reader.create_note("still editing");
    assert_eq!(reader.title(note), "still editing");
}

#[test]
fn another_epoch_pauses_sync_and_acknowledges_nothing() {
    let world = world_with_log();
    world.settle();
    world.log.lock().unwrap().epoch = Epoch(2);
    assert_nothing_applied(&world, "server.went_back");
    let writer = &world.devices[0];
    writer.create_note("not acknowledged under the other epoch");
    assert_eq!(writer.sync(Trigger::Button)[0].error.as_deref(), Some("server.went_back"));
    assert_eq!(writer.pending(), 1);
}

#[test]
fn an_action_that_does_not_open_is_kept_raw_and_the_rest_is_applied() {
    let world = World::new(2);
    let [a, b] = &world.devices[..] else { panic!("two devices") };
    let foreign = driftless_testkit::TestSealer::new(driftless_testkit::device::VAULT, [1; 32]);
    let stranger = &World::new(3).devices[2];
    stranger.create_note("sealed with another key");
    let action = stranger.store.read(|tx| tx.pending(1, usize::MAX)).unwrap().remove(0).action;
    let envelope = driftless_sync::contract::Sealer::seal(&foreign, &action).unwrap();
    let request =
        driftless_protocol::UploadRequest { vault_id: driftless_testkit::device::VAULT, actions: vec![envelope] };
    world.log.lock().unwrap().upload(&request);
    let note = a.create_note("opens");
    world.settle();
    world.assert_equal();
    assert_eq!(b.title(note), "opens");
    let entry = b.store.read(|tx| tx.quarantined()).unwrap().remove(0);
    assert!(matches!(entry.reason, QuarantineReason::Unopened(_)));
    assert_eq!((entry.action_id, entry.seq, entry.raw.is_empty()), (Some(action.id), Some(Seq(1)), false));
}

#[test]
fn a_clock_a_year_ahead_does_not_infect_the_other_devices() {
    let world = World::new(2);
    let [a, b] = &world.devices[..] else { panic!("two devices") };
    let now_ms = driftless_sync::contract::Clock::now_ms(&a.clock);
    a.clock.set_wall_ms(now_ms + 365 * 24 * 3_600_000);
    a.create_note("from the future");
    world.settle();
    let last: Hlc = b.store.read(|tx| tx.last_time()).unwrap();
    assert!(last.ms() <= world.log.lock().unwrap().now_ms + 5 * 60_000 + 1_000);
}
