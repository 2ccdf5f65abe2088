//! Two devices: what both write is kept, and both end up the same.

use driftless_tests::programs::{Device, Server};
use serde_json::Value;

/// Two devices of one vault, both in step.
pub(crate) fn pair(server: &Server) -> (Device, Device) {
    let laptop = Device::connected("Laptop", server.code());
    laptop.sync();
    let phone = join(&laptop, "Phone");
    (laptop, phone)
}

/// A further device of a vault.
pub(crate) fn join(first: &Device, name: &str) -> Device {
    let code = first.ok(["connect", "show-code"]).json()["code"].as_str().unwrap().to_owned();
    let device = Device::connected(name, &code);
    device.sync();
    device
}

/// Syncs each device until all have everything, and checks that they agree.
pub(crate) fn settle(devices: &[&Device]) {
    for _ in 0..2 {
        for device in devices {
            device.sync();
        }
    }
    let hashes: Vec<String> = devices.iter().map(|device| device.hash()).collect();
    assert!(hashes.windows(2).all(|pair| pair[0] == pair[1]), "the devices differ: {hashes:?}");
    for device in devices {
        assert_eq!(device.ok(["status"]).json()["pending"], 0);
        device.verify();
    }
}

fn titles(device: &Device) -> Vec<String> {
    let mut titles: Vec<String> =
        device.ok(["note", "list"]).lines().iter().map(|note| note["title"].as_str().unwrap().to_owned()).collect();
    titles.sort();
    titles
}

#[test]
fn a_note_written_on_one_device_is_read_on_the_other() {
    let server = Server::start();
    let (laptop, phone) = pair(&server);
    let id = laptop
        .ok([
            "note",
            "new",
            "--title",
            "Tide pools",
            "--body",
            "Low water at six.",
            "--tag",
            "sea",
            "--notebook",
            "Field/Coast",
            "--pinned",
        ])
        .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    settle(&[&laptop, &phone]);
    let note = phone.show(&id);
    assert_eq!(note["title"], "Tide pools");
    assert_eq!(note["body"], "Low water at six.");
    assert_eq!(note["notebook"], "Field/Coast");
    assert_eq!(note["tags"], serde_json::json!(["sea"]));
    assert_eq!(note["pinned"], true);
    assert_eq!(note["device"], "Laptop");
    let hits = phone.ok(["search", "low", "water"]).lines();
    assert_eq!(hits[0]["id"], Value::String(id));
}

#[test]
fn both_write_while_the_server_is_away_and_nothing_is_lost() {
    let mut server = Server::start();
    let (laptop, phone) = pair(&server);
    server.kill();
    laptop.note("From the laptop", "one");
    phone.note("From the phone", "two");
    let away = laptop.run(["sync"]);
    assert_eq!(away.code, 1, "{away:?}");
    assert_eq!(laptop.ok(["status"]).json()["pending_notes"].as_array().unwrap().len(), 1);
    server.restart();
    settle(&[&laptop, &phone]);
    for device in [&laptop, &phone] {
        assert_eq!(titles(device), ["From the laptop", "From the phone"]);
    }
}

#[test]
fn edits_of_one_text_on_both_are_merged() {
    let mut server = Server::start();
    let (laptop, phone) = pair(&server);
    let id = laptop.note("Shopping", "bread\nmilk\n");
    settle(&[&laptop, &phone]);
    server.kill();
    laptop.ok(["note", "edit", &id, "--replace", "bread", "rye bread"]);
    assert_eq!(phone.run_with(["note", "edit", &id, "--body-file", "-"], "bread\nmilk\neggs\n").code, 0);
    server.restart();
    settle(&[&laptop, &phone]);
    for device in [&laptop, &phone] {
        assert_eq!(device.show(&id)["body"], "rye bread\nmilk\neggs\n");
        assert_eq!(device.show(&id)["siblings"], 0, "words never wait for review");
    }
}

#[test]
fn a_rename_on_both_shows_one_title_and_keeps_the_other_for_review() {
    let mut server = Server::start();
    let (laptop, phone) = pair(&server);
    let id = laptop.note("Plan", "");
    settle(&[&laptop, &phone]);
    server.kill();
    laptop.ok(["note", "edit", &id, "--title", "Plan A"]);
    phone.ok(["note", "edit", &id, "--title", "Plan B"]);
    server.restart();
    settle(&[&laptop, &phone]);
    let shown = laptop.show(&id)["title"].as_str().unwrap().to_owned();
    assert_eq!(phone.show(&id)["title"], Value::String(shown.clone()));
    let other = if shown == "Plan A" { "Plan B" } else { "Plan A" };
    let explained = laptop.ok(["explain", &id, "--field", "title"]).json();
    assert_eq!(explained["fields"][0]["shown"]["value"], Value::String(shown));
    assert_eq!(explained["fields"][0]["lost"][0]["value"], other);
    let reviews = phone.ok(["review", "list"]).lines();
    assert_eq!(reviews.len(), 1);
    let item = reviews[0]["id"].as_str().unwrap();
    phone.ok(["review", "resolve", item, "--keep", "OTHER"]);
    settle(&[&laptop, &phone]);
    for device in [&laptop, &phone] {
        assert_eq!(device.show(&id)["title"], other);
        assert!(device.ok(["review", "list"]).lines().is_empty(), "a review that ended ends everywhere");
    }
}

#[test]
fn a_note_edited_while_deleted_elsewhere_is_restored_from_review() {
    let mut server = Server::start();
    let (laptop, phone) = pair(&server);
    let id = laptop.note("Recipe", "flour\n");
    settle(&[&laptop, &phone]);
    server.kill();
    laptop.ok(["note", "delete", &id]);
    phone.ok(["note", "edit", &id, "--append", "sugar"]);
    server.restart();
    settle(&[&laptop, &phone]);
    for device in [&laptop, &phone] {
        assert_eq!(device.show(&id)["trashed"], true, "a delete wins");
    }
    let reviews = laptop.ok(["review", "list"]).lines();
    assert_eq!(reviews[0]["reason"]["kind"], "edited_while_deleted");
    laptop.ok(["review", "resolve", reviews[0]["id"].as_str().unwrap(), "--keep", "OTHER"]);
    settle(&[&laptop, &phone]);
    for device in [&laptop, &phone] {
        let note = device.show(&id);
        assert_eq!(note["trashed"], false);
        assert_eq!(note["body"], "flour\nsugar", "the restore brings everybody's words back");
    }
}

#[test]
fn tags_of_both_stay_and_a_restored_note_is_restored_everywhere() {
    let server = Server::start();
    let (laptop, phone) = pair(&server);
    let id = laptop.note("Both", "");
    settle(&[&laptop, &phone]);
    laptop.ok(["note", "edit", &id, "--tag", "a", "--pin"]);
    phone.ok(["note", "edit", &id, "--tag", "b", "--archive"]);
    settle(&[&laptop, &phone]);
    let note = phone.show(&id);
    assert_eq!(note["tags"], serde_json::json!(["a", "b"]));
    assert_eq!((&note["pinned"], &note["archived"]), (&Value::Bool(true), &Value::Bool(true)));
    phone.ok(["note", "delete", &id]);
    settle(&[&laptop, &phone]);
    laptop.ok(["note", "restore", &id]);
    settle(&[&laptop, &phone]);
    assert_eq!(phone.show(&id)["trashed"], false);
}
