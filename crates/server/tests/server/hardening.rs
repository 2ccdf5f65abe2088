//! What strangers and floods may not do: rows S19, S20, S23 and L05 of the list of bad inputs, TLS, the owner's
//! address, and remarks about actions.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use driftless_protocol::auth::paths::*;
use driftless_protocol::auth::*;
use driftless_protocol::{
    ACTIONS_PATH, Bytes, ErrorCode, Flag, QuarantineCode, RESOLVE_PATH, VIOLATIONS_PATH, ViolationPage,
};
use driftless_server::accounts::Rates;
use driftless_server::accounts::throttle::Rate;
use driftless_server::config::Limits;
use tempfile::TempDir;

use crate::given::{run_of, vault};
use crate::http::{get, post, send_raw};
use crate::people::{name, register, send};
use crate::process::{Process, run};
use crate::running::{OTHER_TOKEN, Running, Setup, TOKEN};

#[test]
fn s19_large_bodies_of_account_calls_are_refused_without_being_kept() {
    let server = Running::start();
    let ada = register(&server, "ada", 1);
    let large = vec![b' '; 16 * 1024 + 1];
    for path in [REGISTER_START_PATH, LOGIN_FINISH_PATH, REFRESH_PATH] {
        let answer = post(path, "application/json", large.clone()).send(server.address);
        assert_eq!(answer.error(), (413, ErrorCode::TooLarge), "{path}");
    }
    let answer = post(ACCOUNT_LOG_PATH, "application/json", vec![b' '; 1024 * 1024 + 1]).token(ada.token());
    assert_eq!(answer.send(server.address).error(), (413, ErrorCode::TooLarge));
    let packed = post(LOGIN_START_PATH, "application/json", "{}").header("content-encoding", "zstd");
    assert_eq!(packed.send(server.address).error(), (415, ErrorCode::UnsupportedType));
    let twice = get(ACCOUNT_PATH).token(ada.token()).token(ada.token()).send(server.address);
    assert_eq!(twice.error(), (400, ErrorCode::Malformed));
    // Two ways to say how long a body is, and one without an end.
    let both = format!(
        "POST {LOGIN_START_PATH} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5\r\n\
         transfer-encoding: chunked\r\n\r\n0\r\n\r\n"
    );
    if let Ok(answer) = send_raw(server.address, both.as_bytes()) {
        assert!((400..500).contains(&answer.status), "{answer:?}");
    }
    assert_eq!(ada.get(&server, ACCOUNT_PATH).status, 200);
}

/// Many connections that send nothing are cut off, and others are answered meanwhile.
#[test]
fn s20_connections_that_send_nothing_are_cut_off() {
    let limits = Limits { header_timeout: Duration::from_millis(500), ..Limits::default() };
    let server = Running::start_with(limits, None);
    let idle: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(server.address).unwrap();
            stream.write_all(b"GET /healthz HTTP/1.1\r\nhos").unwrap();
            stream
        })
        .collect();
    assert_eq!(get("/readyz").send(server.address).status, 200);
    for mut stream in idle {
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(rest.is_empty() || rest.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&rest));
    }
}

#[test]
fn s23_a_flood_of_one_device_is_slowed_and_others_are_not() {
    let rates = Rates { actions: Rate { burst: 1_000, per_minute: 60 }, ..Rates::default() };
    let server = Running::start_as(Setup { rates, ..Setup::default() });
    assert_eq!(server.try_upload(TOKEN, &run_of(vault(1), 1, 1, 1_000)).status, 200);
    let slowed = server.try_upload(TOKEN, &run_of(vault(1), 1, 1_001, 1_500));
    assert_eq!(slowed.error(), (429, ErrorCode::RateLimited));
    assert!(slowed.header("retry-after").parse::<u64>().unwrap() > 100);
    assert_eq!(server.try_upload(OTHER_TOKEN, &run_of(vault(2), 2, 1, 1_000)).status, 200);
    let path = format!("{ACTIONS_PATH}?vault={}", vault(1));
    assert_eq!(get(path).token(TOKEN).send(server.address).status, 200, "reading goes on");
}

