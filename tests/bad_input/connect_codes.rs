//! Connect codes that are truncated, altered, of another version, or of nothing at all.

use driftless_tests::programs::{Device, Server};

#[test]
fn a_bad_code_is_refused_and_the_good_one_still_works() {
    let server = Server::start();
    let laptop = Device::new("Laptop");
    laptop.note("Kept", "text");
    let hash = laptop.hash();
    let code = server.code();
    let middle = code.len() / 2;
    let swapped = if code.as_bytes()[middle] == b'A' { "B" } else { "A" };
    let altered = format!("{}{swapped}{}", &code[..middle], &code[middle + 1..]);
    let other_version = code.replacen("driftless1", "driftless9", 1);
    let bad = [
        code[..code.len() - 5].to_owned(),
        code[..20].to_owned(),
        altered,
        other_version,
        format!("{code}AAAA"),
        "driftless1-".to_owned(),
        "not a code".to_owned(),
        "\u{1f30a}".repeat(50),
        "x".repeat(100_000),
        String::new(),
    ];
    for code in &bad {
        let answer = laptop.run(["connect", code]);
        assert_eq!(answer.code, 1, "{:?}: {answer:?}", &code.chars().take(40).collect::<String>());
        assert!(answer.stderr.contains("Nothing was changed"), "{answer:?}");
    }
    assert_eq!(laptop.hash(), hash);
    assert_eq!(laptop.ok(["status"]).json()["server"], serde_json::Value::Null);
    laptop.ok(["connect", code]);
    laptop.sync();
}

#[test]
fn a_code_may_come_from_standard_input_wrapped_by_a_mail() {
    let server = Server::start();
    let laptop = Device::new("Laptop");
    let answer = laptop.run_with(["connect", "-"], &format!("  {}  \n", server.code()));
    assert_eq!(answer.code, 0, "{answer:?}");
    laptop.sync();
}

#[test]
fn a_server_that_is_away_when_connecting_changes_nothing() {
    let mut server = Server::start();
    let code = server.code().to_owned();
    server.kill();
    let laptop = Device::new("Laptop");
    let answer = laptop.run(["connect", &code]);
    assert_eq!(answer.code, 1, "{answer:?}");
    assert_eq!(laptop.ok(["status"]).json()["server"], serde_json::Value::Null);
}
