//! Accounts over HTTP, on the real server: the rows of the list of bad inputs that begin with A.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use driftless_crypto::signing::{Purpose, SigningKey};
use driftless_domain::Seq;
use driftless_opaque::ClientLogin;
use driftless_protocol::auth::limits::{ACCESS_MS_MAX, REFRESH_GRACE_MS};
use driftless_protocol::auth::paths::*;
use driftless_protocol::auth::*;
use driftless_protocol::{Bytes, EVENTS_PATH, ErrorCode};
use driftless_server::accounts::throttle::Rate;
use driftless_server::accounts::{Rates, Registration};
use driftless_server::config::wall_clock_ms;

use crate::given::{client, run_of, vault};
use crate::http::{get, post};
use crate::people::*;
use crate::running::{Running, Setup, TOKEN};

#[test]
fn people_sign_up_in_and_out() {
    let server = Running::start();
    let ada = register(&server, "ada", 1);
    let account: Account = ada.get(&server, ACCOUNT_PATH).read();
    assert_eq!(account, ada.session.account);
    assert_eq!((account.account.as_str(), account.log_length, account.has_totp), ("ada", 1, false));
    assert_eq!(account.wrapped_account_key, Some(Bytes(b"wrapped".to_vec())));
    let second = sign_in(&server, "ada", 2);
    let devices: DeviceList = second.get(&server, DEVICES_PATH).read();
    let own: Vec<_> = devices.devices.iter().map(|device| (device.client_id, device.is_this)).collect();
    assert!(own.contains(&(client(1), false)) && own.contains(&(client(2), true)));
    assert_eq!(second.post(&server, LOGOUT_PATH, &()).status, 204);
    assert_eq!(second.get(&server, ACCOUNT_PATH).error(), ENDED);
    assert_eq!(ada.get(&server, ACCOUNT_PATH).status, 200, "the other device goes on");
    use SecurityKind as K;
    assert_eq!(ada.events(&server), [K::Registered, K::SignedIn, K::SignedOut]);
}

/// A name that is not there gets the same status, the same form and the same refusal, in about the same time.
#[test]
fn a01_an_unknown_name_is_answered_like_a_known_one() {
    let rate = Rate { burst: 100_000, per_minute: 100_000 };
    let rates = Rates { account: rate, address: rate, all: rate, ..Rates::default() };
    let server = Running::start_as(Setup { rates, ..Setup::default() });
    register(&server, "ada", 1);
    let (_, request) = ClientLogin::start(PASSWORD).unwrap();
    let ask = |who: &str| {
        let start = LoginStart { account: name(who), request: Bytes(request.clone()) };
        let began = Instant::now();
        let answer = send(&server, LOGIN_START_PATH, None, &start);
        let took = began.elapsed();
        assert_eq!(answer.status, 200);
        (answer.read::<OpaqueAnswer>(), answer.body.len(), took)
    };
    let shape = |who: &str| {
        let (answer, length, _) = ask(who);
        (answer.response.0.len(), answer.attempt.expose().len(), length)
    };
    assert_eq!(shape("ada"), shape("eve"));
    // Interleaved, so that what else the machine does falls on both.
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for _ in 0..300 {
        known.push(ask("ada").2);
        unknown.push(ask("eve").2);
    }
    known.sort();
    unknown.sort();
    let ratio = known[150].as_secs_f64() / unknown[150].as_secs_f64();
    assert!((0.5..2.0).contains(&ratio), "medians {:?} and {:?}", known[150], unknown[150]);
    // The end of both is the same refusal.
    assert_eq!(prove(&server, "ada", b"wrong", 2).unwrap().error(), REFUSED);
    assert_eq!(prove(&server, "eve", b"wrong", 2).unwrap().error(), REFUSED);
    let recover = |who: &str| {
        let (_, request) = driftless_opaque::ClientRegistration::start(PASSWORD).unwrap();
        let start = RecoverStart { account: name(who), request: Bytes(request) };
        let answer = send(&server, RECOVER_START_PATH, None, &start);
        (answer.status, answer.body.len())
    };
    assert_eq!(recover("ada"), recover("eve"));
    // Signing up tells nothing before its end.
    let (_, taken) = register_start(&server, "ada", None);
    let (_, free) = register_start(&server, "eve", None);
    assert_eq!((taken.status, taken.body.len()), (free.status, free.body.len()));
}

