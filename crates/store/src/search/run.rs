//! Finds and ranks: titles first, then by BM25 over title, tags and text.

use std::collections::HashSet;

use driftless_domain::EntityId;
use driftless_domain::limits::WINDOW_ROWS_MAX;
use driftless_sync::contract::StoreError;
use rusqlite::types::Value;

use super::excerpt::Excerpts;
use super::facts;
use super::query::{Fact, Node, Query, Span, Words};
use super::words::to_expression;
use crate::SqliteStore;
use crate::column::{to_json, unpack_text};
use crate::list::{ListedNote, ROW_COLUMNS, RawRow};
use crate::note_row::{ARCHIVED, LISTED, TEMPLATE, TRASHED, sort_key};
use crate::search::Indexed;
use crate::tx::Tx;

/// A note that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundNote {
    /// Its row; the snippet is the passage around the first hit when the text has one.
    pub note: ListedNote,
    /// Ranges to highlight in the title, UTF-16 offsets [start, end).
    pub title_marks: Vec<[u32; 2]>,
    /// Ranges to highlight in the snippet, UTF-16 offsets [start, end).
    pub snippet_marks: Vec<[u32; 2]>,
}

/// Where a search looks, when not everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Within {
    /// A notebook and those inside it; none is "No notebook".
    Notebook(Option<EntityId>),
    /// A tag and those nested below it.
    Tag(String),
}

/// A window of what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Notes found in all.
    pub total: u32,
    /// The window.
    pub rows: Vec<FoundNote>,
    /// How the query was understood, as a sentence.
    pub understood: String,
    /// False when the index could not be brought up to date first, because the disk is full or another
    /// process writes: the latest changes may be missing.
    pub is_complete: bool,
}

impl SqliteStore {
    /// Searches everything that was saved before the call: `limit` notes (at most 500) from `offset` on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn search(&self, query: &Query, within: Option<&Within>, offset: u32, limit: u32) -> Result<Found, StoreError> {
        let is_complete = match self.index_all() {
            Ok(()) => true,
            Err(StoreError::Busy | StoreError::Full | StoreError::ReadOnly(_)) => false,
            Err(error) => return Err(error),
        };
        self.query(|tx| {
            let is_complete = is_complete && tx.index_state()? == Indexed::Whole;
            Ok(Found { is_complete, ..tx.search(query, within, offset, limit)? })
        })
    }

    /// Returns the ids of `limit` notes from `offset` on, of all that [`SqliteStore::search`] finds.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn search_ids(
        &self,
        query: &Query,
        within: Option<&Within>,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<EntityId>, StoreError> {
        match self.index_all() {
            Ok(()) | Err(StoreError::Busy | StoreError::Full | StoreError::ReadOnly(_)) => {}
            Err(error) => return Err(error),
        }
        self.query(|tx| {
            let nums = tx.ranked(query, within)?;
            let window: Vec<i64> = nums.into_iter().skip(offset as usize).take(limit as usize).collect();
            tx.ids_of(&window)
        })
    }
}

