//! Starting, stopping, codes, and folders that are not as they should be.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;

use driftless_domain::Seq;
use driftless_protocol::{ACTIONS_PATH, ConnectCode, ContentType, DownloadResponse, UploadRequest};
use driftless_server::routes::openapi::DOCUMENT;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::given::{run_of, vault};
use crate::http::{Answer, get, post};
use crate::process::{Process, run};

fn upload(server: &Process, token: &str, request: &UploadRequest) -> Answer {
    let body = ContentType::Json.encode(request).unwrap();
    post(ACTIONS_PATH, "application/json", body).token(token).send(server.address)
}

fn head(server: &Process, token: &str, vault_n: u64) -> Seq {
    let path = format!("{ACTIONS_PATH}?vault={}", vault(vault_n));
    get(path).token(token).send(server.address).read::<DownloadResponse>().head
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn new_code(data: &Path, more: &[&str]) -> ConnectCode {
    let output = run(&[&["new-code", "--data", text(data)], more].concat());
    assert!(output.status.success(), "{output:?}");
    ConnectCode::decode(std::str::from_utf8(&output.stdout).unwrap()).unwrap()
}

/// Runs `serve` where it cannot start: exit code 1, nothing on stdout, one line that says why.
fn refusal(data: &str, more: &[&str]) -> String {
    let output = run(&[&["serve", "--log", "error", "--listen", "127.0.0.1:0", "--data", data], more].concat());
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty());
    let reason = String::from_utf8(output.stderr).unwrap();
    assert_eq!(reason.lines().count(), 1, "{reason}");
    assert!(reason.starts_with("driftless-server: "));
    reason
}

#[test]
fn the_first_start_prints_a_code_and_later_ones_do_not() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("deep/er");
    let mut server = Process::start(&data);
    let code = server.connect_code();
    assert_eq!(code.server_url, format!("http://{}", server.address));
    assert_eq!((code.token.len(), code.vault.is_none()), (43, true));
    assert_eq!(upload(&server, &code.token, &run_of(vault(1), 1, 1, 2)).status, 200);
    server.kill();

    let mut server = Process::start_with(&data, &["--public-url", "https://notes.example/"]);
    assert_eq!(head(&server, &code.token, 1), Seq(2));
    let second = new_code(&data, &[]);
    assert_eq!(second.server_url, "https://notes.example");
    assert_eq!(upload(&server, &second.token, &run_of(vault(2), 1, 1, 1)).status, 200, "minted beside the server");
    assert_eq!(head(&server, &second.token, 2), Seq(1));
    let third = new_code(&data, &["--vault", &vault(1).to_string(), "--public-url", "http://localhost:1"]);
    assert_eq!(third.server_url, "http://localhost:1");
    assert_eq!(head(&server, &third.token, 1), Seq(2), "for the vault that is there already");
    let output = run(&["new-code", "--json", "--data", text(&data)]);
    let parts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let code = ConnectCode::decode(parts["connect_code"].as_str().unwrap()).unwrap();
    assert_eq!((parts["server_url"].as_str(), parts["token"].as_str()), (Some(&*code.server_url), Some(&**code.token)));
    server.kill();
    assert_eq!(server.rest_of_stdout(), "");
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_folder() {
    use std::os::unix::fs::PermissionsExt;

    let dir = TempDir::new().unwrap();
    let data = dir.path().join("data");
    let server = Process::start(&data);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&data), mode(&data.join("server.db"))), (0o700, 0o600));
    drop(server);
}

/// The token of a code is not in the folder, and neither token nor payload in the log.
#[test]
fn secrets_stay_out_of_the_folder_and_the_log() {
    let dir = TempDir::new().unwrap();
    let mut server = Process::start_with(dir.path(), &["--log", "trace", "--log-format", "json"]);
    let token = server.connect_code().token.to_string();
    let mut request = run_of(vault(1), 1, 1, 1);
    request.actions[0].payload.0 = b"canary-in-the-payload".to_vec();
    assert_eq!(upload(&server, &token, &request).status, 200);
    assert_eq!(upload(&server, "canary-in-a-wrong-token", &request).status, 401);
    server.kill();
    let log = server.log();
    assert_eq!(log.lines().filter(|line| line.contains("\"request\"")).count(), 2);
    assert!(log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert!(!log.contains(&token) && !log.contains("canary"), "{log}");
    for entry in fs::read_dir(dir.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let bytes = fs::read(path).unwrap();
        assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()));
    }
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_server_in_order() {
    use driftless_protocol::EVENTS_PATH;

    let dir = TempDir::new().unwrap();
    let mut server = Process::start(dir.path());
    let token = server.connect_code().token.to_string();
    assert_eq!(upload(&server, &token, &run_of(vault(1), 1, 1, 2)).status, 200);
    let (_, mut lines) = get(format!("{EVENTS_PATH}?vault={}", vault(1))).token(&token).open(server.address);
    assert!(lines.next("data: ").is_some());
    server.terminate();
    assert_eq!(lines.next("data: "), None);
    assert_eq!(server.wait().code(), Some(0));
    // Everything is in the one file: a copy of it is a backup.
    assert!(fs::metadata(dir.path().join("server.db-wal")).map_or(0, |file| file.len()) == 0);
    let server = Process::start(dir.path());
    assert_eq!(head(&server, &token, 1), Seq(2));
}