#[test]
fn a02_messages_that_are_none_and_messages_of_others_are_refused() {
    let server = Running::start();
    register(&server, "ada", 1);
    register(&server, "eve", 2);
    for request in [vec![], vec![0; 96], vec![0xff; 96], vec![1; 95], vec![1; 97], vec![1; 10_000]] {
        let start = LoginStart { account: name("ada"), request: Bytes(request) };
        assert_eq!(send(&server, LOGIN_START_PATH, None, &start).error(), (400, ErrorCode::Malformed));
    }
    let begin = |who: &str| {
        let (client, request) = ClientLogin::start(PASSWORD).unwrap();
        let start = LoginStart { account: name(who), request: Bytes(request) };
        (client, send(&server, LOGIN_START_PATH, None, &start).read::<OpaqueAnswer>())
    };
    let finish = |attempt: SecretText, proof: Vec<u8>| {
        let finish = LoginFinish { attempt, proof: Bytes(proof), device: device(3) };
        send(&server, LOGIN_FINISH_PATH, None, &finish)
    };
    // A proof of one length too many uses its attempt up.
    let (client, answer) = begin("ada");
    let proof = client.finish(PASSWORD, b"ada", &answer.response.0).unwrap().proof;
    assert_eq!(finish(answer.attempt.clone(), [proof.clone(), vec![0]].concat()).error(), (400, ErrorCode::Malformed));
    assert_eq!(finish(answer.attempt, proof).error(), REFUSED);
    // A proof for one attempt does not fit another, nor another person's.
    let (client, mine) = begin("ada");
    let (_, other) = begin("ada");
    let (_, eves) = begin("eve");
    let proof = client.finish(PASSWORD, b"ada", &mine.response.0).unwrap().proof;
    assert_eq!(finish(other.attempt, proof.clone()).error(), REFUSED);
    assert_eq!(finish(eves.attempt, proof.clone()).error(), REFUSED);
    assert_eq!(finish(mine.attempt.clone(), proof.clone()).status, 200);
    assert_eq!(finish(mine.attempt, proof).error(), REFUSED, "an attempt is for one use");
}

static CLOCK_MS: AtomicU64 = AtomicU64::new(0);

fn clock() -> u64 {
    CLOCK_MS.load(Ordering::SeqCst)
}

/// One test owns the clock that stands still; it tells several stories in a row.
#[test]
fn a05_a_refresh_token_is_good_once_and_a_lost_answer_is_given_again() {
    CLOCK_MS.store(wall_clock_ms(), Ordering::SeqCst);
    let later = |ms| CLOCK_MS.fetch_add(ms, Ordering::SeqCst);
    let server = Running::start_as(Setup { now_ms: clock, ..Setup::default() });
    let ada = register(&server, "ada", 1);
    let phone = sign_in(&server, "ada", 2);
    let first = phone.session.tokens.refresh_token.clone();

    // The answer is lost, and asked for again within the grace: the same successor.
    later(1_000);
    let second: Tokens = phone.refresh_with(&server, &first, client(2)).read();
    later(REFRESH_GRACE_MS);
    let again: Tokens = phone.refresh_with(&server, &first, client(2)).read();
    assert_eq!(again.refresh_token, second.refresh_token);
    assert_ne!(first, second.refresh_token);

    // The access token ends by itself, the session does not.
    later(ACCESS_MS_MAX);
    assert_eq!(phone.get(&server, ACCOUNT_PATH).error(), ENDED);
    let third: Tokens = phone.refresh_with(&server, &second.refresh_token, client(2)).read();
    let fresh = get(ACCOUNT_PATH).token(third.access_token.expose()).send(server.address);
    assert_eq!(fresh.status, 200);

    // Used again beyond the grace: two have it. Every token of the session is dead at once, and the others hear.
    later(1);
    assert_eq!(phone.refresh_with(&server, &first, client(2)).error(), REFUSED);
    assert_eq!(get(ACCOUNT_PATH).token(third.access_token.expose()).send(server.address).error(), ENDED);
    assert_eq!(phone.refresh_with(&server, &third.refresh_token, client(2)).error(), REFUSED);
    let tokens: Tokens = ada.refresh_with(&server, &ada.session.tokens.refresh_token, client(1)).read();
    let mut other = ada.clone();
    other.session.tokens = tokens;
    assert!(other.events(&server).contains(&SecurityKind::RefreshReused), "the other device goes on, and is told");

    // The token of one device in the hands of another.
    let tablet = sign_in(&server, "ada", 3);
    let stolen = tablet.session.tokens.refresh_token.clone();
    assert_eq!(tablet.refresh_with(&server, &stolen, client(4)).error(), REFUSED);
    assert_eq!(tablet.refresh_with(&server, &stolen, client(3)).error(), REFUSED, "it is dead for both");
    // What was never given.
    for token in ["", "x", &"A".repeat(75), &"A".repeat(1_000), &stolen.expose()[1..]] {
        assert_eq!(ada.refresh_with(&server, &SecretText::new(token), client(1)).error(), REFUSED);
    }
}

