//! Attachments over HTTP: who may, what is kept, and what hostile requests come to.

use driftless_domain::blob::BlobName;
use driftless_domain::limits::BLOB_SEALED_BYTES_MAX;
use driftless_protocol::{BLOB_TYPE, blob_path};
use driftless_server::config::Limits;

use crate::given::{run_of, vault};
use crate::http::{Answer, get, post};
use crate::running::{OTHER_TOKEN, Running, TOKEN};

fn name(number: u8) -> BlobName {
    BlobName([number; 32])
}

fn path(number: u8) -> String {
    blob_path(vault(1), name(number))
}

/// A server on which the first token is bound to the first vault.
fn bound() -> Running {
    let server = Running::start();
    server.upload(&run_of(vault(1), 1, 1, 1));
    server
}

fn put(server: &Running, token: &str, path: impl Into<String>, body: Vec<u8>) -> Answer {
    post(path, BLOB_TYPE, body).method("PUT").token(token).send(server.address)
}

fn fetch(server: &Running, token: &str, path: impl Into<String>) -> Answer {
    get(path).token(token).send(server.address)
}

#[test]
fn an_attachment_comes_back_as_it_was_and_the_first_bytes_stay() {
    let server = bound();
    assert_eq!(fetch(&server, TOKEN, path(1)).status, 404);
    let sealed = vec![7; 200_000];
    assert_eq!(put(&server, TOKEN, path(1), sealed.clone()).status, 201);
    assert_eq!(put(&server, TOKEN, path(1), sealed.clone()).status, 200);
    assert_eq!(put(&server, TOKEN, path(1), vec![8; 10]).status, 200, "idempotent, not an error");
    let answer = fetch(&server, TOKEN, path(1));
    assert_eq!((answer.status, answer.body == sealed), (200, true));
    let asked = get(path(1)).method("HEAD").token(TOKEN).send(server.address);
    assert_eq!(asked.status, 200);
    assert_eq!(get(path(2)).method("HEAD").token(TOKEN).send(server.address).status, 404);
}

/// The role matrix: every method with no token, an unknown one, another vault's, and one that is free.
#[test]
fn only_the_vaults_own_tokens_reach_its_attachments() {
    let server = bound();
    assert_eq!(put(&server, TOKEN, path(1), vec![7; 100]).status, 201);
    for method in ["PUT", "GET", "HEAD"] {
        let request = || post(path(1), BLOB_TYPE, vec![9; 10]).method(method);
        assert_eq!(request().send(server.address).status, 401, "{method}");
        assert_eq!(request().token("unknown").send(server.address).status, 401, "{method}");
        assert_eq!(request().token(OTHER_TOKEN).send(server.address).status, 404, "{method}: free yet");
    }
    server.try_upload(OTHER_TOKEN, &run_of(vault(2), 2, 1, 1));
    for method in ["PUT", "GET", "HEAD"] {
        let request = post(path(1), BLOB_TYPE, vec![9; 10]).method(method).token(OTHER_TOKEN);
        assert_eq!(request.send(server.address).status, 409, "{method}: another vault's");
    }
    // One name in two vaults is two attachments.
    let other = blob_path(vault(2), name(1));
    assert_eq!(fetch(&server, OTHER_TOKEN, &*other).status, 404);
    assert_eq!(put(&server, OTHER_TOKEN, &*other, vec![1; 5]).status, 201);
    assert_eq!(fetch(&server, TOKEN, path(1)).body, vec![7; 100]);
}

#[test]
fn a_vault_without_a_log_keeps_no_attachment() {
    let server = Running::start();
    assert_eq!(put(&server, TOKEN, path(1), vec![7; 100]).status, 404);
    assert_eq!(fetch(&server, TOKEN, path(1)).status, 404);
}

#[test]
fn hostile_names_are_refused_by_form() {
    let server = bound();
    let (vault_id, hex) = (vault(1), name(0xab).to_string());
    for path in [
        format!("/v1/vaults/{vault_id}/blobs/x"),
        format!("/v1/vaults/{vault_id}/blobs/{}", hex.to_uppercase()),
        format!("/v1/vaults/{vault_id}/blobs/{hex}0"),
        format!("/v1/vaults/{vault_id}/blobs/..%2f..%2fserver.db"),
        format!("/v1/vaults/{vault_id}/blobs/%00"),
        format!("/v1/vaults/..%2f/blobs/{hex}"),
        format!("/v1/vaults/{}/blobs/{hex}", vault_id.as_uuid().simple()),
        format!("/v1/vaults/unfinished/blobs/{hex}"),
    ] {
        assert_eq!(put(&server, TOKEN, path.clone(), vec![7; 10]).status, 400, "{path}");
        assert_eq!(fetch(&server, TOKEN, path.clone()).status, 400, "{path}");
    }
    assert_eq!(put(&server, TOKEN, format!("/v1/vaults/{vault_id}/blobs/../{hex}"), vec![7]).status, 404);
}

#[test]
fn sizes_and_types_have_bounds() {
    let server = bound();
    assert_eq!(put(&server, TOKEN, path(1), Vec::new()).status, 400);
    assert_eq!(put(&server, TOKEN, path(1), vec![7; BLOB_SEALED_BYTES_MAX + 1]).status, 413);
    assert_eq!(fetch(&server, TOKEN, path(1)).status, 404, "nothing of it was kept");
    assert_eq!(put(&server, TOKEN, path(1), vec![7; BLOB_SEALED_BYTES_MAX]).status, 201);
    assert_eq!(fetch(&server, TOKEN, path(1)).body.len(), BLOB_SEALED_BYTES_MAX);
    for kind in ["text/html", "application/cbor", "application/octet-stream; charset=x"] {
        let answer = post(path(2), kind, vec![7; 10]).method("PUT").token(TOKEN).send(server.address);
        assert_eq!(answer.status, 415, "{kind}");
    }
    let packed = post(path(2), BLOB_TYPE, vec![7; 10]).method("PUT").token(TOKEN).header("content-encoding", "gzip");
    assert_eq!(packed.send(server.address).status, 415);
    assert_eq!(fetch(&server, TOKEN, path(2)).status, 404);
}

/// The disk that the server may use has an end: the attachment waits on its device, the rest goes on.
#[test]
fn a_full_server_refuses_files_and_says_come_again() {
    let server = Running::start_with(Limits::default(), Some(4 * 1024 * 1024));
    server.upload(&run_of(vault(1), 1, 1, 1));
    assert_eq!(put(&server, TOKEN, path(1), vec![7; 3 * 1024 * 1024]).status, 201);
    assert_eq!(put(&server, TOKEN, path(2), vec![7; 3 * 1024 * 1024]).status, 503);
    assert_eq!(put(&server, TOKEN, path(1), vec![7; 3 * 1024 * 1024]).status, 200);
    assert_eq!(put(&server, TOKEN, path(3), vec![7; 1_000]).status, 201);
    server.upload(&run_of(vault(1), 1, 2, 2));
}
