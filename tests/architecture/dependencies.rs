//! Who may depend on whom, read from `cargo metadata`.
//!
//! Dependencies of tests are free: a test may reach for anything that helps it.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::source::{files, root};

/// Our packages and which of ours each may use. Whoever adds a package adds a line.
const ALLOWED: &[(&str, &[&str])] = &[
    ("driftless-domain", &[]),
    ("driftless-jobs", &[]),
    ("driftless-protocol", &["domain"]),
    ("driftless-crypto", &["domain"]),
    ("driftless-opaque", &[]),
    // Decides for the server and for the app alike, so it knows neither of them and does no I/O.
    ("driftless-trust", &["domain", "protocol", "crypto"]),
    ("driftless-sync", &["domain", "protocol", "jobs"]),
    ("driftless-store", &["domain", "protocol", "sync", "jobs"]),
    ("driftless-api-client", &["protocol", "sync", "domain"]),
    // Never sync, store or app: what a server knows of a note is its envelope.
    ("driftless-server", &["domain", "protocol", "crypto", "jobs", "opaque", "trust"]),
    ("driftless-app", &["domain", "protocol", "crypto", "opaque", "trust", "sync", "store", "api-client", "jobs"]),
    ("driftless-cli", &["app"]),
    ("driftless-desktop", &["app"]),
    ("xtask", &[]),
];
/// Packages that tests and benchmarks are made of: they may use anything.
const FREE: &[&str] = &["driftless-testkit", "driftless-tests", "driftless-bench"];

/// Foreign packages that have one place each, and why.
const PLACED: &[(&str, &[&str], &str)] = &[
    ("rusqlite", &["driftless-store", "driftless-server"], "SQL stays where the schema is"),
    ("reqwest", &["driftless-api-client"], "HTTP of the client has one door"),
    ("axum", &["driftless-server"], "HTTP of the server has one door"),
    ("tauri", &["driftless-desktop"], "everything but the shell runs without a web view"),
    ("loro", &["driftless-domain"], "the text library is behind the safety wrapper"),
    // The server signs its own access tokens, in the form that JWTs have.
    ("ed25519-dalek", &["driftless-crypto", "driftless-server"], "signatures have one door, and it is strict"),
    ("x25519-dalek", &["driftless-crypto"], "agreements have one door, which refuses all-zero results"),
    ("hpke", &["driftless-crypto"], "one suite, and nobody else chooses"),
    ("opaque-ke", &["driftless-opaque"], "one suite, and nobody else chooses"),
    ("keyring", &["driftless-app", "driftless-store"], "the keychain is asked in one place"),
];

/// Names of the direct dependencies of each package of the workspace, those of its tests left out.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages
        .map(|package| {
            let direct = package["dependencies"].as_array().unwrap().iter().filter(|it| it["kind"] != "dev");
            let names = direct.map(|it| it["name"].as_str().unwrap().to_owned()).collect();
            (package["name"].as_str().unwrap().to_owned(), names)
        })
        .collect()
}

#[test]
fn packages_only_use_those_below_them() {
    for (package, names) in dependencies() {
        if FREE.contains(&package.as_str()) {
            continue;
        }
        let (_, allowed) = ALLOWED
            .iter()
            .find(|(name, _)| *name == package)
            .unwrap_or_else(|| panic!("{package} is new: add it here"));
        for ours in names.iter().filter_map(|name| name.strip_prefix("driftless-")) {
            assert!(allowed.contains(&ours), "{package} must not use driftless-{ours}");
        }
    }
}

#[test]
fn foreign_packages_stay_in_their_place() {
    let all = dependencies();
    for (foreign, places, why) in PLACED {
        for (package, names) in &all {
            let is_free = places.contains(&package.as_str()) || FREE.contains(&package.as_str());
            assert!(is_free || !names.contains(*foreign), "{package} must not use {foreign}: {why}");
        }
    }
}

/// The server's SQL is behind its storage.
#[test]
fn only_the_storage_of_the_server_speaks_sql() {
    for file in files(&[".rs"]) {
        if file.path.starts_with("crates/server/src/") && !file.path.starts_with("crates/server/src/storage/") {
            assert!(!file.text.contains("rusqlite"), "{} speaks SQL", file.path);
        }
    }
}

/// The page reaches the shell through one folder, and no feature of it reaches into another.
#[test]
fn pages_reach_the_shell_through_one_folder() {
    for file in files(&[".ts", ".svelte"]) {
        let may_import_tauri = file.path.starts_with("ui/src/backend/");
        assert!(may_import_tauri || !file.text.contains("@tauri-apps/"), "{} imports Tauri", file.path);
        let Some(feature) = file.path.strip_prefix("ui/src/features/").and_then(|rest| rest.split('/').next()) else {
            continue;
        };
        for rest in file.text.split("from \"../").skip(1) {
            let other = rest.split(['/', '"']).next().unwrap_or_default();
            let is_feature = other != ".." && root().join("ui/src/features").join(other).is_dir();
            assert!(!is_feature || other == feature, "{} imports the feature {other}", file.path);
        }
    }
}
