//! What lists and the sidebar show.

use driftless_domain::{ActionType, EntityId, EntityType, Field, Payload, Value};
use driftless_store::{Counts, GroupKey, Grouping, List, Scope, SortBy, SqliteStore};
use driftless_sync::contract::StoreError;
use tempfile::TempDir;

use crate::world::{Author, create};

fn titles(store: &SqliteStore, scope: &Scope, sort: SortBy) -> Vec<String> {
    shown(store, &List::new(scope.clone(), sort))
}

/// The titles of a list, after checking that counts, positions, ids and groups agree with its rows.
fn shown(store: &SqliteStore, list: &List) -> Vec<String> {
    let window = store.query(|tx| tx.list(list, 0, 500)).map_err(|e: StoreError| e).unwrap();
    assert_eq!(window.total as usize, window.rows.len(), "the count of {list:?}");
    if !window.groups.is_empty() {
        let grouped: u32 = window.groups.iter().map(|group| group.total).sum();
        assert_eq!(grouped, window.total, "the groups of {list:?}");
    }
    for (row, at) in window.rows.iter().zip(0..) {
        let position = store.query(|tx| tx.position(row.id, list)).map_err(|e: StoreError| e).unwrap();
        assert_eq!(position, Some(at), "{list:?} {}", row.title);
        let ids = store.query(|tx| tx.list_ids(list, at, 1)).map_err(|e: StoreError| e).unwrap();
        assert_eq!(ids, [row.id], "{list:?} {}", row.title);
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
    let window = store.query::<_, StoreError>(|tx| tx.list(&List::new(Scope::All, SortBy::Title), 1, 2)).unwrap();
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
fn every_order_goes_both_ways_with_pinned_notes_first_or_among_the_others() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    for title in ["d", "b", "c", "a"] {
        let id = author.note(title, "");
        if title == "b" {
            author.set(id, Field::Pinned, Value::Bool(true));
        }
    }
    let list =
        |is_reversed, is_pinned_first| List { is_reversed, is_pinned_first, ..List::new(Scope::All, SortBy::Created) };
    assert_eq!(shown(&store, &list(false, true)), ["b", "a", "c", "d"]);
    assert_eq!(shown(&store, &list(true, true)), ["b", "d", "c", "a"]);
    assert_eq!(shown(&store, &list(false, false)), ["a", "c", "b", "d"]);
    assert_eq!(shown(&store, &list(true, false)), ["d", "b", "c", "a"]);
    let by_title =
        List { is_reversed: true, is_pinned_first: false, ..List::new(Scope::Notebook(None), SortBy::Title) };
    assert_eq!(shown(&store, &by_title), ["d", "c", "b", "a"]);
    let window = store.query::<_, StoreError>(|tx| tx.list(&list(false, false), 1, 2)).unwrap();
    assert_eq!(window.rows.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), ["c", "b"]);
}

#[test]
fn favourites_are_a_list_of_their_own_and_do_not_move_in_others() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    let a = author.note("a", "");
    author.note("b", "");
    author.set(a, Field::Favorite, Value::Bool(true));
    assert_eq!(titles(&store, &Scope::Favorites, SortBy::Updated), ["a"]);
    assert_eq!(titles(&store, &Scope::All, SortBy::Updated), ["b", "a"]);
    assert_eq!(counts(&store).favorites, 1);
    author.set(a, Field::Archived, Value::Bool(true));
    assert_eq!(counts(&store).favorites, 0);
    assert!(titles(&store, &Scope::Favorites, SortBy::Title).is_empty());
}

#[test]
fn groups_follow_each_other_and_hold_every_note_once() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    let sea = author.notebook("Sea", None);
    let at = |title: &str, ms: i64, notebook: Option<EntityId>| {
        let mut payload =
            Payload::default().with(Field::Title, Value::Text(title.into())).with(Field::CreatedAt, Value::Int(ms));
        if let Some(id) = notebook {
            payload = payload.with(Field::Notebook, Value::Id(id));
        }
        author.note_with(payload, "")
    };
    at("old", 10, None);
    at("mid", 25, Some(sea));
    let pin = at("pin", 26, Some(sea));
    at("new", 31, None);
    author.set(pin, Field::Pinned, Value::Bool(true));
    let by_date =
        List { grouping: Grouping::Date { cuts_ms: vec![30, 20, 15] }, ..List::new(Scope::All, SortBy::Created) };
    let keys = |list: &List| {
        let window = store.query::<_, StoreError>(|tx| tx.list(list, 0, 9)).unwrap();
        window.groups.iter().map(|group| (group.key, group.total)).collect::<Vec<_>>()
    };
    assert_eq!(shown(&store, &by_date), ["pin", "new", "mid", "old"]);
    let dates = [(GroupKey::Pinned, 1), (GroupKey::Date(0), 1), (GroupKey::Date(1), 1), (GroupKey::Date(3), 1)];
    assert_eq!(keys(&by_date), dates, "empty groups are left out");
    let oldest_first = List { is_reversed: true, is_pinned_first: false, ..by_date.clone() };
    assert_eq!(shown(&store, &oldest_first), ["old", "mid", "pin", "new"]);
    assert_eq!(keys(&oldest_first), [(GroupKey::Date(3), 1), (GroupKey::Date(1), 2), (GroupKey::Date(0), 1)]);
    let by_notebook = List { grouping: Grouping::Notebook, is_pinned_first: false, ..by_date };
    assert_eq!(shown(&store, &by_notebook), ["pin", "mid", "new", "old"]);
    assert_eq!(keys(&by_notebook), [(GroupKey::Notebook(Some(sea)), 2), (GroupKey::Notebook(None), 2)]);
}

