//! The account calls: one value of each type goes both ways and is pinned, and names have one form.

use std::collections::BTreeMap;
use std::fmt::Debug;

use driftless_domain::{ClientId, Hlc, Seq, VaultId};
use driftless_protocol::auth::*;
use driftless_protocol::{Bytes, ContentType, Flag, Violation, ViolationPage};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::golden::both;

fn bytes(n: u8) -> Bytes {
    Bytes(vec![n; 3])
}

fn secret(text: &str) -> SecretText {
    SecretText::new(text)
}

fn name() -> AccountName {
    "ada@example.org".parse().unwrap()
}

fn device() -> NewDevice {
    NewDevice { client_id: client(), name: "Laptop".to_owned(), public_keys: bytes(1), certificate: Some(bytes(2)) }
}

fn client() -> ClientId {
    ClientId::from_bytes([3; 16])
}

fn session() -> Session {
    let tokens = Tokens {
        access_token: secret("access"),
        access_expires_at_ms: 1,
        refresh_token: secret("refresh"),
        server_time_ms: 2,
    };
    let account = Account {
        user_id: UserId(Uuid::from_bytes([4; 16])),
        account: name(),
        identity_key: bytes(5),
        box_key: bytes(6),
        wrapped_account_key: None,
        has_totp: true,
        log_length: 7,
        vaults: vec![VaultId::from_bytes([8; 16])],
        created_at_ms: 9,
    };
    Session { tokens, account }
}

