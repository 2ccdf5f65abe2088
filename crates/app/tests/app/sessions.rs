//! Text sessions: the backend is the authority.

use driftless_app::view::{ErrorKind, ListScope, NotePush, SessionMessage};
use driftless_domain::body::{ChangeSet, Section};
use proptest::prelude::*;

use crate::device::{Editor, Folder, channel_sink, new_note, rows, to_view};

#[test]
fn two_windows_see_one_text_version_by_version() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("n", "sea")).unwrap().row.id;
    let mut left = Editor::open(&app, &id, "left");
    let mut right = Editor::open(&app, &id, "right");
    assert_eq!(left.text, "sea");
    left.append(" and 🌊 sand");
    right.catch_up();
    right.insert(0, "The ");
    left.catch_up();
    assert_eq!((left.text.as_str(), left.version), ("The sea and 🌊 sand", right.version));
    assert_eq!(app.note_text(&id).unwrap(), left.text, "typing that is not an action yet is read too");
    app.note_close(&left.session).unwrap();
    app.note_close(&left.session).unwrap();
    right.append("!");
    app.note_flush(&right.session).unwrap();
    assert_eq!(rows(&app, ListScope::All)[0].snippet, "The sea and 🌊 sand!");
}

#[test]
fn a_push_on_an_old_version_is_refused_and_a_retry_is_not_applied_twice() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("n", "")).unwrap().row.id;
    let mut editor = Editor::open(&app, &id, "one");
    let push = editor.insert(0, "a");
    let again = app.note_push(&push).unwrap();
    assert_eq!((again.ok, again.version), (true, 1));
    let stale = NotePush { client: "two".to_owned(), ..push.clone() };
    let refused = app.note_push(&stale).unwrap();
    assert_eq!((refused.ok, refused.version), (false, 1));
    editor.catch_up();
    assert_eq!(editor.text, "a");
    let closed = NotePush { session: "none".to_owned(), ..push };
    assert_eq!(app.note_push(&closed).unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn changes_that_do_not_fit_are_refused_and_the_session_goes_on() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("n", "🌊")).unwrap().row.id;
    let mut editor = Editor::open(&app, &id, "one");
    let wrong = [
        ChangeSet::new([Section::Keep(99)]),
        ChangeSet::new([Section::Keep(1), Section::Replace { delete: 1, insert: "x".to_owned() }]),
    ];
    for changes in wrong {
        let push = NotePush {
            session: editor.session.clone(),
            client: "one".to_owned(),
            seq: 77,
            base: 0,
            changes: to_view(&changes),
        };
        assert_eq!(app.note_push(&push).unwrap_err().kind(), ErrorKind::BadInput);
    }
    editor.insert(2, " waves");
    assert_eq!(editor.text, "🌊 waves");
}

#[test]
fn carriage_returns_and_nuls_of_a_paste_are_taken_out_again() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("n", "")).unwrap().row.id;
    let mut editor = Editor::open(&app, &id, "one");
    let push = NotePush {
        session: editor.session.clone(),
        client: "one".to_owned(),
        seq: 1,
        base: 0,
        changes: serde_json::from_str("[[0,\"a\\r\",\"b\\u0000\",\"c\"]]").unwrap(),
    };
    assert!(app.note_push(&push).unwrap().ok);
    editor.catch_up();
    assert_eq!(editor.text, "a\nb\nc");
    app.note_close(&editor.session).unwrap();
    assert_eq!(app.note_text(&id).unwrap(), "a\nb\nc");
}

#[test]
fn a_purge_ends_the_session_and_says_why() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("n", "")).unwrap().row.id;
    let (sink, inbox) = channel_sink();
    app.note_open(&id, sink).unwrap();
    app.notes_trash(std::slice::from_ref(&id)).unwrap();
    app.notes_purge(std::slice::from_ref(&id)).unwrap();
    assert!(inbox.try_iter().any(|message| matches!(message, SessionMessage::Closed { .. })));
    let (sink, _inbox) = channel_sink();
    assert_eq!(app.note_open(&id, sink).unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn a_burst_is_one_action() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("n", "")).unwrap().row.id;
    let before = app.sync_status().unwrap().pending;
    let mut editor = Editor::open(&app, &id, "one");
    for key in "tide".chars() {
        editor.append(&key.to_string());
    }
    app.note_flush(&editor.session).unwrap();
    app.note_flush(&editor.session).unwrap();
    let after = app.sync_status().unwrap().pending;
    // A slow machine may end the burst by its pause; never is it one action per key.
    assert!((1..4).contains(&(after - before)), "{before} {after}");
}

#[derive(Debug, Clone)]
enum Step {
    Type { window: usize, at: u16, delete: u8, text: String },
    Flush(usize),
    Outside(String),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..3_usize, any::<u16>(), 0..4_u8, "[a-z🌊é\n]{0,6}")
            .prop_map(|(window, at, delete, text)| Step::Type { window, at, delete, text }),
        1 => (0..3_usize).prop_map(Step::Flush),
        1 => "[A-Z]{1,4}".prop_map(Step::Outside),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Whatever is typed in whichever window: all show the same text, it is the oracle's, and it is stored.
    #[test]
    fn random_pushes_agree_with_change_sets_applied_to_a_string(steps in prop::collection::vec(step(), 1..40)) {
        let folder = Folder::new();
        let app = folder.create();
        let id = app.note_create(&new_note("n", "shore")).unwrap().row.id;
        let mut editors: Vec<Editor> = ["a", "b", "c"].map(|client| Editor::open(&app, &id, client)).into();
        let mut oracle = "shore".to_owned();
        for step in steps {
            match step {
                Step::Type { window, at, delete, text } => {
                    editors[window].catch_up();
                    let changes = replacement(&oracle, usize::from(at), usize::from(delete), &text);
                    oracle = changes.apply(&oracle).unwrap();
                    editors[window].change(&changes);
                }
                Step::Flush(window) => app.note_flush(&editors[window].session).unwrap(),
                Step::Outside(text) => {
                    app.append_body(&id, &text).unwrap();
                    let line_break = if oracle.is_empty() || oracle.ends_with('\n') { "" } else { "\n" };
                    oracle = format!("{oracle}{line_break}{text}");
                }
            }
            for editor in &mut editors {
                editor.catch_up();
                prop_assert_eq!(&editor.text, &oracle);
            }
        }
        for editor in &editors {
            app.note_close(&editor.session).unwrap();
        }
        drop(app);
        drop(editors);
        prop_assert_eq!(folder.open().note_text(&id).unwrap(), oracle);
    }
}

/// A replacement at character boundaries.
fn replacement(text: &str, at: usize, delete: usize, insert: &str) -> ChangeSet {
    let chars: Vec<char> = text.chars().collect();
    let at = at % (chars.len() + 1);
    let end = (at + delete).min(chars.len());
    let units = |chars: &[char]| chars.iter().map(|c| c.len_utf16()).sum::<usize>();
    ChangeSet::new([
        Section::Keep(units(&chars[..at])),
        Section::Replace { delete: units(&chars[at..end]), insert: insert.to_owned() },
        Section::Keep(units(&chars[end..])),
    ])
}