impl Tx<'_> {
    /// Searches what the index holds; see [`SqliteStore::search`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn search(&self, query: &Query, within: Option<&Within>, offset: u32, limit: u32) -> Result<Found, StoreError> {
        let nums = self.ranked(query, within)?;
        let excerpts = Excerpts::new(&query.words());
        let limit = (limit as usize).min(WINDOW_ROWS_MAX);
        let window = nums.iter().skip(offset as usize).take(limit);
        let rows = window.map(|num| self.found_note(*num, &excerpts)).collect::<Result<_, _>>()?;
        let total = u32::try_from(nums.len()).unwrap_or(u32::MAX);
        Ok(Found { total, rows, understood: query.explain(), is_complete: true })
    }

    /// Returns the row of a note among what is found; none when it is not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn position_in_search(
        &self,
        id: EntityId,
        query: &Query,
        within: Option<&Within>,
    ) -> Result<Option<u32>, StoreError> {
        let num: Option<i64> = self.row("SELECT num FROM entities WHERE id = ?1", [id.as_bytes()], |row| row.get(0))?;
        let Some(num) = num else { return Ok(None) };
        let at = self.ranked(query, within)?.iter().position(|found| *found == num);
        Ok(at.and_then(|at| u32::try_from(at).ok()))
    }

    fn found_note(&self, num: i64, excerpts: &Excerpts) -> Result<FoundNote, StoreError> {
        let row = self.one(&format!("SELECT {ROW_COLUMNS} FROM notes WHERE num = ?1"), [num], RawRow::read)?;
        let mut note = row.finish()?;
        let text: Option<Vec<u8>> = self.row("SELECT body_text FROM bodies WHERE num = ?1", [num], |row| row.get(0))?;
        let passage = match text {
            Some(text) => excerpts.passage(&unpack_text(&text)?),
            None => None,
        };
        let title_marks = excerpts.marks(&note.title);
        let snippet_marks = match passage {
            Some((passage, marks)) => {
                note.snippet = passage;
                marks
            }
            None => excerpts.marks(&note.snippet),
        };
        Ok(FoundNote { note, title_marks, snippet_marks })
    }

    /// Returns every note found, best first.
    fn ranked(&self, query: &Query, within: Option<&Within>) -> Result<Vec<i64>, StoreError> {
        let mut search = Search { tx: self, params: Vec::new() };
        let expressions: Vec<String> = query.parts().iter().filter_map(expression).collect();
        let mut shelves = vec![LISTED, ARCHIVED];
        for (fact, shelf) in [(Fact::Trashed, TRASHED), (Fact::Template, TEMPLATE)] {
            if query.asks_for(fact) {
                shelves.push(shelf);
            }
        }
        let shelves: Vec<String> = shelves.iter().map(u8::to_string).collect();
        let mut conditions = vec![format!("notes.shelf IN ({})", shelves.join(", "))];
        if let Some(within) = within {
            conditions.push(search.within(within));
        }
        for part in query.parts().iter().filter(|part| expression(part).is_none()) {
            conditions.push(search.condition(part)?);
        }
        let conditions = conditions.join(" AND ");
        if expressions.is_empty() {
            let sql =
                format!("SELECT num FROM notes WHERE {conditions} ORDER BY pinned DESC, updated_ms DESC, num DESC");
            return self.rows(&sql, rusqlite::params_from_iter(search.params), |row| row.get(0));
        }
        let matching = search.param(Value::Text(expressions.join(" AND ")));
        let sql = format!(
            "SELECT notes.num, bm25(search, 10.0, 5.0, 1.0), notes.updated_ms
             FROM search JOIN notes ON notes.num = search.rowid WHERE search MATCH {matching} AND {conditions}"
        );
        let mut found: Vec<(i64, f64, i64)> = self
            .rows(&sql, rusqlite::params_from_iter(search.params), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let in_title = self.in_title(query)?;
        found.sort_by(|(a, a_rank, a_ms), (b, b_rank, b_ms)| {
            in_title
                .contains(b)
                .cmp(&in_title.contains(a))
                .then(a_rank.total_cmp(b_rank))
                .then(b_ms.cmp(a_ms))
                .then(b.cmp(a))
        });
        Ok(found.into_iter().map(|(num, _, _)| num).collect())
    }

    /// Notes whose title alone has all the words.
    fn in_title(&self, query: &Query) -> Result<HashSet<i64>, StoreError> {
        let words: Vec<String> =
            query.words().iter().filter_map(|words| to_expression(&words.text, !words.is_phrase)).collect();
        let expression = format!("{{title}} : ({})", words.join(" AND "));
        let nums = self.rows("SELECT rowid FROM search WHERE search MATCH ?1", [expression], |row| row.get(0))?;
        Ok(nums.into_iter().collect())
    }

    /// Notes that have a text without a letter or digit, such as an emoji, which the index does not hold.
    fn scan(&self, words: &Words, is_title_only: bool) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.prepare(
            "SELECT notes.num, notes.title, bodies.body_text FROM notes LEFT JOIN bodies ON bodies.num = notes.num",
        )?;
        use crate::error::OrStoreError as _;
        let mut rows = statement.query([]).or_store()?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().or_store()? {
            let title: String = row.get(1).or_store()?;
            let mut is_found = title.contains(&words.text);
            if !is_found && !is_title_only {
                let text: Option<Vec<u8>> = row.get(2).or_store()?;
                is_found =
                    text.map(|text| unpack_text(&text)).transpose()?.is_some_and(|text| text.contains(&words.text));
            }
            if is_found {
                found.push(row.get(0).or_store()?);
            }
        }
        Ok(found)
    }
}

/// Returns a part as a full-text expression, when it is nothing but words that the index holds.
fn expression(node: &Node) -> Option<String> {
    match node {
        Node::Anywhere(words) => to_expression(&words.text, !words.is_phrase),
        Node::Title(words) => {
            to_expression(&words.text, !words.is_phrase).map(|words| format!("({{title}} : {words})"))
        }
        Node::All(nodes) => all(nodes, " AND "),
        Node::Any(nodes) => all(nodes, " OR "),
        Node::Tag(_) | Node::Notebook(_) | Node::Created(_) | Node::Updated(_) | Node::Fact(_) | Node::Not(_) => None,
    }
}

fn all(nodes: &[Node], between: &str) -> Option<String> {
    let expressions: Option<Vec<String>> = nodes.iter().map(expression).collect();
    expressions.map(|expressions| format!("({})", expressions.join(between)))
}

/// Builds conditions on `notes`; every value is a parameter.
struct Search<'s, 'c> {
    tx: &'s Tx<'c>,
    params: Vec<Value>,
}

