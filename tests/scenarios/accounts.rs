//! Accounts: signing up and in, the emergency kit, pairing, devices that are removed, servers that go back in time.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;

use driftless_tests::programs::{Answer, Device, Server};
use serde_json::Value;

use crate::two_devices::settle;

const NAME: &str = "ada@example.org";
const PASSWORD: &str = "correct horse battery";

fn url(server: &Server) -> String {
    format!("http://{}", server.address())
}

/// Signs up; returns the 24 words.
fn sign_up(device: &Device, server: &Server, more: &[&str]) -> String {
    let url = url(server);
    let mut arguments = vec!["--json", "account", "sign-up", "--server", &url, "--email", NAME];
    arguments.extend(more);
    let answer = device.finish(device.command().args(arguments), Some(&format!("{PASSWORD}\n")));
    assert_eq!(answer.code, 0, "{answer:?}");
    let kit = answer.json();
    let words: Vec<&str> = kit["words"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    assert_eq!(words.len(), 24);
    words.join(" ")
}

fn sign_in(device: &Device, server: &Server, lines: &str) -> Answer {
    let url = url(server);
    let arguments = ["account", "sign-in", "--server", &url, "--email", NAME];
    device.run_with(arguments, lines)
}

fn titles(device: &Device) -> Vec<String> {
    let notes = device.ok(["note", "list"]).lines();
    let mut titles: Vec<String> = notes.iter().map(|note| note["title"].as_str().unwrap().to_owned()).collect();
    titles.sort();
    titles
}

fn account(device: &Device) -> Value {
    device.run(["account", "status"]).json()
}

/// A laptop with an account and a note, and a phone that came by the words.
fn two(server: &Server) -> (Device, Device, String) {
    let laptop = Device::new("Laptop");
    laptop.note("Tide pools", "Low water at six.");
    let words = sign_up(&laptop, server, &[]);
    laptop.sync();
    let phone = Device::new("Phone");
    let signed_in = sign_in(&phone, server, &format!("{PASSWORD}\n{words}\n"));
    assert_eq!(signed_in.code, 0, "{signed_in:?}");
    phone.sync();
    (laptop, phone, words)
}

#[test]
fn a_second_device_gets_every_note_by_the_words_alone() {
    let server = Server::start_open();
    let laptop = Device::new("Laptop");
    for number in 0..12 {
        laptop.note(&format!("Note {number:02}"), "Words of a note.");
    }
    let words = sign_up(&laptop, &server, &[]);
    assert_eq!(account(&laptop)["state"], "ready");
    assert_eq!(account(&laptop)["kit_confirmed"], false);
    laptop.sync();

    let list: Vec<&str> = words.split(' ').collect();
    let wrong = laptop.run_with(["account", "kit-confirm", "3", "17"], &format!("{}\nzebra\n", list[2]));
    assert_eq!(wrong.code, 1, "{wrong:?}");
    let right = laptop.run_with(["account", "kit-confirm", "3", "17"], &format!("{}\n{}\n", list[2], list[16]));
    assert_eq!(right.code, 0, "{right:?}");
    assert_eq!(account(&laptop)["kit_confirmed"], true);
    let drill = laptop.run_with(["account", "kit-check"], &format!("{words}\n"));
    assert_eq!(drill.json()["kind"], "right");

    // The password alone signs in, and opens nothing.
    let phone = Device::new("Phone");
    let refused = sign_in(&phone, &server, "wrong password\n");
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.stderr.contains("not right"), "{refused:?}");
    let waits = sign_in(&phone, &server, &format!("{PASSWORD}\n"));
    assert_eq!((waits.code, waits.json()["kind"].as_str().unwrap().to_owned()), (3, "needs_key".to_owned()));
    assert_eq!(account(&phone)["state"], "needs_key");
    assert!(titles(&phone).is_empty());

    // Words of another account, and a slip, change nothing.
    let zeros = format!("{}art\n", "abandon ".repeat(23));
    let other = phone.run_with(["account", "unlock"], &zeros);
    assert!(other.code != 0 && other.stderr.contains("another account"), "{other:?}");
    let slip = phone.run_with(["account", "unlock"], &format!("{} zebra\n", list[..23].join(" ")));
    assert!(slip.code != 0, "{slip:?}");
    assert_eq!(account(&phone)["state"], "needs_key");

    let unlocked = phone.run_with(["account", "unlock"], &format!("{words}\n"));
    assert_eq!(unlocked.code, 0, "{unlocked:?}");
    phone.sync();
    assert_eq!(titles(&phone), titles(&laptop));
    phone.note("From the phone", "Back again.");
    settle(&[&laptop, &phone]);
    assert_eq!(titles(&laptop).len(), 13);
    let devices = laptop.ok(["device", "list", "--account"]).lines();
    assert_eq!(devices.len(), 2);
    assert_eq!(account(&laptop)["account_id"], account(&phone)["account_id"]);
}

