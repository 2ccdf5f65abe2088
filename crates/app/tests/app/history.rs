//! What was: undo of gestures, versions of a note, restore, and what compaction leaves of it.

use driftless_app::view::{DeviceSession, MoveTo, NotePatch, RestoreParts, TimelineQuery, UndoLeftReason};
use driftless_app::{App, NoteDraft};
use proptest::prelude::*;

use crate::device::{Folder, new_note, no_patch};
use crate::live::pair;
use crate::server::Server;

const ALL: RestoreParts = RestoreParts { title: true, text: true, tags: true, notebook: true };

fn draft(title: &str, body: &str) -> NoteDraft {
    NoteDraft {
        note: new_note(title, body),
        archived: false,
        created_at_ms: None,
        updated_at_ms: None,
        front_matter: None,
    }
}

fn facts(app: &App, id: &str) -> (String, String, Vec<String>, Option<String>, bool, bool) {
    let row = app.note_meta(id).unwrap().row;
    (row.title, app.note_text(id).unwrap(), row.tags, row.notebook_id, row.pinned, row.trashed)
}

#[test]
fn a_bulk_move_is_undone_and_done_again() {
    let folder = Folder::new();
    let app = folder.create();
    let ids = app.notes_create(&[draft("a", ""), draft("b", ""), draft("c", "")]).unwrap();
    let notebook = app.notebook_create("Work", None).unwrap().id;
    let patch = NotePatch {
        move_to: Some(MoveTo { notebook_id: Some(notebook) }),
        add_tags: vec!["x".to_owned()],
        ..no_patch()
    };
    let group = app.notes_patch(&ids, &patch).unwrap().group.unwrap();
    let moved: Vec<_> = ids.iter().map(|id| facts(&app, id)).collect();
    // One note is tagged otherwise meanwhile: only its tag stays.
    let untag = NotePatch { remove_tags: vec!["x".to_owned()], ..no_patch() };
    app.notes_patch(&ids[..1], &untag).unwrap();
    let preview = app.undo(&group, true).unwrap();
    assert_eq!((preview.notes, preview.group), (3, None));
    assert_eq!(facts(&app, &ids[1]), moved[1], "a preview writes nothing");

    let undone = app.undo(&group, false).unwrap();
    assert_eq!((undone.notes, undone.left_count), (3, 1));
    for id in &ids {
        let now = facts(&app, id);
        assert_eq!((now.2.len(), now.3), (0, None));
    }
    app.undo(&undone.group.unwrap(), false).unwrap();
    assert_eq!(facts(&app, &ids[1]), moved[1]);
    assert_eq!(facts(&app, &ids[2]), moved[2]);
}

#[test]
fn what_was_changed_again_since_stays_and_says_so() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("first", "")).unwrap().row.id;
    let title = |title: &str| NotePatch { title: Some(title.to_owned()), pinned: Some(true), ..no_patch() };
    let group = app.notes_patch(std::slice::from_ref(&id), &title("second")).unwrap().group.unwrap();
    app.notes_patch(std::slice::from_ref(&id), &title("third")).unwrap();
    let report = app.undo(&group, false).unwrap();
    assert_eq!((report.notes, report.left_count), (1, 1));
    assert_eq!(report.left[0].reason, UndoLeftReason::ChangedSince);
    assert_eq!(report.left[0].field.as_deref(), Some("title"));
    let now = facts(&app, &id);
    assert_eq!((now.0.as_str(), now.4), ("third", false));
}

#[test]
fn an_import_goes_to_the_trash_but_for_what_was_edited_since() {
    let folder = Folder::new();
    let app = folder.create();
    let kept = app.note_create(&new_note("mine", "")).unwrap().row.id;
    let ids = app.notes_create(&[draft("a", "text"), draft("b", "text")]).unwrap();
    app.append_body(&ids[1], "my words").unwrap();
    let page = app.vault_history(&TimelineQuery { before: None, device_id: None }).unwrap();
    let import = page.items.iter().find(|item| item.entity_count == 2).unwrap();
    let report = app.undo(import.group.as_deref().unwrap(), false).unwrap();
    assert_eq!((report.trashed, report.left_count), (1, 1));
    assert_eq!(report.left[0].reason, UndoLeftReason::EditedSince);
    assert!(facts(&app, &ids[0]).5 && !facts(&app, &ids[1]).5 && !facts(&app, &kept).5);
    app.undo(&report.group.unwrap(), false).unwrap();
    assert!(!facts(&app, &ids[0]).5);
}

