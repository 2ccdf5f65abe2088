//! Words that hide what a thing is, and promises that nobody keeps.

use crate::source::files;

/// Names that fit everything, so they say nothing.
const EMPTY_WORDS: &[&str] = &["util", "utils", "common", "manager", "service", "helper", "helpers", "misc", "stuff"];

#[test]
fn no_file_or_folder_has_an_empty_name() {
    for file in files(&[".rs", ".ts", ".svelte"]) {
        let words = file.path.split(['/', '.', '-', '_']);
        for word in words {
            assert!(!EMPTY_WORDS.contains(&word.to_lowercase().as_str()), "{} is named {word}", file.path);
        }
    }
}

/// A test that is not run is a promise that is not kept; a note to oneself is no issue.
#[test]
fn nothing_is_put_off() {
    for file in files(&[".rs", ".ts", ".svelte"]) {
        if file.path == "tests/architecture/words.rs" {
            continue;
        }
        for mark in ["#[ignore", "TODO", "FIXME", "XXX", "it.skip(", "it.only(", "describe.only("] {
            // An issue's number makes it a plan.
            let is_open = file.text.lines().any(|line| line.contains(mark) && !line.contains("TODO(#"));
            assert!(!is_open, "{} contains {mark}", file.path);
        }
    }
}
