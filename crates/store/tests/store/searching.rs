//! What a search finds, in which order, and what it makes of hostile queries.

use driftless_domain::{ActionType, EntityType, Field, Payload, Value};
use driftless_store::SqliteStore;
use driftless_store::search::{Found, Moment, Query};
use tempfile::TempDir;

use crate::world::{Author, create};

fn search(store: &SqliteStore, query: &str) -> Found {
    let found = store.search(&Query::parse(query, Moment::default()).unwrap(), None, 0, 500).unwrap();
    assert!(found.is_complete);
    for (row, at) in found.rows.iter().zip(0..) {
        let query = Query::parse(query, Moment::default()).unwrap();
        let position = store
            .query(|tx| tx.position_in_search(row.note.id, &query, None))
            .unwrap_or_else(|e: driftless_sync::contract::StoreError| panic!("{e}"));
        assert_eq!(position, Some(at));
    }
    found
}

fn titles(store: &SqliteStore, query: &str) -> Vec<String> {
    let mut titles: Vec<String> = search(store, query).rows.into_iter().map(|row| row.note.title).collect();
    titles.sort();
    titles
}

#[test]
fn words_of_two_characters_are_found_in_texts_without_spaces() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    author.note("zh", "我们明天去东京都吃饭");
    author.note("ja", "きのう東京タワーへ行った");
    author.note("ko", "오늘은 바다낚시를 갔다");
    author.note("mixed", "meet東at the pier");
    for (query, expected) in [
        ("东京", &["zh"][..]),
        ("吃饭", &["zh"]),
        ("京都", &["zh"]),
        ("东京都吃", &["zh"]),
        ("东都", &[]),
        ("饭", &["zh"]),
        ("東", &["ja", "mixed"]),
        ("タワー", &["ja"]),
        ("ﾀﾜｰ", &["ja"]),
        ("낚시", &["ko"]),
        ("바다", &["ko"]),
        ("\"東京タワー\"", &["ja"]),
        ("meet東at", &["mixed"]),
    ] {
        assert_eq!(titles(&store, query), expected, "{query}");
    }
}

#[test]
fn prefixes_accents_case_phrases_and_operators() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    let trips = author.notebook("Trips 2026", None);
    let tagged = Payload::default()
        .with(Field::Title, Value::Text("Crème".into()))
        .with(Field::Tag("Food/sweet".into()), Value::Bool(true))
        .with(Field::Notebook, Value::Id(trips));
    author.note_with(tagged, "brûlée with vanilla");
    let surf = author.note("Surf", "the tide is high, vanilla sky 🎉 C++");
    author.note("Pools", "rock pools at low tide");
    for (query, expected) in [
        ("creme", &["Crème"][..]),
        ("BRUL", &["Crème"]),
        ("vanil", &["Crème", "Surf"]),
        ("vanilla -sky", &["Crème"]),
        ("\"low tide\"", &["Pools"]),
        ("\"tide low\"", &[]),
        ("brulee or pools", &["Crème", "Pools"]),
        ("title:surf", &["Surf"]),
        ("title:tide", &[]),
        ("tag:food", &["Crème"]),
        ("tag:Food/sweet", &["Crème"]),
        ("sweet", &["Crème"]),
        ("notebook:trip", &["Crème"]),
        ("-has:notebook", &["Pools", "Surf"]),
        ("has:tag or title:surf", &["Crème", "Surf"]),
        ("created:2023 tide", &["Pools", "Surf"]),
        ("created:<2023", &[]),
        ("🎉", &["Surf"]),
        ("-🎉", &["Crème", "Pools"]),
        ("C++", &["Crème", "Surf"]),
        ("\"++\"", &["Surf"]),
    ] {
        assert_eq!(titles(&store, query), expected, "{query}");
    }
    author.act(surf, EntityType::Note, ActionType::Delete);
    assert_eq!(titles(&store, "tide"), ["Pools"]);
    assert_eq!(titles(&store, "tide is:trash"), ["Surf"]);
    author.set(surf, Field::Purged, Value::Bool(true));
    assert_eq!(titles(&store, "tide is:trash"), Vec::<String>::new());
}

#[test]
fn titles_rank_first_and_hits_are_marked() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    author.note("a", &"tide ".repeat(200));
    author.note("A very long title that only mentions the tide among many other words", "nothing");
    author.note("b", "# 🎉 High\n\nwhen the *Tide* comes");
    let found = search(&store, "tide");
    assert_eq!(found.total, 3);
    assert!(found.rows[0].note.title.starts_with("A very long"));
    assert_eq!(found.rows[0].title_marks, [[41, 45]]);
    assert_eq!(found.understood, "Notes with “tide…”");
    let row = found.rows.iter().find(|row| row.note.title == "b").unwrap();
    let units: Vec<u16> = row.note.snippet.encode_utf16().collect();
    let [start, end] = row.snippet_marks[0];
    assert_eq!(String::from_utf16(&units[start as usize..end as usize]).unwrap(), "Tide");
    let window = store.search(&Query::parse("tide", Moment::default()).unwrap(), None, 1, 1).unwrap();
    assert_eq!((window.total, window.rows.len()), (3, 1));
}

#[test]
fn a_changed_note_is_found_by_its_new_words_only() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    let author = Author::new(&store);
    let note = author.note("Surf", "");
    assert_eq!(titles(&store, "surf"), ["Surf"]);
    author.set(note, Field::Title, Value::Text("Sand".into()));
    assert_eq!(titles(&store, "surf"), Vec::<String>::new());
    assert_eq!(titles(&store, "sand"), ["Sand"]);
}

#[test]
fn hostile_queries_answer_results_or_a_typed_refusal() {
    let folder = TempDir::new().unwrap();
    let store = create(folder.path());
    Author::new(&store).note("quotes", "say \"hello\" NEAR the {title} : * OR ^ 100%_\\");
    let hostile = [
        "\"*\" OR NEAR( ) ^",
        "%_\\",
        "NEAR(a b, 5)",
        "title : x",
        "{title} : hello",
        "a AND NOT b",
        "\"\"\"\"",
        "\"unbalanced",
        "hello\"",
        "'; DROP TABLE notes; --",
        "\0",
        "a\0b",
        "(((((((((",
        "-",
        "--hello",
        "-\"\"",
        "+ + +",
        "\u{301}\u{301}",
        "\u{202e}abc",
        "ｘ：ｙ",
        "tag:'\"",
        "notebook:%",
        "*",
        "hello*",
        "^hello",
        "\u{10ffff}",
        "𠮷野家",
        "or or or",
    ];
    for query in hostile {
        if let Ok(query) = Query::parse(query, Moment::default()) {
            store.search(&query, None, 0, 50).unwrap_or_else(|error| panic!("{query:?}: {error}"));
        }
    }
    assert_eq!(titles(&store, "100%_\\"), ["quotes"]);
    assert_eq!(titles(&store, "%_\\"), ["quotes"]);
    let many = "a ".repeat(500);
    store.search(&Query::parse(&many, Moment::default()).unwrap(), None, 0, 50).unwrap();
    let ors = "ab or ".repeat(160);
    store.search(&Query::parse(&ors, Moment::default()).unwrap(), None, 0, 50).unwrap();
}