fn totp_code(secret: &str, now_ms: u64) -> String {
    // The app's side of RFC 6238, by the server's own judge: the one code of a million that it takes.
    let key = base32_decode(secret);
    let step = now_ms / 30_000;
    let is_it =
        |code: &String| driftless_server::accounts::totp::accepted_step(&key, code, now_ms, step - 1) == Some(step);
    (0..1_000_000).map(|code| format!("{code:06}")).find(is_it).unwrap()
}

fn base32_decode(text: &str) -> Vec<u8> {
    let mut bits = 0_u64;
    let (mut count, mut bytes) = (0, Vec::new());
    for c in text.bytes() {
        let value = if c.is_ascii_uppercase() { c - b'A' } else { c - b'2' + 26 };
        bits = (bits << 5) | u64::from(value);
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

#[test]
fn a07_a_second_factor_is_asked_for_taken_once_and_not_guessed() {
    static NOW_MS: AtomicU64 = AtomicU64::new(1_795_000_000_000);
    let server = Running::start_as(Setup { now_ms: || NOW_MS.load(Ordering::SeqCst), ..Setup::default() });
    let ada = register(&server, "ada", 1);
    let secret: TotpSecret = ada.post(&server, TOTP_START_PATH, &()).read();
    assert!(secret.uri.expose().starts_with("otpauth://totp/Driftless:ada?secret="));
    let code = || totp_code(secret.secret.expose(), NOW_MS.load(Ordering::SeqCst));
    let with = |code: &str| TotpCode { code: SecretText::new(code) };
    sign_in(&server, "ada", 2);
    assert_eq!(ada.post(&server, TOTP_CONFIRM_PATH, &with("000000")).error(), REFUSED);
    let used = code();
    assert_eq!(ada.post(&server, TOTP_CONFIRM_PATH, &with(&used)).status, 204);

    let begin = || {
        let LoginStep::Totp(attempt) = prove(&server, "ada", PASSWORD, 3).unwrap().read() else { panic!("no factor") };
        attempt
    };
    let answer = |attempt: &SecretText, code: &str| {
        let request = LoginTotp { attempt: attempt.clone(), code: SecretText::new(code) };
        send(&server, LOGIN_TOTP_PATH, None, &request)
    };
    assert_eq!(answer(&begin(), &used).error(), REFUSED, "a code that was taken is taken no more");
    NOW_MS.fetch_add(60_000, Ordering::SeqCst);
    assert_eq!(answer(&begin(), &used).error(), REFUSED, "two steps old");
    let attempt = begin();
    assert_eq!(answer(&attempt, "12345").error(), REFUSED);
    assert_eq!(answer(&attempt, &code()).status, 200, "a slip is no end");
    assert_eq!(answer(&attempt, &code()).error(), REFUSED);
    // Guessing: a few, then a minute for each.
    NOW_MS.fetch_add(3_600_000, Ordering::SeqCst);
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let attempt = begin();
        statuses.extend((0..5).map(|guess| answer(&attempt, &format!("{guess:06}")).status));
    }
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 10);
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 5);
    assert_eq!(ada.post(&server, LOGOUT_PATH, &()).status, 401, "an hour later the access token is over");
    let tokens = ada.refresh_with(&server, &ada.session.tokens.refresh_token, client(1));
    assert_eq!(tokens.status, 200, "existing sessions are never locked out");
}

