//! `kill -9` of a server or of a device in the middle of a sync: nothing is lost, nothing comes twice.

use driftless_tests::programs::{Device, Server};

use super::two_devices::{join, settle};

/// Writes `count` notes in one go.
fn fill(device: &Device, count: usize) {
    let folder = device.scratch().join("many");
    std::fs::create_dir(&folder).unwrap();
    for number in 0..count {
        std::fs::write(folder.join(format!("{number}.md")), format!("text of {number}\n").repeat(20)).unwrap();
    }
    let report = device.ok(["import", "markdown", folder.to_str().unwrap()]).json();
    assert_eq!(report["notes"], count);
}

#[test]
fn a_server_killed_in_the_middle_of_an_upload_gets_the_rest_later() {
    let mut server = Server::start();
    let laptop = Device::connected("Laptop", server.code());
    laptop.sync();
    fill(&laptop, 1_500);
    for round in 0..3 {
        let mut command = laptop.command();
        let child = command.args(["--json", "sync"]).spawn().unwrap();
        // No waiting: each round hits another moment of the cycle, whatever the machine's speed.
        for _ in 0..round * 200_000 {
            std::hint::spin_loop();
        }
        server.kill();
        let cycle = child.wait_with_output().unwrap();
        assert!(matches!(cycle.status.code(), Some(0 | 1)), "{cycle:?}");
        server.restart();
    }
    let phone = join(&laptop, "Phone");
    settle(&[&laptop, &phone]);
    assert_eq!(phone.ok(["vault", "info"]).json()["notes"], 1_500);
}

#[test]
fn a_device_killed_in_the_middle_of_a_sync_goes_on_where_it_was() {
    let server = Server::start();
    let laptop = Device::connected("Laptop", server.code());
    laptop.sync();
    fill(&laptop, 1_500);
    for round in 0..4 {
        let mut child = laptop.command().args(["--json", "sync"]).spawn().unwrap();
        for _ in 0..round * 400_000 {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    laptop.verify();
    let phone = join(&laptop, "Phone");
    settle(&[&laptop, &phone]);
    assert_eq!(phone.ok(["vault", "info"]).json()["notes"], 1_500);
}
