//! Upload and download over HTTP, in both content types.

use driftless_domain::Seq;
use driftless_protocol::{
    ACTIONS_PATH, ContentType, DownloadResponse, Hash, Outcome, STATE_HASH_PATH, StateHashRequest, StateHashResponse,
    UploadResponse,
};

use crate::given::{action, batch, check_chain, client, run_of, vault};
use crate::http::{get, post};
use crate::running::{Running, TOKEN};

#[test]
fn what_is_uploaded_in_one_type_is_downloaded_in_both() {
    let server = Running::start();
    let sent = server.upload(&run_of(vault(1), 1, 1, 3));
    assert_eq!((sent.head, sent.outcomes.len()), (Seq(3), 3));
    assert!(sent.outcomes.iter().all(|row| matches!(row.result, Outcome::Accepted { .. })), "{sent:?}");

    let json = ContentType::Json.encode(&run_of(vault(1), 2, 1, 2)).unwrap();
    let answer = post(ACTIONS_PATH, "application/json; charset=utf-8", json).token(TOKEN).send(server.address);
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    assert_eq!(answer.read::<UploadResponse>().head, Seq(5));

    let path = format!("{ACTIONS_PATH}?vault={}&since=1&limit=3", vault(1));
    let in_type = |accept: &str| {
        let answer = get(path.as_str()).token(TOKEN).header("accept", accept).send(server.address);
        (answer.header("content-type").to_owned(), answer.read::<DownloadResponse>())
    };
    let (json_type, json) = in_type("application/json");
    let (cbor_type, cbor) = in_type("text/html, application/cbor;q=0.9, */*;q=0.1");
    assert_eq!((json_type.as_str(), cbor_type.as_str()), ("application/json", "application/cbor"));
    assert_eq!(in_type("*/*").0, "application/json", "what curl asks for, people read");
    assert_eq!(json.rows, cbor.rows);
    assert_eq!((json.new_cursor, json.head, json.min_protocol), (Seq(4), Seq(5), 1));
    assert_eq!(json.rows[2].envelope, Some(action(vault(1), 2, 1)));
    let whole = server.download(vault(1), 0);
    assert_eq!(check_chain(&whole.rows, 0, Hash::default()), whole.chain_hash);
}

#[test]
fn a_new_vault_reads_as_empty() {
    let server = Running::start();
    let page = server.download(vault(1), 0);
    assert_eq!((page.rows.len(), page.new_cursor, page.head), (0, Seq(0), Seq(0)));
    assert!(page.epoch.0 > 0);
}

/// The largest action there is goes up and comes down, alone in its page.
#[test]
fn a_large_action_travels_alone() {
    let server = Running::start();
    let mut large = action(vault(1), 1, 1);
    large.payload.0 = vec![0x5a; 25 * 1024 * 1024];
    server.upload(&batch(vec![large.clone()]));
    server.upload(&run_of(vault(1), 1, 2, 3));
    let page = server.download(vault(1), 0);
    assert_eq!((page.rows.len(), page.new_cursor, page.head), (1, Seq(1), Seq(3)));
    assert_eq!(page.rows[0].envelope, Some(large));
    assert_eq!(server.download(vault(1), 1).rows.len(), 2);
}

#[test]
fn a_thousand_actions_are_one_batch_and_one_page() {
    let server = Running::start();
    let sent = server.upload(&run_of(vault(1), 1, 1, 1_000));
    assert_eq!((sent.head, sent.outcomes.len()), (Seq(1_000), 1_000));
    assert_eq!(server.download(vault(1), 0).rows.len(), 1_000);
}

#[test]
fn state_hashes_meet_at_the_server() {
    let server = Running::start();
    let epoch = server.upload(&run_of(vault(1), 1, 1, 2)).epoch;
    let report = |device, root, accept: &str| {
        let request = StateHashRequest {
            vault_id: vault(1),
            client_id: client(device),
            epoch,
            seq: Seq(2),
            reducer_version: 1,
            root: Hash([root; 32]),
        };
        let body = ContentType::Json.encode(&request).unwrap();
        let request = post(STATE_HASH_PATH, "application/json", body).token(TOKEN).header("accept", accept);
        let answer = request.send(server.address);
        assert_eq!(answer.status, 200);
        answer.read::<StateHashResponse>()
    };
    assert_eq!(report(1, 1, "application/json").peers, []);
    let peers = report(2, 2, "application/cbor").peers;
    assert_eq!((peers.len(), peers[0].client_id, peers[0].is_equal), (1, client(1), Some(false)));
}

#[test]
fn every_answer_echoes_the_request_id_and_is_safe_to_show_to_a_browser() {
    let server = Running::start();
    for (path, sent, is_echoed) in [
        ("/healthz", "01890a5d-ac96-774b-bcce-b302099a8057", true),
        ("/nowhere", "a.b_c-1", true),
        ("/readyz", "with space", false),
        ("/sync/actions", &"x".repeat(129), false),
    ] {
        let answer = get(path).header("x-request-id", sent).header("origin", "https://evil").send(server.address);
        assert_eq!(answer.header("x-request-id") == sent, is_echoed, "{path}");
        assert!(!answer.header("x-request-id").is_empty());
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
        assert!(!answer.headers.keys().any(|name| name.starts_with("access-control-")));
    }
}

#[test]
fn health_needs_no_token() {
    let server = Running::start();
    for path in ["/healthz", "/readyz"] {
        let answer = get(path).send(server.address);
        assert_eq!(answer.status, 200);
        assert!(String::from_utf8(answer.body).unwrap().contains("\"ok\""));
    }
}
