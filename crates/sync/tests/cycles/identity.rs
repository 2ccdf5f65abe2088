//! Copied and restored databases, joined vaults, and texts that take the process down.

use driftless_domain::{ActionType, EntityId, Field, Payload, VaultId};
use driftless_sync::contract::{Connection, Draft, QuarantineReason, Store};
use driftless_sync::coordinator::Trigger;
use driftless_sync::join::{JoinError, join_vault};
use driftless_sync::memory::MemoryStore;
use driftless_testkit::Device;

use super::World;

/// A device on a copy of another's database, with the same client id and text writer id.
fn clone_of(device: &Device) -> Device {
    let mut clone = Device::on(MemoryStore::from_tables(device.store.tables()), 99, device.remote.clone());
    clone.peer = device.peer;
    clone
}

#[test]
fn a_cloned_database_forks_and_no_word_of_either_is_lost() {
    let mut world = World::new(2);
    let note = world.devices[0].create_note("shared");
    world.devices[0].edit_text(note, |_| "base".to_owned());
    world.settle();
    let clone = clone_of(&world.devices[0]);
    world.devices.push(clone);
    let [a, _, clone] = &world.devices[..] else { panic!("three devices") };
    a.edit_text(note, |text| format!("{text} of the original"));
    clone.edit_text(note, |text| format!("of the clone {text}"));
    let only_here = clone.create_note("made on the clone");
    clone.edit_text(only_here, |_| "kept".to_owned());
    let name = |device: &Device| device.store.read(|tx| tx.identity()).unwrap().client_id;
    assert_eq!(name(a), name(clone));
    world.settle();
    world.assert_equal();
    assert_ne!(name(a), name(clone));
    assert_eq!(a.text(note), "of the clone base of the original");
    assert_eq!((a.title(only_here), a.text(only_here)), ("made on the clone".to_owned(), "kept".to_owned()));
}

#[test]
fn a_clone_that_only_downloads_notices_and_keeps_its_journalled_typing() {
    let mut world = World::new(1);
    let note = world.devices[0].create_note("shared");
    world.devices[0].edit_text(note, |_| "base".to_owned());
    world.settle();
    let clone = clone_of(&world.devices[0]);
    world.devices.push(clone);
    let [a, clone] = &world.devices[..] else { panic!("two devices") };
    a.edit_text(note, |text| format!("{text} more"));
    a.sync(Trigger::Button);
    // Typing that is not yet an action.
    let stored = clone.store.read(|tx| tx.load_body(note)).unwrap().unwrap();
    let mut text =
        <driftless_domain::body::LoroText as driftless_domain::body::TextBody>::load(&stored.snapshot, clone.peer)
            .unwrap();
    let (_, update) = driftless_domain::body::TextBody::replace(&mut text, "typed base").unwrap();
    clone.store.write(|tx| tx.add_draft(&Draft { id: 0, note_id: note, slot: 0, update })).unwrap();
    world.settle();
    world.assert_equal();
    assert_eq!(a.text(note), "typed base more");
    assert!(clone.store.read(|tx| tx.drafts_of(note)).unwrap().is_empty());
}

#[test]
fn what_was_written_before_joining_moves_into_the_joined_vault() {
    let world = World::new(2);
    let newcomer = &world.devices[1];
    let other = VaultId::from_bytes([1; 16]);
    newcomer
        .store
        .write(|tx| {
            let identity = tx.identity()?;
            tx.save_identity(&driftless_sync::contract::Identity { vault_id: other, ..identity })?;
            tx.save_vault_key(&[9; 32])
        })
        .unwrap();
    let note = newcomer.create_note("written alone");
    let connection = Connection::Code { server_url: "http://127.0.0.1:1".to_owned(), token: "t".to_owned() };
    let join = |device: &Device, vault| {
        device.store.write(|tx| {
            join_vault(tx, &device.materializer(), vault, &driftless_testkit::device::VAULT_KEY, &connection)
        })
    };
    join(newcomer, driftless_testkit::device::VAULT).unwrap();
    world.settle();
    world.assert_equal();
    assert_eq!(world.devices[0].title(note), "written alone");
    let refused = join(newcomer, other).unwrap_err();
    assert!(matches!(refused, JoinError::SyncedElsewhere));
    assert_eq!(newcomer.store.read(|tx| tx.identity()).unwrap().vault_id, driftless_testkit::device::VAULT);
}

