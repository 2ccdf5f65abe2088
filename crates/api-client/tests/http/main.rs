//! The client against a server that answers anything: what it makes of each.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod server;

use std::time::Duration;

use driftless_api_client::{HttpApi, HttpLimits};
use driftless_domain::{Epoch, Seq, VaultId};
use driftless_protocol::{ContentType, DownloadResponse, Hash, UploadRequest};
use driftless_sync::contract::{ApiClient, RemoteError};
use server::{CannedServer, Reply};

const VAULT: VaultId = VaultId::from_bytes([1; 16]);

fn page() -> DownloadResponse {
    DownloadResponse {
        epoch: Epoch(1),
        rows: Vec::new(),
        new_cursor: Seq(0),
        head: Seq(0),
        chain_hash: Hash::default(),
        server_time_ms: 1,
        min_protocol: 1,
    }
}

fn ok_page() -> Reply {
    Reply::new(200).body("application/cbor", ContentType::Cbor.encode(&page()).unwrap())
}

fn limits() -> HttpLimits {
    HttpLimits {
        connect: Duration::from_secs(5),
        idle: Duration::from_millis(400),
        whole: Duration::from_millis(1_500),
        events_idle: Duration::from_millis(400),
        answer_bytes_max: 100_000,
    }
}

async fn ask(reply: Reply) -> Result<DownloadResponse, RemoteError> {
    let server = CannedServer::start(reply);
    let api = HttpApi::with_limits(&server.url(), "the-token", limits()).unwrap();
    api.get_actions(VAULT, Seq(7), 10).await
}

#[tokio::test]
async fn a_page_is_read_and_the_request_says_all_it_must() {
    let server = CannedServer::start(ok_page());
    let api = HttpApi::with_limits(&server.url(), "the-token", limits()).unwrap();
    assert_eq!(api.get_actions(VAULT, Seq(7), 10).await.unwrap(), page());
    let request = server.request().to_ascii_lowercase();
    assert!(request.starts_with(&format!("get /sync/actions?vault={VAULT}&since=7&limit=10 http/1.1\r\n")));
    for header in ["authorization: bearer the-token", "accept: application/cbor", "driftless-protocol: 1"] {
        assert!(request.contains(header), "{header} is not in {request}");
    }
}

#[tokio::test]
async fn an_upload_is_posted_as_cbor() {
    let server = CannedServer::start(Reply::new(413).body("application/cbor", Vec::new()));
    let api = HttpApi::with_limits(&server.url(), "t", limits()).unwrap();
    let request = UploadRequest { vault_id: VAULT, actions: Vec::new() };
    assert_eq!(api.post_actions(&request).await, Err(RemoteError::TooLarge));
    let sent = server.request();
    assert!(sent.starts_with("POST /sync/actions HTTP/1.1\r\n"));
    assert!(sent.to_ascii_lowercase().contains("content-type: application/cbor"));
}

#[tokio::test]
async fn every_status_has_its_meaning() {
    let empty = |status| Reply::new(status).body("application/cbor", Vec::new());
    let cases = [
        (empty(500), RemoteError::Server(500)),
        (empty(502).without_request_id(), RemoteError::Server(502)),
        (empty(401), RemoteError::Unauthorized),
        (empty(404), RemoteError::OtherVault),
        (empty(409), RemoteError::OtherVault),
        (empty(413), RemoteError::TooLarge),
        (empty(426), RemoteError::UpgradeRequired),
        (empty(429).header("retry-after: 7"), RemoteError::Busy { after_ms: Some(7_000) }),
        (empty(503).without_request_id(), RemoteError::Busy { after_ms: None }),
        (empty(400), RemoteError::Refused(400, String::new())),
    ];
    for (reply, expected) in cases {
        assert_eq!(ask(reply).await, Err(expected));
    }
}

#[tokio::test]
async fn a_refusal_brings_the_servers_words() {
    let words = br#"{"error":"malformed","message":"the batch is\u0007 empty","request_id":"x"}"#;
    let reply = Reply::new(400).body("application/json", words.to_vec());
    assert_eq!(ask(reply).await, Err(RemoteError::Refused(400, "the batch is empty".to_owned())));
}

#[tokio::test]
async fn what_answers_in_the_servers_place_is_not_believed() {
    let html = b"<html>Sign in to the hotel's network</html>".to_vec();
    let replies = [
        Reply::new(200).body("text/html", html.clone()),
        Reply::new(200).body("text/html", html.clone()).without_request_id(),
        ok_page().without_request_id(),
        Reply::new(200).body("application/json", b"{}".to_vec()),
        Reply::new(302).header("location: http://127.0.0.1:1/portal").without_request_id(),
        Reply::new(401).body("text/html", html.clone()).without_request_id(),
        Reply::new(404).body("text/html", html).without_request_id(),
        Reply::new(511).body("text/html", Vec::new()),
    ];
    for reply in replies {
        let described = format!("{reply:?}");
        let result = ask(reply).await;
        assert!(matches!(result, Err(RemoteError::Intercepted(_))), "{described}: {result:?}");
    }
}

