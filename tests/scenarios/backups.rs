//! Backups as somebody uses them: made, lost, restored, against a server too.

use driftless_tests::programs::{Device, Server};

/// Names of the files of a folder; none when it is not there.
fn names(folder: &std::path::Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_backup_is_made_listed_tried_out_and_restored() {
    let laptop = Device::new("Laptop");
    let first = laptop.note("First", "kept");
    let made = laptop.ok(["backup", "create"]).json();
    assert_eq!(made["notes"], 1);
    let id = made["backup"]["id"].as_str().unwrap().to_owned();
    let later = laptop.note("Later", "not in it");
    assert_eq!(laptop.ok(["backup", "list"]).json(), made["backup"]);
    assert_eq!(laptop.ok(["backup", "check", &id]).json(), made);

    let restored = laptop.ok(["backup", "restore", &id]).json();
    assert_eq!(laptop.show(&first)["body"], "kept");
    assert_ne!(laptop.run(["note", "show", &later]).code, 0);
    laptop.verify();
    let aside = restored["set_aside"].as_str().unwrap().to_owned();
    let mut command = laptop.command();
    let shown = laptop.finish(command.args(["--json", "--data-dir", &aside, "note", "show", &later]), None);
    assert_eq!(shown.json()["body"], "not in it", "what was there is whole");
    assert_eq!(laptop.run(["backup", "restore", "../data"]).code, 1);
}

/// D07: last week's copy takes the place of the database, and the server knows more of this device than it does itself.
/// As a device of its own it fetches what it lost, and nothing is written over.
#[test]
fn d07_a_restored_device_loses_nothing_that_a_server_has() {
    let server = Server::start();
    let (laptop, phone) = (Device::connected("Laptop", server.code()), Device::without_vault("Phone"));
    let first = laptop.note("First", "one");
    laptop.sync();
    let id = laptop.ok(["backup", "create"]).json()["backup"]["id"].as_str().unwrap().to_owned();
    laptop.ok(["note", "edit", &first, "--append", " and two"]);
    let sent = laptop.note("Sent", "after the backup, and on the server");
    laptop.sync();
    let identity = laptop.ok(["vault", "info"]).json()["client_id"].clone();
    laptop.note("Unsent", "only in what is set aside");

    let restored = laptop.ok(["backup", "restore", &id]).json();
    assert_ne!(laptop.ok(["vault", "info"]).json()["client_id"], identity);
    let mine = laptop.note("New", "written after the restore");
    laptop.sync();
    assert_eq!(laptop.show(&first)["body"], "one\n and two");
    assert_eq!(laptop.show(&sent)["body"], "after the backup, and on the server");
    laptop.verify();

    phone.ok(["vault", "create", "--device", "Phone"]);
    let code = laptop.finish(laptop.command().args(["connect", "show-code"]), None).stdout.trim().to_owned();
    phone.ok(["connect", &code]);
    phone.sync();
    laptop.sync();
    phone.sync();
    assert_eq!(phone.show(&mine)["body"], "written after the restore");
    assert_eq!(phone.hash(), laptop.hash());

    // The note that was on no server is in the database that was set aside, and comes from there by an export.
    let aside = restored["set_aside"].as_str().unwrap();
    let listed = laptop.finish(laptop.command().args(["--json", "--data-dir", aside, "note", "list"]), None);
    assert!(listed.stdout.contains("Unsent"), "{listed:?}");
}

/// A disk that takes no more: the backup fails in words, and the one before is whole.
#[cfg(unix)]
#[test]
fn a_backup_that_cannot_be_written_leaves_the_last_good_one() {
    let laptop = Device::new("Laptop");
    let text = "a line of the note\n".repeat(40_000);
    assert_eq!(laptop.run_with(["note", "new", "--title", "Long", "--body-file", "-"], &text).code, 0);
    let good = laptop.ok(["backup", "create"]).json();
    let before = names(&laptop.data_dir().join("backups"));
    // No file may grow beyond 100 KiB, which is what a quota does; the signal for it is ignored, as in every server.
    let mut limited = std::process::Command::new("sh");
    let program = laptop.command().get_program().to_owned();
    limited.args(["-c", "trap '' XFSZ; ulimit -f 200; exec \"$0\" backup create"]).arg(program);
    limited.env("DRIFTLESS_DATA_DIR", laptop.data_dir()).env("DRIFTLESS_KEY_FILE", laptop.key_file());
    let failed = limited.output().unwrap();
    let told = String::from_utf8_lossy(&failed.stderr).into_owned();
    assert_eq!(failed.status.code(), Some(1), "{failed:?}");
    assert!(!told.contains("panicked") && !told.is_empty(), "{told}");
    assert_eq!(names(&laptop.data_dir().join("backups")), before, "nothing half written stays");
    assert_eq!(laptop.ok(["backup", "check", good["backup"]["id"].as_str().unwrap()]).json(), good);
}

#[test]
fn d05_a_cut_file_and_swapped_pages_are_told_and_a_log_of_garbage_is_survived() {
    let laptop = Device::new("Laptop");
    let id = laptop.note("Kept", "text");
    let database = laptop.data_dir().join("driftless.db");
    let good = std::fs::read(&database).unwrap();
    // Closed in order, so that all of it is in the file.
    assert!(!laptop.data_dir().join("driftless.db-wal").exists());
    for length in (0..good.len()).step_by(4096 * 7).chain([good.len() - 1, good.len() - 4096]) {
        std::fs::write(&database, &good[..length]).unwrap();
        let outcome = [&["note", "list"][..], &["verify"]].map(|command| laptop.run(command));
        assert!(outcome.iter().any(|answer| answer.code == 1), "{length} bytes: {outcome:?}");
        assert!(outcome.iter().all(|answer| !answer.stderr.contains("panicked")), "{outcome:?}");
        let _ = std::fs::remove_file(laptop.data_dir().join("driftless.db-wal"));
        let _ = std::fs::remove_file(laptop.data_dir().join("driftless.db-shm"));
    }
    let mut swapped = good.clone();
    let (one, two) = (good[4096 * 3..4096 * 4].to_vec(), good[4096 * 5..4096 * 6].to_vec());
    swapped[4096 * 3..4096 * 4].copy_from_slice(&two);
    swapped[4096 * 5..4096 * 6].copy_from_slice(&one);
    std::fs::write(&database, &swapped).unwrap();
    assert!(
        [&["note", "list"][..], &["verify"]].iter().any(|command| laptop.run(*command).code == 1),
        "two pages swapped"
    );

    std::fs::write(&database, &good).unwrap();
    for (name, bytes) in [("driftless.db-wal", vec![0x37; 50_000]), ("driftless.db-shm", vec![0x37; 32_768])] {
        std::fs::write(laptop.data_dir().join(name), bytes).unwrap();
        assert_eq!(laptop.show(&id)["body"], "text", "garbage as {name}");
        let _ = std::fs::remove_file(laptop.data_dir().join(name));
    }
    laptop.verify();
}
