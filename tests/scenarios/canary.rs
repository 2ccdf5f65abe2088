//! A word that is typed into a note is nowhere to be found: not in the data folder, not at the server, not in any log.

use driftless_tests::programs::{Device, Server, files_with, holds};

const TITLE: &str = "kanarienvogel-titel-7f3a";
const WORD: &str = "kanarienvogel-wort-91bd";
const TAG: &str = "kanarienvogel-tag-c04e";

#[test]
fn a_word_of_a_note_is_found_nowhere_but_in_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("server.log");
    let server = Server::start_verbose(&log);
    let laptop = Device::connected("Laptop", server.code());
    let image = folder.path().join("picture.png");
    // The smallest image, with a word in it as a camera leaves one.
    let png = [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0"[..], WORD.as_bytes()].concat();
    std::fs::write(&image, png).unwrap();

    let mut told = Vec::new();
    let mut run = |arguments: &[&str]| {
        let mut command = laptop.command();
        let answer = laptop.finish(command.args(["--log", "trace"]).args(arguments), None);
        assert_eq!(answer.code, 0, "{arguments:?}: {answer:?}");
        told.push(answer.stderr);
        answer.stdout
    };
    let body = format!("A line with {WORD} in it. #{TAG}");
    let id = run(&["note", "new", "--title", TITLE, "--body", &body, "--tag", TAG]);
    let id = id.split_whitespace().next().unwrap().to_owned();
    run(&["attachment", "add", &id, image.to_str().unwrap()]);
    run(&["sync"]);
    run(&["note", "edit", &id, "--append", &format!("And {WORD} again")]);
    run(&["sync"]);
    run(&["search", WORD]);
    run(&["backup", "create"]);
    run(&["compact"]);
    run(&["verify"]);
    assert!(run(&["note", "show", &id]).contains(WORD), "it is there for who asks");

    for word in [TITLE, WORD, TAG] {
        assert_eq!(files_with(&laptop.data_dir(), word), Vec::<std::path::PathBuf>::new(), "in the data folder");
        assert_eq!(files_with(server.data_dir(), word), Vec::<std::path::PathBuf>::new(), "at the server");
        assert!(told.iter().all(|log| !holds(log.as_bytes(), word)), "in the log of the device");
    }
    #[cfg(target_os = "linux")]
    {
        use driftless_tests::programs::memory_holds;
        let place = server.data_dir().to_str().unwrap().to_owned();
        // Where the system does not let a process be read, there is nothing to be seen.
        if let Some(is_seen) = memory_holds(server.process(), &place) {
            assert!(is_seen, "the server knows its own folder: the search works");
            for word in [TITLE, WORD, TAG] {
                assert_eq!(memory_holds(server.process(), word), Some(false), "in the server's memory: {word}");
            }
        }
    }
    let told = std::fs::read(&log).unwrap();
    assert!(!told.is_empty(), "the server tells what it does");
    assert!([TITLE, WORD, TAG].iter().all(|word| !holds(&told, word)), "in the log of the server");
}