#[test]
fn a_text_edit_is_undone_under_what_others_wrote_since() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("n", "one\ntwo\nthree\n")).unwrap().row.id;
    let group = app.edit_body(&id, "one\ntwo and more\nthree\n").unwrap().group.unwrap();
    app.edit_body(&id, "zero\none\ntwo and more\nthree!\n").unwrap();
    let report = app.undo(&group, false).unwrap();
    assert_eq!((report.notes, report.texts), (1, 1));
    assert_eq!(app.note_text(&id).unwrap(), "zero\none\ntwo\nthree!\n");
    app.undo(&report.group.unwrap(), false).unwrap();
    assert_eq!(app.note_text(&id).unwrap(), "zero\none\ntwo and more\nthree!\n");
}

#[test]
fn a_version_is_looked_at_brought_back_and_that_is_undone() {
    let folder = Folder::new();
    let app = folder.create();
    let mut note = new_note("Tide pools", "Limpets.\n");
    note.tags = vec!["sea".to_owned()];
    let id = app.note_create(&note).unwrap().row.id;
    let patch = NotePatch { title: Some("Crabs".to_owned()), remove_tags: vec!["sea".to_owned()], ..no_patch() };
    app.notes_patch(std::slice::from_ref(&id), &patch).unwrap();
    app.edit_body(&id, "Crabs only.\n").unwrap();
    let before = facts(&app, &id);
    let history = app.note_history(&id, 0, 100).unwrap();
    assert!(history.is_whole);
    let (newest, oldest) = (history.versions.first().unwrap(), history.versions.last().unwrap());
    let last = app.note_version(&id, &newest.id).unwrap();
    assert_eq!(last.state, last.now, "the last version is the present");
    let first = app.note_version(&id, &oldest.id).unwrap();
    assert_eq!((first.state.title.as_str(), first.state.text.as_str()), ("Tide pools", "Limpets.\n"));
    assert_eq!((first.before, first.state.tags.len()), (None, 1));

    let group = app.note_restore_version(&id, &oldest.id, ALL).unwrap().group.unwrap();
    let now = facts(&app, &id);
    assert_eq!((now.0.as_str(), now.1.as_str(), now.2.len()), ("Tide pools", "Limpets.\n", 1));
    assert!(app.note_restore_version(&id, &oldest.id, ALL).unwrap().group.is_none(), "it is so already");
    app.undo(&group, false).unwrap();
    assert_eq!(facts(&app, &id), before);
}

#[test]
fn history_names_the_device_and_survives_compaction() {
    let mut server = Server::start();
    let (left, right) = pair(&mut server);
    let id = left.app.note_create(&new_note("n", "from the left\n")).unwrap().row.id;
    right.wait("the note arrives", |app| app.note_meta(&id).is_ok());
    let from_right = right.app.append_body(&id, "from the right").unwrap().group.unwrap();
    left.wait_for_text(&id, &["from the right"]);
    left.wait("all is acknowledged", |app| app.sync_status().is_ok_and(|status| status.pending == 0));
    let before = left.app.note_history(&id, 0, 100).unwrap();
    assert_eq!(before.versions.len(), 2);
    assert!(before.versions[0].device.is_some(), "the other device has a name");

    let folded = left.app.compact().unwrap();
    assert!(folded.actions > 0, "{folded:?}");
    let after = left.app.note_history(&id, 0, 100).unwrap();
    assert_eq!(after, before);
    let oldest = left.app.note_version(&id, &after.versions[1].id).unwrap();
    assert_eq!(oldest.state.text, "from the left\n");
    let blame = left.app.note_blame(&id, &after.versions[0].id).unwrap();
    let text = left.app.note_text(&id).unwrap();
    let words: Vec<(String, bool)> = blame
        .iter()
        .map(|range| (text[range.from as usize..range.to as usize].to_owned(), range.device.is_none()))
        .collect();
    assert_eq!(words, [("from the left\n".to_owned(), true), ("from the right".to_owned(), false)]);

    // What the other device did is found in the timeline and undone here, though it left the log.
    let device_id = after.versions[0].device_id.clone();
    let page = left.app.vault_history(&TimelineQuery { before: None, device_id: Some(device_id.clone()) }).unwrap();
    assert!(page.items.iter().all(|item| item.device_id == device_id) && !page.items.is_empty());
    let session = DeviceSession { device_id, from: after.versions[0].from, to: after.versions[0].at };
    let preview = left.app.undo_session(&session, true).unwrap();
    assert_eq!((preview.notes, preview.texts), (1, 1));
    let undone = left.app.undo(&from_right, false).unwrap();
    assert_eq!(left.app.note_text(&id).unwrap(), "from the left\n");
    left.app.undo(&undone.group.unwrap(), false).unwrap();
    assert_eq!(left.app.note_text(&id).unwrap(), text);
}