#[test]
fn the_trash_knows_when_a_note_was_deleted_and_when_it_was_noticed() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    let first = author.note("first", "");
    let second = author.note("second", "");
    author.act(second, EntityType::Note, ActionType::Delete);
    author.act(first, EntityType::Note, ActionType::Delete);
    assert_eq!(titles(&store, &Scope::Trash, SortBy::Trashed), ["first", "second"], "what was deleted last is first");
    let row = || store.query::<_, StoreError>(|tx| tx.note(second)).unwrap().unwrap();
    assert!(row().trashed_ms > 1_600_000_000_000);
    assert_eq!(row().noticed_ms, None);
    let before = |deleted_ms, noticed_ms| {
        store.query::<_, StoreError>(|tx| tx.trashed_before(deleted_ms, noticed_ms, 10)).unwrap()
    };
    assert!(before(u64::MAX >> 1, u64::MAX >> 1).is_empty(), "what nobody noticed is not old");
    assert_eq!(store.transact::<_, StoreError>(|tx| tx.notice_trash(7_000)).unwrap(), 2);
    assert_eq!(store.transact::<_, StoreError>(|tx| tx.notice_trash(9_000)).unwrap(), 0);
    author.set(second, Field::Title, Value::Text("renamed".into()));
    assert_eq!(row().noticed_ms, Some(7_000), "a change in the trash is no new delete");
    assert!(before(u64::MAX >> 1, 7_000).is_empty());
    assert!(before(1_000, 8_000).is_empty());
    assert_eq!(before(u64::MAX >> 1, 7_001), [second, first]);
    author.act(second, EntityType::Note, ActionType::Restore);
    assert_eq!((row().trashed_ms, row().noticed_ms), (0, None));
}

#[test]
fn main_lists_read_an_index_in_order_and_never_sort() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let scopes = [
        Scope::All,
        Scope::Pinned,
        Scope::Favorites,
        Scope::Trash,
        Scope::Archived,
        Scope::Notebook(Some(EntityId::from_bytes([1; 16]))),
        Scope::Notebook(None),
    ];
    Author::new(&store).notebook("Sea", None);
    let groupings = [Grouping::None, Grouping::Date { cuts_ms: vec![2_000, 1_000] }, Grouping::Notebook];
    let mut lists = vec![List::new(Scope::Trash, SortBy::Trashed)];
    for scope in &scopes {
        for sort in [SortBy::Updated, SortBy::Created, SortBy::Title] {
            for grouping in &groupings {
                // A notebook has no groups by notebook, and of the few favourites in each nobody keeps an index.
                let is_small = matches!(scope, Scope::Notebook(_)) && *grouping == Grouping::Notebook;
                for (is_reversed, is_pinned_first) in [(false, true), (true, true), (false, false), (true, false)] {
                    let scope = scope.clone();
                    let grouping = grouping.clone();
                    if !is_small {
                        lists.push(List { scope, sort, is_reversed, is_pinned_first, grouping });
                    }
                }
            }
        }
    }
    for list in lists {
        let plan = store.query::<_, StoreError>(|tx| tx.explain_list(&list)).unwrap();
        // The index by deletion holds nothing but the trash: reading it from its start is no search.
        let is_ordered = |step: &String| {
            step.starts_with("SEARCH notes USING") && step.contains("INDEX")
                || *step == "SCAN notes USING COVERING INDEX notes_by_deletion"
        };
        assert!(plan.iter().any(is_ordered), "{list:?}: {plan:?}");
        let is_sorted = |step: &String| step.contains("TEMP B-TREE") || step.contains("SCAN") && !is_ordered(step);
        assert!(!plan.iter().any(is_sorted), "{list:?}: {plan:?}");
    }
}
