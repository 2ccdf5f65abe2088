//! Folders to import that hold what nobody would put there on purpose: everything is listed, nothing hangs.

use driftless_tests::programs::Device;

#[cfg(unix)]
#[test]
fn everything_that_cannot_be_a_note_is_listed_and_the_rest_imported() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;
    let laptop = Device::new("Laptop");
    let folder = laptop.scratch().join("in");
    std::fs::create_dir_all(folder.join("loop")).unwrap();
    symlink(&folder, folder.join("loop/again")).unwrap();
    symlink("/etc/passwd", folder.join("passwd.md")).unwrap();
    std::fs::create_dir(folder.join(".git")).unwrap();
    std::fs::write(folder.join("utf8.md"), b"a\xffb").unwrap();
    std::fs::write(folder.join("nul.md"), b"a\0b").unwrap();
    std::fs::write(folder.join("huge.md"), vec![b'x'; 50 * 1024 * 1024]).unwrap();
    std::fs::write(folder.join("yaml.md"), "---\n: [not yaml\n---\ntext\n").unwrap();
    std::fs::write(folder.join("crlf.md"), "---\r\ntitle: Windows\r\n---\r\none\r\ntwo\r\n").unwrap();
    std::fs::write(folder.join("A.md"), "upper").unwrap();
    std::fs::write(folder.join("a.md"), "lower").unwrap();
    std::fs::write(folder.join("Caf\u{e9}.md"), "nfc").unwrap();
    std::fs::write(folder.join("Cafe\u{301}.md"), "nfd").unwrap();
    std::fs::write(folder.join(OsStr::from_bytes(b"bad\xffname.md")), "bytes").unwrap();
    std::fs::write(folder.join("..md"), "dots").unwrap();

    let report = laptop.ok(["import", "markdown", folder.to_str().unwrap()]).json();
    let listed: Vec<&str> =
        report["not_taken"].as_array().unwrap().iter().map(|line| line["path"].as_str().unwrap()).collect();
    for path in ["loop/again", "passwd.md", ".git", "utf8.md", "nul.md", "huge.md", "..md"] {
        assert!(listed.contains(&path), "{path} is not listed in {listed:?}");
    }
    assert_eq!(listed.len(), 7, "{listed:?}");
    assert_eq!(report["remarks"][0]["path"], "yaml.md");
    assert_eq!(report["notes"], 7);
    let notes = laptop.ok(["note", "list", "--sort", "title"]).lines();
    let titles: Vec<&str> = notes.iter().map(|note| note["title"].as_str().unwrap()).collect();
    assert_eq!(titles.iter().filter(|title| **title == "Caf\u{e9}").count(), 2, "{titles:?}");
    let windows = notes.iter().find(|note| note["title"] == "Windows").unwrap();
    assert_eq!(laptop.show(windows["id"].as_str().unwrap())["body"], "one\ntwo\n");
    let yaml = notes.iter().find(|note| note["title"] == "yaml").unwrap();
    assert_eq!(laptop.show(yaml["id"].as_str().unwrap())["body"], "---\n: [not yaml\n---\ntext\n");
    laptop.verify();
}

#[cfg(unix)]
#[test]
fn an_export_into_a_link_a_file_or_a_place_that_cannot_be_written_touches_nothing() {
    let laptop = Device::new("Laptop");
    laptop.note("Kept", "text");
    let elsewhere = laptop.scratch().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    let link = laptop.scratch().join("link");
    std::os::unix::fs::symlink(&elsewhere, &link).unwrap();
    let file = laptop.scratch().join("file");
    std::fs::write(&file, "mine").unwrap();
    for target in [link.as_path(), &file, std::path::Path::new("/dev/full"), std::path::Path::new("/proc/no")] {
        let answer = laptop.run(["export", "markdown", target.to_str().unwrap()]);
        assert!(matches!(answer.code, 1 | 2), "{target:?}: {answer:?}");
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    assert_eq!(std::fs::read_dir(&elsewhere).unwrap().count(), 0);
    let odd = laptop.scratch().join("line\nbreak");
    assert_eq!(laptop.run(["export", "markdown", odd.to_str().unwrap()]).code, 0);
}