#[test]
fn a_text_that_takes_the_process_down_again_and_again_is_set_aside_and_everything_else_goes_on() {
    let world = World::new(2);
    let [a, b] = &world.devices[..] else { panic!("two devices") };
    let note = a.create_note("first");
    let bad = a.edit_text(note, |_| "the update that aborts".to_owned());
    let fine = a.create_note("second");
    let other = a.edit_text(fine, |_| "fine".to_owned());
    a.sync(Trigger::Button);
    // Dies while the whole page is imported, then three times with the one update alone; in between the page
    // does not even arrive.
    for under_way in [&[bad, other][..], &[bad], &[bad]] {
        b.store.write(|tx| tx.mark_importing(under_way)).unwrap();
        b.remote.plan([driftless_testkit::Fault::Dropped]);
        b.sync(Trigger::Button);
        assert!(b.store.read(|tx| tx.importing()).unwrap().is_empty());
    }
    b.store.write(|tx| tx.mark_importing(&[bad])).unwrap();
    let cycle = b.sync(Trigger::Button).remove(0);
    assert_eq!((cycle.error, cycle.quarantined), (None, 1));
    assert_eq!((b.title(note).as_str(), b.text(note).as_str(), b.text(fine).as_str()), ("first", "", "fine"));
    let entry = b.store.read(|tx| tx.quarantined()).unwrap().remove(0);
    assert_eq!((entry.reason, entry.action_id), (QuarantineReason::Aborted, Some(bad)));
    assert!(b.store.read(|tx| tx.importing()).unwrap().is_empty());
}

#[test]
fn a_death_that_was_chance_costs_nothing() {
    let world = World::new(2);
    let [a, b] = &world.devices[..] else { panic!("two devices") };
    let note = a.create_note("note");
    let only = a.edit_text(note, |_| "text".to_owned());
    a.sync(Trigger::Button);
    b.store.write(|tx| tx.mark_importing(&[only])).unwrap();
    b.sync(Trigger::Button);
    assert_eq!(b.text(note), "text");
    world.settle();
    world.assert_equal();
}

#[test]
fn a_death_by_chance_and_then_a_page_that_does_not_arrive_are_not_two_deaths() {
    let world = World::new(2);
    let [a, b] = &world.devices[..] else { panic!("two devices") };
    let note = a.create_note("note");
    let only = a.edit_text(note, |_| "text".to_owned());
    a.sync(Trigger::Button);
    b.store.write(|tx| tx.mark_importing(&[only])).unwrap();
    b.remote.plan([driftless_testkit::Fault::TornPage]);
    b.sync(Trigger::Button);
    b.sync(Trigger::Button);
    assert_eq!(b.text(note), "text");
    assert!(b.store.read(|tx| tx.quarantined()).unwrap().is_empty());
}

#[test]
fn a_text_update_that_came_before_the_one_it_builds_on_is_applied_when_that_comes() {
    let world = World::new(1);
    let device = &world.devices[0];
    let author = &World::new(1).devices[0];
    let note = author.create_note("note");
    author.edit_text(note, |_| "one".to_owned());
    author.edit_text(note, |text| format!("{text} two"));
    let entries = author.store.read(|tx| tx.entries_of(note)).unwrap();
    let apply = |at: usize| {
        device
            .store
            .write(|tx| {
                tx.append(&entries[at])?;
                device.materializer().apply(tx, &[entries[at].logged.clone()])
            })
            .unwrap();
    };
    apply(0);
    apply(2);
    assert_eq!((device.text(note).as_str(), device.store.read(|tx| tx.held()).unwrap().len()), ("", 1));
    apply(1);
    assert_eq!((device.text(note).as_str(), device.store.read(|tx| tx.held()).unwrap().len()), ("one two", 0));
}

#[test]
fn what_a_newer_version_wrote_is_held_and_applied_after_the_upgrade() {
    let world = World::new(1);
    let device = &world.devices[0];
    let note = device.create_note("note");
    let id = device.act(note, ActionType::Delete);
    let entry = device.store.read(|tx| tx.entry(id)).unwrap().unwrap();
    // As if an earlier version of the app had not known it.
    device.store.write(|tx| tx.set_held(id, Some(&driftless_domain::entity::Held::Schema(2)))).unwrap();
    device.store.write(|tx| device.materializer().apply_held(tx)).unwrap();
    assert!(device.store.read(|tx| tx.held()).unwrap().is_empty());
    assert!(Payload::decode(&entry.logged.action.payload).unwrap().fields.is_empty());
    let state = device.store.read(|tx| tx.load_state(EntityId::from_uuid(note.as_uuid()))).unwrap().unwrap();
    assert!(state.is_deleted() && state.text(&Field::Title) == "note");
}
