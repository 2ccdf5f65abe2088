//! Many notes at once, tags everywhere they are, notebooks with what is in them, the trash over time.

use driftless_app::view::{ErrorKind, ListQuery, ListScope, MoveTo, NotePatch, SortBy};

use crate::device::{Editor, Folder, new_note, rows};

#[test]
fn a_bulk_move_is_one_gesture_and_is_taken_back_whole() {
    let folder = Folder::new();
    let app = folder.create();
    let notebook = app.notebook_create("Work", None).unwrap().id;
    for title in ["a", "b", "c"] {
        app.note_create(&new_note(title, "")).unwrap();
    }
    let ids = app.note_ids(&ListQuery::new(ListScope::All, SortBy::Title, 0, 100_000)).unwrap();
    assert_eq!(ids.len(), 3);
    let into = NotePatch { move_to: Some(MoveTo { notebook_id: Some(notebook.clone()) }), ..NotePatch::default() };
    let group = app.notes_patch(&ids, &into).unwrap().group.unwrap();
    assert_eq!(rows(&app, ListScope::Notebook { id: Some(notebook.clone()) }).len(), 3);
    app.undo(&group, false).unwrap();
    assert_eq!(rows(&app, ListScope::Notebook { id: Some(notebook) }).len(), 0);
    let too_many = ListQuery::new(ListScope::All, SortBy::Title, 0, 100_001);
    assert_eq!(app.note_ids(&too_many).unwrap_err().kind(), ErrorKind::TooLarge);
}

#[test]
fn a_tag_is_renamed_with_those_nested_in_it_on_every_shelf() {
    let folder = Folder::new();
    let app = folder.create();
    let tagged = |title: &str, tag: &str| {
        let mut note = new_note(title, "");
        note.tags = vec![tag.to_owned()];
        app.note_create(&note).unwrap().row.id
    };
    let (a, b, other) = (tagged("a", "sea"), tagged("b", "sea/crab"), tagged("c", "seaside"));
    app.notes_trash(std::slice::from_ref(&b)).unwrap();
    let written = app.tag_rename("sea", "coast").unwrap();
    assert_eq!(written.actions.len(), 2);
    let tags = |id: &str| app.note_meta(id).unwrap().row.tags;
    assert_eq!(
        (tags(&a), tags(&b), tags(&other)),
        (vec!["coast".to_owned()], vec!["coast/crab".to_owned()], vec!["seaside".to_owned()])
    );
    app.undo(&written.group.unwrap(), false).unwrap();
    assert_eq!((tags(&a), tags(&b)), (vec!["sea".to_owned()], vec!["sea/crab".to_owned()]));
    app.tag_delete("sea").unwrap();
    assert!(tags(&a).is_empty() && tags(&b).is_empty());
    assert_eq!(app.tag_delete("sea").unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(app.tag_rename("seaside", "#").unwrap_err().kind(), ErrorKind::BadInput);
}

#[test]
fn a_renamed_tag_is_renamed_in_texts_open_and_closed_and_comes_back_by_one_undo() {
    let folder = Folder::new();
    let app = folder.create();
    let tagged = |title: &str, body: &str| {
        let mut note = new_note(title, body);
        note.tags = vec!["sea".to_owned()];
        app.note_create(&note).unwrap().row.id
    };
    let link = "[x #sea](https://a.example/#sea) `#sea`";
    let (open, closed) = (tagged("a", "low #sea"), tagged("b", &format!("#sea/crab {link}\n\n```\n#sea\n```")));
    let untagged = app.note_create(&new_note("c", "#sea")).unwrap().row.id;
    let mut editor = Editor::open(&app, &open, "one");
    editor.append(" and high");
    let written = app.tag_rename("sea", "coast").unwrap();
    editor.wait_for("#coast and high");
    assert_eq!(app.note_text(&closed).unwrap(), format!("#coast/crab {link}\n\n```\n#sea\n```"));
    assert_eq!(app.note_text(&untagged).unwrap(), "#sea", "a note without the tag is left alone");
    app.undo(&written.group.unwrap(), false).unwrap();
    editor.wait_for("low #sea and high");
    assert!(app.note_text(&closed).unwrap().starts_with("#sea/crab "));
    assert_eq!(app.note_meta(&open).unwrap().row.tags, ["sea"]);
    // A name that cannot stand after a hash leaves the texts.
    app.tag_rename("sea", "a, b").unwrap();
    assert_eq!(app.note_text(&open).unwrap(), "low #sea and high");
}

#[test]
fn a_notebook_goes_with_its_notes_and_comes_back_with_them() {
    let folder = Folder::new();
    let app = folder.create();
    let inner = app.ensure_notebook("Work/Reef").unwrap();
    let outer = app.find_notebook("Work").unwrap().unwrap();
    let mut note = new_note("in it", "");
    note.notebook_id = Some(inner);
    app.note_create(&note).unwrap();
    app.note_create(&new_note("beside", "")).unwrap();
    let written = app.notebook_delete_with_notes(&outer).unwrap();
    assert_eq!((app.sidebar().unwrap().notebooks.len(), rows(&app, ListScope::Trash).len()), (0, 1));
    assert_eq!(rows(&app, ListScope::All).len(), 1, "what is elsewhere stays");
    app.undo(&written.group.unwrap(), false).unwrap();
    assert_eq!((app.sidebar().unwrap().notebooks.len(), rows(&app, ListScope::Trash).len()), (2, 0));
}

#[test]
fn the_sweep_keeps_what_was_just_deleted_and_never_deletes_when_told_to_keep() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("a", "")).unwrap().row.id;
    app.notes_trash(std::slice::from_ref(&id)).unwrap();
    for days in [0, 1, 30] {
        assert_eq!(app.trash_sweep(days).unwrap(), 0, "{days} days");
    }
    let row = app.note_meta(&id).unwrap().row;
    assert!(row.trashed && row.trashed_at.is_some() && row.trash_counted_from >= row.trashed_at);
}
