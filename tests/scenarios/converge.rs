//! Three devices through the command line, in an order drawn from a seed.

use driftless_tests::programs::{Device, Server};

use super::random_edits::Random;
use super::two_devices::{join, pair, settle};

/// A short walk through everything the command line can do to a note, on three devices.
#[test]
fn three_devices_end_equal_whatever_the_order() {
    let seed = Random::seed();
    let mut random = Random::new(seed);
    let server = Server::start();
    let (first, second) = pair(&server);
    let third = join(&first, "Tablet");
    let devices = [&first, &second, &third];
    let mut ids: Vec<String> = vec![first.note("Start", "")];
    settle(&devices);
    for step in 0..60 {
        let device = devices[random.below(devices.len())];
        let known: Vec<&String> = ids.iter().filter(|id| device.run(["note", "show", id]).code == 0).collect();
        let id = known[random.below(known.len())].clone();
        match random.below(8) {
            0 => ids.push(device.note(&format!("Note {step}"), "first words\n")),
            1 => drop(device.ok(["note", "edit", &id, "--title", &format!("Title {step}")])),
            2 | 3 => drop(device.ok(["note", "edit", &id, "--append", &format!("line {step}")])),
            4 => drop(device.ok(["note", "edit", &id, "--tag", &format!("t{}", step % 3)])),
            5 => drop(device.ok(["note", "delete", &id])),
            6 => drop(device.ok(["note", "restore", &id])),
            _ => drop(device.sync()),
        }
    }
    settle(&devices);
    let list = |device: &Device| device.ok(["note", "list", "--sort", "created"]).stdout;
    assert_eq!(list(&first), list(&second), "seed {seed}");
    assert_eq!(list(&second), list(&third), "seed {seed}");
}