impl Search<'_, '_> {
    fn param(&mut self, value: Value) -> String {
        self.params.push(value);
        format!("?{}", self.params.len())
    }

    fn within(&mut self, within: &Within) -> String {
        match within {
            Within::Notebook(None) => "notes.notebook IS NULL".to_owned(),
            Within::Notebook(Some(id)) => {
                let id = self.param(Value::Blob(id.as_bytes().to_vec()));
                notebooks_inside(&format!("id = {id}"))
            }
            Within::Tag(tag) => {
                let tag = self.param(Value::Text(tag.clone()));
                format!("notes.num IN (SELECT num FROM note_tags WHERE tag = {tag})")
            }
        }
    }

    fn condition(&mut self, node: &Node) -> Result<String, StoreError> {
        if let Some(expression) = expression(node) {
            let matching = self.param(Value::Text(expression));
            return Ok(format!("notes.num IN (SELECT rowid FROM search WHERE search MATCH {matching})"));
        }
        Ok(match node {
            Node::Anywhere(words) => self.scanned(words, false)?,
            Node::Title(words) => self.scanned(words, true)?,
            Node::Tag(tag) => {
                let tag = self.param(Value::Text(tag.clone()));
                format!(
                    "notes.num IN (SELECT num FROM note_tags WHERE tag = {tag}
                     OR tag IN (SELECT name FROM counts WHERE list = 'tag' AND name = {tag} COLLATE NOCASE))"
                )
            }
            Node::Notebook(name) => {
                let key = self.param(Value::Text(sort_key(name)));
                notebooks_inside(&format!("instr(name_key, {key}) > 0"))
            }
            Node::Created(span) => self.between("created_ms", *span),
            Node::Updated(span) => self.between("updated_ms", *span),
            Node::Fact(fact) => fact_condition(*fact),
            Node::Not(node) => format!("NOT ({})", self.condition(node)?),
            Node::All(nodes) => self.joined(nodes, " AND ")?,
            Node::Any(nodes) => self.joined(nodes, " OR ")?,
        })
    }

    fn joined(&mut self, nodes: &[Node], between: &str) -> Result<String, StoreError> {
        let conditions: Result<Vec<String>, StoreError> = nodes.iter().map(|node| self.condition(node)).collect();
        Ok(format!("({})", conditions?.join(between)))
    }

    fn between(&mut self, column: &str, span: Span) -> String {
        let (from, before) = (self.param(Value::Integer(span.from_ms())), self.param(Value::Integer(span.before_ms())));
        format!("(notes.{column} >= {from} AND notes.{column} < {before})")
    }

    fn scanned(&mut self, words: &Words, is_title_only: bool) -> Result<String, StoreError> {
        let nums = to_json(&self.tx.scan(words, is_title_only)?)?;
        let nums = self.param(Value::Text(nums));
        Ok(format!("notes.num IN (SELECT value FROM json_each({nums}))"))
    }
}

fn fact_condition(fact: Fact) -> String {
    match fact {
        Fact::Pinned => "notes.pinned = 1".to_owned(),
        Fact::Favorite => "notes.favorite = 1".to_owned(),
        Fact::Archived => format!("notes.shelf = {ARCHIVED}"),
        Fact::Trashed => format!("notes.shelf = {TRASHED}"),
        Fact::Tagged => "notes.tags != '[]'".to_owned(),
        Fact::InNotebook => "notes.notebook IS NOT NULL".to_owned(),
        Fact::InReview => "notes.id IN (SELECT entity_id FROM reviews)".to_owned(),
        Fact::Template => format!("notes.shelf = {TEMPLATE}"),
        Fact::Untagged => "notes.tags = '[]'".to_owned(),
        Fact::Link => having(facts::LINK),
        Fact::Attachment => having(facts::ATTACHMENT),
        Fact::Code => having(facts::CODE),
        Fact::Table => having(facts::TABLE),
        Fact::Task => having(facts::OPEN_TASK | facts::DONE_TASK),
        Fact::OpenTask => having(facts::OPEN_TASK),
        Fact::AllDone => format!("({} AND NOT {})", having(facts::DONE_TASK), having(facts::OPEN_TASK)),
    }
}

/// Notes whose text has any of these facts.
fn having(facts: u8) -> String {
    format!("notes.num IN (SELECT num FROM note_facts WHERE facts & {facts} != 0)")
}

/// Notes in notebooks that fulfil a condition, and in those inside them. A circle ends, for each comes once.
fn notebooks_inside(condition: &str) -> String {
    format!(
        "notes.notebook IN (WITH RECURSIVE inside (id) AS (
             SELECT id FROM notebooks WHERE is_live = 1 AND {condition}
             UNION SELECT notebooks.id FROM notebooks JOIN inside ON notebooks.parent = inside.id WHERE is_live = 1
         ) SELECT id FROM inside)"
    )
}
