//! Tokens: who reaches which vault, and what others learn (nothing).

use driftless_protocol::{ACTIONS_PATH, ContentType, EVENTS_PATH, ErrorCode, STATE_HASH_PATH};

use crate::given::{run_of, vault};
use crate::http::{Request, get, post};
use crate::running::{OTHER_TOKEN, Running, TOKEN};

/// Every call that names a vault.
fn calls(vault_n: u64) -> [Request; 4] {
    let batch = ContentType::Cbor.encode(&run_of(vault(vault_n), 9, 1, 1)).unwrap();
    let report = format!(
        r#"{{"vault_id":"{}","client_id":"{}","epoch":1,"seq":1,"reducer_version":1,"root":"{}"}}"#,
        vault(vault_n),
        vault(3),
        "0".repeat(64)
    );
    [
        get(format!("{ACTIONS_PATH}?vault={}", vault(vault_n))),
        get(format!("{EVENTS_PATH}?vault={}", vault(vault_n))),
        post(ACTIONS_PATH, "application/cbor", batch),
        post(STATE_HASH_PATH, "application/json", report),
    ]
}

#[test]
fn every_call_asks_for_the_token_of_its_vault() {
    let server = Running::start();
    server.upload(&run_of(vault(1), 1, 1, 2));
    for call in calls(1) {
        let answer = call.send(server.address);
        assert_eq!(answer.error(), (401, ErrorCode::Unauthorized));
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    for call in calls(1) {
        assert_eq!(call.token("stranger").send(server.address).error(), (401, ErrorCode::Unauthorized));
    }
    for call in calls(2) {
        assert_eq!(call.token(TOKEN).send(server.address).error(), (409, ErrorCode::OtherVault));
    }
    // Another's vault looks like none at all.
    for call in calls(1) {
        assert_eq!(call.token(OTHER_TOKEN).send(server.address).error(), (404, ErrorCode::NotFound));
    }
    assert_eq!(server.download(vault(1), 0).rows.len(), 2);
    assert_eq!(server.try_upload(OTHER_TOKEN, &run_of(vault(2), 1, 1, 1)).status, 200);
    for call in calls(1) {
        assert_eq!(call.token(OTHER_TOKEN).send(server.address).error(), (409, ErrorCode::OtherVault));
    }
}

#[test]
fn a_strange_authorization_header_is_refused() {
    let server = Running::start();
    let path = format!("{ACTIONS_PATH}?vault={}", vault(1));
    for value in ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "token", &format!("Bearer {}", "x".repeat(300))] {
        let answer = get(path.as_str()).header("authorization", value).send(server.address);
        assert_eq!(answer.error(), (401, ErrorCode::Unauthorized), "{value}");
    }
    let twice = get(path.as_str()).token(TOKEN).token(TOKEN).send(server.address);
    assert_eq!(twice.error(), (400, ErrorCode::Malformed));
    let lower = get(path.as_str()).header("authorization", &format!("bearer {TOKEN}")).send(server.address);
    assert_eq!(lower.status, 200);
}

/// A token in the address would end in logs.
#[test]
fn a_token_in_the_query_is_not_taken() {
    let server = Running::start();
    let path = format!("{ACTIONS_PATH}?vault={}&token={TOKEN}", vault(1));
    assert_eq!(get(path.as_str()).send(server.address).status, 401);
    assert_eq!(get(path).token(TOKEN).send(server.address).error(), (400, ErrorCode::Malformed));
}