#[test]
fn a_port_in_use_is_told() {
    let dir = TempDir::new().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = run(&["serve", "--log", "error", "--data", text(dir.path()), "--listen", &address]);
    let reason = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), reason.lines().count()), (Some(1), 1));
    assert!(reason.contains(&format!("cannot listen on {address}")), "{reason}");
}

#[test]
fn a_second_server_on_one_folder_is_refused() {
    let dir = TempDir::new().unwrap();
    let server = Process::start(dir.path());
    assert!(refusal(text(dir.path()), &[]).contains("another server is running"));
    assert_eq!(get("/readyz").send(server.address).status, 200);
}

#[test]
fn a_folder_that_is_none_is_refused() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "mine").unwrap();
    assert!(refusal(text(&file), &[]).contains("is not a folder"));
    assert!(refusal(text(&file.join("below")), &[]).contains("is not a folder"));
    assert_eq!(fs::read(&file).unwrap(), b"mine");
}

/// `/proc` takes no new file from anybody, which permissions cannot say to a test that runs as root.
#[cfg(target_os = "linux")]
#[test]
fn a_read_only_folder_is_refused() {
    assert!(refusal("/proc", &[]).contains("cannot write to /proc/server.lock"));
    assert!(refusal("/proc/driftless", &[]).contains("cannot write to /proc/driftless"));
}

#[test]
fn a_database_that_is_not_ours_is_refused_and_left_alone() {
    let dir = TempDir::new().unwrap();
    let database = dir.path().join("server.db");
    let is_left_alone = |content: &[u8], reason: &str| {
        fs::write(&database, content).unwrap();
        let told = refusal(text(dir.path()), &[]);
        assert!(told.contains(reason), "{told}");
        assert_eq!(fs::read(&database).unwrap(), content);
    };
    is_left_alone(b"", "is empty");
    is_left_alone(&[0x5a; 10_000], "is not a Driftless server's database or is damaged");
    is_left_alone(b"SQLite format 3\0", "is not a Driftless server's database or is damaged");
    fs::remove_file(&database).unwrap();
    Connection::open(&database).unwrap().execute_batch("CREATE TABLE notes (n)").unwrap();
    assert!(refusal(text(dir.path()), &[]).contains("is not a Driftless server's database"));
    let output = run(&["new-code", "--data", text(dir.path())]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_database_of_a_newer_server_is_refused() {
    let dir = TempDir::new().unwrap();
    drop(Process::start(dir.path()));
    let database = dir.path().join("server.db");
    Connection::open(&database).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let told = refusal(text(dir.path()), &[]);
    assert!(told.contains("has schema 99") && told.contains("update driftless-server"), "{told}");
}

/// A crash while the database is made for the first time leaves its other name behind.
#[test]
fn a_first_start_that_was_cut_off_is_made_again() {
    let dir = TempDir::new().unwrap();
    fs::File::create(dir.path().join("server.db.new")).unwrap().write_all(b"half").unwrap();
    let mut server = Process::start(dir.path());
    assert!(server.connect_code().vault.is_none());
}

#[test]
fn codes_need_a_server() {
    let dir = TempDir::new().unwrap();
    let output = run(&["new-code", "--data", text(dir.path())]);
    let reason = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), reason.lines().count()), (Some(1), 1));
    assert!(reason.contains("there is no server in"), "{reason}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn wrong_usage_is_told_with_exit_code_2() {
    for arguments in [
        &[][..],
        &["fly"],
        &["serve"],
        &["serve", "--data", "x", "--listen", "nowhere"],
        &["serve", "--data", "x", "--listen", "127.0.0.1:70000"],
        &["serve", "--data", "x", "--public-url", "ftp://x"],
        &["serve", "--data", "x", "--public-url", "https://a b"],
        &["serve", "--data", "x", "--log-format", "xml"],
        &["serve", "--data", "x", "--log", "loud"],
        &["serve", "--data", "x", "--database-mib-max", "0"],
        &["new-code", "--data", "x", "--vault", "not-an-id"],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
    assert!(!Path::new("x").exists());
}

#[test]
fn every_argument_is_explained() {
    for (command, arguments) in [
        ("serve", &["--data", "--listen", "--public-url", "--database-mib-max", "--log", "--log-format"][..]),
        ("new-code", &["--data", "--vault", "--public-url", "--json"]),
        ("openapi", &[]),
    ] {
        let help = String::from_utf8(run(&[command, "--help"]).stdout).unwrap();
        for argument in arguments {
            assert!(help.contains(argument), "{command} {argument}");
        }
    }
    assert_eq!(String::from_utf8(run(&["openapi"]).stdout).unwrap(), DOCUMENT);
}
