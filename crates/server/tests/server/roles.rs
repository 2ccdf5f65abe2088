//! The matrix of roles: every route of the router × everybody who might ask. Made from the router's own list,
//! so a route that is added without a line here fails.

use driftless_protocol::auth::limits::ACCESS_MS_MAX;
use driftless_protocol::auth::paths::*;
use driftless_protocol::auth::*;
use driftless_protocol::{
    ACTIONS_PATH, BLOBS_PATH, ContentType, EVENTS_PATH, RESOLVE_PATH, STATE_HASH_PATH, VIOLATIONS_PATH,
};
use driftless_server::accounts::{Rates, throttle::Rate};
use driftless_server::config::wall_clock_ms;
use driftless_server::router::ROUTES;

use crate::given::{run_of, vault};
use crate::http::{Request, get, post};
use crate::people::{adoption, name, register, sign_in};
use crate::running::{OTHER_TOKEN, Running, Setup, TOKEN};

/// What a route is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nobody in particular.
    Public,
    /// Somebody who proves who they are in the body.
    Open,
    /// The caller's own account.
    Account,
    /// A vault, by connect codes too.
    Read,
    Write,
    /// A vault, by members only.
    Members,
}

fn kind_of(method: &str, path: &str) -> Kind {
    match (method, path) {
        ("get", "/healthz" | "/readyz" | "/openapi.json") => Kind::Public,
        (
            "post",
            REGISTER_START_PATH | REGISTER_FINISH_PATH | LOGIN_START_PATH | LOGIN_FINISH_PATH | LOGIN_TOTP_PATH
            | RECOVER_START_PATH | RECOVER_FINISH_PATH | TICKET_PATH | REFRESH_PATH,
        )
        | ("put" | "get", PAIRING_MESSAGE_PATH) => Kind::Open,
        (
            "get",
            ACCOUNT_PATH | SECURITY_EVENTS_PATH | SECURITY_PATH | ACCOUNT_LOG_PATH | DEVICES_PATH | VAULTS_PATH,
        )
        | (
            "post",
            LOGOUT_PATH | TOTP_START_PATH | TOTP_CONFIRM_PATH | TOTP_DISABLE_PATH | ACCOUNT_LOG_PATH | DEVICES_PATH
            | DEVICE_RENAME_PATH | DEVICE_REVOKE_PATH | VAULTS_PATH | CLAIM_PATH | PAIRING_PATH,
        )
        | ("put", CERTIFICATE_PATH) => Kind::Account,
        ("get", ACTIONS_PATH | EVENTS_PATH | VIOLATIONS_PATH | BLOBS_PATH)
        | ("head", BLOBS_PATH)
        | ("post", STATE_HASH_PATH) => Kind::Read,
        ("post", ACTIONS_PATH | RESOLVE_PATH) | ("put", BLOBS_PATH) => Kind::Write,
        // Who hands an entry in is only somebody in the vault; who signed it decides.
        ("get" | "post", CONTROL_LOG_PATH) | ("get", WRAPPED_KEYS_PATH | MEMBERS_PATH) => Kind::Members,
        _ => panic!("{method} {path} is new: say here who may"),
    }
}

