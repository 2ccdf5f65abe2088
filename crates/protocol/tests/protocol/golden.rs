//! The bytes of every wire type, pinned in `golden/`. A change of one of these files is a change of the
//! protocol: old clients and servers will not read it. `UPDATE_GOLDEN=1` writes them anew.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use driftless_protocol::{ContentType, Hash, chain_hash};
use serde::Serialize;

use crate::samples;

fn pinned(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/protocol/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    assert_eq!(text, expected, "{name} is not as it was");
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for line in bytes.chunks(40) {
        line.iter().for_each(|byte| write!(text, "{byte:02x}").unwrap());
        text.push('\n');
    }
    text
}

pub(crate) fn both(name: &str, value: &impl Serialize) {
    let json = serde_json::to_string_pretty(value).unwrap();
    pinned(&format!("{name}.json"), &format!("{json}\n"));
    pinned(&format!("{name}.cbor.hex"), &hex(&ContentType::Cbor.encode(value).unwrap()));
}

#[test]
fn wire_types_are_as_they_were() {
    both("upload_request", &samples::upload_request());
    both("upload_response", &samples::upload_response());
    both("download_response", &samples::download_response());
    both("head_event", &samples::head_event());
    both("state_hash_request", &samples::state_hash_request());
    both("state_hash_response", &samples::state_hash_response());
    both("error_body", &samples::error_body());
}

/// What the payload is bound to: another layout would leave every sealed action unreadable.
#[test]
fn associated_data_and_chain_hash_are_as_they_were() {
    let envelope = samples::envelope();
    let chain = chain_hash(Hash([9; 32]), &envelope);
    pinned("associated_data.hex", &hex(&envelope.associated_data()));
    pinned("chain_hash.hex", &hex(&chain.0));
}
