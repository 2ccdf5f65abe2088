//! Notebooks and their paths.

use driftless_app::view::{ErrorKind, ListScope};

use crate::device::{Folder, new_note, rows};

#[test]
fn a_notebook_cannot_move_into_itself() {
    let folder = Folder::new();
    let app = folder.create();
    let inner = app.ensure_notebook("Work/Projects/Reef").unwrap();
    let outer = app.find_notebook("Work").unwrap().unwrap();
    for target in [&outer, &inner] {
        assert_eq!(app.notebook_move(&outer, Some(target)).unwrap_err().kind(), ErrorKind::BadInput);
    }
    app.notebook_move(&inner, None).unwrap();
    app.notebook_move(&outer, Some(&inner)).unwrap();
    assert_eq!(app.find_notebook("Reef/Work/Projects").unwrap().map(|_| ()), Some(()));
    assert_eq!(app.find_notebook("Work").unwrap(), None);
}

#[test]
fn a_path_is_made_once() {
    let folder = Folder::new();
    let app = folder.create();
    let first = app.ensure_notebook("A/B").unwrap();
    assert_eq!(app.ensure_notebook(" A / B /").unwrap(), first);
    app.ensure_notebook("A/C").unwrap();
    let names: Vec<(String, u32)> =
        app.sidebar().unwrap().notebooks.into_iter().map(|row| (row.name, row.depth)).collect();
    assert_eq!(names, [("A".to_owned(), 0), ("B".to_owned(), 1), ("C".to_owned(), 1)]);
    assert_eq!(app.ensure_notebook("a//b").unwrap_err().kind(), ErrorKind::BadInput);
    assert_eq!(app.ensure_notebook(&"x/".repeat(33)).unwrap_err().kind(), ErrorKind::TooLarge);
}

#[test]
fn the_notes_of_a_deleted_notebook_are_shown_under_no_notebook() {
    let folder = Folder::new();
    let app = folder.create();
    let notebook = app.notebook_create("Gone", None).unwrap().id;
    let mut note = new_note("kept", "");
    note.notebook_id = Some(notebook.clone());
    app.note_create(&note).unwrap();
    app.notebook_rename(&notebook, "Going").unwrap();
    app.notebook_delete(&notebook).unwrap();
    assert_eq!(rows(&app, ListScope::Notebook { id: None }).len(), 1);
    assert!(app.sidebar().unwrap().notebooks.is_empty());
    assert_eq!(app.note_create(&note).unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(app.notebook_rename(&notebook, "x").unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(app.notebook_create("", None).unwrap_err().kind(), ErrorKind::BadInput);
}
