//! What the machine could do at best: the same bytes through the bare parts, in the same run.

use std::path::Path;

use anyhow::{Context, Result};
use driftless_app::NoteDraft;
use rusqlite::Connection;
use serde_json::Value;

use crate::meter::Meter;

/// Returns the CPU seconds of writing the notes into one SQLCipher table with a full-text index, in one transaction.
///
/// # Errors
/// The database cannot be written.
pub(crate) fn sqlcipher_write(folder: &Path, notes: &[NoteDraft]) -> Result<Value> {
    let file = folder.join("limit.db");
    let mut database = Connection::open(&file).context("cannot open the database of the limit")?;
    database.execute_batch(
        "PRAGMA key = \"x'2DD29CA851E7B56E4697B0E1F08507293D761A05CE4D1B628663F411A8086D99'\";
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL) STRICT;
         CREATE VIRTUAL TABLE words USING fts5(title, body, content='notes', content_rowid='id');",
    )?;
    let meter = Meter::start();
    let transaction = database.transaction()?;
    {
        let mut note = transaction.prepare("INSERT INTO notes (title, body) VALUES (?1, ?2)")?;
        let mut words =
            transaction.prepare("INSERT INTO words (rowid, title, body) VALUES (last_insert_rowid(), ?1, ?2)")?;
        for draft in notes {
            note.execute((&draft.note.title, &draft.note.body))?;
            words.execute((&draft.note.title, &draft.note.body))?;
        }
    }
    transaction.commit()?;
    Ok(meter.stop("limit", notes.len()).remove("cpu_s").unwrap_or(Value::Null))
}
