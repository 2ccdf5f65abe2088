//! How files are laid out: none is forgotten, each says what it is, none holds two concepts' worth of lines.

use std::collections::BTreeSet;
use std::fs;

use crate::source::{files, root};

/// A file over this is looked at again; above it stands here or is divided.
const LINES_MAX: usize = 500;
/// Files that were over the limit when the rule came, with their lines then. A number only falls.
const LONGER: &[(&str, usize)] = &[];

/// A test that nothing compiles passes for ever.
#[test]
fn no_file_is_forgotten() {
    let all = files(&[".rs"]);
    let elsewhere: BTreeSet<String> = all.iter().flat_map(|file| modules_by_path(&file.path, &file.text)).collect();
    for file in &all {
        let (folder, name) = file.path.rsplit_once('/').unwrap();
        let stem = name.strip_suffix(".rs").unwrap();
        let is_root = ["lib", "main", "build"].contains(&stem) || is_test_root(folder);
        if is_root || elsewhere.contains(&file.path) {
            continue;
        }
        // `a/b.rs` is told by `a/mod.rs`, `a/lib.rs`, `a/main.rs` or `a.rs`; `a/b/mod.rs` by those of `a`.
        let (folder, stem) = if stem == "mod" { folder.rsplit_once('/').unwrap() } else { (folder, stem) };
        let tellers = ["mod", "lib", "main"].map(|teller| format!("{folder}/{teller}.rs"));
        let declaration = format!("mod {stem};");
        let is_told = tellers
            .iter()
            .chain([&format!("{folder}.rs")])
            .any(|teller| all.iter().any(|it| it.path == *teller && it.text.contains(&declaration)));
        assert!(is_told, "no file says `{declaration}` for {}", file.path);
    }
}

/// Returns the files that a file takes in by `#[path = "…"]`.
fn modules_by_path(of: &str, text: &str) -> Vec<String> {
    let attributes = text.lines().filter_map(|line| line.trim().strip_prefix("#[path = \"")?.strip_suffix("\"]"));
    attributes
        .map(|path| {
            let mut parts: Vec<&str> = of.split('/').collect();
            parts.pop();
            for part in path.split('/') {
                match part {
                    ".." => drop(parts.pop()),
                    part => parts.push(part),
                }
            }
            parts.join("/")
        })
        .collect()
}

/// Cargo takes each file right in a crate's `tests` folder for a test program.
fn is_test_root(folder: &str) -> bool {
    folder.strip_prefix("crates/").is_some_and(|rest| rest.split_once('/').is_some_and(|(_, below)| below == "tests"))
}

/// The folders of `tests` are programs because its Cargo.toml names them.
#[test]
fn no_folder_of_tests_is_forgotten() {
    let manifest = fs::read_to_string(root().join("tests/Cargo.toml")).unwrap();
    for file in files(&[".rs"]) {
        let Some(path) = file.path.strip_prefix("tests/").filter(|path| path.ends_with("/main.rs")) else { continue };
        assert!(manifest.contains(&format!("path = \"{path}\"")), "tests/Cargo.toml does not name {path}");
    }
}

/// A crate's `tests/<name>/main.rs` is found by cargo only if the crate does not turn that off.
#[test]
fn crates_find_their_tests() {
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let manifest = fs::read_to_string(entry.unwrap().path().join("Cargo.toml")).unwrap();
        assert!(!manifest.contains("autotests = false"), "{manifest}");
    }
}

/// Whoever opens a file reads in its first line what it is.
#[test]
fn every_rust_file_says_what_it_is() {
    for file in files(&[".rs"]) {
        assert!(file.text.starts_with("//! "), "{} does not begin with //!", file.path);
    }
}

#[test]
fn files_hold_one_concept() {
    for file in files(&[".rs", ".ts", ".svelte"]) {
        let lines = file.text.lines().count();
        let allowed = LONGER.iter().find(|(path, _)| *path == file.path).map_or(LINES_MAX, |(_, lines)| *lines);
        assert!(lines <= allowed, "{} has {lines} lines, at most {allowed}: divide it", file.path);
    }
}
