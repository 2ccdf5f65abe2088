//! Repair surfaces: they work with the server away and change no hash.

use driftless_tests::programs::{Device, Server};

use super::two_devices::{pair, settle};

#[test]
fn rebuilding_and_compacting_change_no_hash_and_later_edits_still_merge() {
    let mut server = Server::start();
    let (laptop, phone) = pair(&server);
    let id = laptop.note("Kept", "one\n");
    laptop.ok(["note", "edit", &id, "--append", "two"]);
    settle(&[&laptop, &phone]);
    server.kill();
    let before = laptop.hash();
    let compacted = laptop.ok(["compact"]).json();
    assert!(compacted["actions"].as_u64().unwrap() > 0);
    assert_eq!(laptop.hash(), before);
    let rebuilt = laptop.ok(["rebuild"]).json();
    assert_eq!(rebuilt["before"], rebuilt["after"]);
    assert_eq!(laptop.hash(), before);
    phone.ok(["note", "edit", &id, "--replace", "one", "1"]);
    laptop.ok(["note", "edit", &id, "--append", "three"]);
    server.restart();
    settle(&[&laptop, &phone]);
    assert_eq!(laptop.show(&id)["body"], "1\ntwo\nthree");
}

#[test]
fn the_log_tells_who_wrote_what_and_history_shows_a_note_as_it_was() {
    let laptop = Device::new("Laptop");
    let id = laptop.note("Before", "then");
    let at = laptop.ok(["log", &id]).lines()[0]["time"].as_u64().unwrap();
    laptop.ok(["note", "edit", &id, "--title", "After"]);
    let log = laptop.ok(["log", &id]).lines();
    assert_eq!(log.len(), 2);
    assert_eq!(log[0]["author"], "this device");
    assert_eq!(log[1]["effect"][0]["effect"], "shown");
    let then = laptop.ok(["history", &id, "--at", &at.to_string()]).json();
    assert_eq!(then["title"], "Before");
    assert_eq!(then["body"], "then");
    let explained = laptop.ok(["explain", &id, "--field", "title"]).json();
    assert_eq!(explained["fields"][0]["replaced"][0]["value"], "Before");
    let dump = laptop.ok(["action", "dump"]).stdout;
    assert!(dump.lines().count() >= 2);
    let key = std::fs::read_to_string(laptop.key_file()).unwrap_or_default();
    assert!(key.trim().is_empty() || !dump.contains(key.trim()), "a dump holds no key");
}

#[test]
fn history_lists_versions_and_undo_takes_an_import_back_with_its_notebooks() {
    let laptop = Device::new("Laptop");
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("Field")).unwrap();
    std::fs::write(folder.path().join("Field/Limpets.md"), "---\ntags: [sea]\n---\nLow water.\n").unwrap();
    let import = laptop.ok(["import", "markdown", folder.path().to_str().unwrap()]).json();
    let row = laptop.ok(["note", "list", "--tag", "sea"]).lines().remove(0);
    let id = row["id"].as_str().unwrap();
    assert_eq!(row["notebook"], "Field");
    laptop.ok(["note", "edit", id, "--pin"]);
    let versions = laptop.ok(["history", id]).lines();
    assert_eq!(versions.len(), 2);
    assert_eq!((&versions[0]["changed"][0], &versions[1]["changed"][0]), (&"pinned".into(), &"created".into()));
    let group = import["group"].as_str().unwrap();
    let planned = laptop.ok(["undo", group, "--dry-run"]).json();
    assert_eq!((&planned["notes"], &planned["notebooks"], &planned["trashed"]), (&1.into(), &1.into(), &1.into()));
    assert_eq!(laptop.ok(["note", "list"]).lines().len(), 1, "a dry run writes nothing");
    let undone = laptop.ok(["undo", group]).json();
    assert!(laptop.ok(["note", "list"]).lines().is_empty());
    assert_eq!(undone["notebooks"], 1, "the notebook went too");
    laptop.ok(["undo", undone["group"].as_str().unwrap()]);
    assert_eq!(laptop.ok(["note", "list", "--tag", "sea"]).lines()[0]["notebook"], "Field");
}

#[test]
fn two_programs_share_one_data_folder() {
    let laptop = Device::new("Laptop");
    let children: Vec<_> = (0..4)
        .map(|number| {
            let title = format!("From {number}");
            laptop.command().args(["--json", "note", "new", "--title", &title, "--body", "x"]).spawn().unwrap()
        })
        .collect();
    for child in children {
        let answer = child.wait_with_output().unwrap();
        assert!(answer.status.success(), "{answer:?}");
    }
    assert_eq!(laptop.ok(["note", "list"]).lines().len(), 4);
    laptop.verify();
}
