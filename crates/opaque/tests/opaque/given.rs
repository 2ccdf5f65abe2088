//! An account to start from, made once: stretching a password takes its time.

use std::sync::LazyLock;

use driftless_opaque::{ClientLogin, ClientRegistration, ExportKey, OpaqueError, ServerLogin, ServerSecret, record_of};

pub(crate) const NAME: &[u8] = b"ada";
pub(crate) const PASSWORD: &[u8] = b"correct horse battery staple";

pub(crate) struct Given {
    pub(crate) server: ServerSecret,
    pub(crate) record: Vec<u8>,
    pub(crate) export_key: ExportKey,
}

pub(crate) static GIVEN: LazyLock<Given> = LazyLock::new(|| {
    let server = ServerSecret::generate();
    let (record, export_key) = register(&server, NAME, PASSWORD);
    Given { server, record, export_key }
});

pub(crate) fn register(server: &ServerSecret, name: &[u8], password: &[u8]) -> (Vec<u8>, ExportKey) {
    let (client, request) = ClientRegistration::start(password).unwrap();
    let response = server.answer_registration(name, &request).unwrap();
    let registered = client.finish(password, name, &response).unwrap();
    (record_of(&registered.upload).unwrap(), registered.export_key)
}

/// Everything up to the proof; none when the device notices that it will not fit.
pub(crate) fn prove(
    server: &ServerSecret,
    record: Option<&[u8]>,
    name: &[u8],
    password: &[u8],
) -> (ServerLogin, Result<(Vec<u8>, ExportKey), OpaqueError>) {
    let (client, request) = ClientLogin::start(password).unwrap();
    let (login, response) = server.start_login(name, record, &request).unwrap();
    (login, client.finish(password, name, &response).map(|signed_in| (signed_in.proof, signed_in.export_key)))
}