#[test]
fn a_machine_with_nothing_comes_back_with_the_words_and_a_new_password() {
    let server = Server::start_open();
    let laptop = Device::new("Laptop");
    laptop.note("Kept", "Nothing is lost.");
    let words = sign_up(&laptop, &server, &[]);
    laptop.sync();
    drop(laptop);

    let url = url(&server);
    let fresh = Device::new("Fresh");
    let recovered = fresh
        .run_with(["account", "recover", "--server", &url, "--email", NAME], &format!("{words}\nanother password\n"));
    assert_eq!(recovered.code, 0, "{recovered:?}");
    fresh.sync();
    assert_eq!(titles(&fresh), ["Kept"]);
    let next = Device::new("Next");
    assert_eq!(sign_in(&next, &server, &format!("{PASSWORD}\n{words}\n")).code, 1, "the old password is gone");
    assert_eq!(sign_in(&next, &server, &format!("another password\n{words}\n")).code, 0);
}

#[test]
fn the_password_unlocks_where_its_owner_allowed_it() {
    let server = Server::start_open();
    let laptop = Device::new("Laptop");
    laptop.note("Kept", "Words.");
    sign_up(&laptop, &server, &["--password-may-unlock"]);
    laptop.sync();
    let phone = Device::new("Phone");
    let signed_in = sign_in(&phone, &server, &format!("{PASSWORD}\n"));
    assert_eq!(signed_in.code, 0, "{signed_in:?}");
    phone.sync();
    assert_eq!(titles(&phone), ["Kept"]);
    assert_eq!(account(&phone)["password_may_unlock"], true);
}

#[test]
fn notes_of_a_device_that_signs_in_move_into_the_vault_of_the_account() {
    let server = Server::start_open();
    let (laptop, _phone, words) = two(&server);
    let tablet = Device::new("Tablet");
    tablet.note("Written before", "Not lost.");
    assert_eq!(sign_in(&tablet, &server, &format!("{PASSWORD}\n{words}\n")).code, 0);
    settle(&[&laptop, &tablet]);
    assert_eq!(titles(&laptop), ["Tide pools", "Written before"]);
}

#[test]
fn a_vault_of_a_connect_code_goes_into_the_account_and_keeps_its_log() {
    let server = Server::start_open();
    let laptop = Device::connected("Laptop", server.code());
    laptop.note("Before the account", "One.");
    laptop.sync();
    let words = sign_up(&laptop, &server, &[]);
    laptop.note("After", "Two.");
    laptop.sync();
    let phone = Device::new("Phone");
    assert_eq!(sign_in(&phone, &server, &format!("{PASSWORD}\n{words}\n")).code, 0);
    settle(&[&laptop, &phone]);
    assert_eq!(titles(&phone), ["After", "Before the account"]);
}

#[test]
fn signing_out_keeps_the_notes_and_signing_in_again_goes_on() {
    let server = Server::start_open();
    let (laptop, phone, words) = two(&server);
    phone.ok(["account", "sign-out"]);
    assert_eq!(account(&phone)["state"], "none");
    phone.note("While signed out", "Written alone.");
    assert_eq!(phone.run(["sync"]).code, 3);
    assert_eq!(sign_in(&phone, &server, &format!("{PASSWORD}\n{words}\n")).code, 0);
    settle(&[&laptop, &phone]);
    assert_eq!(titles(&laptop), ["Tide pools", "While signed out"]);
    assert_eq!(laptop.ok(["device", "list", "--account"]).lines().len(), 2, "it is the same device");
}