/// What was flagged or withheld is listed for the devices of the vault, and a person can say that it is fine.
#[test]
fn remarks_are_listed_and_resolved() {
    let server = Running::start();
    let mut batch = run_of(vault(1), 1, 1, 4);
    batch.actions[1].schema = 999;
    batch.actions[2].v = 99;
    server.upload(&batch);
    let list = |more: &str| {
        let path = format!("{VIOLATIONS_PATH}?vault={}{more}", vault(1));
        get(path).token(TOKEN).send(server.address).read::<ViolationPage>()
    };
    let page = list("");
    let seen: Vec<_> = page.violations.iter().map(|it| (it.seq.0, it.flags.clone(), it.quarantine)).collect();
    assert_eq!(seen, [(2, vec![Flag::NewerSchema], None), (3, Vec::new(), Some(QuarantineCode::BadEnvelope))]);
    assert_eq!(page.violations[0].entity_id, Some(batch.actions[1].entity_id));
    assert_eq!((list("&since=2").violations.len(), list("&limit=1").new_cursor.0), (1, 2));
    let resolve = |seq: u64, vault_n| {
        let path = format!("{}?vault={}", RESOLVE_PATH.replace("{seq}", &seq.to_string()), vault(vault_n));
        post(path, "application/json", "").token(TOKEN).send(server.address).status
    };
    assert_eq!((resolve(2, 1), resolve(2, 1)), (204, 204));
    assert_eq!((resolve(1, 1), resolve(9, 1), resolve(2, 2)), (404, 404, 409));
    let after = list("");
    assert!(after.violations[0].resolved_at_ms.is_some() && after.violations[1].resolved_at_ms.is_none());
}

/// Wrong guesses of others keep nobody out who is signed in.
#[test]
fn guesses_of_others_do_not_lock_a_session_out() {
    let rates = Rates { account: Rate { burst: 6, per_minute: 1 }, ..Rates::default() };
    let server = Running::start_as(Setup { rates, ..Setup::default() });
    let ada = register(&server, "ada", 1);
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let (_, request) = driftless_opaque::ClientLogin::start(b"guess").unwrap();
        let start = LoginStart { account: name("ada"), request: Bytes(request) };
        statuses.push(send(&server, LOGIN_START_PATH, None, &start).status);
    }
    assert_eq!(statuses.last(), Some(&429));
    assert_eq!(ada.refresh_with(&server, &ada.session.tokens.refresh_token, ada.client_id).status, 200);
    assert_eq!(ada.get(&server, ACCOUNT_PATH).status, 200);
}

/// Runs `serve` where it must not start: one line, exit code 1.
fn refusal(data: &Path, more: &[&str]) -> String {
    let arguments = ["serve", "--log", "error", "--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()];
    let output = run(&[&arguments[..], more].concat());
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let reason = String::from_utf8(output.stderr).unwrap();
    assert_eq!(reason.lines().count(), 1, "{reason}");
    reason
}

#[cfg(unix)]
#[test]
fn l05_secrets_that_are_short_or_read_by_others_or_missing_stop_the_start() {
    use std::os::unix::fs::PermissionsExt;

    let dir = TempDir::new().unwrap();
    drop(Process::start(dir.path()));
    let file = |name: &str| dir.path().join("secrets").join(name);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&dir.path().join("secrets")), mode(&file("opaque.key"))), (0o700, 0o600));
    assert_eq!(mode(&file("session.key")), 0o600);
    for name in ["opaque.key", "session.key"] {
        let whole = fs::read(file(name)).unwrap();
        fs::set_permissions(file(name), fs::Permissions::from_mode(0o644)).unwrap();
        assert!(refusal(dir.path(), &[]).contains("can be read by other users"));
        fs::set_permissions(file(name), fs::Permissions::from_mode(0o600)).unwrap();
        for content in [&whole[..whole.len() - 1], &[], &[whole.as_slice(), b"x"].concat()] {
            fs::write(file(name), content).unwrap();
            assert!(refusal(dir.path(), &[]).contains("a secret of this server has"));
        }
        fs::write(file(name), &whole).unwrap();
        fs::rename(file(name), file("away")).unwrap();
        std::os::unix::fs::symlink(file("away"), file(name)).unwrap();
        assert!(refusal(dir.path(), &[]).contains("is not a file"));
        fs::remove_file(file(name)).unwrap();
        fs::rename(file("away"), file(name)).unwrap();
    }
    fs::write(file("opaque.key"), [0xff; 128]).unwrap();
    assert!(refusal(dir.path(), &[]).contains("is damaged"));
}

