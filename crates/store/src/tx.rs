//! One transaction: what every contract and query of this crate runs on.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use driftless_sync::contract::StoreError;
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, Params, Row};

use crate::column::{from_column, to_column};
use crate::error::OrStoreError as _;

/// A transaction on a database; implements every contract of [`driftless_sync::contract::StoreTx`].
///
/// Counts of lists and the revision are gathered in memory and written by `finish`, so that a page
/// of a thousand actions does not update the same rows a thousand times.
#[derive(Debug)]
pub struct Tx<'c> {
    conn: &'c Connection,
    counts: RefCell<BTreeMap<(&'static str, String), i64>>,
    revision: Cell<Option<u64>>,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(conn: &'c Connection) -> Self {
        Self { conn, counts: RefCell::default(), revision: Cell::new(None) }
    }

    pub(crate) fn conn(&self) -> &'c Connection {
        self.conn
    }

    pub(crate) fn prepare(&self, sql: &str) -> Result<CachedStatement<'c>, StoreError> {
        self.conn.prepare_cached(sql).or_store()
    }

    /// Runs a statement; returns the number of rows it changed.
    pub(crate) fn run(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        self.prepare(sql)?.execute(params).or_store()
    }

    /// Returns the only row, if there is one.
    pub(crate) fn row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        self.prepare(sql)?.query_row(params, read).optional().or_store()
    }

    /// Returns the only row, which is there since the database was created.
    pub(crate) fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.row(sql, params, read)?.ok_or_else(|| StoreError::Damaged("a row that is always there is missing".into()))
    }

    /// Returns all rows.
    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.prepare(sql)?;
        let rows = statement.query_map(params, read).or_store()?;
        rows.collect::<rusqlite::Result<_>>().or_store()
    }

    /// Adds to the count of a list.
    pub(crate) fn count(&self, list: &'static str, name: &str, by: i64) {
        *self.counts.borrow_mut().entry((list, name.to_owned())).or_default() += by;
    }

    /// Forgets gathered counts: the lists were emptied.
    pub(crate) fn forget_counts(&self) {
        self.counts.take();
    }

    /// Returns the last revision given.
    pub(crate) fn last_revision(&self) -> Result<u64, StoreError> {
        match self.revision.get() {
            Some(revision) => Ok(revision),
            None => self.one("SELECT revision FROM device", [], |row| row.get(0).map(from_column)),
        }
    }

    /// Gives the next revision.
    pub(crate) fn next_revision(&self) -> Result<u64, StoreError> {
        let next = self.last_revision()? + 1;
        self.revision.set(Some(next));
        Ok(next)
    }

    /// Writes what was gathered. Queries that read counts call it first; the end of a transaction does.
    pub(crate) fn finish(&self) -> Result<(), StoreError> {
        for ((list, name), by) in self.counts.take() {
            if by != 0 {
                self.run(
                    "INSERT INTO counts (list, name, notes) VALUES (?1, ?2, ?3)
                     ON CONFLICT (list, name) DO UPDATE SET notes = notes + excluded.notes",
                    (list, name, by),
                )?;
            }
        }
        if let Some(revision) = self.revision.take() {
            self.run("UPDATE device SET revision = ?1", [to_column(revision)])?;
        }
        Ok(())
    }
}
