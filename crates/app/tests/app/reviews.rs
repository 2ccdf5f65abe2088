//! The review queue, with actions of another device put into the log as a download would.

use driftless_app::view::{ErrorKind, Keep, ListScope, NotePatch, ReviewKind};
use driftless_app::{App, Role, SystemClock};
use driftless_crypto::VaultKey;
use driftless_domain::{
    Action, ActionId, ActionType, ClientId, DeviceSeq, EntityId, EntityType, Field, Hlc, LoggedAction, Payload,
    Position, SCHEMA, Seq, Value,
};
use driftless_store::{KeySource, OpenOptions, SqliteStore};
use driftless_sync::contract::{Ack, Clock as _, Cursor, Store as _, StoreError, WalEntry};
use driftless_sync::materialize::Materializer;

use crate::device::{Folder, new_note, no_patch, rows};

const OTHER: ClientId = ClientId::from_bytes([7; 16]);

/// The database, opened beside the app as a sync would use it.
pub(crate) struct Beside {
    pub(crate) store: SqliteStore,
}

impl Beside {
    pub(crate) fn open(folder: &Folder) -> Self {
        let options = folder.options(Role::Command);
        let key = KeySource::KeyFile(folder.path().join("key"));
        let opened = SqliteStore::open(&OpenOptions { folder: options.data_dir, key }).unwrap();
        assert!(!opened.is_copy);
        Self { store: opened.store }
    }

    /// Acknowledges everything pending, as an upload would.
    fn acknowledge(&self) -> Seq {
        self.store
            .write(|tx| {
                let mut cursor = tx.load_cursor()?;
                let mut acks = Vec::new();
                for entry in tx.pending(1_000, usize::MAX)? {
                    cursor.seq = cursor.seq.next();
                    let position = Position { seq: cursor.seq, witnessed_time: entry.action.logical_time };
                    acks.push(Ack { id: entry.action.id, position });
                }
                tx.mark_uploaded(&acks)?;
                for ack in &acks {
                    let logged = tx.entry(ack.id)?.unwrap().logged;
                    self.materializer(tx.vault_key()?).apply(tx, &[logged])?;
                }
                tx.save_cursor(&Cursor { epoch: driftless_domain::Epoch(1), ..cursor })?;
                Ok::<_, StoreError>(cursor.seq)
            })
            .unwrap()
    }

    /// Downloads an action of the other device, which had seen everything up to `seen`.
    fn receive(&self, id: &str, entity_type: EntityType, action_type: ActionType, payload: Payload, seen: Seq) {
        let clock = SystemClock::new();
        self.store
            .write(|tx| {
                let mut cursor = tx.load_cursor()?;
                cursor.seq = cursor.seq.next();
                let time = Hlc::new(clock.now_ms() + 1_000, 0);
                let action = Action {
                    id: ActionId::from_uuid(clock.new_uuid()),
                    entity_id: id.parse().unwrap(),
                    entity_type,
                    action_type,
                    payload: payload.encode(),
                    client_id: OTHER,
                    device_seq: DeviceSeq(cursor.seq.0),
                    logical_time: time,
                    seen,
                    schema: SCHEMA,
                };
                let position = Some(Position { seq: cursor.seq, witnessed_time: time });
                let logged = LoggedAction { action, position };
                tx.append(&WalEntry { logged: logged.clone(), held: None })?;
                self.materializer(tx.vault_key()?).apply(tx, &[logged])?;
                tx.advance_cursor(&cursor)?;
                Ok::<_, StoreError>(())
            })
            .unwrap();
    }

    pub(crate) fn materializer(&self, key: [u8; 32]) -> Materializer {
        Materializer { key: VaultKey::from_bytes(key).digest_key(), peer: 3, now_ms: 0 }
    }
}

fn title(text: &str) -> Payload {
    Payload::default().with(Field::Title, Value::Text(text.to_owned()))
}

/// A note whose title was changed on two devices at once: "theirs" is shown, "ours" waits.
fn two_titles() -> (Folder, App, Beside, String) {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("first", "")).unwrap().row.id;
    let beside = Beside::open(&folder);
    let seen = beside.acknowledge();
    app.notes_patch(std::slice::from_ref(&id), &NotePatch { title: Some("ours".to_owned()), ..no_patch() }).unwrap();
    beside.receive(&id, EntityType::Note, ActionType::Update, title("theirs"), seen);
    (folder, app, beside, id)
}

fn resolved_title(keep: Keep) -> String {
    let (_folder, app, _beside, id) = two_titles();
    let reviews = app.reviews().unwrap();
    assert_eq!(reviews.len(), 1);
    let ReviewKind::Field { field, shown, others } = &reviews[0].reason else { panic!("{reviews:?}") };
    assert_eq!((field.as_str(), shown.value.as_str(), others[0].value.as_str()), ("title", "theirs", "ours"));
    assert_eq!((shown.device.as_deref(), others[0].device.as_deref()), (Some("device 07070707"), None));
    assert_eq!(app.note_meta(&id).unwrap().reviews.len(), 1);
    assert_eq!(rows(&app, ListScope::Review)[0].siblings, 1);
    app.review_resolve(&reviews[0].id, keep).unwrap();
    assert!(app.reviews().unwrap().is_empty());
    assert_eq!(app.review_resolve(&reviews[0].id, keep).unwrap_err().kind(), ErrorKind::NotFound);
    app.note_meta(&id).unwrap().row.title
}

#[test]
fn a_title_written_on_two_devices_is_reviewed_and_either_or_both_can_be_kept() {
    assert_eq!(resolved_title(Keep::Shown), "theirs");
    assert_eq!(resolved_title(Keep::Other), "ours");
    assert_eq!(resolved_title(Keep::Both), "theirs / ours");
}

