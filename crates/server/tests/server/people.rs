//! People with accounts: they sign up and in over HTTP as the app does, with real OPAQUE.

use driftless_crypto::{AccountKey, NONCE_BYTES, SigningKey, VaultKey};
use driftless_domain::{ClientId, VaultId};
use driftless_opaque::{ClientLogin, ClientRegistration};
use driftless_protocol::auth::paths::*;
use driftless_protocol::auth::*;
use driftless_protocol::{Bytes, ContentType, ErrorCode};
use driftless_trust::control_log::author::NewEpoch;
use driftless_trust::{
    AccountPublic, AccountState, ControlAuthor, DeviceCertificate, DeviceKeys, HowAdded, VaultState, account_log,
};
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
    account_key(name).identity()
}

/// The account key of a name: the same each time.
pub(crate) fn account_key(name: &str) -> AccountKey {
    AccountKey::from_bytes(*blake3::hash(name.as_bytes()).as_bytes())
}

/// The key of every vault: what it seals is not what these tests are about.
pub(crate) fn vault_key() -> VaultKey {
    VaultKey::from_bytes([7; 32])
}

/// Writes control entries for somebody.
pub(crate) fn author(key: &AccountKey) -> ControlAuthor<'_> {
    ControlAuthor { key, client_id: client(1), time_ms: 1 }
}

/// The entry that begins the control log of a vault.
pub(crate) fn adoption(who: &str, vault_id: VaultId) -> Bytes {
    Bytes(author(&account_key(who)).adopt(vault_id, 0, &vault_key(), &[1; 32]).unwrap())
}

/// A certificate of a device by an account.
pub(crate) fn certificate(who: &str, n: u64) -> DeviceCertificate {
    let key = account_key(who);
    DeviceCertificate::issue(&key.identity(), AccountPublic::of(&key).id(), client(n), device_keys(n).public(), 1)
}

fn device_keys(n: u64) -> DeviceKeys {
    DeviceKeys::from_seed(blake3::hash(&n.to_be_bytes()).as_bytes())
}

pub(crate) fn device(n: u64) -> NewDevice {
    let keys = device_keys(n).public();
    let public_keys = Bytes([keys.signing.as_bytes().as_slice(), keys.device_box.as_bytes()].concat());
    NewDevice { client_id: client(n), name: format!("Device {n}"), public_keys, certificate: None }
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
        box_key: Bytes(AccountPublic::of(&account_key(who)).account_box.as_bytes().to_vec()),
        account_log: vec![Bytes(account_log::genesis(&account_key(who), 1))],
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
        let control_log = vec![adoption(self.name.as_str(), vault_id)];
        let vault = NewVault { vault_id, control_log, wrapped_keys: Vec::new() };
        let answer = self.post(server, VAULTS_PATH, &vault);
        assert_eq!(answer.status, 204, "{answer:?}");
    }

    /// What the control log comes to, as the server gives it out, and its length.
    pub(crate) fn control(&self, server: &Running, vault_id: VaultId) -> (VaultState, u64) {
        let page: LogPage = self.get(server, control_path(vault_id)).read();
        let entries: Vec<_> = page.entries.into_iter().map(|entry| entry.0).collect();
        let replay = VaultState::replay(vault_id, &entries);
        assert!(replay.outside.is_empty(), "{:?}", replay.outside);
        (replay.state.unwrap(), page.length)
    }

    /// What the account's log comes to, and its length.
    pub(crate) fn account_state(&self, server: &Running) -> (AccountState, u64) {
        let page: LogPage = self.get(server, ACCOUNT_LOG_PATH).read();
        let entries: Vec<_> = page.entries.into_iter().map(|entry| entry.0).collect();
        let id = AccountPublic::of(&account_key(self.name.as_str())).id();
        (AccountState::replay(id, &entries).state.unwrap(), page.length)
    }

    /// Appends to the control log.
    pub(crate) fn append(&self, server: &Running, vault_id: VaultId, after: u64, entries: Vec<Vec<u8>>) -> Answer {
        let entries = entries.into_iter().map(Bytes).collect();
        let append = ControlAppend { after, entries, members: Vec::new(), wrapped_keys: Vec::new() };
        self.post(server, &control_path(vault_id), &append)
    }

    /// Makes somebody a member, who accepts, or puts them out.
    pub(crate) fn share(&self, server: &Running, vault_id: VaultId, with: &str, role: Option<Role>) {
        let (mut state, after) = self.control(server, vault_id);
        let (own, other) = (account_key(self.name.as_str()), account_key(with));
        let member = AccountPublic::of(&other);
        let entries = match role.map(trust_role) {
            Some(role) => {
                let invite = author(&own).invite(&state, &member, role, &vault_key(), &[2; 32]).unwrap();
                state.append(&invite).unwrap();
                vec![invite, author(&other).join(&state)]
            }
            None => vec![removal(&own, &state, &member)],
        };
        let change = ControlAppend {
            after,
            entries: entries.into_iter().map(Bytes).collect(),
            members: vec![MemberChange { account: name(with), role }],
            wrapped_keys: Vec::new(),
        };
        let answer = self.post(server, &control_path(vault_id), &change);
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

/// The entry that removes a member and begins a new epoch.
pub(crate) fn removal(own: &AccountKey, state: &VaultState, member: &AccountPublic) -> Vec<u8> {
    let key = VaultKey::from_bytes([8; 32]);
    let new = NewEpoch { earlier: &vault_key(), key: &key, seed: &[3; 32], nonce: &[4; NONCE_BYTES] };
    author(own).rekey(state, [member.id()].into(), &[].into(), new).unwrap()
}

pub(crate) const fn trust_role(role: Role) -> driftless_trust::Role {
    match role {
        Role::Viewer => driftless_trust::Role::Viewer,
        Role::Editor => driftless_trust::Role::Editor,
        Role::Owner => driftless_trust::Role::Owner,
    }
}

pub(crate) fn control_path(vault_id: VaultId) -> String {
    CONTROL_LOG_PATH.replace("{vault}", &vault_id.to_string())
}

/// The entry that adds a device to an account's log.
pub(crate) fn addition(who: &str, state: &AccountState, n: u64) -> Bytes {
    Bytes(state.add_device(&account_key(who), HowAdded::Paired, &certificate(who, n), 2))
}

pub(crate) const ENDED: (u16, ErrorCode) = (401, ErrorCode::Unauthorized);
pub(crate) const REFUSED: (u16, ErrorCode) = (401, ErrorCode::SignInRefused);