#[test]
fn a08_a_revoked_device_is_out_at_once_and_its_streams_end() {
    let server = Running::start();
    let ada = register(&server, "ada", 1);
    ada.create_vault(&server, vault(1));
    let phone = sign_in(&server, "ada", 2);
    assert_eq!(server.try_upload(phone.token(), &run_of(vault(1), 2, 1, 2)).status, 200);
    let listen = |path: String| {
        let (answer, lines) = get(path).token(phone.token()).open(server.address);
        assert_eq!(answer.status, 200);
        lines
    };
    let mut vault_events = listen(format!("{EVENTS_PATH}?vault={}", vault(1)));
    assert!(vault_events.next("data: ").is_some());
    let mut security = listen(SECURITY_EVENTS_PATH.to_owned());
    let (_, mut told) = get(SECURITY_EVENTS_PATH).token(ada.token()).open(server.address);
    let began = Instant::now();
    ada.revoke(&server, client(2));
    assert_eq!(vault_events.next("data: "), None);
    assert_eq!(security.next("data: "), None);
    assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
    assert!(told.next("data: ").unwrap().contains("device_revoked"));
    // Requests, refreshes and streams are refused; what it had stored stays.
    assert_eq!(server.try_upload(phone.token(), &run_of(vault(1), 2, 3, 3)).error(), ENDED);
    let path = format!("{EVENTS_PATH}?vault={}", vault(1));
    assert_eq!(phone.get(&server, path).error(), ENDED);
    let tokens = &phone.session.tokens;
    assert_eq!(phone.refresh_with(&server, &tokens.refresh_token, client(2)).error(), REFUSED);
    assert_eq!(prove(&server, "ada", PASSWORD, 2).unwrap().error(), (403, ErrorCode::Forbidden));
    let page = ada.get(&server, format!("/sync/actions?vault={}", vault(1)));
    assert_eq!(page.read::<driftless_protocol::DownloadResponse>().head, Seq(2));
}

#[test]
fn a11_nobody_registers_in_bulk_or_makes_themselves_more_than_they_are() {
    let few = Rate { burst: 5, per_minute: 1 };
    let server = Running::start_as(Setup { rates: Rates { address: few, ..Rates::default() }, ..Setup::default() });
    let statuses: Vec<u16> = (0..8).map(|n| register_start(&server, &format!("ada{n}"), None).1.status).collect();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429, 429, 429]);
    let (_, refused) = register_start(&server, "ada9", None);
    assert_eq!(refused.error(), (429, ErrorCode::RateLimited));
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);

    let server = Running::start();
    let ada = register(&server, "ada", 1);
    for more in [r#""is_admin":true"#, r#""quota":1"#, r#""id":"x""#, r#""created_at_ms":1"#] {
        let body = format!(r#"{{"name":"Desk",{more}}}"#);
        let path = DEVICE_RENAME_PATH.replace("{client}", &client(1).to_string());
        let answer = post(path, "application/json", body).token(ada.token()).send(server.address);
        assert_eq!(answer.error(), (400, ErrorCode::Malformed), "{more}");
    }
    assert_eq!(get(ACCOUNT_PATH).method("PATCH").token(ada.token()).send(server.address).status, 405);
}

