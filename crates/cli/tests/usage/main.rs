//! The command line without any vault: help, version, wrong usage. (Having this file also makes `cargo test`
//! build the program itself, which `/tests` runs.)

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::process::{Command, Output};

fn driftless(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_driftless")).args(arguments).output().unwrap()
}

#[test]
fn help_names_every_command_and_the_exit_codes() {
    let help = driftless(&["--help"]);
    assert_eq!(help.status.code(), Some(0));
    let text = String::from_utf8(help.stdout).unwrap();
    let commands = [
        "vault",
        "note",
        "search",
        "saved-search",
        "review",
        "connect",
        "sync",
        "status",
        "device",
        "log",
        "explain",
        "history",
        "undo",
        "import",
        "export",
        "verify",
        "hash",
        "action",
        "rebuild",
        "compact",
        "quarantine",
        "completions",
    ];
    for command in commands {
        assert!(text.contains(&format!("  {command}")), "{command} is missing");
        assert_eq!(driftless(&[command, "--help"]).status.code(), Some(0), "{command}");
    }
    assert!(text.contains("Exit codes"));
}

#[test]
fn wrong_usage_ends_with_code_2_and_a_hint() {
    for line in [&[][..], &["nothing"], &["note", "new"], &["sync", "--no-such-flag"], &["review", "resolve"]] {
        let output = driftless(line);
        assert_eq!(output.status.code(), Some(2), "{line:?}");
        assert!(!output.stderr.is_empty(), "{line:?}");
    }
}

#[test]
fn completions_of_every_shell_name_the_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = driftless(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        assert!(String::from_utf8(output.stdout).unwrap().contains("quarantine"), "{shell}");
    }
}
