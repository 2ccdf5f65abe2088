//! Images and files of notes: seen on the other device, safe from power cuts, unreadable for the server.

use std::path::{Path, PathBuf};

use driftless_tests::programs::{Device, Server};

use super::two_devices::{join, pair, settle};

/// The smallest picture, with words in it that are looked for where they must not be.
const CANARY: &[u8] = b"canary words that no server may read";

fn picture(size: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend_from_slice(CANARY);
    bytes.resize(size, 7);
    bytes
}

fn file(device: &Device, name: &str, bytes: &[u8]) -> PathBuf {
    let path = device.scratch().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn add(device: &Device, note: &str, name: &str, bytes: &[u8]) -> String {
    let path = file(device, name, bytes);
    let added = device.ok(["attachment", "add", note, path.to_str().unwrap()]).json();
    added["name"].as_str().unwrap().to_owned()
}

fn saved(device: &Device, name: &str) -> Vec<u8> {
    let path = device.scratch().join("saved");
    device.ok(["attachment", "save", name, path.to_str().unwrap()]);
    std::fs::read(path).unwrap()
}

fn state(device: &Device, note: &str) -> Vec<String> {
    let lines = device.ok(["attachment", "list", note]).lines();
    lines.iter().map(|line| line["state"].as_str().unwrap().to_owned()).collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

fn holds_canary(folder: &Path) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| std::fs::read(path).unwrap().windows(CANARY.len()).any(|window| window == CANARY);
    files_below(folder).into_iter().filter(holds).collect()
}

#[test]
fn a_picture_added_on_one_device_is_seen_on_the_other_and_read_by_no_server() {
    let server = Server::start();
    let (laptop, phone) = pair(&server);
    let note = laptop.note("Pools", "before");
    let bytes = picture(300_000);
    let name = add(&laptop, &note, "shore.png", &bytes);
    assert_eq!(laptop.show(&note)["body"], format!("before\n![shore](driftless://blob/{name}.png)"));
    assert_eq!(state(&laptop, &note), ["waiting"]);
    assert_eq!(laptop.ok(["status"]).json()["files_waiting"], 1);

    laptop.sync();
    assert_eq!(state(&laptop, &note), ["stored"]);
    // The record of the sync tells of the file too.
    let page = laptop.ok(["status"]).json();
    let phases = page["cycles"][0]["phases"].as_array().unwrap();
    assert!(phases.iter().any(|phase| phase["phase"] == "files" && phase["count"] == 1), "{phases:?}");
    phone.sync();
    assert_eq!(state(&phone, &note), ["stored"]);
    assert_eq!(saved(&phone, &name), bytes);
    assert_eq!(phone.ok(["status"]).json()["files_missing"], 0);

    assert!(files_below(server.data_dir()).iter().any(|path| path.ends_with(&name)), "the server has it");
    for folder in [server.data_dir(), &laptop.data_dir(), &phone.data_dir()] {
        assert_eq!(holds_canary(folder), Vec::<PathBuf>::new(), "readable bytes on a disk");
    }

    // The same file again, on the other device, under another name: kept and sent once.
    let again = add(&phone, &note, "other name.png", &bytes);
    assert_eq!(again, name);
    assert_eq!(phone.ok(["status"]).json()["files_waiting"], 0);
    settle(&[&laptop, &phone]);
}

#[test]
fn a_file_waits_while_the_server_is_away_and_notes_go_on_without_it() {
    let mut server = Server::start();
    let (laptop, phone) = pair(&server);
    let note = laptop.note("Pools", "");
    let name = add(&laptop, &note, "paper.pdf", b"%PDF-1.7 words");
    server.kill();
    assert_ne!(laptop.run(["sync"]).code, 0);
    assert_eq!(laptop.ok(["status"]).json()["files_waiting"], 1);
    server.restart();
    laptop.sync();
    phone.sync();
    assert_eq!(saved(&phone, &name), b"%PDF-1.7 words");
}

/// A device that has the note and not the file says so, and gets it when the file comes.
#[test]
fn a_file_that_the_server_lost_is_missing_and_comes_from_the_device_that_has_it() {
    let server = Server::start();
    let (laptop, phone) = pair(&server);
    let note = laptop.note("Pools", "");
    let name = add(&laptop, &note, "shore.png", &picture(1_000));
    laptop.sync();
    let stored = files_below(server.data_dir()).into_iter().find(|path| path.ends_with(&name)).unwrap();

    // Other bytes under its name: noticed, set aside, never shown.
    std::fs::write(&stored, picture(1_000)).unwrap();
    phone.sync();
    assert_eq!(state(&phone, &note), ["damaged"]);
    assert_ne!(phone.run(["attachment", "save", &name, "x"]).code, 0);

    std::fs::remove_file(&stored).unwrap();
    let tablet = join(&laptop, "Tablet");
    assert_eq!(state(&tablet, &note), ["missing"]);
    assert_eq!(tablet.ok(["status"]).json()["files_missing"], 1);
    // The same file, added where it is missing, heals it for everyone.
    add(&tablet, &note, "found again.png", &picture(1_000));
    tablet.sync();
    assert_eq!(saved(&tablet, &name), picture(1_000));
    assert!(stored.is_file());
    let desk = join(&laptop, "Desk");
    assert_eq!(saved(&desk, &name), picture(1_000));
}

#[test]
fn what_was_said_stored_survives_a_kill() {
    let device = Device::new("Laptop");
    let note = device.note("Pools", "");
    let mut told = Vec::new();
    for round in 0_usize..6 {
        let mut bytes = picture(2_000_000);
        bytes[100] = u8::try_from(round).unwrap();
        let path = file(&device, &format!("{round}.png"), &bytes);
        let mut command = device.command();
        let mut child = command.args(["--json", "attachment", "add", &note, path.to_str().unwrap()]).spawn().unwrap();
        // No waiting: each round hits another moment, whatever the machine's speed.
        for _ in 0..round * 3_000_000 {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        let answer = child.wait_with_output().unwrap();
        if let Ok(added) = serde_json::from_slice::<serde_json::Value>(&answer.stdout) {
            told.push((added["name"].as_str().unwrap().to_owned(), bytes));
        }
    }
    device.verify();
    // The last one is not killed, so that at least one is told.
    let bytes = picture(2_000_000);
    told.push((add(&device, &note, "last.png", &bytes), bytes));
    for (name, bytes) in told {
        assert_eq!(saved(&device, &name), bytes);
    }
}

/// A vault that moves into another keeps the names that its notes hold.
#[test]
fn what_was_added_before_joining_moves_along() {
    let server = Server::start();
    let laptop = Device::connected("Laptop", server.code());
    laptop.sync();
    let phone = Device::new("Phone");
    let note = phone.note("Before", "");
    let name = add(&phone, &note, "shore.png", &picture(5_000));
    let code = laptop.ok(["connect", "show-code"]).json()["code"].as_str().unwrap().to_owned();
    phone.ok(["connect", &code]);
    phone.sync();
    laptop.sync();
    assert_eq!(saved(&laptop, &name), picture(5_000));
}

#[test]
fn too_large_and_strange_files_are_refused_or_made_safe() {
    let device = Device::new("Laptop");
    let note = device.note("Pools", "");
    let limit = 10 * 1024 * 1024;
    let path = file(&device, "large.bin", &vec![1; limit + 1]);
    let refused = device.run(["attachment", "add", &note, path.to_str().unwrap()]);
    assert_ne!(refused.code, 0);
    assert!(refused.stderr.contains("at most 10 MB"), "{refused:?}");
    assert_eq!(device.show(&note)["body"], "");

    let name = add(&device, &note, "exact.bin", &vec![1; limit]);
    assert_eq!(saved(&device, &name).len(), limit);
    let empty = add(&device, &note, "empty", b"");
    assert_eq!(saved(&device, &empty), b"");
    add(&device, &note, "a]b|c\u{202e}gpj.html", b"<script>alert(1)</script>");
    let body = device.show(&note)["body"].as_str().unwrap().to_owned();
    assert!(body.contains("[a_b_c_gpj.html](driftless://blob/"), "{body}");
    assert!(!body.contains("!["), "a page is no picture: {body}");
    for name in ["", "x", "../x", &"A".repeat(64), &"0".repeat(64)] {
        assert_ne!(device.run(["attachment", "save", name, "x"]).code, 0, "{name}");
    }
    assert_ne!(device.run(["attachment", "add", &"0".repeat(36), path.to_str().unwrap()]).code, 0);
}