#[test]
fn two_devices_pair_by_a_code_and_six_digits() {
    let server = Server::start_open();
    let laptop = Device::new("Laptop");
    laptop.note("Paired", "By a code.");
    sign_up(&laptop, &server, &[]);
    laptop.sync();

    let phone = Device::new("Phone");
    let url = url(&server);
    let mut start = phone.command();
    let mut start = start
        .args(["--json", "pair", "start", "--server", &url])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(start.stdout.take().unwrap());
    let mut next = || {
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        serde_json::from_str::<Value>(&line).unwrap()
    };
    let code = next()["code"].as_str().unwrap().to_owned();
    let accept = laptop.run_with(["pair", "accept"], &format!("{code}\nyes\n"));
    assert_eq!(accept.code, 0, "{accept:?}");
    let compared = next();
    assert_eq!(compared["digits"], accept.lines()[0]["digits"], "both show the same");
    assert_eq!(accept.lines()[0]["device"], "Phone");
    start.stdin.take().unwrap().write_all(b"yes\n").unwrap();
    assert!(start.wait().unwrap().success());
    phone.sync();
    assert_eq!(titles(&phone), ["Paired"]);
    settle(&[&laptop, &phone]);

    let again = laptop.run_with(["pair", "accept"], &format!("{code}\nyes\n"));
    assert_ne!(again.code, 0, "a code is good for one pairing");
}

#[test]
fn a_removed_device_is_refused_and_the_others_go_on_with_a_new_key() {
    let server = Server::start_open();
    let (laptop, phone, words) = two(&server);
    let tablet = Device::new("Tablet");
    assert_eq!(sign_in(&tablet, &server, &format!("{PASSWORD}\n{words}\n")).code, 0);
    tablet.sync();
    let devices = laptop.ok(["device", "list", "--account"]).lines();
    let id = devices.iter().find(|device| device["name"] == "Phone").unwrap()["id"].as_str().unwrap().to_owned();
    let own = devices.iter().find(|device| device["is_this"] == true).unwrap()["id"].as_str().unwrap().to_owned();
    assert_ne!(laptop.run(["device", "revoke", &own]).code, 0, "not itself");
    laptop.ok(["device", "revoke", &id]);

    phone.note("Too late", "Kept on the phone only.");
    let refused = phone.run(["sync"]);
    assert_ne!(refused.code, 0, "{refused:?}");
    assert_eq!(titles(&phone), ["Tide pools", "Too late"], "what was written there stays there");

    laptop.note("With the new key", "The phone cannot read it.");
    settle(&[&laptop, &tablet]);
    assert_eq!(titles(&tablet), ["Tide pools", "With the new key"]);
    tablet.note("From the tablet", "With the new key, too.");
    settle(&[&laptop, &tablet]);
    let again = sign_in(&phone, &server, &format!("{PASSWORD}\n{words}\n"));
    assert_ne!(again.code, 0, "a removed device does not come back: {again:?}");
    let fresh = Device::new("New phone");
    assert_eq!(sign_in(&fresh, &server, &format!("{PASSWORD}\n{words}\n")).code, 0);
    settle(&[&laptop, &fresh]);
    assert_eq!(titles(&fresh), ["From the tablet", "Tide pools", "With the new key"]);
}

#[test]
fn a_server_from_an_old_backup_raises_an_alarm_and_is_given_everything_again() {
    let mut server = Server::start_open();
    let (laptop, phone, _) = two(&server);
    server.kill();
    let backup = tempfile::tempdir().unwrap();
    copy(server.data_dir(), backup.path());
    server.restart();
    laptop.note("After the backup", "From the laptop.");
    phone.note("Also after it", "From the phone.");
    settle(&[&laptop, &phone]);

    server.kill();
    fs::remove_dir_all(server.data_dir()).unwrap();
    copy(backup.path(), server.data_dir());
    server.restart();
    for device in [&laptop, &phone] {
        assert_ne!(device.run(["sync"]).code, 0);
        let status = account(device);
        assert_eq!(status["alarms"][0]["kind"], "went_back", "{status}");
        assert!(status["alarms"][0]["message"].as_str().unwrap().contains("older state"), "{status}");
        assert_eq!(status["alarms"][0]["can_reseed"], true);
        assert_eq!(device.ok(["status"]).json()["mood"], "needs_user");
    }
    laptop.note("During the alarm", "Editing goes on.");
    assert_ne!(laptop.run(["sync"]).code, 0, "and nothing is sent meanwhile");

    for device in [&laptop, &phone] {
        let healed = device.run(["account", "reseed"]);
        assert_eq!(healed.code, 0, "{healed:?}");
        device.sync();
    }
    settle(&[&laptop, &phone]);
    let all = ["After the backup", "Also after it", "During the alarm", "Tide pools"];
    assert_eq!(titles(&laptop), all);
    assert_eq!(titles(&phone), all);
    assert_eq!(account(&laptop)["alarms"].as_array().unwrap().len(), 0);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}