/// Once somebody has an account, a secret that is gone is a loss, never a reason to make another.
#[test]
fn l05_a_secret_that_accounts_depend_on_is_not_made_anew() {
    let mut server = Running::start();
    register(&server, "ada", 1);
    server.join();
    fs::remove_file(server.dir.path().join("secrets/opaque.key")).unwrap();
    let reason = refusal(server.dir.path(), &[]);
    assert!(reason.contains("is missing, and nobody could sign in with a new one"), "{reason}");
    assert!(!server.dir.path().join("secrets/opaque.key").exists());
}

#[test]
fn l05_a_schema_that_is_not_what_it_says_stops_the_start() {
    let dir = TempDir::new().unwrap();
    drop(Process::start(dir.path()));
    let database = rusqlite::Connection::open(dir.path().join("server.db")).unwrap();
    database.execute_batch("DROP TABLE audit").unwrap();
    drop(database);
    assert!(refusal(dir.path(), &[]).contains("is not a Driftless server's database or is damaged"));
}

/// A database of the version before accounts is taken over, with what is in it.
#[test]
fn a_database_of_the_first_schema_gets_accounts_and_keeps_its_logs() {
    let dir = TempDir::new().unwrap();
    let mut server = Process::start(dir.path());
    let token = server.connect_code().token.to_string();
    let body = driftless_protocol::ContentType::Json.encode(&run_of(vault(1), 1, 1, 3)).unwrap();
    let answer = post(ACTIONS_PATH, "application/json", body).token(&token).send(server.address);
    assert_eq!(answer.status, 200);
    server.kill();
    let database = rusqlite::Connection::open(dir.path().join("server.db")).unwrap();
    for table in ["audit", "resolved_violation", "wrapped_key", "control_log", "member", "account_log", "ticket"] {
        database.execute_batch(&format!("DROP TABLE {table}")).unwrap();
    }
    for table in ["invitation", "session", "account_device", "account"] {
        database.execute_batch(&format!("DROP TABLE {table}")).unwrap();
    }
    database.execute_batch("DROP INDEX log_remarked; PRAGMA user_version = 1").unwrap();
    drop(database);
    let output = run(&["user", "list", "--data", dir.path().to_str().unwrap()]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("start the server once"));
    let server = Process::start(dir.path());
    let path = format!("{ACTIONS_PATH}?vault={}", vault(1));
    let page: driftless_protocol::DownloadResponse = get(path).token(&token).send(server.address).read();
    assert_eq!(page.head.0, 3);
    let output = run(&["user", "list", "--data", dir.path().to_str().unwrap()]);
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("no accounts yet"));
}

/// The audit log refuses to forget, whoever asks.
#[test]
fn the_audit_log_only_grows() {
    let server = Running::start();
    register(&server, "ada", 1);
    let database = rusqlite::Connection::open(server.dir.path().join("server.db")).unwrap();
    for sql in ["DELETE FROM audit", "UPDATE audit SET kind = 'signed_out'"] {
        assert!(database.execute_batch(sql).unwrap_err().to_string().contains("the audit log only grows"));
    }
}

