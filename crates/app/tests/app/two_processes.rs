//! Window and command line on one data folder at the same time.

use driftless_app::view::ListScope;

use crate::device::{Editor, Folder, new_note, rows};

#[test]
fn two_apps_on_one_folder_edit_one_note_and_neither_loses_a_letter() {
    let folder = Folder::new();
    let first = folder.create();
    let id = first.note_create(&new_note("n", "middle")).unwrap().row.id;
    let second = folder.open();
    let mut left = Editor::open(&first, &id, "left");
    let mut right = Editor::open(&second, &id, "right");
    for (before, after) in [("a", "1"), ("b", "2"), ("c", "3")] {
        left.insert(0, before);
        right.append(after);
        first.note_flush(&left.session).unwrap();
        second.note_flush(&right.session).unwrap();
        left.catch_up();
        right.catch_up();
    }
    right.insert(0, ">");
    second.note_close(&right.session).unwrap();
    first.note_close(&left.session).unwrap();
    let text = first.note_text(&id).unwrap();
    assert_eq!(second.note_text(&id).unwrap(), text);
    assert!(text.contains("middle123"), "{text}");
    assert!(["a", "b", "c", ">"].iter().all(|letter| text.matches(letter).count() == 1), "{text}");
    assert_eq!(text.chars().count(), "middle".len() + 7, "{text}");
}

#[test]
fn a_living_process_keeps_its_typing_when_another_opens_the_folder() {
    let folder = Folder::new();
    let first = folder.create();
    let id = first.note_create(&new_note("n", "")).unwrap().row.id;
    let mut editor = Editor::open(&first, &id, "one");
    editor.append("typing");
    let second = folder.open();
    assert_eq!(second.note_text(&id).unwrap(), "typing", "what is journalled is read by everyone");
    editor.append(" on");
    second.append_body(&id, "from outside").unwrap();
    first.note_flush(&editor.session).unwrap();
    editor.catch_up();
    assert_eq!(first.note_text(&id).unwrap(), second.note_text(&id).unwrap());
    assert!(editor.text.contains("typing on") && editor.text.contains("from outside"), "{}", editor.text);
}

#[test]
fn a_window_hears_at_once_what_a_command_wrote() {
    let folder = Folder::new();
    drop(folder.create());
    let window = folder.window();
    let id = window.note_create(&new_note("n", "here")).unwrap().row.id;
    let mut editor = Editor::open(&window, &id, "window");
    let command = folder.open();
    command.append_body(&id, "from the command line").unwrap();
    editor.wait_for("from the command line");
    assert_eq!(editor.text, "here\nfrom the command line");
    assert_eq!(rows(&window, ListScope::All).len(), 1);
    window.close().unwrap();
}
