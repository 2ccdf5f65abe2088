//! `kill -9`: what was answered is there at the next start.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use driftless_app::view::NotePatch;
use driftless_app::{App, Role};

use crate::device::{Editor, Folder, new_note, no_patch, options};

const FOLDER: &str = "DRIFTLESS_TEST_KILLED_FOLDER";
const NOTE: &str = "DRIFTLESS_TEST_KILLED_NOTE";

/// Runs in a process of its own, which the test below kills in the middle of a burst.
#[test]
fn child_that_types_and_waits() {
    let (Ok(folder), Ok(note)) = (std::env::var(FOLDER), std::env::var(NOTE)) else { return };
    let app = App::open(options(folder.into(), Role::Command)).unwrap();
    let mut editor = Editor::open(&app, &note, "child");
    for word in ["first ", "second ", "third"] {
        editor.append(word);
    }
    app.note_draft_title(&note, "Half a ti").unwrap();
    println!("\nanswered");
    // Until it is killed.
    let _ = std::io::stdin().read_line(&mut String::new());
    std::process::abort();
}

#[test]
fn typing_that_was_answered_survives_kill_9_and_becomes_actions_at_the_next_start() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("n", "")).unwrap().row.id;
    drop(app);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::child_that_types_and_waits", "--nocapture"])
        .env(FOLDER, folder.path())
        .env(NOTE, &id)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == "answered"));
    child.kill().unwrap();
    child.wait().unwrap();

    let app = folder.open();
    assert_eq!(app.note_text(&id).unwrap(), "first second third");
    assert_eq!(app.note_meta(&id).unwrap().row.title, "Half a ti");
    // The slot's writer id goes on from where the killed process was: nothing is written twice.
    let mut editor = Editor::open(&app, &id, "next");
    editor.append(" fourth");
    app.note_close(&editor.session).unwrap();
    drop((editor, app));
    let app = folder.open();
    assert_eq!(app.note_text(&id).unwrap(), "first second third fourth");
    assert!(app.sync_status().unwrap().pending >= 4, "create, the folded typing and title, the fourth word");
}

#[test]
fn a_saved_title_leaves_no_draft_that_a_later_start_would_bring_back() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("n", "")).unwrap().row.id;
    app.note_draft_title(&id, "typed").unwrap();
    let patch = NotePatch { title: Some("typed".to_owned()), ..no_patch() };
    app.notes_patch(std::slice::from_ref(&id), &patch).unwrap();
    let patch = NotePatch { title: Some("renamed elsewhere".to_owned()), ..no_patch() };
    app.notes_patch(std::slice::from_ref(&id), &patch).unwrap();
    drop(app);
    assert_eq!(folder.open().note_meta(&id).unwrap().row.title, "renamed elsewhere");
}