/// What the owner decides beside the running server takes effect at once.
#[test]
fn the_owner_disables_enables_and_deletes_accounts() {
    let server = Running::start();
    let ada = register(&server, "ada", 1);
    let user = |arguments: &[&str]| {
        let output = run(&[&["user"], arguments, &["--data", server.dir.path().to_str().unwrap()]].concat());
        (output.status.success(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    assert_eq!(user(&["list"]).1, "ada  1 devices  0 vaults\n");
    assert!(user(&["disable", "ada"]).0);
    assert_eq!(ada.get(&server, ACCOUNT_PATH).status, 401);
    assert_eq!(crate::people::prove(&server, "ada", crate::people::PASSWORD, 2).unwrap().status, 401);
    let rows: serde_json::Value = serde_json::from_str(&user(&["list", "--json"]).1).unwrap();
    assert_eq!(rows[0]["is_disabled"], true);
    assert!(user(&["enable", "ada"]).0);
    crate::people::sign_in(&server, "ada", 2);
    assert!(user(&["delete", "ada"]).0);
    let (is_done, told) = user(&["delete", "ada"]);
    assert!(!is_done && told.lines().count() == 1 && told.contains("cannot find the account ada"), "{told}");
    register(&server, "ada", 3);
}

#[test]
fn the_owners_address_has_counters_and_the_public_one_has_not() {
    let dir = TempDir::new().unwrap();
    let mut server = Process::start_with(dir.path(), &["--admin-listen", "127.0.0.1:0"]);
    assert_eq!(get("/metrics").send(server.address).status, 404);
    assert_eq!(get("/healthz").send(server.address).status, 200);
    let admin = std::iter::from_fn(|| Some(server.next_line()))
        .find_map(|line| line.strip_prefix("admin on ").map(|address| address.parse().unwrap()));
    let metrics = get("/metrics").send(admin.unwrap());
    let text = String::from_utf8(metrics.body).unwrap();
    assert!(text.contains("driftless_answers_total{class=\"4xx\"} 1\n"), "{text}");
    assert!(text.contains("# TYPE driftless_connections_open gauge\n"));
    assert!(text.lines().all(|line| line.starts_with('#') || line.rsplit(' ').next().unwrap().parse::<u64>().is_ok()));
}

#[cfg(unix)]
#[test]
fn tls_is_spoken_with_a_given_certificate_and_its_key_is_kept_close() {
    use std::os::unix::fs::PermissionsExt;

    let dir = TempDir::new().unwrap();
    let (certificate, key) = (dir.path().join("cert.pem"), dir.path().join("key.pem"));
    fs::write(&certificate, include_str!("tls/cert.pem")).unwrap();
    fs::write(&key, include_str!("tls/key.pem")).unwrap();
    let data = dir.path().join("data");
    let tls = ["--tls-cert", certificate.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(refusal(&data, &tls).contains("can be read by other users"));
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    let swapped = ["--tls-cert", key.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
    assert!(refusal(&data, &swapped).contains("holds no certificate"));

    let mut server = Process::start_with(&data, &tls);
    assert!(server.connect_code().server_url.starts_with("https://"));
    let mut plain = TcpStream::connect(server.address).unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/"), "not without TLS");
    let answer = over_tls(&server, b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// Asks over TLS, trusting the test's certificate alone.
fn over_tls(server: &Process, request: &[u8]) -> String {
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, ServerName};

    let certificate = CertificateDer::from_pem_slice(include_bytes!("tls/cert.pem")).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(certificate).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let mut session = rustls::ClientConnection::new(std::sync::Arc::new(config), name).unwrap();
    let mut socket = TcpStream::connect(server.address).unwrap();
    let mut stream = rustls::Stream::new(&mut session, &mut socket);
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}
