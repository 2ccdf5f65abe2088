//! Several processes on one data folder, and processes that are killed. The children are this test binary
//! again, told by an environment variable what to do.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use driftless_domain::{ActionId, Field, Payload, Value};
use driftless_store::{SqliteStore, SyncRole, WriterSlot};
use driftless_sync::contract::{Store as _, StoreError};
use tempfile::TempDir;

use crate::world::{Author, Count, create, open};

const ROLE: &str = "DRIFTLESS_STORE_TEST_ROLE";
const FOLDER: &str = "DRIFTLESS_STORE_TEST_FOLDER";

fn child(test: &str, role: &str, folder: &std::path::Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(ROLE, role)
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Lines that a child writes about what it was told is committed.
fn said(child: &mut Child) -> impl Iterator<Item = String> + use<> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.map_while(Result::ok).filter_map(|line| line.split_once("said: ").map(|(_, said)| said.to_owned()))
}

fn role() -> Option<(String, SqliteStore)> {
    let role = std::env::var(ROLE).ok()?;
    let folder = std::env::var(FOLDER).unwrap();
    Some((role, open(folder.as_ref())))
}

#[test]
fn two_processes_write_at_once_and_each_sees_the_others_notes() {
    const NOTES: u64 = 40;
    if let Some((role, store)) = role() {
        let start = if role == "one" { 1_000_000 } else { 2_000_000 };
        let author = Author { clock: Count::from(start), ..Author::new(&store) };
        for number in 0..NOTES {
            author.note(&format!("{role} {number}"), "text");
        }
        return;
    }
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let test = "processes::two_processes_write_at_once_and_each_sees_the_others_notes";
    let children = [child(test, "one", folder.path()), child(test, "two", folder.path())];
    let author = Author::new(&store);
    for number in 0..NOTES {
        author.note(&format!("here {number}"), "text");
    }
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let (changed, _) = store.read::<_, StoreError>(|tx| tx.changed_since(0, 1_000)).unwrap();
    assert_eq!(changed.len() as u64, 3 * NOTES);
    let pending = store.read::<_, StoreError>(|tx| tx.pending(1_000, usize::MAX)).unwrap();
    let counts: Vec<u64> = pending.iter().map(|entry| entry.action.device_seq.0).collect();
    assert_eq!(counts, (1..=3 * NOTES).collect::<Vec<_>>(), "no count is given twice, none is left out");
    let times: BTreeSet<_> = pending.iter().map(|entry| entry.action.logical_time).collect();
    assert_eq!(times.len(), pending.len(), "no logical time is given twice");
    assert_eq!(store.query::<_, StoreError>(|tx| tx.counts()).unwrap().all as u64, 3 * NOTES);
    store.check_integrity().unwrap();
}

#[test]
fn a_killed_process_loses_nothing_that_was_acknowledged() {
    if let Some((role, store)) = role() {
        let author = Author { clock: Count::from(role.parse::<u64>().unwrap() * 1_000_000), ..Author::new(&store) };
        for number in 0_u64.. {
            let payload = Payload::default().with(Field::Title, Value::Text(format!("{role} {number}")));
            let (_, intent) = author.new_note(payload, &"many words ".repeat(300));
            let committed = author.commit(vec![intent]);
            println!("said: {}", committed.actions[0]);
        }
    }
    let folder = TempDir::new().unwrap();
    drop(create(folder.path()));
    let mut acknowledged: BTreeSet<ActionId> = BTreeSet::new();
    for round in 1..=6_u64 {
        let mut child =
            child("processes::a_killed_process_loses_nothing_that_was_acknowledged", &round.to_string(), folder.path());
        // Killed at another point of another transaction each round.
        let said: Vec<String> = said(&mut child).take(5 + 11 * round as usize).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged.extend(said.iter().map(|id| id.parse::<ActionId>().unwrap()));

        let store = open(folder.path());
        store.check_integrity().unwrap();
        let log = store.read::<_, StoreError>(|tx| tx.all(None, 100_000)).unwrap().entries;
        let logged: BTreeSet<ActionId> = log.iter().map(|entry| entry.logged.action.id).collect();
        assert!(acknowledged.is_subset(&logged), "round {round}");
        let shown = store.query::<_, StoreError>(|tx| tx.counts()).unwrap().all as usize;
        assert_eq!(shown, logged.len(), "append and materialize are one transaction");
        let last = log.iter().map(|entry| entry.logged.action.device_seq).max().unwrap();
        assert_eq!(store.read::<_, StoreError>(|tx| tx.device_seq()).unwrap(), last);
        assert_eq!(last.0 as usize, logged.len(), "counts without gaps");
    }
    assert!(acknowledged.len() > 200);
}

#[test]
fn a_killed_process_gives_back_its_role_and_slot() {
    if let Some((_, store)) = role() {
        let _role = SyncRole::try_take(store.folder()).unwrap().unwrap();
        let slot = WriterSlot::claim(store.folder()).unwrap();
        println!("said: {}", slot.slot());
        // Waits to be killed.
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).unwrap();
        std::thread::park();
    }
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["processes::a_killed_process_gives_back_its_role_and_slot", "--exact", "--nocapture"])
        .env(ROLE, "x")
        .env(FOLDER, folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let slot: u32 = said(&mut child).next().unwrap().parse().unwrap();
    assert_eq!(slot, 0);
    assert!(SyncRole::try_take(store.folder()).unwrap().is_none());
    assert!(!WriterSlot::is_free(store.folder(), 0).unwrap());
    assert_eq!(WriterSlot::claim(store.folder()).unwrap().slot(), 1);
    child.kill().unwrap();
    child.wait().unwrap();
    let role = SyncRole::try_take(store.folder()).unwrap().expect("the dead process's role is free");
    assert!(SyncRole::try_take(store.folder()).unwrap().is_none(), "one at a time within a process too");
    drop(role);
    assert!(SyncRole::try_take(store.folder()).unwrap().is_some());
    assert_eq!(WriterSlot::claim(store.folder()).unwrap().slot(), 0);
}
