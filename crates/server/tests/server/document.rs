//! The OpenAPI document names every route and every field of every wire type, and nothing else.

use std::collections::BTreeSet;

use driftless_domain::{Epoch, Hlc, Seq};
use driftless_protocol::{
    Bytes, DownloadResponse, ErrorBody, ErrorCode, Flag, Hash, HeadEvent, LogRow, Outcome, OutcomeRow, Peer,
    QuarantineCode, StateHashRequest, StateHashResponse, UploadResponse, Withheld,
};
use driftless_server::router::ROUTES;
use driftless_server::routes::openapi::DOCUMENT;
use serde::Serialize;
use serde_json::Value;

use crate::given::{action, client, run_of, vault};
use crate::http::get;
use crate::running::Running;

fn document() -> Value {
    serde_json::from_str(DOCUMENT).unwrap()
}

fn names(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn the_document_has_every_route() {
    let document = document();
    let mut documented = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        documented.extend(methods.as_object().unwrap().keys().map(|method| (method.as_str(), path.as_str())));
    }
    assert_eq!(documented, BTreeSet::from(ROUTES));
    let server = Running::start();
    for (method, path) in ROUTES {
        let method = match method {
            "get" => "GET",
            "head" => "HEAD",
            "put" => "PUT",
            _ => "POST",
        };
        let answer = get(path).method(method).send(server.address);
        let status = answer.status;
        let is_no_path = status == 404 && String::from_utf8_lossy(&answer.body).contains("no such path");
        assert!(!is_no_path && status != 405, "{method} {path} answers {status}");
        assert_eq!(get(path).method("PATCH").send(server.address).status, 405);
    }
    assert_eq!(get("/openapi.json").send(server.address).body, DOCUMENT.as_bytes());
}

/// Holds one value of a type against its schema.
fn check(schema: &str, value: impl Serialize) {
    let value = serde_json::to_value(value).unwrap();
    let document = document();
    let documented = &document["components"]["schemas"][schema];
    assert_eq!(names(&value), names(&documented["properties"]), "{schema}");
    let required: BTreeSet<&str> =
        documented["required"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(names(&value), required, "{schema}");
}

/// Holds the words of an enum against its schema.
fn check_words<T: Serialize>(schema: &str, all: &[T]) {
    let words: Vec<Value> = all.iter().map(|word| serde_json::to_value(word).unwrap()).collect();
    assert_eq!(document()["components"]["schemas"][schema]["enum"], Value::from(words), "{schema}");
}

#[test]
fn the_document_has_every_field_of_every_wire_type() {
    let (seq, epoch, root) = (Seq(1), Epoch(1), Hash([1; 32]));
    let withheld = Withheld { associated_data: Bytes(vec![1]), payload_hash: root };
    let row = LogRow { seq, witnessed_time: Hlc(1), flags: Vec::new(), envelope: None, withheld: None };
    let peer = Peer { client_id: client(1), seq, reported_at_ms: 1, is_equal: None };
    let (vault_id, client_id) = (vault(1), client(1));
    check("Envelope", action(vault(1), 1, 1));
    check("UploadRequest", run_of(vault(1), 1, 1, 1));
    check("OutcomeRow", OutcomeRow { id: action(vault(1), 1, 1).id, result: Outcome::Forked });
    check("UploadResponse", UploadResponse { epoch, outcomes: Vec::new(), head: seq, server_time_ms: 1 });
    check("Withheld", withheld);
    check("LogRow", row);
    check(
        "DownloadResponse",
        DownloadResponse {
            epoch,
            rows: Vec::new(),
            new_cursor: seq,
            head: seq,
            chain_hash: root,
            server_time_ms: 1,
            min_protocol: 1,
        },
    );
    check("HeadEvent", HeadEvent { epoch, head: seq });
    check("StateHashRequest", StateHashRequest { vault_id, client_id, epoch, seq, reducer_version: 1, root });
    check("Peer", peer);
    check("StateHashResponse", StateHashResponse { peers: Vec::new(), server_time_ms: 1 });
    check("ErrorBody", ErrorBody { error: ErrorCode::Internal, message: String::new(), request_id: String::new() });
}

/// One value of each account type is pinned beside the wire types; the document has the same fields.
#[test]
fn the_document_has_every_field_of_every_account_type() {
    let samples: Value =
        serde_json::from_str(include_str!("../../../protocol/tests/protocol/golden/auth.json")).unwrap();
    let mut checked = 0;
    for (name, value) in samples.as_object().unwrap() {
        if name.starts_with("login_step") {
            continue;
        }
        let words = name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]);
        check(&words.collect::<String>(), value);
        checked += 1;
    }
    assert!(checked > 25);
}

#[test]
fn the_document_has_every_outcome() {
    let (seq, witnessed_time) = (Seq(1), Hlc(1));
    let all = [
        Outcome::Accepted { seq, witnessed_time },
        Outcome::Duplicate { seq, witnessed_time },
        Outcome::Flagged { seq, witnessed_time, flags: Vec::new() },
        Outcome::Quarantined { code: QuarantineCode::Gap },
        Outcome::Forked,
        Outcome::RetryLater { after_ms: 1 },
    ];
    let document = document();
    let forms = document["components"]["schemas"]["Outcome"]["oneOf"].as_array().unwrap();
    for outcome in all {
        let value = serde_json::to_value(outcome).unwrap();
        let is_named = |form: &&Value| {
            let word = &form["properties"]["outcome"];
            word["const"] == value["outcome"]
                || word["enum"].as_array().is_some_and(|words| words.contains(&value["outcome"]))
        };
        let form = forms.iter().find(is_named).unwrap_or_else(|| panic!("no form of {value}"));
        assert_eq!(names(&form["properties"]), names(&value));
    }
}

#[test]
fn the_document_has_every_word() {
    use {ErrorCode as E, Flag as F, QuarantineCode as Q};
    let flags = [F::ClockSkew, F::UnknownEntity, F::EditedAfterDelete, F::MassDelete, F::SeenAhead, F::NewerSchema];
    check_words("Flag", &flags);
    check_words("QuarantineCode", &[Q::TooLarge, Q::OtherContent, Q::BadEnvelope, Q::Gap]);
    let codes = [
        E::Malformed,
        E::Unauthorized,
        E::SignInRefused,
        E::Forbidden,
        E::Invitation,
        E::NotFound,
        E::OtherVault,
        E::Conflict,
        E::NameTaken,
        E::TooLarge,
        E::UnsupportedType,
        E::UpgradeRequired,
        E::RateLimited,
        E::Internal,
        E::Unavailable,
    ];
    check_words("ErrorCode", &codes);
}