/// A request that is well-formed as far as who may is concerned.
fn request(method: &str, path: &str, device: u64) -> Request {
    let vault_id = vault(1);
    let filled = path
        .replace("{vault}", &vault_id.to_string())
        .replace("{name}", &"0a".repeat(32))
        .replace("{client}", &vault(77).to_string())
        .replace("{seq}", "1")
        .replace("{slot}", "slot")
        .replace("{number}", "0");
    let filled = match path {
        EVENTS_PATH | VIOLATIONS_PATH | RESOLVE_PATH => format!("{filled}?vault={vault_id}"),
        ACTIONS_PATH if method == "get" => format!("{filled}?vault={vault_id}"),
        _ => filled,
    };
    let cbor = |body: Vec<u8>| post(filled.as_str(), "application/cbor", body);
    match (method, path) {
        ("get", _) => get(filled),
        ("head", _) => get(filled).method("HEAD"),
        ("put", BLOBS_PATH) => post(filled, "application/octet-stream", b"sealed".to_vec()).method("PUT"),
        ("post", ACTIONS_PATH) => cbor(ContentType::Cbor.encode(&run_of(vault_id, device, 1, 1)).unwrap()),
        ("post", STATE_HASH_PATH) => {
            let root = "0".repeat(64);
            let body = format!(
                r#"{{"vault_id":"{vault_id}","client_id":"{}","epoch":1,"seq":1,"reducer_version":1,"root":"{root}"}}"#,
                vault(3)
            );
            post(filled, "application/json", body)
        }
        ("post", CONTROL_LOG_PATH) => {
            // A length that never fits: who may is told by the conflict, and nothing changes.
            let append = ControlAppend {
                after: 99,
                entries: vec![driftless_protocol::Bytes(vec![1])],
                members: Vec::new(),
                wrapped_keys: Vec::new(),
            };
            cbor(ContentType::Cbor.encode(&append).unwrap())
        }
        ("put", _) => cbor(vec![0xa0]).method("PUT"),
        // Not what the route asks for: those who may are told so with 400.
        _ => cbor(vec![0xa0]),
    }
}

/// What the answers have to be, by who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// Neither 401 nor 403, and no 404 about the vault.
    Let,
    Status(u16),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Anonymous,
    Other,
    Viewer,
    Editor,
    Owner,
    Revoked,
    Expired,
    OtherCode,
    OwnCode,
}

fn expected(kind: Kind, who: Who) -> Expected {
    use Expected::{Let, Status};
    match (kind, who) {
        (Kind::Public | Kind::Open, _) => Let,
        (_, Who::Anonymous | Who::Revoked | Who::Expired) => Status(401),
        (Kind::Account, Who::OtherCode | Who::OwnCode) => Status(401),
        (Kind::Account, _) => Let,
        (Kind::Read | Kind::Write, Who::OwnCode) => Let,
        (Kind::Read | Kind::Write, Who::OtherCode) => Status(409),
        (Kind::Members, Who::OwnCode | Who::OtherCode) => Status(404),
        (_, Who::Other) => Status(404),
        (Kind::Read | Kind::Members, Who::Viewer | Who::Editor | Who::Owner) => Let,
        (Kind::Write, Who::Viewer) => Status(403),
        (Kind::Write, Who::Editor | Who::Owner) => Let,
    }
}

