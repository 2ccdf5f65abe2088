//! Markdown folders out and in again: whatever notes there are, nothing of them is lost.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeMap;
use std::path::Path;

use driftless_app::markdown::IntoFolder;
use driftless_app::view::{ListQuery, ListScope, NewNote, SortBy};
use driftless_app::{App, KeyChoice, NoteDraft, OpenOptions, Role};
use proptest::prelude::*;
use tempfile::TempDir;

fn app() -> (App, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let options = OpenOptions {
        data_dir: folder.path().join("data"),
        key: KeyChoice::KeyFile(folder.path().join("key")),
        device_name: Some("Test".to_owned()),
        role: Role::Command,
    };
    (App::create(options).unwrap(), folder)
}

/// A note, as far as a folder of files can tell it from another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Known {
    notebook: Vec<String>,
    title: String,
    body: String,
    tags: Vec<String>,
    flags: (bool, bool),
    times: (u64, u64),
}

fn notes_of(app: &App) -> Vec<Known> {
    let rows = app.sidebar().unwrap().notebooks;
    let path = |id: Option<&String>| {
        let mut names = Vec::new();
        let mut at = id.and_then(|id| rows.iter().find(|row| row.id == *id));
        while let Some(row) = at {
            names.insert(0, row.name.clone());
            at = row.parent_id.as_ref().and_then(|id| rows.iter().find(|row| row.id == *id));
        }
        names
    };
    let mut known = Vec::new();
    for scope in [ListScope::All, ListScope::Archived] {
        let query = ListQuery::new(scope, SortBy::Created, 0, 500);
        for row in app.list_notes(&query).unwrap().rows {
            known.push(Known {
                notebook: path(row.notebook_id.as_ref()),
                body: app.note_text(&row.id).unwrap(),
                title: row.title,
                tags: row.tags,
                flags: (row.pinned, row.archived),
                times: (row.created_at, row.updated_at),
            });
        }
    }
    known.sort();
    known
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(at).unwrap().map(Result::unwrap) {
            let name = entry.path().strip_prefix(folder).unwrap().display().to_string();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
                found.insert(format!("{name}/"), Vec::new());
            } else {
                found.insert(name, std::fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

/// Titles and names that file systems dislike, and ordinary ones.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c]{1,2}",
        "[A-C]{1,2}",
        "\\PC{0,30}",
        Just("CON".to_owned()),
        Just("..".to_owned()),
        Just(".hidden".to_owned()),
        Just("a/b".to_owned()),
        Just("Caf\u{e9}".to_owned()),
        Just("x".repeat(300)),
        Just("潮".repeat(120)),
    ]
}

fn draft() -> impl Strategy<Value = (NoteDraft, Option<usize>)> {
    let text = "(\\PC|\n|---\n|# |\t){0,40}";
    let tags = proptest::collection::vec("[a-z]{1,4}(/[a-z]{1,3})?|yes|2026|\\PC{1,6}", 0..4);
    let times = (0_u64..4_000_000_000_000, 0_u64..4_000_000_000_000);
    (name(), text, tags, any::<(bool, bool)>(), times, proptest::option::of(0_usize..4)).prop_map(
        |(title, body, tags, (pinned, archived), (created, updated), notebook)| {
            let tags = tags.into_iter().filter(|tag| is_tag(tag)).collect();
            let note = NewNote { title, body, notebook_id: None, tags, pinned };
            let front_matter = archived.then(|| "rating: 4\ntitle: [kept]\n# why\n".to_owned());
            let (created_at_ms, updated_at_ms) = (Some(created), Some(updated));
            (NoteDraft { note, archived, created_at_ms, updated_at_ms, front_matter }, notebook)
        },
    )
}

/// What the app itself takes as a tag.
fn is_tag(text: &str) -> bool {
    !text.chars().any(char::is_control) && text.chars().any(|c| !c.is_whitespace() && !matches!(c, '#' | '/'))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn export_import_export_loses_nothing(
        names in proptest::collection::vec(name(), 4),
        drafts in proptest::collection::vec(draft(), 1..12),
    ) {
        // Given a vault with notebooks in notebooks, and notes anywhere in them.
        let (app, folder) = app();
        let mut notebooks: Vec<String> = Vec::new();
        for name in &names {
            // A name that the rules refuse is no notebook; the others go into each other.
            if let Ok(row) = app.notebook_create(name, notebooks.last().map(String::as_str)) {
                notebooks.push(row.id);
            }
        }
        let drafts: Vec<NoteDraft> = drafts
            .into_iter()
            .map(|(mut draft, notebook)| {
                draft.note.notebook_id = notebook.and_then(|at| notebooks.get(at)).cloned();
                draft
            })
            .collect();
        app.notes_create(&drafts).unwrap();
        let first = folder.path().join("first");
        let report = app.export_markdown(&first, IntoFolder::New, |_| {}).unwrap();
        prop_assert_eq!(report.notes, drafts.len() as u64);

        // When another vault imports it.
        let (other, _other_folder) = self::app();
        let dry = other.plan_import_markdown(&first, |_| {}).unwrap();
        prop_assert_eq!(notes_of(&other), Vec::new());
        let report = other.import_markdown(&first, |_| {}).unwrap();
        prop_assert_eq!(&report.not_taken, &Vec::new());
        prop_assert_eq!((dry.notes, dry.notebooks), (report.notes, report.notebooks));

        // Then it has the same notes, and exports the same files.
        prop_assert_eq!(notes_of(&other), notes_of(&app));
        let second = folder.path().join("second");
        other.export_markdown(&second, IntoFolder::New, |_| {}).unwrap();
        let (first, second) = (files(&first), files(&second));
        prop_assert_eq!(sorted_texts(&first), sorted_texts(&second));
        prop_assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    }
}

/// Texts without their names: notes of one title may be numbered in another order.
fn sorted_texts(files: &BTreeMap<String, Vec<u8>>) -> Vec<&Vec<u8>> {
    let mut texts: Vec<&Vec<u8>> = files.values().collect();
    texts.sort();
    texts
}

/// More than fits into one transaction is still one gesture, which can later be undone as a whole.
#[test]
fn an_import_of_several_transactions_is_one_group() {
    let (app, folder) = app();
    let notes = folder.path().join("notes");
    std::fs::create_dir(&notes).unwrap();
    for at in 0..501 {
        std::fs::write(notes.join(format!("{at}.md")), "text").unwrap();
    }
    assert_eq!(app.import_markdown(&notes, |_| {}).unwrap().notes, 501);
    let mut groups = std::collections::BTreeSet::new();
    app.dump_actions(|action| {
        groups.insert(action["payload"]["group"].as_str().unwrap().to_owned());
        Ok::<_, driftless_app::AppError>(())
    })
    .unwrap();
    assert_eq!(groups.len(), 1);
}

/// Chosen notes stand side by side in a folder that is in use, each as it stands in a whole export.
#[test]
fn some_notes_go_into_a_folder_that_is_in_use_and_replace_nothing() {
    let (app, folder) = app();
    let dir = folder.path().join("Desktop");
    std::fs::create_dir(&dir).unwrap();
    std::fs::write(dir.join("plan.md"), "mine").unwrap();
    let notebook = app.notebook_create("Work", None).unwrap().id;
    let make = |title: &str, body: &str| {
        let (title, body, tags) = (title.to_owned(), body.to_owned(), vec!["a".to_owned()]);
        let note = NewNote { title, body, notebook_id: Some(notebook.clone()), tags, pinned: false };
        app.note_create(&note).unwrap().row.id
    };
    let ids = [make("Plan", "first"), make("Plan", "second"), make("Gone", "")];
    let added = app.attachment_add(&ids[1], "dot.png", vec![0x89, b'P', b'N', b'G', 1, 2, 3]).unwrap();
    app.edit_body(&ids[1], &added.markdown).unwrap();
    make("Another", "not chosen");
    app.notes_trash(&ids[2..]).unwrap();

    let twice: Vec<String> = ids.iter().chain(&ids).cloned().collect();
    let report = app.export_notes(&twice, &dir).unwrap();
    assert_eq!((report.notes, report.trashed, report.attachments, report.notebooks), (2, 1, 1, 0));
    let written = files(&dir);
    let names: Vec<&str> = written.keys().map(String::as_str).collect();
    assert_eq!(names.len(), 5, "{names:?}");
    assert_eq!(written["plan.md"], b"mine");
    let alone = folder.path().join("alone.md");
    app.export_note(&ids[0], &alone).unwrap();
    assert_eq!(written["Plan (2).md"], std::fs::read(&alone).unwrap());
    assert!(String::from_utf8_lossy(&written["Plan (3).md"]).contains("](attachments/"));

    // Once more, and again nothing is replaced.
    app.export_notes(&ids, &dir).unwrap();
    let again = files(&dir);
    assert!(written.iter().all(|(name, bytes)| again[name] == *bytes) && again.len() == 9, "{:?}", again.keys());
    // Nothing is written when one of them is no note, or the folder is none.
    assert!(app.export_notes(&[ids[0].clone(), notebook], &dir).is_err());
    assert!(app.export_notes(&ids, &dir.join("plan.md")).is_err());
    assert!(app.export_notes(&ids, &folder.path().join("none")).is_err());
    assert_eq!(files(&dir).len(), 9);
}