#[tokio::test]
async fn a_redirect_of_the_server_itself_is_not_followed() {
    let result = ask(Reply::new(307).header("location: http://127.0.0.1:1/")).await;
    assert!(matches!(result, Err(RemoteError::Refused(307, _))), "{result:?}");
}

#[tokio::test]
async fn garbage_half_a_body_and_nothing_at_all_are_told_apart() {
    let garbage = ask(Reply::new(200).body("application/cbor", b"\xff\x00garbage".to_vec())).await;
    assert!(matches!(garbage, Err(RemoteError::Garbled(_))), "{garbage:?}");
    let half = ask(ok_page().claiming_bytes(5_000)).await;
    assert!(matches!(half, Err(RemoteError::Unreachable(_))), "{half:?}");
    let nothing = ask(Reply::nothing()).await;
    assert!(matches!(nothing, Err(RemoteError::Unreachable(_))), "{nothing:?}");
    let not_http = ask(Reply::raw(b"\x00\x01\x02 not http at all\r\n\r\n".to_vec())).await;
    assert!(matches!(not_http, Err(RemoteError::Unreachable(_))), "{not_http:?}");
    let more = ask(ok_page().with_trailing(b"behind")).await;
    assert!(matches!(more, Err(RemoteError::Garbled(_))), "{more:?}");
}

#[tokio::test]
async fn a_body_over_the_cap_is_not_read_to_its_end() {
    let claimed = ask(Reply::new(200).body("application/cbor", vec![0; 200_000])).await;
    assert!(matches!(claimed, Err(RemoteError::Garbled(_))), "{claimed:?}");
    let unclaimed = ask(Reply::new(200).body("application/cbor", vec![0; 200_000]).until_close()).await;
    assert!(matches!(unclaimed, Err(RemoteError::Garbled(_))), "{unclaimed:?}");
}

#[tokio::test]
async fn a_server_that_hangs_or_drips_does_not_hold_the_client() {
    assert_eq!(ask(Reply::hangs()).await, Err(RemoteError::Timeout));
    assert_eq!(ask(ok_page().dripping()).await, Err(RemoteError::Timeout));
}

#[tokio::test]
async fn a_closed_port_is_unreachable() {
    let url = CannedServer::start(Reply::nothing()).closed_url();
    let api = HttpApi::with_limits(&url, "t", limits()).unwrap();
    let result = api.get_actions(VAULT, Seq(0), 1).await;
    assert!(matches!(result, Err(RemoteError::Unreachable(_))), "{result:?}");
}

#[tokio::test]
async fn a_server_that_needs_a_newer_client_says_so_in_its_page() {
    let newer = DownloadResponse { min_protocol: 99, ..page() };
    let reply = Reply::new(200).body("application/cbor", ContentType::Cbor.encode(&newer).unwrap());
    assert_eq!(ask(reply).await, Err(RemoteError::UpgradeRequired));
}

#[tokio::test]
async fn heads_come_out_of_the_event_stream_and_its_end_is_told() {
    let stream = b": hi\n\nevent: head\ndata: {\"epoch\":1,\"head\":5}\n\nevent: other\ndata: x\n\nevent: head\ndata: broken\n\nevent: head\r\ndata: {\"epoch\":1,\"head\":6}\r\n\r\n";
    let reply = Reply::new(200).body("text/event-stream", stream.to_vec()).until_close();
    let server = CannedServer::start(reply);
    let api = HttpApi::with_limits(&server.url(), "t", limits()).unwrap();
    let mut events = api.events(VAULT).await.unwrap();
    assert_eq!(events.next().await.unwrap().map(|head| head.head), Some(Seq(5)));
    assert_eq!(events.next().await.unwrap().map(|head| head.head), Some(Seq(6)));
    assert_eq!(events.next().await, Ok(None));
}

#[tokio::test]
async fn a_stream_without_a_heartbeat_times_out() {
    let reply = Reply::new(200).body("text/event-stream", b": hi\n".to_vec()).until_close().then_hangs();
    let server = CannedServer::start(reply);
    let api = HttpApi::with_limits(&server.url(), "t", limits()).unwrap();
    let mut events = api.events(VAULT).await.unwrap();
    assert_eq!(events.next().await, Err(RemoteError::Timeout));
}
