//! What must not be taken, is not: a clear error in the client's content type, and nothing is stored.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use driftless_domain::Seq;
use driftless_domain::limits::{BATCH_BYTES_MAX, REQUEST_BYTES_MAX};
use driftless_protocol::{ACTIONS_PATH, ContentType, ErrorCode, STATE_HASH_PATH};
use driftless_server::config::Limits;
use proptest::prelude::*;

use crate::given::{action, batch, run_of, vault};
use crate::http::{Answer, get, post, send_raw};
use crate::running::{Running, TOKEN};

const CBOR: &str = "application/cbor";
const JSON: &str = "application/json";

fn send(server: &Running, content_type: &str, body: impl Into<Vec<u8>>) -> Answer {
    post(ACTIONS_PATH, content_type, body).token(TOKEN).send(server.address)
}

fn nothing_is_stored(server: &Running) {
    assert_eq!(server.download(vault(1), 0).head, Seq::ZERO);
}

fn nested(depth: usize) -> [(&'static str, Vec<u8>); 2] {
    let json = format!("{}{}", "[".repeat(depth), "]".repeat(depth)).into_bytes();
    let mut cbor = vec![0x81; depth];
    cbor.push(0x80);
    [(JSON, json), (CBOR, cbor)]
}

#[test]
fn a_body_that_is_not_a_batch_is_refused() {
    let server = Running::start();
    let good = ContentType::Cbor.encode(&run_of(vault(1), 1, 1, 3)).unwrap();
    let good_json = ContentType::Json.encode(&run_of(vault(1), 1, 1, 3)).unwrap();
    let mut bodies = vec![
        (CBOR, Vec::new()),
        (JSON, Vec::new()),
        (CBOR, b"garbage".to_vec()),
        (JSON, b"<html>login</html>".to_vec()),
        (JSON, b"null".to_vec()),
        (JSON, [good_json.as_slice(), b"x"].concat()),
        (CBOR, [good.as_slice(), b"x"].concat()),
        (CBOR, good[..good.len() - 1].to_vec()),
        (JSON, good.clone()),
        (CBOR, good_json.clone()),
        // Claims 2^60 actions, has none.
        (CBOR, [&[0xa2, 0x67], b"actions".as_slice(), &[0x9b, 0x10, 0, 0, 0, 0, 0, 0, 0]].concat()),
        (JSON, format!(r#"{{"vault_id":"{}","actions":[],"extra":1}}"#, vault(1)).into_bytes()),
        (JSON, format!(r#"{{"vault_id":"{}","actions":[]}}"#, vault(1)).into_bytes()),
        (JSON, br#"{"vault_id":"not-a-uuid","actions":[]}"#.to_vec()),
    ];
    for depth in [200, 100_000, 1_000_000] {
        bodies.extend(nested(depth));
    }
    for (content_type, body) in bodies {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        let answer = send(&server, content_type, body);
        assert_eq!(answer.error(), (400, ErrorCode::Malformed), "{content_type} {shown}");
        assert_eq!(answer.header("content-type"), content_type, "an error speaks the client's language");
    }
    nothing_is_stored(&server);
}

#[test]
fn a_batch_that_is_cut_anywhere_is_refused() {
    let server = Running::start();
    for content_type in [ContentType::Cbor, ContentType::Json] {
        let good = content_type.encode(&batch(vec![action(vault(1), 1, 1)])).unwrap();
        for cut in (0..good.len()).step_by(7) {
            let answer = send(&server, content_type.as_str(), &good[..cut]);
            assert_eq!(answer.error(), (400, ErrorCode::Malformed), "{content_type:?} cut at {cut}");
        }
    }
    nothing_is_stored(&server);
}

#[test]
fn fields_out_of_range_are_refused() {
    let server = Running::start();
    let good = String::from_utf8(ContentType::Json.encode(&batch(vec![action(vault(1), 1, 1)])).unwrap()).unwrap();
    for (from, to) in [
        (r#""device_seq":1"#, r#""device_seq":-1"#),
        (r#""device_seq":1"#, r#""device_seq":1.5"#),
        (r#""device_seq":1"#, r#""device_seq":18446744073709551616"#),
        (r#""device_seq":1"#, r#""device_seq":"1""#),
        (r#""schema":1"#, r#""schema":65536"#),
        (r#""key_id":0"#, r#""key_id":4294967296"#),
        (r#""entity_type":"note""#, r#""entity_type":"""#),
        (r#""entity_type":"note""#, r#""entity_type":"No te""#),
        (r#""type":"create""#, r#""type":"create\u0000""#),
        (r#""payload":""#, r#""payload":"!"#),
        (r#""seen":0"#, r#""seen":NaN"#),
        (r#""seen":0,"#, ""),
        (r#""seen":0"#, r#""seen":0,"seen":0"#),
        (r#""id":""#, r#""id":"x"#),
    ] {
        assert!(good.contains(from), "{from}");
        let answer = send(&server, JSON, good.replacen(from, to, 1));
        assert_eq!(answer.error(), (400, ErrorCode::Malformed), "{to}");
    }
    nothing_is_stored(&server);
}

#[test]
fn other_content_types_are_refused() {
    let server = Running::start();
    let good = ContentType::Json.encode(&run_of(vault(1), 1, 1, 1)).unwrap();
    for content_type in
        ["text/plain", "", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "cbor"]
    {
        let answer = send(&server, content_type, good.clone());
        assert_eq!(answer.error(), (415, ErrorCode::UnsupportedType), "{content_type}");
    }
    let packed = post(ACTIONS_PATH, JSON, good).token(TOKEN).header("content-encoding", "gzip").send(server.address);
    assert_eq!(packed.error(), (415, ErrorCode::UnsupportedType));
    let path = format!("{ACTIONS_PATH}?vault={}", vault(1));
    let answer = get(path).token(TOKEN).header("accept", "text/html").send(server.address);
    assert_eq!(answer.error(), (415, ErrorCode::UnsupportedType));
    nothing_is_stored(&server);
}

#[test]
fn what_is_too_much_is_refused_whole() {
    let server = Running::start();
    let too_large = (413, ErrorCode::TooLarge);
    assert_eq!(server.try_upload(TOKEN, &run_of(vault(1), 1, 1, 1_001)).error(), too_large);
    let mut large = run_of(vault(1), 1, 1, 2);
    large.actions[1].payload.0 = vec![0; BATCH_BYTES_MAX + 1];
    assert_eq!(server.try_upload(TOKEN, &large).error(), too_large);
    assert_eq!(send(&server, CBOR, vec![0; REQUEST_BYTES_MAX + 1]).error(), too_large);
    // Without announcing its length.
    let mut chunked = format!(
        "POST {ACTIONS_PATH} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\ncontent-type: {CBOR}\r\n\
         connection: close\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    .into_bytes();
    for _ in 0..33 {
        chunked.extend_from_slice(b"100000\r\n");
        chunked.resize(chunked.len() + 0x10_0000, 0);
        chunked.extend_from_slice(b"\r\n");
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    assert_eq!(send_raw(server.address, &chunked).unwrap().error(), too_large);
    let report = post(STATE_HASH_PATH, JSON, vec![b' '; REQUEST_BYTES_MAX + 1]).token(TOKEN).send(server.address);
    assert_eq!(report.error(), too_large);
    nothing_is_stored(&server);
}

#[test]
fn a_batch_of_several_devices_is_refused() {
    let server = Running::start();
    let mixed = batch(vec![action(vault(1), 1, 1), action(vault(1), 2, 1)]);
    assert_eq!(server.try_upload(TOKEN, &mixed).error(), (400, ErrorCode::Malformed));
    nothing_is_stored(&server);
}

#[test]
fn a_query_that_makes_no_sense_is_refused() {
    let server = Running::start();
    server.upload(&run_of(vault(1), 1, 1, 3));
    let v = vault(1);
    for query in [
        String::new(),
        "vault=".to_owned(),
        "vault=x".to_owned(),
        "vault=..%2f..%2fetc".to_owned(),
        format!("vault={v}&vault={v}"),
        format!("vault={v}&since=-1"),
        format!("vault={v}&since=NaN"),
        format!("vault={v}&since=1e3"),
        format!("vault={v}&since=18446744073709551616"),
        format!("vault={v}&limit=0"),
        format!("vault={v}&limit=-1"),
        format!("vault={v}&limit=1.5"),
        format!("vault={v}&sinc=1"),
    ] {
        let answer = get(format!("{ACTIONS_PATH}?{query}")).token(TOKEN).send(server.address);
        assert_eq!(answer.error(), (400, ErrorCode::Malformed), "{query}");
    }
    for (query, rows) in [("since=2", 1), ("limit=4294967295", 3), ("since=18446744073709551615", 0), ("since=4", 0)] {
        let answer = get(format!("{ACTIONS_PATH}?vault={v}&{query}")).token(TOKEN).send(server.address);
        let page: driftless_protocol::DownloadResponse = answer.read();
        assert_eq!((page.rows.len(), page.head), (rows, Seq(3)), "{query}");
    }
}

#[test]
fn unknown_paths_and_methods_are_refused() {
    let server = Running::start();
    for path in ["/", "/sync", "/sync/actions/", "/sync/actions/../../etc/passwd", "/%00", "/SYNC/ACTIONS"] {
        assert_eq!(get(path).send(server.address).error(), (404, ErrorCode::NotFound), "{path}");
    }
    for method in ["PUT", "DELETE", "OPTIONS", "PATCH"] {
        let answer = get(ACTIONS_PATH).method(method).header("accept", CBOR).send(server.address);
        assert_eq!((answer.status, answer.header("content-type")), (405, CBOR));
        assert!(answer.header("allow").contains("POST"));
    }
}

#[test]
fn a_client_that_is_too_old_is_told_to_upgrade() {
    let server = Running::start();
    let ask = |version: &str| get("/healthz").header("driftless-protocol", version).send(server.address);
    assert_eq!(ask("0").error(), (426, ErrorCode::UpgradeRequired));
    assert_eq!(ask("x").error(), (400, ErrorCode::Malformed));
    assert_eq!((ask("1").status, ask("2").status), (200, 200));
}

#[test]
fn broken_http_breaks_nothing() {
    let server = Running::start();
    let with_headers = |count: usize, bytes: usize| {
        let headers: String = (0..count).map(|n| format!("x-{n}: {}\r\n", "y".repeat(bytes))).collect();
        format!("GET /healthz HTTP/1.1\r\nhost: x\r\n{headers}\r\n").into_bytes()
    };
    for bytes in [
        b"\r\n\r\n\x00\x01\x02".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        b"POST /sync/actions HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello".to_vec(),
        b"POST /sync/actions HTTP/1.1\r\nhost: x\r\ncontent-length: -5\r\n\r\nhello".to_vec(),
        b"POST /sync/actions HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzzz\r\n".to_vec(),
        with_headers(1_000, 1),
        with_headers(1, 1_000_000),
    ] {
        if let Ok(answer) = send_raw(server.address, &bytes) {
            assert!((400..500).contains(&answer.status), "{answer:?}");
        }
    }
    assert_eq!(get("/readyz").send(server.address).status, 200);
}

/// A defect in one request is that request's: the others go on.
#[test]
fn a_panic_is_a_500_and_the_server_goes_on() {
    let server = Running::start_with_clock(Limits::default(), None, || panic!("a clock that breaks"));
    for _ in 0..3 {
        let answer = server.try_upload(TOKEN, &run_of(vault(1), 1, 1, 1));
        assert_eq!(answer.error(), (500, ErrorCode::Internal));
        assert!(!String::from_utf8_lossy(&answer.body).contains("clock"), "the cause is for the log");
    }
    assert_eq!(get("/readyz").send(server.address).status, 200);
}

/// A client that sends a byte now and then holds a connection for as long as the limits say, no longer.
#[test]
fn slow_clients_are_cut_off() {
    let short = Duration::from_millis(50);
    let limits = Limits { header_timeout: short, body_idle_timeout: short, body_timeout: short, ..Limits::default() };
    let server = Running::start_with(limits, None);
    for start in ["".to_owned(), "GET /healthz HTTP/1.1\r\nhost:".to_owned()] {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.write_all(start.as_bytes()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let mut rest = Vec::new();
        assert!(stream.read_to_end(&mut rest).is_ok(), "the server closes the connection");
    }
    let half = format!(
        "POST {ACTIONS_PATH} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\ncontent-type: {JSON}\r\n\
         content-length: 100\r\n\r\n{{"
    );
    assert_eq!(send_raw(server.address, half.as_bytes()).unwrap().error(), (408, ErrorCode::Malformed));
    // What keeps coming, but never ends, does not get forever either.
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(half.as_bytes()).unwrap();
    while stream.write_all(b" ").is_ok() {
        let mut buffer = [0; 1];
        stream.set_read_timeout(Some(Duration::from_millis(10))).unwrap();
        if stream.read(&mut buffer).is_ok() {
            break;
        }
    }
}

/// Bodies that are announced and never come hold their place in memory for as long as the limits say.
#[test]
fn bodies_in_memory_are_bounded() {
    let limits = Limits {
        bodies_bytes_max: 1024 * 1024,
        body_idle_timeout: Duration::from_millis(50),
        memory_timeout: Duration::from_secs(60),
        ..Limits::default()
    };
    let server = Running::start_with(limits, None);
    let half = format!(
        "POST {ACTIONS_PATH} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\ncontent-type: {JSON}\r\n\
         content-length: 1048576\r\n\r\n{{"
    );
    let mut idle: Vec<TcpStream> = (0..3).map(|_| TcpStream::connect(server.address).unwrap()).collect();
    idle.iter_mut().for_each(|stream| stream.write_all(half.as_bytes()).unwrap());
    assert_eq!(server.upload(&run_of(vault(1), 1, 1, 3)).head, Seq(3));
    let mut large = action(vault(1), 1, 4);
    large.payload.0 = vec![1; 3 * 1024 * 1024];
    assert_eq!(server.upload(&batch(vec![large])).head, Seq(4), "more than fits beside others goes alone");
}

/// Connections that do nothing do not keep others out for longer than their time.
#[test]
fn more_connections_than_allowed_wait_their_turn() {
    let limits = Limits { connections_max: 2, header_timeout: Duration::from_millis(50), ..Limits::default() };
    let server = Running::start_with(limits, None);
    let idle: Vec<TcpStream> = (0..5).map(|_| TcpStream::connect(server.address).unwrap()).collect();
    assert_eq!(get("/healthz").send(server.address).status, 200);
    drop(idle);
}

/// A full disk answers 503, keeps what was answered, and stores no half batch.
#[test]
fn a_full_disk_refuses_whole_batches_and_keeps_the_rest() {
    let server = Running::start_with(Limits::default(), Some(512 * 1024));
    let full = |n| {
        let mut request = run_of(vault(1), 1, n, n + 9);
        request.actions.iter_mut().for_each(|action| action.payload.0 = vec![1; 8_000]);
        request
    };
    let mut stored = 0;
    let refusal = loop {
        let answer = server.try_upload(TOKEN, &full(stored + 1));
        if answer.status != 200 {
            break answer;
        }
        stored += 10;
        assert!(stored < 1_000, "it never gets full");
    };
    assert!(stored > 0);
    assert_eq!(refusal.error(), (503, ErrorCode::Unavailable));
    assert_eq!(refusal.header("retry-after"), "5");
    let page = server.download(vault(1), 0);
    assert_eq!((page.head, page.rows.len() as u64), (Seq(stored), stored));
    // It still reads, and still refuses, and the batch is not half there.
    assert_eq!(server.try_upload(TOKEN, &full(stored + 1)).status, 503);
    assert_eq!(server.download(vault(1), 0).head, Seq(stored));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Flipped, cut and doubled bytes of a real batch: refused or stored, never a crash.
    #[test]
    fn a_damaged_batch_never_breaks_the_decoder(at in any::<prop::sample::Index>(), to: u8, cut in any::<prop::sample::Index>()) {
        for content_type in [ContentType::Cbor, ContentType::Json] {
            let mut bytes = content_type.encode(&run_of(vault(1), 1, 1, 2)).unwrap();
            let at = at.index(bytes.len());
            bytes[at] = to;
            bytes.truncate(cut.index(bytes.len()) + 1);
            let _ = content_type.decode::<driftless_protocol::UploadRequest>(&bytes);
        }
    }
}