#[test]
fn a13_an_invitation_is_asked_for_and_used_up() {
    let server = Running::start_as(Setup { registration: Registration::Closed, ..Setup::default() });
    let no = (403, ErrorCode::Invitation);
    assert_eq!(register_start(&server, "ada", None).1.error(), no);
    assert_eq!(register_start(&server, "ada", Some("made up")).1.error(), no);
    let invite = |arguments: &[&str]| {
        let data = server.dir.path().to_str().unwrap();
        let output = crate::process::run(&[&["user", "invite", "--data", data], arguments].concat());
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    let invitation = invite(&[]);
    let start = |who: &str| register_start(&server, who, Some(&invitation));
    let (ada, ada_answer) = start("ada");
    let (eve, eve_answer) = start("eve");
    let finish = register_finish("ada", ada, ada_answer.read(), 1);
    assert_eq!(send(&server, REGISTER_FINISH_PATH, None, &finish).status, 200);
    // Two began with it; it is for one.
    let finish = register_finish("eve", eve, eve_answer.read(), 2);
    assert_eq!(send(&server, REGISTER_FINISH_PATH, None, &finish).error(), no);
    assert_eq!(start("eve").1.error(), no, "used up");
    let revoked = invite(&["--uses", "5"]);
    let data = server.dir.path().to_str().unwrap();
    let output = crate::process::run(&["user", "revoke-invitations", "--data", data]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "invitations revoked: 1\n");
    assert_eq!(register_start(&server, "eve", Some(&revoked)).1.error(), no);
    // A name that is taken does not use one up.
    let invitation = invite(&[]);
    let (client, answer) = register_start(&server, "ada", Some(&invitation));
    let finish = register_finish("ada", client, answer.read(), 3);
    assert_eq!(send(&server, REGISTER_FINISH_PATH, None, &finish).error(), (409, ErrorCode::NameTaken));
    assert_eq!(register_start(&server, "eve", Some(&invitation)).1.status, 200);
}

#[test]
fn a14_a_web_page_of_somebody_else_has_no_effect() {
    let server = Running::start();
    let ada = register(&server, "ada", 1);
    let preflight = get(VAULTS_PATH)
        .method("OPTIONS")
        .header("origin", "https://evil.example")
        .header("access-control-request-method", "POST")
        .send(server.address);
    assert_eq!(preflight.status, 405);
    assert!(!preflight.headers.keys().any(|name| name.starts_with("access-control-")));
    let form = post(LOGOUT_PATH, "application/x-www-form-urlencoded", "x=1").send(server.address);
    assert_eq!(form.error(), ENDED, "no cookie speaks for anybody");
    let form = post(ACCOUNT_LOG_PATH, "text/plain", "{}").token(ada.token()).send(server.address);
    assert_eq!(form.error(), (415, ErrorCode::UnsupportedType));
    // What changes something is no GET.
    for path in [LOGOUT_PATH, REFRESH_PATH, TOTP_START_PATH, CLAIM_PATH] {
        assert_eq!(ada.get(&server, path).status, 405);
    }
    assert_eq!(ada.get(&server, ACCOUNT_PATH).status, 200);
}

/// The 24 words alone: a new device, a new password, and everything else of the account ends.
#[test]
fn the_account_key_alone_signs_in_and_sets_a_new_password() {
    let server = Running::start();
    let ada = register(&server, "ada", 1);
    let recover = |key: &SigningKey| {
        let new_password = b"another one";
        let (client, request) = driftless_opaque::ClientRegistration::start(new_password).unwrap();
        let start = RecoverStart { account: name("ada"), request: Bytes(request) };
        let answer: RecoverAnswer = send(&server, RECOVER_START_PATH, None, &start).read();
        let upload = client.finish(new_password, b"ada", &answer.response.0).unwrap().upload;
        let device = device(5);
        let statement = recovery_statement(&name("ada"), &answer.challenge.0, device.client_id, &upload);
        let signature = Bytes(key.sign(Purpose::ServerChallenge, &statement).0.to_vec());
        let finish = RecoverFinish {
            attempt: answer.attempt,
            signature,
            upload: Bytes(upload),
            wrapped_account_key: None,
            device,
        };
        send(&server, RECOVER_FINISH_PATH, None, &finish)
    };
    assert_eq!(recover(&identity("eve")).error(), REFUSED);
    assert_eq!(ada.get(&server, ACCOUNT_PATH).status, 200);
    let session: Session = recover(&identity("ada")).read();
    assert_eq!(session.account.user_id, ada.session.account.user_id);
    assert_eq!(ada.get(&server, ACCOUNT_PATH).error(), ENDED);
    assert_eq!(prove(&server, "ada", PASSWORD, 6).unwrap().error(), REFUSED);
    assert_eq!(prove(&server, "ada", b"another one", 6).unwrap().status, 200);
}

/// A device adds another through a mailbox; the ticket in it is good once, for that device.
#[test]
fn devices_pair_through_a_mailbox_and_a_ticket() {
    let server = Running::start();
    let ada = register(&server, "ada", 1);
    let slot: PairingSlot =
        ada.post(&server, PAIRING_PATH, &PairingOpen { slot: SecretText::new("0".repeat(43)) }).read();
    let path = |number: u8| format!("/pairing/{}/{number}", slot.slot.expose());
    let put = |number, message: &[u8]| {
        let body = driftless_protocol::ContentType::Cbor.encode(&PairingMessage { message: Bytes(message.to_vec()) });
        let put = post(path(number), "application/cbor", body.unwrap()).method("PUT");
        put.send(server.address)
    };
    let address = server.address;
    let waiting_path = format!("{}?wait_s=25", path(0));
    let waiting = std::thread::spawn(move || get(waiting_path).send(address).read::<PairingMessage>());
    assert_eq!(put(0, b"hello").status, 204);
    assert_eq!(waiting.join().unwrap().message.0, b"hello");
    assert_eq!(put(0, b"hello").status, 204);
    assert_eq!(put(0, b"other").error(), (409, ErrorCode::Conflict));
    assert_eq!(put(8, b"x").error(), (400, ErrorCode::Malformed));
    assert_eq!(get(path(1)).send(address).status, 204);
    assert_eq!(get("/pairing/guess/0").send(address).error(), (404, ErrorCode::NotFound));

    let new = NewDevice { certificate: Some(Bytes(certificate("ada", 7).to_bytes())), ..device(7) };
    let ticket: Ticket = ada.post(&server, DEVICES_PATH, &new).read();
    let use_ticket =
        |n| send(&server, TICKET_PATH, None, &TicketUse { ticket: ticket.ticket.clone(), client_id: client(n) });
    assert_eq!(use_ticket(8).error(), REFUSED);
    let session: Session = use_ticket(7).read();
    assert_eq!(session.account.account, ada.name);
    assert_eq!(use_ticket(7).error(), REFUSED, "once");
}

#[test]
fn a_vault_of_a_connect_code_comes_into_an_account_and_the_code_goes_on() {
    let server = Running::start();
    server.upload(&run_of(vault(1), 1, 1, 3));
    let ada = register(&server, "ada", 1);
    let claim = |token: &str, vault_n| ClaimVault {
        vault_id: vault(vault_n),
        token: SecretText::new(token),
        control_log: Vec::new(),
        wrapped_keys: Vec::new(),
    };
    let path = format!("/sync/actions?vault={}", vault(1));
    assert_eq!(ada.get(&server, path.clone()).error(), (404, ErrorCode::NotFound));
    assert_eq!(ada.post(&server, CLAIM_PATH, &claim("another", 1)).error(), REFUSED);
    assert_eq!(ada.post(&server, CLAIM_PATH, &claim(TOKEN, 2)).error(), REFUSED);
    assert_eq!(ada.post(&server, CLAIM_PATH, &claim(TOKEN, 1)).status, 204);
    let page: driftless_protocol::DownloadResponse = ada.get(&server, path).read();
    assert_eq!(page.head, Seq(3));
    assert_eq!(server.upload(&run_of(vault(1), 1, 4, 4)).head, Seq(4));
    let eve = register(&server, "eve", 2);
    assert_eq!(eve.post(&server, CLAIM_PATH, &claim(TOKEN, 1)).error(), (409, ErrorCode::Conflict));
}
