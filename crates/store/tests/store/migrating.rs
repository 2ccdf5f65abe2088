//! Databases of every earlier version, with rows in every table that somebody fills, brought to this one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use driftless_domain::blob::BlobName;
use driftless_domain::digest::{Digest, DigestKey, TreeNode};
use driftless_domain::{EntityId, EntityType, Field, Seq, Value as FieldValue};
use driftless_store::search::{Moment, Query};
use driftless_store::{List, MIGRATIONS, Scope, SortBy, SqliteStore};
use driftless_sync::contract::{
    Blob, BlobStore as _, Clock as _, DeviceStore as _, Draft, DraftStore as _, Store as _, StoreError,
};
use driftless_sync::coordinator::Trigger;
use driftless_testkit::device::VAULT;
use driftless_testkit::{Device, FaultyRemote, ServerLog, TestClock};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use crate::sync::{on_disk, work};
use crate::world::{open, options};

/// The key of [`options`], as SQLCipher reads it.
fn key_literal() -> String {
    format!("x'{}'", "07".repeat(32))
}

fn connect(database: &Path) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let conn = Connection::open_with_flags(database, flags).unwrap();
    conn.pragma_update(None, "key", key_literal()).unwrap();
    conn
}

/// The tables of a database with their columns, but for those that FTS5 keeps for itself.
fn tables(conn: &Connection, schema: &str) -> BTreeMap<String, Vec<String>> {
    let query = format!(
        "SELECT t.name, c.name FROM {schema}.sqlite_schema t, pragma_table_info(t.name, '{schema}') c
         WHERE t.type = 'table' AND t.name NOT LIKE 'search%' AND t.name NOT LIKE 'sqlite_%'"
    );
    let mut statement = conn.prepare(&query).unwrap();
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    for row in rows {
        let (table, column) = row.unwrap();
        tables.entry(table).or_default().push(column);
    }
    tables
}

/// Every row of the named columns, in an order of its own.
fn rows(conn: &Connection, tables: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    for (table, columns) in tables {
        // These say what was done with the file, not what is in it.
        let columns: Vec<_> = columns
            .iter()
            .filter(|column| table != "device" || !["indexed", "instance", "opens"].contains(&column.as_str()))
            .map(String::as_str)
            .collect();
        let mut statement = conn.prepare(&format!("SELECT {} FROM {table}", columns.join(", "))).unwrap();
        let mut found: Vec<String> = statement
            .query_map([], |row| {
                let values: rusqlite::Result<Vec<Value>> = (0..columns.len()).map(|at| row.get(at)).collect();
                Ok(format!("{:?}", values?))
            })
            .unwrap()
            .map(Result::unwrap)
            .collect();
        found.sort();
        all.insert(table.clone(), found);
    }
    all
}

/// Makes the database of `folder` one of an earlier version: its migrations alone, then the rows that it had.
fn make_older(folder: &Path, version: usize) -> BTreeMap<String, Vec<String>> {
    let (database, older) = (folder.join("driftless.db"), folder.join("older.db"));
    let mut conn = connect(&older);
    let tx = conn.transaction().unwrap();
    for statements in &MIGRATIONS[..version] {
        tx.execute_batch(statements).unwrap();
    }
    tx.pragma_update(None, "user_version", u32::try_from(version).unwrap()).unwrap();
    tx.commit().unwrap();
    conn.execute("ATTACH DATABASE ?1 AS newer KEY ?2", (database.to_str().unwrap(), key_literal())).unwrap();
    let tables = tables(&conn, "main");
    for (table, columns) in &tables {
        let columns = columns.join(", ");
        conn.execute_batch(&format!(
            "DELETE FROM main.{table}; INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table};"
        ))
        .unwrap();
    }
    conn.execute_batch("DETACH DATABASE newer; PRAGMA journal_mode = WAL;").unwrap();
    // The words of the index are not rows of a table; it is made anew, as after any restore.
    conn.execute_batch("UPDATE device SET indexed = 0").unwrap();
    let had = rows(&conn, &tables);
    conn.close().unwrap();
    // In the same file, so that it is still this device's and no copy.
    let bytes = fs::read(&older).unwrap();
    fs::write(&database, bytes).unwrap();
    for left in ["driftless.db-wal", "driftless.db-shm", "older.db", "older.db-wal", "older.db-shm"] {
        let _ = fs::remove_file(folder.join(left));
    }
    had
}

