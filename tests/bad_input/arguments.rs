//! Command lines that make no sense: exit code 2, a word about it, nothing changed.

use std::ffi::OsString;

use driftless_tests::programs::Device;

#[test]
fn unknown_and_malformed_arguments_end_with_code_2() {
    let laptop = Device::new("Laptop");
    let id = laptop.note("Kept", "text");
    let hash = laptop.hash();
    let lines: &[&[&str]] = &[
        &["frobnicate"],
        &["note"],
        &["note", "new"],
        &["note", "show"],
        &["note", "show", "not-an-id"],
        &["note", "show", "\u{1f30a}"],
        &["note", "delete", "x", "y"],
        &["note", "edit", &id],
        &["note", "edit", &id, "--replace", "only one"],
        &["note", "edit", &id, "--pin", "--unpin"],
        &["note", "edit", &id, "--append", "a", "--replace", "b", "c"],
        &["note", "edit", &id, "--replace", "", "x"],
        &["note", "new", "--title", "a", "--body", "b", "--body-file", "c"],
        &["note", "new", "--title", "a", "--tag", "##"],
        &["note", "new", "--title", "bell\u{7}"],
        &["note", "list", "--sort", "id; DROP TABLE"],
        &["note", "list", "--limit", "-1"],
        &["note", "list", "--limit", "99999999999999999999"],
        &["note", "list", "--notebook", "nowhere"],
        &["search"],
        &["review", "resolve", "xyz", "--keep", "SHOWN"],
        &["review", "resolve", "00", "--keep", "NEITHER"],
        &["log", "--since", "yesterday"],
        &["history", &id, "--at", "soon"],
        &["explain", &id, "--field", "nonsense"],
        &["import", "markdown"],
        &["import", "markdown", "/no/such/folder"],
        &["quarantine", "discard", "1"],
        &["--log", "loud", "note", "list"],
        &["--log-format", "xml", "note", "list"],
        &["completions", "tcsh-ish"],
    ];
    for line in lines {
        let answer = laptop.run(*line);
        assert_eq!(answer.code, 2, "{line:?}: {answer:?}");
        assert!(!answer.stderr.trim().is_empty(), "{line:?} says nothing");
        assert_eq!(answer.stdout, "", "{line:?}");
    }
    assert_eq!(laptop.hash(), hash);
}

#[test]
fn huge_arguments_are_answered_and_change_nothing() {
    let laptop = Device::new("Laptop");
    let hash = laptop.hash();
    let huge = "x".repeat(120_000);
    assert_eq!(laptop.run(["note", "show", &huge]).code, 2);
    assert_eq!(laptop.run(["note", "new", "--title", &huge]).code, 1, "over a limit");
    let many: Vec<OsString> = ["note", "delete"]
        .into_iter()
        .map(OsString::from)
        .chain((0..10_001).map(|n| OsString::from(n.to_string())))
        .collect();
    assert!(matches!(laptop.run(&many).code, 1 | 2));
    assert_eq!(laptop.hash(), hash);
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_no_utf8_ends_with_code_2() {
    use std::os::unix::ffi::OsStringExt as _;
    let laptop = Device::new("Laptop");
    let bad = OsString::from_vec(vec![b'a', 0xff, b'b']);
    let answer = laptop.run([OsString::from("note"), OsString::from("new"), OsString::from("--title"), bad]);
    assert_eq!(answer.code, 2, "{answer:?}");
}

#[test]
fn help_and_version_work_without_a_vault() {
    let nobody = Device::without_vault("Nobody");
    for line in [&["--help"][..], &["--version"], &["help", "note", "edit"], &["completions", "bash"]] {
        let answer = nobody.finish(nobody.command().args(line), None);
        assert_eq!(answer.code, 0, "{line:?}: {answer:?}");
        assert!(answer.stdout.contains("driftless"), "{line:?}");
    }
    assert!(!nobody.data_dir().exists(), "asking for help makes no folder");
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_panic_and_a_full_disk_is_told() {
    use std::process::Stdio;
    let laptop = Device::new("Laptop");
    for number in 0..300 {
        if number % 100 == 0 {
            laptop.note("A note with quite a long title so that the pipe fills", &"text ".repeat(2_000));
        }
    }
    // The reading end is dropped at once.
    let mut child = laptop.command().args(["action", "dump"]).spawn().unwrap();
    drop(child.stdout.take());
    let status = child.wait_with_output().unwrap();
    assert!(!String::from_utf8_lossy(&status.stderr).contains("panicked"), "{status:?}");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = laptop.command();
    command.args(["note", "list"]).stdout(Stdio::from(full));
    let answer = laptop.finish(&mut command, None);
    assert_eq!(answer.code, 1, "{answer:?}");
    assert!(answer.stderr.contains("could not be written"), "{answer:?}");
}
