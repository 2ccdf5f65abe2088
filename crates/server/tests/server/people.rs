//! People with accounts: they sign up and in over HTTP as the app does, with real OPAQUE.

use driftless_crypto::signing::SigningKey;
use driftless_domain::{ClientId, VaultId};
use driftless_opaque::{ClientLogin, ClientRegistration};
use driftless_protocol::auth::paths::*;
use driftless_protocol::auth::*;
use driftless_protocol::{Bytes, ContentType, ErrorCode};
use serde::Serialize;

use crate::given::client;
use crate::http::{Answer, get, post};
use crate::running::Running;

pub(crate) const PASSWORD: &[u8] = b"correct horse";

/// A device that is signed in.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) name: AccountName,
    pub(crate) client_id: ClientId,
    pub(crate) session: Session,
}

pub(crate) fn name(text: &str) -> AccountName {
    text.parse().unwrap()
}

pub(crate) fn send(server: &Running, path: &str, token: Option<&str>, body: &impl Serialize) -> Answer {
    let body = ContentType::Cbor.encode(body).unwrap();
    let request = post(path, "application/cbor", body);
    let request = if let Some(token) = token { request.token(token) } else { request };
    request.send(server.address)
}

/// The account identity of a name: the same each time.
pub(crate) fn identity(name: &str) -> SigningKey {
    SigningKey::from_seed(blake3::hash(name.as_bytes()).as_bytes())
}

pub(crate) fn device(n: u64) -> NewDevice {
    NewDevice {
        client_id: client(n),
        name: format!("Device {n}"),
        public_keys: Bytes(vec![n as u8 + 1; 64]),
        certificate: None,
    }
}

/// The first half of signing up.
pub(crate) fn register_start(server: &Running, who: &str, invitation: Option<&str>) -> (ClientRegistration, Answer) {
    let (client, request) = ClientRegistration::start(PASSWORD).unwrap();
    let invitation = invitation.map(SecretText::new);
    let start = RegisterStart { account: name(who), invitation, request: Bytes(request) };
    (client, send(server, REGISTER_START_PATH, None, &start))
}

/// What ends signing up.
pub(crate) fn register_finish(who: &str, client: ClientRegistration, answer: OpaqueAnswer, n: u64) -> RegisterFinish {
    let registered = client.finish(PASSWORD, who.as_bytes(), &answer.response.0).unwrap();
    RegisterFinish {
        attempt: answer.attempt,
        upload: Bytes(registered.upload),
        identity_key: Bytes(identity(who).verifying_key().as_bytes().to_vec()),
        box_key: Bytes(vec![9; 32]),
        account_log: vec![Bytes(b"genesis".to_vec())],
        wrapped_account_key: Some(Bytes(b"wrapped".to_vec())),
        device: device(n),
    }
}

pub(crate) fn register(server: &Running, who: &str, n: u64) -> Person {
    let (client, answer) = register_start(server, who, None);
    assert_eq!(answer.status, 200, "{answer:?}");
    let finish = register_finish(who, client, answer.read(), n);
    let answer = send(server, REGISTER_FINISH_PATH, None, &finish);
    assert_eq!(answer.status, 200, "{answer:?}");
    Person { name: name(who), client_id: finish.device.client_id, session: answer.read() }
}

/// Everything up to what follows the proof.
pub(crate) fn prove(server: &Running, who: &str, password: &[u8], n: u64) -> Result<Answer, Answer> {
    let (client, request) = ClientLogin::start(password).unwrap();
    let answer = send(server, LOGIN_START_PATH, None, &LoginStart { account: name(who), request: Bytes(request) });
    if answer.status != 200 {
        return Err(answer);
    }
    let answer: OpaqueAnswer = answer.read();
    // A device with a wrong password notices, and a stranger makes something up.
    let proof = client.finish(password, who.as_bytes(), &answer.response.0).map_or(vec![7; 64], |signed| signed.proof);
    let finish = LoginFinish { attempt: answer.attempt, proof: Bytes(proof), device: device(n) };
    Ok(send(server, LOGIN_FINISH_PATH, None, &finish))
}

pub(crate) fn sign_in(server: &Running, who: &str, n: u64) -> Person {
    let answer = prove(server, who, PASSWORD, n).unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    let LoginStep::SignedIn(session) = answer.read() else { panic!("a second factor") };
    Person { name: name(who), client_id: client(n), session: *session }
}

impl Person {
    pub(crate) fn token(&self) -> &str {
        self.session.tokens.access_token.expose()
    }

    pub(crate) fn get(&self, server: &Running, path: impl Into<String>) -> Answer {
        get(path).token(self.token()).send(server.address)
    }

    pub(crate) fn post(&self, server: &Running, path: &str, body: &impl Serialize) -> Answer {
        send(server, path, Some(self.token()), body)
    }

    pub(crate) fn refresh_with(&self, server: &Running, token: &SecretText, client_id: ClientId) -> Answer {
        send(server, REFRESH_PATH, None, &Refresh { refresh_token: token.clone(), client_id })
    }

    pub(crate) fn create_vault(&self, server: &Running, vault_id: VaultId) {
        let wrapped = WrappedKey { key_epoch: 1, account: self.name.clone(), wrapped: Bytes(vec![1; 80]) };
        let vault = NewVault { vault_id, control_log: vec![Bytes(b"genesis".to_vec())], wrapped_keys: vec![wrapped] };
        let answer = self.post(server, VAULTS_PATH, &vault);
        assert_eq!(answer.status, 204, "{answer:?}");
    }

    /// Makes somebody a member.
    pub(crate) fn share(&self, server: &Running, vault_id: VaultId, with: &str, role: Option<Role>, after: u64) {
        let change = ControlAppend {
            after,
            entries: vec![Bytes(b"entry".to_vec())],
            members: vec![MemberChange { account: name(with), role }],
            wrapped_keys: Vec::new(),
        };
        let answer = self.post(server, &CONTROL_LOG_PATH.replace("{vault}", &vault_id.to_string()), &change);
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    pub(crate) fn revoke(&self, server: &Running, client_id: ClientId) {
        let path = DEVICE_REVOKE_PATH.replace("{client}", &client_id.to_string());
        assert_eq!(self.post(server, &path, &()).status, 204);
    }

    /// Kinds of what happened to the account.
    pub(crate) fn events(&self, server: &Running) -> Vec<SecurityKind> {
        let page: SecurityPage = self.get(server, SECURITY_PATH).read();
        page.events.iter().map(|event| event.kind).collect()
    }
}

pub(crate) const ENDED: (u16, ErrorCode) = (401, ErrorCode::Unauthorized);
pub(crate) const REFUSED: (u16, ErrorCode) = (401, ErrorCode::SignInRefused);
