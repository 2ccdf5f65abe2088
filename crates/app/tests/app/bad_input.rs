//! What no window and no script should send.

use driftless_app::view::{CommandError, ErrorKind, Keep, ListQuery, ListScope, NotePatch, SortBy, VaultState};
use driftless_app::{App, AppError, Door, KeyChoice, OpenOptions, Role};

use crate::device::{Folder, channel_sink, new_note, no_patch, query};

#[test]
fn texts_over_their_limits_and_control_characters_are_refused_by_name() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("kept", "kept")).unwrap().row.id;
    let refused = |error: AppError| {
        let error = CommandError::from(error);
        assert!(error.message.contains("Nothing was changed"), "{}", error.message);
        (error.kind, error.field)
    };
    let large = "x".repeat(20 * 1024 * 1024 + 1);
    let too_large = |field: &str| (ErrorKind::TooLarge, Some(field.to_owned()));
    let bad = |field: &str| (ErrorKind::BadInput, Some(field.to_owned()));
    assert_eq!(refused(app.note_create(&new_note("t", &large)).unwrap_err()), too_large("body"));
    assert_eq!(refused(app.edit_body(&id, &large).unwrap_err()), too_large("body"));
    assert_eq!(refused(app.note_create(&new_note(&"t".repeat(1001), "")).unwrap_err()), too_large("title"));
    assert_eq!(refused(app.note_create(&new_note("a\u{7}", "")).unwrap_err()), bad("title"));
    assert_eq!(refused(app.note_create(&new_note("a", "\0")).unwrap_err()), bad("body"));
    let ids = [id.clone()];
    let patch = |patch: NotePatch| refused(app.notes_patch(&ids, &patch).unwrap_err());
    assert_eq!(patch(NotePatch { title: Some("\0".to_owned()), ..no_patch() }), bad("title"));
    assert_eq!(patch(NotePatch { add_tags: vec!["#".to_owned()], ..no_patch() }), bad("add_tags"));
    let tags = (0..501).map(|n| format!("t{n}")).collect();
    assert_eq!(patch(NotePatch { add_tags: tags, ..no_patch() }), too_large("add_tags"));
    assert_eq!(refused(app.notes_trash(&vec![id.clone(); 100_001]).unwrap_err()), too_large("ids"));
    assert_eq!(app.note_text(&id).unwrap(), "kept");
    assert_eq!(app.note_meta(&id).unwrap().row.title, "kept");
}