/// Every type, by its name, after it went through both content types.
struct Samples(BTreeMap<&'static str, serde_json::Value>);

impl Samples {
    fn add<T: Serialize + DeserializeOwned + PartialEq + Debug>(&mut self, name: &'static str, value: &T) {
        for content_type in [ContentType::Cbor, ContentType::Json] {
            let bytes = content_type.encode(value).unwrap();
            assert_eq!(&content_type.decode::<T>(&bytes).unwrap(), value, "{name}");
            for cut in 0..bytes.len() {
                assert!(content_type.decode::<T>(&bytes[..cut]).is_err(), "{name} cut at {cut}");
            }
        }
        let shown = format!("{value:?}");
        assert!(!shown.contains("canary"), "{name} prints a secret: {shown}");
        self.0.insert(name, serde_json::to_value(value).unwrap());
    }
}

#[test]
fn account_types_are_as_they_were() {
    let mut all = Samples(BTreeMap::new());
    let attempt = || secret("canary");
    let (request, proof, upload, response) = (bytes(1), bytes(2), bytes(3), bytes(4));
    let wrapped_key = WrappedKey { key_epoch: 1, account: name(), wrapped: bytes(1) };
    let vault_id = VaultId::from_bytes([8; 16]);
    all.add(
        "register_start",
        &RegisterStart { account: name(), invitation: Some(attempt()), request: request.clone() },
    );
    all.add("opaque_answer", &OpaqueAnswer { attempt: attempt(), response: response.clone() });
    all.add(
        "register_finish",
        &RegisterFinish {
            attempt: attempt(),
            upload: upload.clone(),
            identity_key: bytes(5),
            box_key: bytes(6),
            account_log: vec![bytes(7)],
            wrapped_account_key: Some(bytes(8)),
            device: device(),
        },
    );
    all.add("login_start", &LoginStart { account: name(), request: request.clone() });
    all.add("login_finish", &LoginFinish { attempt: attempt(), proof, device: device() });
    all.add("login_step_signed_in", &LoginStep::SignedIn(Box::new(session())));
    all.add("login_step_totp", &LoginStep::Totp(attempt()));
    all.add("login_totp", &LoginTotp { attempt: attempt(), code: secret("canary") });
    all.add("recover_start", &RecoverStart { account: name(), request });
    all.add("recover_answer", &RecoverAnswer { attempt: attempt(), response, challenge: bytes(9) });
    all.add(
        "recover_finish",
        &RecoverFinish {
            attempt: attempt(),
            signature: bytes(1),
            upload,
            wrapped_account_key: None,
            device: NewDevice { certificate: None, ..device() },
        },
    );
    all.add("ticket_use", &TicketUse { ticket: attempt(), client_id: client() });
    all.add("refresh", &Refresh { refresh_token: attempt(), client_id: client() });
    all.add("session", &session());
    all.add("totp_secret", &TotpSecret { secret: attempt(), uri: attempt() });
    all.add("totp_code", &TotpCode { code: attempt() });
    let row = Device {
        client_id: client(),
        name: "Phone".to_owned(),
        public_keys: bytes(1),
        certificate: None,
        created_at_ms: 1,
        seen_at_ms: 2,
        revoked_at_ms: Some(3),
        is_this: false,
    };
    all.add("device_list", &DeviceList { devices: vec![row] });
    all.add("new_device", &device());
    all.add("ticket", &Ticket { ticket: attempt(), expires_at_ms: 1 });
    all.add("certificate", &Certificate { certificate: bytes(1) });
    all.add("rename", &Rename { name: "Desk".to_owned() });
    all.add("vault_list", &VaultList { vaults: vec![Vault { vault_id, role: Role::Editor, log_length: 1 }] });
    let (control_log, wrapped_keys) = (vec![bytes(1)], vec![wrapped_key]);
    all.add("new_vault", &NewVault { vault_id, control_log: control_log.clone(), wrapped_keys: wrapped_keys.clone() });
    all.add("claim_vault", &ClaimVault { vault_id, token: attempt(), control_log, wrapped_keys: wrapped_keys.clone() });
    all.add("log_append", &LogAppend { after: 1, entries: vec![bytes(1)] });
    let members =
        vec![MemberChange { account: name(), role: Some(Role::Viewer) }, MemberChange { account: name(), role: None }];
    all.add("control_append", &ControlAppend { after: 1, entries: vec![bytes(1)], members, wrapped_keys });
    all.add("log_page", &LogPage { entries: vec![bytes(1)], length: 2 });
    all.add("log_head", &LogHead { length: 2 });
    all.add("wrapped_key_list", &WrappedKeyList { keys: vec![WrappedKeyRow { key_epoch: 1, wrapped: bytes(1) }] });
    let member = Member {
        user_id: session().account.user_id,
        account: name(),
        role: Role::Owner,
        identity_key: bytes(1),
        box_key: bytes(2),
    };
    all.add("member_list", &MemberList { members: vec![member] });
    all.add("pairing_open", &PairingOpen { slot: attempt() });
    all.add("pairing_slot", &PairingSlot { slot: attempt(), expires_at_ms: 1 });
    all.add("pairing_message", &PairingMessage { message: bytes(1) });
    let event = SecurityEvent { number: 1, kind: SecurityKind::RefreshReused, at_ms: 2, client_id: Some(client()) };
    all.add("security_page", &SecurityPage { events: vec![event] });
    let violation = Violation {
        seq: Seq(1),
        id: driftless_domain::ActionId::from_bytes([1; 16]),
        client_id: client(),
        entity_id: None,
        flags: vec![Flag::ClockSkew],
        quarantine: None,
        witnessed_time: Hlc::new(3, 4),
        resolved_at_ms: None,
    };
    all.add("violation_page", &ViolationPage { violations: vec![violation], new_cursor: Seq(1) });
    both("auth", &all.0);
}

/// What the account identity signs to recover: another layout would lock everybody out who has their words.
#[test]
fn the_statement_of_a_recovery_is_as_it_was() {
    let statement = recovery_statement(&name(), &[7; 32], client(), &[9; 192]);
    let (head, rest) = statement.split_at(19);
    assert_eq!(head, b"driftless recover 1");
    assert_eq!(rest[0], 15);
    assert_eq!(&rest[1..16], b"ada@example.org");
    assert_eq!((&rest[16..48], &rest[48..64], &rest[64..]), (&[7; 32][..], &[3; 16][..], &[9; 192][..]));
}

#[test]
fn unknown_fields_of_account_requests_are_refused() {
    let more = r#"{"account":"ada","request":"","is_admin":true}"#;
    assert!(ContentType::Json.decode::<LoginStart>(more.as_bytes()).is_err());
}

/// Row A04 of the list of bad inputs.
#[test]
fn a04_names_have_one_form() {
    let long = "a".repeat(254);
    for (text, canonical) in [
        ("ada", "ada"),
        ("Ada@Example.ORG", "ada@example.org"),
        ("a@b", "a@b"),
        ("ada+notes@example.org", "ada+notes@example.org"),
        (long.as_str(), long.as_str()),
    ] {
        assert_eq!(text.parse::<AccountName>().unwrap().as_str(), canonical);
    }
    for text in [
        "",
        "a",
        " ada",
        "ada ",
        "a da",
        "\"ada\"@example.org",
        "ada@",
        "@ada",
        "a@b@c",
        "ada\r\nSet-Cookie: x",
        "ada\0",
        "аda",
        "ａｄａ",
        "ada\u{202e}",
        ".ada",
        "../ada",
        &"a".repeat(255),
        &"a".repeat(320),
    ] {
        assert!(text.parse::<AccountName>().is_err(), "{text:?}");
        let json = serde_json::to_vec(&serde_json::json!({ "account": text, "request": "" })).unwrap();
        assert!(ContentType::Json.decode::<LoginStart>(&json).is_err(), "{text:?}");
    }
}
