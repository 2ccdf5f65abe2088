//! Servers that fail, lie, hang up or are somebody else: the cycle fails with its phase, nothing is lost, and
//! the next cycle with the real server sends everything.

use driftless_tests::programs::{Device, RudeServer, Rudeness, Server};

#[test]
fn whatever_answers_in_the_servers_place_nothing_is_lost() {
    let mut server = Server::start();
    let laptop = Device::connected("Laptop", server.code());
    laptop.sync();
    let id = laptop.note("Kept", "text");
    let hash = laptop.hash();
    let kinds = [
        Rudeness::Fails,
        Rudeness::Unavailable,
        Rudeness::Garbage,
        Rudeness::Html,
        Rudeness::OtherJson,
        Rudeness::Nothing,
        Rudeness::Half,
        Rudeness::Redirect,
        Rudeness::Endless,
    ];
    for kind in kinds {
        server.kill();
        let rude = RudeServer::start(server.address(), kind);
        let answer = laptop.run(["sync"]);
        assert_eq!(answer.code, 1, "{kind:?}: {answer:?}");
        let cycle = answer.json();
        let failed = cycle["phases"].as_array().unwrap().iter().find(|phase| !phase["error"].is_null());
        assert!(failed.is_some(), "{kind:?} names no phase: {cycle}");
        assert!(rude.requests() > 0, "{kind:?} was not asked");
        drop(rude);
        assert_eq!(laptop.hash(), hash, "{kind:?}");
        assert!(laptop.ok(["status"]).json()["pending"].as_u64().unwrap() > 0, "{kind:?}");
    }
    server.restart();
    laptop.sync();
    assert_eq!(laptop.ok(["status"]).json()["pending"], 0);
    assert_eq!(laptop.show(&id)["body"], "text");
    laptop.verify();
}
