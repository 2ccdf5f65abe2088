//! Finding: operators, quick open, saved searches, templates, notes of days.

use driftless_app::App;
use driftless_app::view::{
    ErrorKind, ListScope, NewDailyNote, NotePatch, QueryPart, QueryTrouble, QuickOpenRow, SearchWithin,
};

use driftless_domain::entity::Held;
use driftless_domain::{Action, ActionId, ActionType, EntityType, Field, LoggedAction, Payload, SCHEMA, Value};
use driftless_store::{KeySource, OpenOptions, SqliteStore};
use driftless_sync::contract::{Store as _, StoreError, WalEntry};

use crate::device::{Folder, new_note, no_patch, rows};
use crate::live::pair;
use crate::server::Server;

fn found(app: &App, query: &str, within: Option<SearchWithin>) -> Vec<String> {
    let scope = ListScope::Search { query: query.to_owned(), within, utc_offset_min: 0 };
    let mut titles: Vec<String> = rows(app, scope).into_iter().map(|row| row.title).collect();
    titles.sort();
    titles
}

fn opened(rows: &[QuickOpenRow]) -> Vec<&str> {
    rows.iter().map(|found| found.row.title.as_str()).collect()
}

fn day(date: &str, body: &str) -> NewDailyNote {
    NewDailyNote {
        date: date.to_owned(),
        title: date.to_owned(),
        body: body.to_owned(),
        notebook_id: None,
        tags: Vec::new(),
    }
}

/// An older version of the app stored and forwarded a field that it did not know; this one applies it when it starts.
#[test]
fn what_an_older_version_could_not_apply_is_applied_after_the_upgrade() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("Minutes", "")).unwrap().row.id;
    drop(app);
    let key = KeySource::KeyFile(folder.path().join("key"));
    let store = SqliteStore::open(&OpenOptions { folder: folder.path().join("data"), key }).unwrap().store;
    store
        .write(|tx| {
            let device_seq = tx.device_seq()?.next();
            tx.save_device_seq(device_seq)?;
            let action = Action {
                id: ActionId::from_bytes([7; 16]),
                entity_id: id.parse().unwrap(),
                entity_type: EntityType::Note,
                action_type: ActionType::Update,
                payload: Payload::default().with(Field::Template, Value::Bool(true)).encode(),
                client_id: tx.identity()?.client_id,
                device_seq,
                logical_time: tx.last_time()?,
                seen: tx.load_cursor()?.seq,
                schema: SCHEMA,
            };
            let held = Some(Held::Fields(vec!["template".to_owned()]));
            tx.append_many(&[WalEntry { logged: LoggedAction { action, position: None }, held }])
        })
        .map_err(|error: StoreError| error)
        .unwrap();
    drop(store);
    let app = folder.open();
    assert_eq!(rows(&app, ListScope::Templates).len(), 1);
    assert!(rows(&app, ListScope::All).is_empty());
}

/// Facts, brackets and places, each found by what it says.
#[test]
fn a_search_asks_for_facts_of_the_text_and_for_places() {
    let folder = Folder::new();
    let app = folder.create();
    let inner = app.ensure_notebook("Work/Reef").unwrap();
    for (title, body, tags) in [
        ("open", "- [ ] dive\n- [x] pack", &["sea/deep"][..]),
        ("done", "- [x] pack", &["sea"]),
        ("link", "see https://example.org and dive", &[]),
        ("table", "| a |\n|---|\n| b |", &[]),
        ("code", "```\n- [ ] no task\n```", &[]),
    ] {
        let mut note = new_note(title, body);
        note.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        note.notebook_id = (title == "open").then(|| inner.clone());
        app.note_create(&note).unwrap();
    }
    for (query, expected) in [
        ("is:task", &["open"][..]),
        ("is:done", &["done"]),
        ("has:task", &["done", "open"]),
        ("has:link", &["link"]),
        ("has:table", &["table"]),
        ("has:code", &["code"]),
        ("is:untagged -has:code", &["link", "table"]),
        ("(is:task or has:link) dive", &["link", "open"]),
        ("-(has:link or has:task)", &["code", "table"]),
        ("in:work", &["open"]),
        ("edited:today dive", &["link", "open"]),
        ("edited:yesterday", &[]),
    ] {
        assert_eq!(found(&app, query, None), expected, "{query}");
    }
    let outer = app.find_notebook("Work").unwrap();
    assert_eq!(found(&app, "pack", Some(SearchWithin::Notebook { id: outer })), ["open"]);
    assert_eq!(found(&app, "pack", Some(SearchWithin::Notebook { id: None })), ["done"]);
    assert_eq!(found(&app, "pack", Some(SearchWithin::Tag { name: "sea".to_owned() })), ["done", "open"]);
    // What a text no longer has is no longer found.
    let id = rows(&app, ListScope::All).into_iter().find(|row| row.title == "table").unwrap().id;
    app.edit_body(&id, "plain").unwrap();
    assert_eq!(found(&app, "has:table", None), [""; 0]);
    app.edit_body(&id, "![cove](driftless://blob/9f.png)").unwrap();
    assert_eq!(found(&app, "has:attachment", None), ["table"]);
    app.notes_patch(&[id], &NotePatch { favorite: Some(true), ..no_patch() }).unwrap();
    assert_eq!(found(&app, "is:favourite", None), ["table"]);
}

