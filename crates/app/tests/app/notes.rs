//! Notes: create, list, change, trash, restore, purge, text.

use driftless_app::view::{ErrorKind, ListScope, MoveTo, NotePatch};
use driftless_app::{AppError, NoteDraft};

use crate::device::{Folder, new_note, no_patch, query, rows};

#[test]
fn a_note_is_created_listed_and_found_again_after_a_restart() {
    let folder = Folder::new();
    let app = folder.create();
    let mut note = new_note(" Tide\npools ", "# Anemones\r\nclose at *low* water");
    note.tags = vec!["#field work".to_owned(), "sea".to_owned()];
    note.pinned = true;
    let id = app.note_create(&note).unwrap().row.id;
    drop(app);

    let app = folder.open();
    let meta = app.note_meta(&id).unwrap();
    assert_eq!((meta.row.title.as_str(), meta.row.pinned), ("Tide pools", true));
    assert_eq!(meta.row.tags, ["field-work", "sea"]);
    assert_eq!(meta.row.snippet, "Anemones close at low water");
    assert_eq!(meta.last_device, None, "this device wrote it");
    assert_eq!(app.note_text(&id).unwrap(), "# Anemones\nclose at *low* water", "line ends are LF");
    assert_eq!(rows(&app, ListScope::All).len(), 1);
    assert_eq!(app.note_position(&id, &query(ListScope::Tag { name: "sea".to_owned() })).unwrap(), Some(0));
    let sidebar = app.sidebar().unwrap();
    assert_eq!((sidebar.all, sidebar.pinned, sidebar.tags.len()), (1, 1, 2));
}

#[test]
fn a_patch_changes_what_it_names_and_what_is_so_already_makes_no_action() {
    let app_folder = Folder::new();
    let app = app_folder.create();
    let ids: Vec<String> = ["a", "b"].map(|title| app.note_create(&new_note(title, "")).unwrap().row.id).into();
    let notebook = app.notebook_create("Work", None).unwrap().id;
    let patch = NotePatch {
        pinned: Some(true),
        archived: Some(false),
        template: None,
        move_to: Some(MoveTo { notebook_id: Some(notebook.clone()) }),
        add_tags: vec!["x".to_owned()],
        ..no_patch()
    };
    assert_eq!(app.notes_patch(&ids, &patch).unwrap().actions.len(), 2);
    assert_eq!(app.notes_patch(&ids, &patch).unwrap().actions.len(), 0);
    let row = app.note_meta(&ids[0]).unwrap().row;
    assert_eq!((row.notebook.as_deref(), row.pinned, row.tags.len()), (Some("Work"), true, 1));
    let remove = NotePatch { remove_tags: vec!["x".to_owned()], ..no_patch() };
    app.notes_patch(&ids, &remove).unwrap();
    assert!(app.note_meta(&ids[1]).unwrap().row.tags.is_empty());
    assert_eq!(rows(&app, ListScope::Notebook { id: Some(notebook) }).len(), 2);
}

#[test]
fn a_bulk_call_with_one_wrong_id_changes_nothing() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("a", "")).unwrap().row.id;
    let notebook = app.notebook_create("n", None).unwrap().id;
    for wrong in [notebook, "01890a5d-ac96-774b-bcce-b302099a8057".to_owned()] {
        let error = app.notes_trash(&[id.clone(), wrong]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
    let error = app.notes_trash(&[id.clone(), "not an id".to_owned()]).unwrap_err();
    assert!(matches!(error, AppError::BadInput { field: "ids", .. }));
    assert!(!app.note_meta(&id).unwrap().row.trashed);
}

#[test]
fn trash_restore_and_purge() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("a", "text")).unwrap().row.id;
    let ids = [id.clone()];
    assert_eq!(app.notes_purge(&ids).unwrap_err().kind(), ErrorKind::BadInput, "not in the trash");
    app.notes_trash(&ids).unwrap();
    assert_eq!(app.notes_trash(&ids).unwrap().actions.len(), 0);
    assert_eq!(rows(&app, ListScope::Trash).len(), 1);
    app.notes_restore(&ids).unwrap();
    assert_eq!(rows(&app, ListScope::All).len(), 1);
    app.notes_trash(&ids).unwrap();
    app.notes_purge(&ids).unwrap();
    assert_eq!(rows(&app, ListScope::Trash).len(), 0);
    assert_eq!(app.note_meta(&id).unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn a_text_given_whole_becomes_the_smallest_edit() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("a", "one\ntwo\nthree")).unwrap().row.id;
    assert_eq!(app.edit_body(&id, "one\r\n2\nthree").unwrap().actions.len(), 1);
    assert_eq!(app.edit_body(&id, "one\n2\nthree").unwrap().actions.len(), 0);
    app.append_body(&id, "four").unwrap();
    app.replace_in_body(&id, "o", "0").unwrap();
    assert_eq!(app.note_text(&id).unwrap(), "0ne\n2\nthree\nf0ur");
    assert_eq!(app.replace_in_body(&id, "absent", "x").unwrap_err().kind(), ErrorKind::BadInput);
    assert_eq!(app.replace_in_body(&id, "", "x").unwrap_err().kind(), ErrorKind::BadInput);
}

#[test]
fn an_import_keeps_its_times_and_is_all_or_nothing() {
    let folder = Folder::new();
    let app = folder.create();
    let draft = |title: &str| NoteDraft {
        note: new_note(title, "body"),
        archived: false,
        created_at_ms: Some(1_000_000),
        updated_at_ms: Some(2_000_000),
        front_matter: Some("author: me".to_owned()),
    };
    assert!(app.notes_create(&[draft("good"), draft("bad\0")]).is_err());
    assert_eq!(app.sidebar().unwrap().all, 0);
    let ids = app.notes_create(&[draft("a"), draft("b")]).unwrap();
    let row = app.note_meta(&ids[1]).unwrap().row;
    assert_eq!((row.title.as_str(), row.created_at, row.updated_at), ("b", 1_000_000, 2_000_000));
}