#[test]
fn s01_every_route_lets_in_whom_it_should_and_nobody_else() {
    let rate = Rate { burst: 100_000, per_minute: 100_000 };
    let rates = Rates { account: rate, address: rate, all: rate, ..Rates::default() };
    let server = Running::start_as(Setup { rates, ..Setup::default() });
    // A vault with a flagged action, bound to a code and claimed by ada.
    let mut strange = run_of(vault(1), 90, 1, 1);
    strange.actions[0].schema = 999;
    server.upload(&strange);
    server.try_upload(OTHER_TOKEN, &run_of(vault(2), 91, 1, 1));
    let owner = register(&server, "ada", 1);
    let claim = ClaimVault {
        vault_id: vault(1),
        token: SecretText::new(TOKEN),
        control_log: vec![adoption("ada", vault(1))],
        wrapped_keys: Vec::new(),
    };
    assert_eq!(owner.post(&server, CLAIM_PATH, &claim).status, 204);
    let (viewer, editor) = (register(&server, "vic", 2), register(&server, "ed", 3));
    let other = register(&server, "eve", 4);
    owner.share(&server, vault(1), "vic", Some(Role::Viewer));
    owner.share(&server, vault(1), "ed", Some(Role::Editor));
    let revoked = sign_in(&server, "ada", 5);
    owner.revoke(&server, revoked.client_id);
    let expired = expired_token(&server, owner.token());
    let blob = request("put", BLOBS_PATH, 1).token(owner.token()).send(server.address);
    assert_eq!(blob.status, 201);

    for (method, path) in ROUTES {
        let kind = kind_of(method, path);
        for (who, token, device) in [
            (Who::Anonymous, None, 90),
            (Who::Other, Some(other.token()), 4),
            (Who::Viewer, Some(viewer.token()), 2),
            (Who::Editor, Some(editor.token()), 3),
            (Who::Revoked, Some(revoked.token()), 5),
            (Who::Expired, Some(expired.as_str()), 1),
            (Who::OtherCode, Some(OTHER_TOKEN), 91),
            (Who::OwnCode, Some(TOKEN), 90),
            (Who::Owner, Some(owner.token()), 1),
        ] {
            // Whoever signs out signs in again for what follows.
            if path == LOGOUT_PATH && expected(kind, who) == Expected::Let {
                continue;
            }
            let request = request(method, path, device);
            let request = if let Some(token) = token { request.token(token) } else { request };
            let status = if matches!(path, EVENTS_PATH | SECURITY_EVENTS_PATH) {
                request.open(server.address).0.status
            } else {
                request.send(server.address).status
            };
            let fits = match expected(kind, who) {
                Expected::Status(expected) => status == expected,
                // An open route refuses what the body does not prove; that is not about who asks.
                Expected::Let if kind == Kind::Open => matches!(status, 204 | 400 | 404),
                Expected::Let if path == DEVICE_REVOKE_PATH => status == 404,
                Expected::Let => !matches!(status, 401 | 403 | 404) && status < 500,
            };
            assert!(fits, "{who:?} {method} {path}: {status}, expected {:?}", expected(kind, who));
        }
    }
    // A member who is put out is out.
    owner.share(&server, vault(1), "ed", None);
    assert_eq!(request("get", ACTIONS_PATH, 3).token(editor.token()).send(server.address).status, 404);
    assert_eq!(request("post", ACTIONS_PATH, 3).token(editor.token()).send(server.address).status, 404);
    assert_eq!(owner.post(&server, LOGOUT_PATH, &()).status, 204);
    assert_eq!(name("ada"), owner.name);
}

/// An access token as this server gave it ten minutes ago.
fn expired_token(server: &Running, token: &str) -> String {
    use driftless_server::accounts::{Secrets, access_token, secret_file::WhenMissing};

    let secrets = Secrets::open(&server.dir.path().join("secrets"), WhenMissing::Refuse).unwrap();
    // Its session holds; only its time is over.
    let caller = access_token::read(&secrets.keys, token, wall_clock_ms()).unwrap();
    access_token::mint(&secrets.keys, caller, wall_clock_ms() - ACCESS_MS_MAX).0.to_string()
}

/// An editor writes as the device that is signed in, and as no other.
#[test]
fn an_editor_does_not_write_as_another_device() {
    let server = Running::start();
    let owner = register(&server, "ada", 1);
    owner.create_vault(&server, vault(1));
    let editor = register(&server, "ed", 3);
    owner.share(&server, vault(1), "ed", Some(Role::Editor));
    assert_eq!(server.try_upload(editor.token(), &run_of(vault(1), 1, 1, 1)).status, 403);
    assert_eq!(server.try_upload(editor.token(), &run_of(vault(1), 3, 1, 1)).status, 200);
    assert_eq!(
        server.try_upload(owner.token(), &run_of(vault(1), 9, 1, 1)).status,
        200,
        "an owner fills a server again"
    );
}

/// No route reads a vault's id by itself: what comes from a request comes through the extractor.
#[test]
fn only_the_extractor_reads_the_id_of_a_vault() {
    let routes = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/routes");
    let mut folders = vec![routes];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files += 1;
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(!text.contains("VaultId"), "{}", path.display());
            }
        }
    }
    assert!(files > 15);
}