#[test]
fn what_is_not_there_is_an_error_and_changes_nothing() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("n", "")).unwrap().row.id;
    let nobody = "00000000-0000-7000-8000-000000000000";
    assert!(app.undo("", false).is_err() && app.undo(nobody, false).is_err());
    assert!(app.note_version(&id, nobody).is_err() && app.note_history(nobody, 0, 1).is_err());
    assert!(app.note_history(&id, 0, 0).is_err() && app.note_history(&id, 0, u32::MAX).is_err());
    let query = |before: &str| TimelineQuery { before: Some(before.to_owned()), device_id: None };
    assert!(app.vault_history(&query("")).is_err() && app.vault_history(&query("1:x")).is_err());
    assert!(app.note_restore_version(&id, "day-1", ALL).is_err());
}

#[test]
fn the_timeline_of_many_actions_comes_in_pages_without_a_gap() {
    let folder = Folder::new();
    let app = folder.create();
    let drafts: Vec<_> = (0..40).map(|n| draft(&format!("note {n}"), "")).collect();
    let ids = app.notes_create(&drafts).unwrap();
    for round in 0..30 {
        let patch = NotePatch { pinned: Some(round % 2 == 0), ..no_patch() };
        app.notes_patch(&ids, &patch).unwrap();
    }
    let (mut before, mut actions, mut pages) = (None, 0, 0);
    loop {
        let page = app.vault_history(&TimelineQuery { before, device_id: None }).unwrap();
        actions += page.items.iter().filter(|item| item.entity_type == "note").map(|item| item.actions).sum::<u32>();
        pages += 1;
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(actions, 40 + 30 * 40);
    assert!(pages > 1);
}

#[derive(Debug, Clone)]
enum Deed {
    Title(u8),
    Pin(bool),
    Tag(u8, bool),
    Text(String),
    Trash(bool),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        (0..4_u8).prop_map(Deed::Title),
        any::<bool>().prop_map(Deed::Pin),
        (0..3_u8, any::<bool>()).prop_map(|(tag, add)| Deed::Tag(tag, add)),
        "[ab\n 長😀]{0,12}".prop_map(Deed::Text),
        any::<bool>().prop_map(Deed::Trash),
    ]
}

fn act(app: &App, id: &String, deed: &Deed) -> Option<String> {
    let ids = std::slice::from_ref(id);
    let written = match deed {
        Deed::Title(n) => app.notes_patch(ids, &NotePatch { title: Some(format!("t{n}")), ..no_patch() }),
        Deed::Pin(pinned) => app.notes_patch(ids, &NotePatch { pinned: Some(*pinned), ..no_patch() }),
        Deed::Tag(n, true) => app.notes_patch(ids, &NotePatch { add_tags: vec![format!("x{n}")], ..no_patch() }),
        Deed::Tag(n, false) => app.notes_patch(ids, &NotePatch { remove_tags: vec![format!("x{n}")], ..no_patch() }),
        Deed::Text(text) => app.edit_body(id, text),
        Deed::Trash(true) => app.notes_trash(ids),
        Deed::Trash(false) => app.notes_restore(ids),
    };
    written.unwrap().group
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    /// Undo of the last gesture shows what was before it; undone again, what was after. Every version shows
    /// what the note was then, and the last one what it is.
    #[test]
    fn undo_and_redo_are_exact_and_every_version_is_what_was(deeds in prop::collection::vec(deed(), 1..12)) {
        let folder = Folder::new();
        let app = folder.create();
        let id = app.note_create(&new_note("t0", "start\n")).unwrap().row.id;
        let mut seen = vec![facts(&app, &id)];
        for deed in &deeds {
            let before = facts(&app, &id);
            let Some(group) = act(&app, &id, deed) else { continue };
            let after = facts(&app, &id);
            let undone = app.undo(&group, false).unwrap();
            prop_assert_eq!(&facts(&app, &id), &before);
            app.undo(&undone.group.unwrap(), false).unwrap();
            prop_assert_eq!(&facts(&app, &id), &after);
            seen.push(after);
        }
        let history = app.note_history(&id, 0, 500).unwrap();
        let newest = app.note_version(&id, &history.versions[0].id).unwrap();
        prop_assert_eq!(&newest.state, &newest.now);
        for version in &history.versions {
            let state = app.note_version(&id, &version.id).unwrap().state;
            let was = |seen: &(String, String, Vec<String>, Option<String>, bool, bool)| {
                seen.0 == state.title && seen.1 == state.text && seen.2 == state.tags && seen.5 == state.trashed
            };
            prop_assert!(seen.iter().any(was), "{:?} was never so", state);
        }
    }
}