#[test]
fn what_was_typed_is_read_back_in_parts_or_refused_with_its_place() {
    let folder = Folder::new();
    let app = folder.create();
    let reading = app.search_read("tide -is:done edited:2026-03", 60);
    assert_eq!(reading.trouble, None);
    let [QueryPart::Words { text, .. }, QueryPart::Not { part }, QueryPart::Edited { from, to }] = &reading.parts[..]
    else {
        panic!("{reading:?}")
    };
    assert_eq!((text.as_str(), from.as_deref(), to.as_deref()), ("tide", Some("2026-03-01"), Some("2026-03-31")));
    assert_eq!(**part, QueryPart::Fact { fact: "is:done".to_owned() });
    let trouble = app.search_read("a is:blue", i32::MAX).trouble;
    let place = [2, 9];
    assert_eq!(trouble, Some(QueryTrouble::Value { operator: "is".to_owned(), value: "blue".to_owned(), place }));
    assert_eq!(app.search_read("", 0).trouble, Some(QueryTrouble::Empty));
}

#[test]
fn quick_open_follows_every_change() {
    let folder = Folder::new();
    let app = folder.create();
    let notebook = app.ensure_notebook("Field/Coast").unwrap();
    let mut note = new_note("Tide pools", "text");
    note.notebook_id = Some(notebook.clone());
    let tide = app.note_create(&note).unwrap().row.id;
    let cafe = app.note_create(&new_note("Café", "")).unwrap().row.id;
    assert_eq!(opened(&app.quick_open("tp").unwrap()), ["Tide pools"]);
    let rows = app.quick_open("cafe").unwrap();
    assert_eq!((opened(&rows), rows[0].row.title_marks.as_slice()), (vec!["Café"], &[[0, 4]][..]));
    assert_eq!(app.quick_open("tide coast").unwrap()[0].path, ["Field", "Coast"]);
    // Nothing typed: what was opened last goes first.
    app.note_opened(&tide).unwrap();
    assert_eq!(opened(&app.quick_open("").unwrap()), ["Tide pools", "Café"]);
    app.note_opened(&cafe).unwrap();
    let recent = app.quick_open("").unwrap();
    assert_eq!(opened(&recent), ["Café", "Tide pools"]);
    assert!(recent.iter().all(|found| found.is_recent));
    // A new title, a renamed notebook, the trash and a template are seen at once.
    let patch = NotePatch { title: Some("Rock pools".to_owned()), ..no_patch() };
    app.notes_patch(std::slice::from_ref(&tide), &patch).unwrap();
    app.notebook_rename(&notebook, "Shore").unwrap();
    assert_eq!(opened(&app.quick_open("tide").unwrap()), [""; 0]);
    assert_eq!(app.quick_open("rock").unwrap()[0].path, ["Field", "Shore"]);
    app.notes_trash(std::slice::from_ref(&tide)).unwrap();
    let template = NotePatch { template: Some(true), ..no_patch() };
    app.notes_patch(std::slice::from_ref(&cafe), &template).unwrap();
    assert_eq!(opened(&app.quick_open("").unwrap()), [""; 0]);
    app.notes_restore(&[tide]).unwrap();
    assert_eq!(opened(&app.quick_open("").unwrap()), ["Rock pools"]);
    // Remembered on this device, for the next start too.
    app.close().unwrap();
    drop(app);
    let rows = folder.open().quick_open("").unwrap();
    assert!(rows[0].is_recent);
    assert_eq!(folder.open().quick_open(&"x".repeat(5_000)).unwrap_err().kind(), ErrorKind::TooLarge);
}

#[test]
fn a_template_is_in_no_list_but_its_own() {
    let folder = Folder::new();
    let app = folder.create();
    let mut note = new_note("Minutes", "# {{date}}\nwho was there");
    note.tags = vec!["work".to_owned()];
    let id = app.note_create(&note).unwrap().row.id;
    let turned = |template| {
        let patch = NotePatch { template: Some(template), ..no_patch() };
        app.notes_patch(std::slice::from_ref(&id), &patch).unwrap();
        let sidebar = app.sidebar().unwrap();
        (sidebar.all, sidebar.templates, sidebar.tags.len())
    };
    assert_eq!(turned(true), (0, 1, 0));
    assert!(rows(&app, ListScope::All).is_empty());
    let templates = rows(&app, ListScope::Templates);
    assert!(templates.len() == 1 && templates[0].template);
    assert_eq!(found(&app, "who", None), [""; 0]);
    assert_eq!(found(&app, "who is:template", None), ["Minutes"]);
    assert_eq!(app.note_text(&id).unwrap(), "# {{date}}\nwho was there");
    assert_eq!(turned(false), (1, 0, 1));
    turned(true);
    app.notes_trash(std::slice::from_ref(&id)).unwrap();
    assert_eq!(rows(&app, ListScope::Trash).len(), 1);
    app.notes_restore(std::slice::from_ref(&id)).unwrap();
    assert_eq!(rows(&app, ListScope::Templates).len(), 1);
}