#[test]
fn ids_that_are_none_or_of_something_else_are_told_apart() {
    let folder = Folder::new();
    let app = folder.create();
    let notebook = app.notebook_create("n", None).unwrap().id;
    for id in ["", "x", "../../etc/passwd", "01890a5d-ac96-774b-bcce-b302099a805"] {
        assert_eq!(app.note_meta(id).unwrap_err().kind(), ErrorKind::BadInput, "{id:?}");
        let (sink, _inbox) = channel_sink();
        assert_eq!(app.note_open(id, sink).unwrap_err().kind(), ErrorKind::BadInput, "{id:?}");
    }
    assert_eq!(app.note_meta(&notebook).unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(app.note_text(&notebook).unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(app.notebook_delete("x").unwrap_err().kind(), ErrorKind::BadInput);
    let zero = "00".repeat(16);
    assert_eq!(app.review_resolve("x", Keep::Both).unwrap_err().kind(), ErrorKind::BadInput);
    assert_eq!(app.review_resolve(&zero, Keep::Both).unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn a_window_of_no_rows_or_too_many_is_refused() {
    let folder = Folder::new();
    let app = folder.create();
    for limit in [0, 501, u32::MAX] {
        let query = ListQuery { limit, ..query(ListScope::All) };
        assert!(matches!(app.list_notes(&query), Err(AppError::BadInput { field: "limit", .. })));
    }
    let far = ListQuery { offset: u32::MAX, sort: SortBy::Title, ..query(ListScope::All) };
    assert!(app.list_notes(&far).unwrap().rows.is_empty());
}

#[test]
fn a_lone_surrogate_is_refused_while_reading() {
    let json = r#"{"title":"\ud800","body":"","notebook_id":null,"tags":[],"pinned":false}"#;
    assert!(serde_json::from_str::<driftless_app::view::NewNote>(json).is_err());
    let unknown = r#"{"title":"","body":"","notebook_id":null,"tags":[],"pinned":false,"more":1}"#;
    assert!(serde_json::from_str::<driftless_app::view::NewNote>(unknown).is_err());
}

#[test]
fn a_data_folder_that_cannot_be_opened_is_told_in_words_and_left_alone() {
    let folder = Folder::new();
    let open = |options: OpenOptions| CommandError::from(App::open(options).unwrap_err());
    let missing = open(folder.options(Role::Command));
    assert!(!missing.message.is_empty());
    let file = folder.path().join("file");
    std::fs::write(&file, "mine").unwrap();
    let options = OpenOptions { data_dir: file.clone(), ..folder.options(Role::Command) };
    assert_eq!(open(options.clone()).kind, ErrorKind::Storage);
    assert_eq!(App::create(options).unwrap_err().kind(), ErrorKind::Storage);
    assert_eq!(std::fs::read(&file).unwrap(), b"mine");

    let app = folder.create();
    app.note_create(&new_note("kept", "")).unwrap();
    drop(app);
    assert!(App::create(folder.options(Role::Command)).is_err(), "an existing vault is never made anew");
    let other_key = folder.path().join("other");
    std::fs::write(&other_key, "ab".repeat(32)).unwrap();
    let wrong = OpenOptions { key: KeyChoice::KeyFile(other_key), ..folder.options(Role::Command) };
    assert_eq!(open(wrong).kind, ErrorKind::WrongKey);
    assert_eq!(folder.open().sidebar().unwrap().all, 1);
}

#[test]
fn the_door_creates_with_a_key_file_and_opens_again() {
    let folder = Folder::new();
    let door = Door::new(folder.options(Role::Command));
    assert!(matches!(door.app(), Err(AppError::Locked)));
    assert!(matches!(door.state(), VaultState::Ready { first_start: true, .. }));
    assert!(door.app().is_ok());
    drop(door);
    let door = Door::new(folder.options(Role::Command));
    assert!(matches!(door.state(), VaultState::Ready { first_start: false, device } if device == "Test device"));
}

#[test]
fn the_door_asks_for_a_passphrase_and_lets_the_right_one_in() {
    let folder = Folder::new();
    let options = OpenOptions { key: KeyChoice::Keychain, ..folder.options(Role::Command) };
    let door = Door::new(options.clone());
    assert_eq!(door.create("short".to_owned().into()).unwrap_err().kind(), ErrorKind::BadInput);
    assert!(matches!(
        door.create("a long passphrase".to_owned().into()),
        Ok(VaultState::Ready { first_start: true, .. })
    ));
    drop(door);
    let door = Door::new(options);
    assert_eq!(door.state(), VaultState::EnterPassphrase);
    assert_eq!(door.unlock("another passphrase".to_owned().into()).unwrap_err().kind(), ErrorKind::WrongKey);
    assert!(matches!(
        door.unlock("a long passphrase".to_owned().into()),
        Ok(VaultState::Ready { first_start: false, .. })
    ));
}

/// I17: what stands where a note is exported to is a link, a folder, a socket; or nothing can be written there. What
/// was there stays as it was; a file is replaced whole.
#[cfg(unix)]
#[test]
fn i17_an_export_replaces_files_only_and_leaves_the_rest_alone() {
    use std::os::unix::net::UnixListener;
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("Title", "text")).unwrap().row.id;
    let scratch = tempfile::tempdir().unwrap();
    let at = |name: &str| scratch.path().join(name);
    std::fs::write(at("mine"), "mine").unwrap();
    std::os::unix::fs::symlink(at("mine"), at("link")).unwrap();
    std::fs::create_dir(at("folder")).unwrap();
    let _socket = UnixListener::bind(at("socket")).unwrap();
    for name in ["link", "folder", "socket", "none/note.md", "mine/note.md"] {
        let error = app.export_note(&id, &at(name)).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::BadInput | ErrorKind::Storage), "{name}: {error:?}");
        assert_eq!(std::fs::read_to_string(at("mine")).unwrap(), "mine", "{name}");
    }
    assert!(at("link").is_symlink() && at("folder").is_dir(), "what was there is there");
    assert!(app.export_note(&id, "/proc/driftless/note.md".as_ref()).is_err());
    app.export_note(&id, &at("a name\nof two lines.md")).unwrap();
    app.export_note(&id, &at("mine")).unwrap();
    assert!(std::fs::read_to_string(at("mine")).unwrap().contains("text"));
    let left = std::fs::read_dir(scratch.path()).unwrap().count();
    assert_eq!(left, 5, "nothing half written stays");
}
