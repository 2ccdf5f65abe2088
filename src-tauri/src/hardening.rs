//! What the window may not do, read from the files that decide it.
//!
//! The page shows foreign content (imports, shared notes, what is pasted), so these files are the last
//! wall: a change that opens it has to change a test here, too.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::bindings::ipc;
use crate::windows::{CAPTURE, MAIN, NOTES};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn json(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap()
}

/// Names of the commands that the page's TypeScript calls, read from what is generated from Rust.
fn registered_commands() -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("index.ts");
    ipc().export(specta_typescript::Typescript::default(), &file).unwrap();
    let text = fs::read_to_string(file).unwrap();
    let calls = text.split("__TAURI_INVOKE(\"").skip(1);
    calls.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// Names in `commands.allow = [ … ]` of the permissions file.
fn permitted_commands() -> Vec<String> {
    let text = read("src-tauri/permissions/commands.toml");
    let lists = text.split("commands.allow = [").skip(1).map(|rest| rest.split(']').next().unwrap());
    lists.flat_map(|list| list.split('"').skip(1).step_by(2).map(str::to_owned)).collect()
}

#[test]
fn the_security_settings_open_nothing() {
    for path in [
        "tauri.conf.json",
        "src-tauri/capabilities/main.json",
        "src-tauri/capabilities/capture.json",
        "src-tauri/permissions/commands.toml",
    ] {
        let text = read(path);
        for word in ["unsafe-", "*", "dangerous", "remote", "assetProtocol", ":default"] {
            assert!(!text.contains(word), "{path} contains {word}");
        }
    }
}

#[test]
fn the_page_may_load_nothing_from_elsewhere() {
    let config = json("tauri.conf.json");
    assert_eq!(config["app"]["withGlobalTauri"], false);
    assert_eq!(config["app"]["security"]["freezePrototype"], true);
    let csp = config["app"]["security"]["csp"].as_object().unwrap();
    assert_eq!(csp["default-src"], "'none'");
    for (directive, sources) in csp {
        for source in sources.as_str().unwrap().split(' ') {
            let is_ours = ["'none'", "'self'", "ipc:", "http://ipc.localhost"].contains(&source);
            // Images of notes: `images.rs` says what that scheme answers.
            let images = ["data:", "driftless-blob:", "http://driftless-blob.localhost"];
            let is_inline_image = directive == "img-src" && images.contains(&source);
            assert!(is_ours || is_inline_image, "{directive} {source}");
        }
    }
}

/// The parts of a capability that are Tauri's own.
const EVENTS: [&str; 2] = ["core:event:allow-listen", "core:event:allow-unlisten"];

fn permissions(capability: &Value) -> Vec<String> {
    let all = capability["permissions"].as_array().unwrap();
    all.iter().map(|permission| permission.as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_window_has_one_capability() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri/capabilities");
    assert_eq!(fs::read_dir(folder).unwrap().count(), 2);
    assert_eq!(json("tauri.conf.json")["app"]["security"]["capabilities"], serde_json::json!(["main", "capture"]));
    let main = json("src-tauri/capabilities/main.json");
    let windows: Vec<&str> = std::iter::once(MAIN).chain(NOTES).collect();
    assert_eq!(main["windows"], serde_json::json!(windows));
    let core: Vec<String> = permissions(&main).into_iter().filter(|it| it.contains(':')).collect();
    assert_eq!(core, EVENTS);
}

/// The window of quick capture stands over other programs and takes text from them: it gets at no note.
#[test]
fn quick_capture_may_only_capture() {
    let capture = json("src-tauri/capabilities/capture.json");
    assert_eq!(capture["windows"], serde_json::json!([CAPTURE]));
    assert_eq!(permissions(&capture), [EVENTS[0], EVENTS[1], "capture", "closing"]);
}

/// A command that is registered but not permitted fails when someone clicks; one that is permitted but not
/// registered is a hole for the next command of that name.
#[test]
fn what_is_registered_is_what_is_permitted() {
    let permitted = permitted_commands();
    let as_set: BTreeSet<String> = permitted.iter().cloned().collect();
    assert_eq!(as_set.len(), permitted.len(), "a command stands twice");
    assert_eq!(as_set, registered_commands());
}

#[test]
fn every_permission_is_given_to_a_window() {
    let text = read("src-tauri/permissions/commands.toml");
    let files = ["src-tauri/capabilities/main.json", "src-tauri/capabilities/capture.json"];
    let given: BTreeSet<String> = files.into_iter().flat_map(|file| permissions(&json(file))).collect();
    for rest in text.split("identifier = \"").skip(1) {
        let name = rest.split('"').next().unwrap();
        assert!(given.contains(name), "{name} is defined but not given");
    }
}

/// Plugins that would give the page the disk, the network or other programs, and features that would open
/// a door beside the permissions.
#[test]
fn tauri_comes_without_its_doors() {
    let manifest = read("Cargo.toml");
    assert!(!manifest.contains("tauri-plugin"), "no plugin without a look at this test");
    let all: Vec<&str> = manifest.lines().filter(|line| line.starts_with("tauri = ")).collect();
    assert!(!all.is_empty());
    for tauri in all {
        assert!(tauri.contains("default-features = false"), "{tauri}");
        for feature in ["dynamic-acl", "devtools", "protocol-asset", "unstable"] {
            assert!(!tauri.contains(feature), "{feature}");
        }
    }
}