#[test]
fn a_saved_search_is_on_every_device() {
    let mut server = Server::start();
    let (left, right) = pair(&mut server);
    let saved = left.app.saved_search_create(" Open tasks ", "is:task -tag:later").unwrap();
    assert_eq!((saved.name.as_str(), saved.query.as_str()), ("Open tasks", "is:task -tag:later"));
    right.wait("it arrives", |app| app.saved_searches().unwrap() == [saved.clone()]);
    right.app.saved_search_rename(&saved.id, "Tasks").unwrap();
    right.app.saved_search_set(&saved.id, "is:task").unwrap();
    left.wait("the change arrives", |app| {
        app.saved_searches().unwrap().first().is_some_and(|saved| saved.name == "Tasks" && saved.query == "is:task")
    });
    left.app.saved_search_delete(&saved.id).unwrap();
    right.wait("it goes", |app| app.saved_searches().unwrap().is_empty());
    assert_eq!(right.app.saved_search_rename(&saved.id, "x").unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(left.app.saved_search_create("", "x").unwrap_err().kind(), ErrorKind::BadInput);
    assert_eq!(left.app.saved_search_create("x", "is:blue").unwrap_err().kind(), ErrorKind::BadQuery);
    let note = left.app.note_create(&new_note("a note", "")).unwrap().row.id;
    assert_eq!(left.app.saved_search_delete(&note).unwrap_err().kind(), ErrorKind::NotFound);
}

/// Two devices make the note of a day, each unaware of the other: it is one note with both texts, and what
/// both filled in alike is there once.
#[test]
fn the_note_of_a_day_made_apart_on_two_devices_is_one_note() {
    let mut server = Server::start();
    let (left, right) = pair(&mut server);
    server.stop();
    let here = left.app.daily_note(&day("2026-03-01", "# Plan\n")).unwrap();
    let there = right.app.daily_note(&day("2026-03-01", "# Plan\n")).unwrap();
    assert!(here.is_new && there.is_new);
    assert_eq!(here.id, there.id);
    left.app.append_body(&here.id, "from the left\n").unwrap();
    right.app.append_body(&here.id, "from the right\n").unwrap();
    server.start_again();
    left.app.sync_now().unwrap();
    right.app.sync_now().unwrap();
    let text = left.wait_for_text(&here.id, &["left", "right"]);
    assert_eq!(text, right.wait_for_text(&here.id, &["left", "right"]));
    assert_eq!(text.matches("# Plan").count(), 1, "{text}");
    for window in [&left, &right] {
        window.wait("all is settled", |app| app.sync_status().unwrap().pending == 0);
        assert_eq!(rows(&window.app, ListScope::All).len(), 1);
        assert!(window.app.reviews().unwrap().is_empty(), "equal titles are no conflict");
        let again = window.app.daily_note(&day("2026-03-01", "other")).unwrap();
        assert!(!again.is_new && again.id == here.id);
    }
}

#[test]
fn the_note_of_a_day_comes_back_from_the_trash_and_knows_its_neighbours() {
    let folder = Folder::new();
    let app = folder.create();
    let mut new = day("2026-02-27", "words");
    new.notebook_id = Some("01890a5d-ac96-774b-bcce-b302099a8057".to_owned());
    let early = app.daily_note(&new).unwrap().id;
    assert_eq!(app.note_meta(&early).unwrap().row.notebook_id, None, "a notebook that is gone counts as none");
    let late = app.daily_note(&day("2026-03-03", "")).unwrap().id;
    let near = |open: Option<&str>, step| app.daily_near(open, "2026-03-01", step).unwrap();
    assert_eq!((near(None, -1), near(None, 1)), (Some(early.clone()), Some(late.clone())));
    assert_eq!((near(Some(&early), -1), near(Some(&early), 1)), (None, Some(late.clone())));
    app.notes_trash(std::slice::from_ref(&early)).unwrap();
    assert_eq!(near(Some(&late), -1), None);
    let back = app.daily_note(&new).unwrap();
    assert!(!back.is_new && back.id == early);
    assert_eq!(app.note_text(&early).unwrap(), "words");
    app.notes_trash(std::slice::from_ref(&early)).unwrap();
    app.notes_purge(std::slice::from_ref(&early)).unwrap();
    app.daily_note(&new).unwrap();
    assert!(!app.note_meta(&early).unwrap().row.trashed);
    for date in ["2026-02-30", "", "today", "2026-3-1"] {
        assert_eq!(app.daily_note(&day(date, "")).unwrap_err().kind(), ErrorKind::BadInput, "{date}");
    }
}