#[test]
fn an_edit_of_the_title_does_not_end_the_review() {
    let (_folder, app, _beside, id) = two_titles();
    app.notes_patch(std::slice::from_ref(&id), &NotePatch { title: Some("third".to_owned()), ..no_patch() }).unwrap();
    let reviews = app.reviews().unwrap();
    let ReviewKind::Field { shown, others, .. } = &reviews[0].reason else { panic!("{reviews:?}") };
    assert_eq!((shown.value.as_str(), others[0].value.as_str()), ("third", "ours"));
}

/// What waits: shown and other values, without who and when.
fn waiting(app: &App) -> Vec<(String, Vec<String>)> {
    let items = app.reviews().unwrap().into_iter();
    items
        .map(|item| {
            let ReviewKind::Field { shown, others, .. } = item.reason else { panic!("{item:?}") };
            (shown.value, others.into_iter().map(|other| other.value).collect())
        })
        .collect()
}

#[test]
fn undoing_a_review_brings_the_item_back_and_doing_it_again_ends_it() {
    for (keep, decided) in [(Keep::Shown, "theirs"), (Keep::Other, "ours"), (Keep::Both, "theirs / ours")] {
        let (_folder, app, _beside, id) = two_titles();
        let before = waiting(&app);
        let group = app.review_resolve(&app.reviews().unwrap()[0].id, keep).unwrap().group.unwrap();
        assert_eq!((waiting(&app), app.note_meta(&id).unwrap().row.title.as_str()), (Vec::new(), decided));
        let undone = app.undo(&group, false).unwrap();
        assert_eq!((undone.notes, undone.left_count), (1, 0));
        assert_eq!(waiting(&app), before);
        assert_eq!(rows(&app, ListScope::Review)[0].siblings, 1);
        let redone = app.undo(&undone.group.unwrap(), false).unwrap();
        assert_eq!((waiting(&app), app.note_meta(&id).unwrap().row.title.as_str()), (Vec::new(), decided));
        app.undo(&redone.group.unwrap(), false).unwrap();
        assert_eq!(waiting(&app), before);
        assert!(app.verify_deep().unwrap().ok);
    }
}

#[test]
fn undoing_a_rename_beside_a_waiting_title_leaves_it_waiting_once() {
    let (_folder, app, _beside, id) = two_titles();
    let before = waiting(&app);
    let patch = NotePatch { title: Some("third".to_owned()), ..no_patch() };
    let group = app.notes_patch(std::slice::from_ref(&id), &patch).unwrap().group.unwrap();
    app.undo(&group, false).unwrap();
    assert_eq!(waiting(&app), before);
}

/// Edited here while deleted there: the delete wins, and the note is one click away.
fn deleted_there() -> (Folder, App, String) {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("n", "text")).unwrap().row.id;
    let beside = Beside::open(&folder);
    let seen = beside.acknowledge();
    app.append_body(&id, "and more").unwrap();
    beside.receive(&id, EntityType::Note, ActionType::Delete, Payload::default(), seen);
    (folder, app, id)
}

#[test]
fn a_note_edited_here_and_deleted_there_can_be_restored_with_every_word() {
    let (_folder, app, id) = deleted_there();
    let reviews = app.reviews().unwrap();
    assert!(matches!(reviews[0].reason, ReviewKind::EditedWhileDeleted { .. }));
    assert!(app.note_meta(&id).unwrap().row.trashed);
    app.review_resolve(&reviews[0].id, Keep::Other).unwrap();
    assert!(app.reviews().unwrap().is_empty());
    assert!(!app.note_meta(&id).unwrap().row.trashed);
    assert_eq!(app.note_text(&id).unwrap(), "text\nand more");

    let (_folder, app, id) = deleted_there();
    app.review_resolve(&app.reviews().unwrap()[0].id, Keep::Shown).unwrap();
    assert!(app.reviews().unwrap().is_empty());
    assert!(app.note_meta(&id).unwrap().row.trashed);
}

#[test]
fn a_circle_of_notebooks_is_opened_on_either_side() {
    for (keep, expected) in [(Keep::Shown, ["A", "B"]), (Keep::Other, ["B", "A"])] {
        let folder = Folder::new();
        let app = folder.create();
        let a = app.notebook_create("A", None).unwrap().id;
        let b = app.notebook_create("B", None).unwrap().id;
        let beside = Beside::open(&folder);
        let seen = beside.acknowledge();
        // Here A moves into B, there B moves into A. The earlier move is not followed: A stays at the top.
        app.notebook_move(&a, Some(&b)).unwrap();
        let into_a = Payload::default().with(Field::Parent, Value::Id(a.parse::<EntityId>().unwrap()));
        beside.receive(&b, EntityType::Notebook, ActionType::Update, into_a, seen);
        let reviews = app.reviews().unwrap();
        assert!(matches!(reviews[0].reason, ReviewKind::NotebookCycle { .. }), "{reviews:?}");
        assert_eq!(app.review_resolve(&reviews[0].id, Keep::Both).unwrap_err().kind(), ErrorKind::BadInput);
        let group = app.review_resolve(&reviews[0].id, keep).unwrap().group.unwrap();
        assert!(app.reviews().unwrap().is_empty());
        let undone = app.undo(&group, false).unwrap();
        assert!(matches!(app.reviews().unwrap()[0].reason, ReviewKind::NotebookCycle { .. }), "the circle is back");
        app.undo(&undone.group.unwrap(), false).unwrap();
        assert!(app.reviews().unwrap().is_empty());
        let names: Vec<String> = app.sidebar().unwrap().notebooks.into_iter().map(|row| row.name).collect();
        assert_eq!(names, expected);
    }
}
