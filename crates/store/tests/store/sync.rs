//! Devices on the real database and on its twin in memory end equal after the same random work, in any
//! order of syncing.

use std::sync::{Arc, Mutex};

use driftless_domain::{ActionType, ClientId, EntityType, Field, Seq, Value};
use driftless_store::{List, NewVault, Scope, SortBy, SqliteStore};
use driftless_sync::contract::{Clock as _, Identity, Store, StoreError};
use driftless_sync::coordinator::Trigger;
use driftless_testkit::device::{VAULT, VAULT_KEY};
use driftless_testkit::{Device, FaultyRemote, ServerLog, TestClock};
use tempfile::TempDir;

use crate::world::options;

pub(crate) fn on_disk(number: u8, folder: &std::path::Path, remote: FaultyRemote) -> Device<SqliteStore> {
    let identity = Identity { vault_id: VAULT, client_id: ClientId::from_bytes([number; 16]) };
    let store = SqliteStore::create(&options(folder), &NewVault { identity, vault_key: VAULT_KEY }).unwrap();
    Device::on(store, u64::from(number), remote)
}

pub(crate) fn work<S: Store>(device: &Device<S>, dice: &TestClock) {
    let notes = device.store.read::<_, StoreError>(|tx| tx.ids_of_type(&EntityType::Note)).unwrap();
    let id = notes.get(dice.random() as usize % notes.len().max(1)).copied();
    device.clock.advance_ms(dice.random() % 5_000);
    let text = |value: u64| Value::Text(format!("word {value}"));
    match (dice.random() % 8, id) {
        (0, _) | (_, None) => {
            device.create_note(&format!("note {}", dice.random() % 100));
        }
        (1, Some(id)) => {
            device.set(id, Field::Title, text(dice.random() % 9));
        }
        (2, Some(id)) => {
            device.set(id, Field::Pinned, Value::Bool(dice.random().is_multiple_of(2)));
        }
        (3, Some(id)) => {
            device.set(id, Field::Archived, Value::Bool(dice.random().is_multiple_of(4)));
        }
        (4, Some(id)) => {
            let tag = Field::Tag(["a", "a/b", "c"][dice.random() as usize % 3].into());
            device.set(id, tag, Value::Bool(!dice.random().is_multiple_of(3)));
        }
        (5, Some(id)) => {
            device.act(id, ActionType::Delete);
        }
        (6, Some(id)) => {
            device.act(id, ActionType::Restore);
        }
        (_, Some(id)) => {
            device.edit_text(id, |old| format!("{old}line {}\n", dice.random() % 50));
        }
    }
}

/// Every kept count is what counting gives.
fn check_counts(store: &SqliteStore) {
    let mut scopes =
        vec![Scope::All, Scope::Pinned, Scope::Trash, Scope::Archived, Scope::Review, Scope::Notebook(None)];
    let tags = store.query::<_, StoreError>(|tx| tx.tags()).unwrap();
    scopes.extend(tags.into_iter().map(|tag| Scope::Tag(tag.name)));
    for scope in scopes {
        let window =
            store.query::<_, StoreError>(|tx| tx.list(&List::new(scope.clone(), SortBy::Title), 0, 500)).unwrap();
        assert_eq!(window.total as usize, window.rows.len(), "{scope:?}");
    }
}

#[test]
fn two_databases_and_the_twin_in_memory_end_equal() {
    for seed in 1..=4 {
        let folder = TempDir::new().unwrap();
        let log = Arc::new(Mutex::new(ServerLog::new(VAULT)));
        let remote = || FaultyRemote::new(Arc::clone(&log));
        let one = on_disk(1, &folder.path().join("one"), remote());
        let two = on_disk(2, &folder.path().join("two"), remote());
        let three = Device::in_memory(3, remote());
        let dice = TestClock::new(seed);
        for _ in 0..120 {
            match dice.random() % 7 {
                0 | 1 => work(&one, &dice),
                2 | 3 => work(&two, &dice),
                4 | 5 => work(&three, &dice),
                _ => match dice.random() % 3 {
                    0 => drop(one.sync(Trigger::Button)),
                    1 => drop(two.sync(Trigger::Button)),
                    _ => drop(three.sync(Trigger::Button)),
                },
            }
        }
        for _ in 0..2 {
            one.sync(Trigger::Button);
            two.sync(Trigger::Button);
            three.sync(Trigger::Button);
        }
        assert_eq!((one.pending(), two.pending(), three.pending()), (0, 0, 0), "seed {seed}");
        assert_eq!(one.root(), three.root(), "seed {seed}");
        assert_eq!(two.root(), three.root(), "seed {seed}");
        let reviews = three.store.read::<_, StoreError>(|tx| tx.reviews()).unwrap();
        assert_eq!(one.store.read::<_, StoreError>(|tx| tx.reviews()).unwrap(), reviews, "seed {seed}");
        for store in [&one.store, &two.store] {
            check_counts(store);
        }
        let root = one.root();
        let key = one.digest_key();
        assert!(one.store.write::<_, StoreError>(|tx| tx.compact(Seq(u64::MAX))).unwrap() > 0);
        one.store.write::<_, StoreError>(|tx| tx.reset_to_snapshot(&key)).unwrap();
        assert_eq!(one.root(), root, "seed {seed}: the snapshot alone is the whole");
        assert_eq!(one.store.read::<_, StoreError>(|tx| tx.reviews()).unwrap(), reviews, "seed {seed}");
        check_counts(&one.store);
        one.store.check_integrity().unwrap();
    }
}
