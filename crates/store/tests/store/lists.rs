//! What lists and the sidebar show.

use driftless_domain::{ActionType, EntityId, EntityType, Field, Payload, Value};
use driftless_store::{Counts, Scope, SortBy, SqliteStore};
use driftless_sync::contract::StoreError;
use tempfile::TempDir;

use crate::world::{Author, create};

fn titles(store: &SqliteStore, scope: &Scope, sort: SortBy) -> Vec<String> {
    let window = store.query(|tx| tx.list(scope, sort, 0, 500)).map_err(|e: StoreError| e).unwrap();
    assert_eq!(window.total as usize, window.rows.len(), "the kept count of {scope:?}");
    for (row, at) in window.rows.iter().zip(0..) {
        let position = store.query(|tx| tx.position(row.id, scope, sort)).map_err(|e: StoreError| e).unwrap();
        assert_eq!(position, Some(at), "{scope:?} {sort:?} {}", row.title);
    }
    window.rows.into_iter().map(|row| row.title).collect()
}

fn counts(store: &SqliteStore) -> Counts {
    store.query::<_, StoreError>(|tx| tx.counts()).unwrap()
}

#[test]
fn pinned_notes_come_first_in_every_order() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    let b = author.note("b", "second");
    author.note("A", "first");
    author.note("ｃ", "third");
    author.note("D", "fourth");
    author.set(b, Field::Pinned, Value::Bool(true));
    assert_eq!(titles(&store, &Scope::All, SortBy::Updated), ["b", "D", "ｃ", "A"]);
    assert_eq!(titles(&store, &Scope::All, SortBy::Created), ["b", "D", "ｃ", "A"]);
    assert_eq!(titles(&store, &Scope::All, SortBy::Title), ["b", "A", "ｃ", "D"]);
    assert_eq!(titles(&store, &Scope::Pinned, SortBy::Title), ["b"]);
    author.set(b, Field::Pinned, Value::Bool(false));
    assert_eq!(titles(&store, &Scope::All, SortBy::Title), ["A", "b", "ｃ", "D"]);
    let window = store.query::<_, StoreError>(|tx| tx.list(&Scope::All, SortBy::Title, 1, 2)).unwrap();
    assert_eq!(window.total, 4);
    assert_eq!(window.rows.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), ["b", "ｃ"]);
}

#[test]
fn a_note_is_on_one_shelf_and_every_count_follows() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    let tagged = Payload::default()
        .with(Field::Title, Value::Text("t".into()))
        .with(Field::Tag("a/b".into()), Value::Bool(true));
    let note = author.note_with(tagged, "# Body\n\nwith *words*");
    assert_eq!(counts(&store), Counts { all: 1, no_notebook: 1, ..Counts::default() });
    for tag in ["a", "a/b"] {
        assert_eq!(titles(&store, &Scope::Tag(tag.into()), SortBy::Updated), ["t"]);
    }
    author.set(note, Field::Archived, Value::Bool(true));
    assert_eq!(counts(&store), Counts { archived: 1, ..Counts::default() });
    assert!(titles(&store, &Scope::Tag("a".into()), SortBy::Updated).is_empty());
    author.act(note, EntityType::Note, ActionType::Delete);
    assert_eq!(counts(&store), Counts { trash: 1, ..Counts::default() });
    assert_eq!(titles(&store, &Scope::Trash, SortBy::Updated), ["t"]);
    author.act(note, EntityType::Note, ActionType::Restore);
    author.set(note, Field::Archived, Value::Bool(false));
    assert_eq!(counts(&store), Counts { all: 1, no_notebook: 1, ..Counts::default() });
    let row = store.query::<_, StoreError>(|tx| tx.note(note)).unwrap().unwrap();
    assert_eq!((row.snippet.as_str(), row.tags), ("Body with words", vec!["a/b".to_owned()]));
    assert_eq!(store.query::<_, StoreError>(|tx| tx.text(note)).unwrap().unwrap(), "# Body\n\nwith *words*");
    author.act(note, EntityType::Note, ActionType::Delete);
    author.set(note, Field::Purged, Value::Bool(true));
    assert_eq!(counts(&store), Counts::default());
    assert_eq!(store.query::<_, StoreError>(|tx| tx.note(note)).unwrap(), None);
}

#[test]
fn notes_of_a_deleted_notebook_are_shown_under_no_notebook_and_come_back_with_it() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    let unknown = EntityId::from_bytes([9; 16]);
    let sea = author.notebook("Sea", None);
    let pools = author.notebook("Pools", Some(sea));
    let into = |title: &str, id| {
        Payload::default().with(Field::Title, Value::Text(title.into())).with(Field::Notebook, Value::Id(id))
    };
    author.note_with(into("crab", pools), "");
    author.note_with(into("lost", unknown), "");
    assert_eq!(titles(&store, &Scope::Notebook(Some(pools)), SortBy::Updated), ["crab"]);
    assert_eq!(titles(&store, &Scope::Notebook(None), SortBy::Updated), ["lost"]);
    author.act(pools, EntityType::Notebook, ActionType::Delete);
    assert_eq!(titles(&store, &Scope::Notebook(None), SortBy::Title), ["crab", "lost"]);
    assert!(titles(&store, &Scope::Notebook(Some(pools)), SortBy::Title).is_empty());
    author.act(pools, EntityType::Notebook, ActionType::Restore);
    assert_eq!(titles(&store, &Scope::Notebook(Some(pools)), SortBy::Title), ["crab"]);
    let listed = store.query::<_, StoreError>(|tx| tx.notebooks()).unwrap();
    let listed: Vec<_> = listed.iter().map(|row| (row.name.as_str(), row.depth, row.notes)).collect();
    assert_eq!(listed, [("Sea", 0, 0), ("Pools", 1, 1)]);
}

#[test]
fn main_lists_read_an_index_in_order_and_never_sort() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let main = [Scope::All, Scope::Pinned, Scope::Trash, Scope::Archived];
    let sorted = [SortBy::Updated, SortBy::Created, SortBy::Title];
    let mut lists: Vec<(Scope, SortBy)> =
        main.iter().flat_map(|scope| sorted.map(|sort| (scope.clone(), sort))).collect();
    lists.push((Scope::Notebook(Some(EntityId::from_bytes([1; 16]))), SortBy::Updated));
    lists.push((Scope::Notebook(None), SortBy::Updated));
    for (scope, sort) in lists {
        let plan = store.query::<_, StoreError>(|tx| tx.explain_list(&scope, sort)).unwrap();
        let is_indexed = plan.iter().any(|step| step.starts_with("SEARCH notes USING INDEX"));
        assert!(is_indexed, "{scope:?} {sort:?}: {plan:?}");
        assert!(
            !plan.iter().any(|step| step.contains("TEMP B-TREE") || step.contains("SCAN")),
            "{scope:?} {sort:?}: {plan:?}"
        );
    }
}
