//! Texts over a cap, with NUL, CR, lone surrogates.

use driftless_tests::programs::Device;

#[test]
fn a_text_over_the_cap_is_refused_and_the_note_stays() {
    let laptop = Device::new("Laptop");
    let id = laptop.note("Kept", "text");
    let file = laptop.scratch().join("huge.txt");
    std::fs::write(&file, "x".repeat(20 * 1024 * 1024 + 1)).unwrap();
    let answer = laptop.run(["note", "edit", &id, "--body-file", file.to_str().unwrap()]);
    assert_eq!(answer.code, 1, "{answer:?}");
    assert!(answer.stderr.contains("too large"), "{answer:?}");
    assert_eq!(laptop.show(&id)["body"], "text");
}

#[test]
fn nul_is_refused_and_crlf_becomes_lf() {
    let laptop = Device::new("Laptop");
    let id = laptop.note("Kept", "text");
    assert_eq!(laptop.run_with(["note", "edit", &id, "--body-file", "-"], "a\0b").code, 2);
    assert_eq!(laptop.run_with(["note", "edit", &id, "--body-file", "-"], "a\r\nb\rc").code, 0);
    assert_eq!(laptop.show(&id)["body"], "a\nb\nc");
}

#[test]
fn a_file_with_a_lone_surrogate_is_no_utf8_and_is_refused() {
    let laptop = Device::new("Laptop");
    let file = laptop.scratch().join("surrogate.txt");
    std::fs::write(&file, b"a\xed\xa0\x80b").unwrap();
    let answer = laptop.run(["note", "new", "--title", "x", "--body-file", file.to_str().unwrap()]);
    assert_eq!(answer.code, 1, "{answer:?}");
    assert!(answer.stderr.contains("UTF-8"), "{answer:?}");
    assert!(laptop.ok(["note", "list"]).lines().is_empty());
}