/// A device that wrote, synced, disagreed, folded its log and was left while typing.
fn device_with_everything(folder: &Path) -> Device<SqliteStore> {
    let log = Arc::new(Mutex::new(ServerLog::new(VAULT)));
    let device = on_disk(1, folder, FaultyRemote::new(Arc::clone(&log)));
    let other = Device::in_memory(2, FaultyRemote::new(log));
    let dice = TestClock::new(7);
    for round in 0..160 {
        match dice.random() % 5 {
            0 | 1 => work(&device, &dice),
            2 | 3 => work(&other, &dice),
            _ => {
                device.sync(Trigger::Button);
                other.sync(Trigger::Button);
            }
        }
        if round == 80 {
            device.store.write::<_, StoreError>(|tx| tx.compact(Seq(20))).unwrap();
        }
    }
    let (archived, tagged, disputed) = (device.create_note("x"), device.create_note("y"), device.create_note("z"));
    device.set(archived, Field::Archived, FieldValue::Bool(true));
    device.set(tagged, Field::Tag("a".into()), FieldValue::Bool(true));
    device.set(tagged, Field::Pinned, FieldValue::Bool(true));
    for _ in 0..2 {
        device.sync(Trigger::Button);
        other.sync(Trigger::Button);
    }
    device.set(disputed, Field::Title, FieldValue::Text("mine".into()));
    other.set(disputed, Field::Title, FieldValue::Text("theirs".into()));
    for _ in 0..2 {
        device.sync(Trigger::Button);
        other.sync(Trigger::Button);
    }
    let note = device.create_note("pending, with a draft");
    device.edit_text(note, |_| "line of the last hour".to_owned());
    let notes = device.store.read::<_, StoreError>(|tx| tx.ids_of_type(&EntityType::Note)).unwrap();
    device
        .store
        .transact::<_, StoreError>(|tx| {
            tx.add_draft(&Draft { id: 0, note_id: note, slot: 0, update: vec![1, 2, 3] })?;
            tx.save_setting("theme", Some("dark"))?;
            tx.claim_peer(0, 77)?;
            tx.save_opening(notes[0], 5_000)?;
            tx.add_blob(&Blob { name: BlobName([5; 32]), named_by: [6; 32], bytes: vec![9; 4_000] })?;
            Ok(())
        })
        .unwrap();
    device
}

fn listed(store: &SqliteStore) -> Vec<Vec<String>> {
    [Scope::All, Scope::Pinned, Scope::Archived, Scope::Trash, Scope::Review, Scope::Tag("a".into())]
        .map(|scope| {
            let list = List::new(scope, SortBy::Title);
            let window = store.query::<_, StoreError>(|tx| tx.list(&list, 0, 500)).unwrap();
            window.rows.into_iter().map(|row| format!("{} {} {:?}", row.id, row.title, row.tags)).collect()
        })
        .to_vec()
}

/// Everything that a user would miss.
#[derive(Debug, PartialEq)]
struct Contents {
    texts: Vec<(EntityId, Option<String>)>,
    lists: Vec<Vec<String>>,
    root: Digest,
    found: usize,
}

fn contents(store: &SqliteStore, key: &DigestKey) -> Contents {
    let query = Query::parse("line", Moment::default()).unwrap();
    let found = store.search(&query, None, 0, 500).unwrap();
    Contents {
        texts: store
            .read::<_, StoreError>(|tx| {
                let notes = tx.ids_of_type(&EntityType::Note)?;
                notes.into_iter().map(|id| Ok((id, tx.load_body(id)?.map(|body| body.text)))).collect()
            })
            .unwrap(),
        lists: listed(store),
        root: store.write::<_, StoreError>(|tx| tx.tree_digest(TreeNode::ROOT, key)).unwrap(),
        found: found.rows.len(),
    }
}

#[test]
fn a_database_of_each_earlier_version_comes_to_this_one_with_nothing_lost() {
    for version in 1..MIGRATIONS.len() {
        let folder = TempDir::new().unwrap();
        let (before, key) = {
            let device = device_with_everything(folder.path());
            (contents(&device.store, &device.digest_key()), device.digest_key())
        };
        assert!(before.found >= 3 && before.lists.iter().all(|list| !list.is_empty()), "{before:?}");
        let had = make_older(folder.path(), version);
        for table in ["actions", "snapshot", "entities", "bodies", "notes", "drafts", "settings", "cycles"] {
            assert!(!had[table].is_empty(), "{table} has rows to lose");
        }
        let opened = SqliteStore::open(&options(folder.path())).unwrap();
        assert!(!opened.is_copy, "version {version}");
        opened.store.check_integrity().unwrap();
        drop(opened);

        let conn = connect(&folder.path().join("driftless.db"));
        let now: u32 = conn.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        assert_eq!(now as usize, MIGRATIONS.len());
        let older = Connection::open_in_memory().unwrap();
        MIGRATIONS[..version].iter().for_each(|statements| older.execute_batch(statements).unwrap());
        let kept = rows(&conn, &tables(&older, "main"));
        for (table, rows) in had {
            assert_eq!(kept[&table], rows, "{table} of version {version}");
        }
        drop(conn);

        let store = open(folder.path());
        assert_eq!(contents(&store, &key), before, "version {version}");
        let trash = store.transact::<_, StoreError>(|tx| {
            tx.notice_trash(1)?;
            tx.trashed_before(u64::MAX >> 1, 2, 500)
        });
        assert_eq!(trash.unwrap().len(), before.lists[3].len(), "all of the trash has its dates");
    }
}
