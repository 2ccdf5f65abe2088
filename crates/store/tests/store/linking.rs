//! Links between notes: what is indexed, in which order it is answered, and that it stays true.

use driftless_domain::body::{CODEC, LoroText, TextBody as _};
use driftless_domain::links::note_link;
use driftless_domain::{ActionType, BodyUpdate, EntityId, EntityType, Field, Payload, Value};
use driftless_store::{MIGRATIONS, Mentions, SqliteStore};
use driftless_sync::contract::{NotesStore as _, StoreError};
use driftless_sync::local::Intent;
use driftless_sync::materialize::Materializer;
use driftless_sync::rebuild::rebuild;
use tempfile::TempDir;

use crate::world::{Author, KEY, create, options};

fn backlinks(store: &SqliteStore, id: EntityId) -> Vec<String> {
    assert!(store.index_links().unwrap());
    store
        .query(|tx| {
            let (notes, total) = tx.linking_to(&tx.linked(id)?.unwrap())?;
            assert_eq!(total as usize, notes.len());
            Ok::<_, StoreError>(notes.into_iter().map(|from| from.note.title).collect())
        })
        .unwrap()
}

fn mentions(store: &SqliteStore, id: EntityId) -> Mentions {
    assert!(store.index_links().unwrap());
    store.query(|tx| tx.mentions_of(&tx.linked(id)?.unwrap())).unwrap_or_else(|error: StoreError| panic!("{error}"))
}

fn complete(store: &SqliteStore, typed: &str, limit: usize) -> Vec<String> {
    let found: Result<_, StoreError> = store.query(|tx| tx.complete_title(typed, limit));
    found.unwrap().into_iter().map(|note| note.title).collect()
}

fn set_text(author: &Author<'_>, id: EntityId, text: &str) {
    let old = author.store.query(|tx| tx.load_body(id)).unwrap_or_else(|error: StoreError| panic!("{error}")).unwrap();
    let mut doc = LoroText::load(&old.snapshot, 77).unwrap();
    let base = doc.version().unwrap();
    doc.replace(text).unwrap();
    let update = doc.updates_since(&base).unwrap();
    let payload = Payload { body: Some(BodyUpdate { codec: CODEC.into(), update }), ..Payload::default() };
    author.commit(vec![Intent::new(id, EntityType::Note, ActionType::Update, payload)]);
}

#[test]
fn links_by_id_survive_a_rename_and_links_by_title_follow_the_title() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    let tide = author.note("Tide Pools", "see [[Nobody]]");
    author.note("by id", &note_link("old words", tide));
    author.note("by title", "as [[ｔｉｄｅ pools|these]] say");
    author.note("in code", "`[[Tide Pools]]`");
    assert_eq!(backlinks(&store, tide), ["by title", "by id"], "edited last first");
    author.set(tide, Field::Title, Value::Text("Rock pools".into()));
    assert_eq!(backlinks(&store, tide), ["by id"]);
    author.note("tide pools", "a new one takes the title");
    let meant = |title: &str| {
        let found: Result<_, StoreError> = store.query(|tx| tx.linked_by_title(title));
        found.unwrap().map(|note| note.title)
    };
    assert_eq!(meant("TIDE POOLS").as_deref(), Some("tide pools"));
    assert_eq!(meant(""), None);
}

#[test]
fn a_title_that_two_notes_have_means_the_one_in_the_lists() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    let one = author.note("Same", "");
    let two = author.note("Same", "");
    author.note("from", "[[Same]]");
    assert_eq!((backlinks(&store, one).len(), backlinks(&store, two).len()), (0, 1), "edited last");
    author.act(two, EntityType::Note, ActionType::Delete);
    assert_eq!((backlinks(&store, one).len(), backlinks(&store, two).len()), (1, 0));
    author.act(one, EntityType::Note, ActionType::Delete);
    assert_eq!(backlinks(&store, one).len() + backlinks(&store, two).len(), 1, "rather than nowhere");
}

#[test]
fn what_is_edited_away_trashed_or_rebuilt_is_true_again() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    let to = author.note("To", "[[To]] itself");
    let from = author.note("From", "[[To]] and [[To]]");
    assert_eq!(backlinks(&store, to), ["From"], "not itself, and each note once");
    set_text(&author, from, "nothing");
    assert_eq!(backlinks(&store, to), Vec::<String>::new());
    set_text(&author, from, "[[to]]");
    author.act(from, EntityType::Note, ActionType::Delete);
    assert_eq!(backlinks(&store, to), Vec::<String>::new(), "in the trash");
    author.act(from, EntityType::Note, ActionType::Restore);
    assert_eq!(backlinks(&store, to), ["From"]);
    // Entities get other numbers when they are built anew.
    let materializer = Materializer { key: KEY, peer: 5, now_ms: 1 };
    store.transact(|tx| rebuild(tx, &materializer)).unwrap();
    assert_eq!(backlinks(&store, to), ["From"]);
}

#[test]
fn mentions_are_words_of_others_that_do_not_link() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    let tide = author.note("Tide pool", "the tide pool itself");
    let snow = author.note("雪国", "");
    author.note("a", "A Tide Pool and a tide pool. Tide pools. [[Tide pool]]");
    author.note("b", "『雪国』を読む");
    author.note("c", "tide and pool");
    let found = mentions(&store, tide);
    assert!(!found.is_cut);
    assert_eq!(found.notes.len(), 1);
    assert_eq!(found.notes[0].places, [2..11, 18..27]);
    let found = mentions(&store, snow);
    assert_eq!(found.notes.iter().map(|n| n.from.note.title.as_str()).collect::<Vec<_>>(), ["b"]);
    let untitled = author.note("", "");
    assert_eq!(mentions(&store, untitled), Mentions::default());
}

#[test]
fn completion_ranks_beginnings_first_then_the_latest() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    for title in ["Tide pools", "Tide tables", "Riptide", "Low tide", "", "雪国", "Untidy"] {
        author.note(title, "");
    }
    let gone = author.note("Tide, gone", "");
    author.act(gone, EntityType::Note, ActionType::Delete);
    assert_eq!(complete(&store, "TIDE", 10), ["Tide tables", "Tide pools", "Low tide", "Riptide"]);
    assert_eq!(complete(&store, "tide", 2), ["Tide tables", "Tide pools"]);
    assert_eq!(complete(&store, "雪", 5), ["雪国"]);
    assert_eq!(complete(&store, "", 3), ["Untidy", "雪国", "Low tide"], "the latest that have a title");
    assert_eq!(complete(&store, "nothing like it", 5), Vec::<String>::new());
    assert_eq!(complete(&store, "x", 0), Vec::<String>::new());
}

/// A database of version 1 has no links until its texts were read once more.
#[test]
fn an_older_database_finds_its_links_by_itself() {
    let folder = TempDir::new().unwrap();
    let to = {
        let store = create(folder.path());
        let author = Author::new(&store);
        let to = author.note("To", "");
        author.note("From", "[[To]]");
        store.index_all().unwrap();
        to
    };
    // As it was before that version, and the version's migration once more.
    let links = MIGRATIONS.iter().find(|migration| migration.contains("CREATE TABLE note_links")).unwrap();
    let mut migrations = MIGRATIONS.to_vec();
    migrations.extend(["DROP TABLE note_links; DROP INDEX notes_of_title;", links]);
    let store = SqliteStore::open_with(&options(folder.path()), &migrations).unwrap().store;
    assert_eq!(backlinks(&store, to), ["From"]);
}
