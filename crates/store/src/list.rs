//! Windows of the note list: which notes, in which order, from where.

use driftless_domain::EntityId;
use driftless_domain::limits::WINDOW_ROWS_MAX;
use driftless_sync::contract::StoreError;
use rusqlite::Row;
use rusqlite::types::Value;

use crate::column::{bytes, from_column, from_json};
use crate::note_row::{ARCHIVED, HIDDEN, LISTED, TEMPLATE, TRASHED, notebook_name};
use crate::tx::Tx;

/// Which notes a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Neither trashed nor archived.
    All,
    /// Pinned ones of these.
    Pinned,
    /// Notes with review items, in the trash too.
    Review,
    /// The trash.
    Trash,
    /// The archive.
    Archived,
    /// Templates, which no other list shows.
    Templates,
    /// One notebook without its nested ones; none is "No notebook".
    Notebook(Option<EntityId>),
    /// One tag and those nested below it.
    Tag(String),
}

/// Order of a list; pinned notes come first in every order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortBy {
    /// Newest edit first.
    Updated,
    /// Newest first.
    Created,
    /// By title: lowercased NFKC, in order of code points.
    Title,
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedNote {
    /// Its id.
    pub id: EntityId,
    /// Shown title; empty when it has none.
    pub title: String,
    /// First words of the text without Markdown marks, at most 160 characters.
    pub snippet: String,
    /// The notebook it is shown in, and that one's name.
    pub notebook: Option<(EntityId, String)>,
    /// Tags in order of name.
    pub tags: Vec<String>,
    /// Pinned.
    pub is_pinned: bool,
    /// Archived.
    pub is_archived: bool,
    /// In the trash.
    pub is_trashed: bool,
    /// A template for new notes.
    pub is_template: bool,
    /// Milliseconds since the epoch.
    pub created_ms: u64,
    /// Milliseconds since the epoch.
    pub updated_ms: u64,
    /// Values that lost to the shown one and wait for review, all fields together.
    pub siblings: u32,
}

/// A window of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Rows in the whole list.
    pub total: u32,
    /// The rows.
    pub rows: Vec<ListedNote>,
}

/// Columns of [`ListedNote`]. The notebook's name is asked row by row: a join would be made for every row
/// that the offset skips.
pub(crate) const ROW_COLUMNS: &str = "notes.id, notes.title, notes.snippet, notes.notebook,
    (SELECT name FROM notebooks WHERE notebooks.id = notes.notebook), notes.tags, notes.pinned, notes.shelf,
    notes.created_ms, notes.updated_ms, notes.siblings";

pub(crate) struct RawRow {
    note: ListedNote,
    tags: String,
}

impl RawRow {
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let notebook: Option<[u8; 16]> = row.get(3)?;
        let name: Option<String> = row.get(4)?;
        let shelf: u8 = row.get(7)?;
        let note = ListedNote {
            id: EntityId::from_bytes(bytes(row, 0)?),
            title: row.get(1)?,
            snippet: row.get(2)?,
            notebook: notebook.map(EntityId::from_bytes).zip(name),
            tags: Vec::new(),
            is_pinned: row.get(6)?,
            is_archived: shelf == ARCHIVED,
            is_trashed: shelf == TRASHED,
            is_template: shelf == TEMPLATE,
            created_ms: from_column(row.get(8)?),
            updated_ms: from_column(row.get(9)?),
            siblings: row.get(10)?,
        };
        Ok(Self { note, tags: row.get(5)? })
    }

    pub(crate) fn finish(self) -> Result<ListedNote, StoreError> {
        Ok(ListedNote { tags: from_json(&self.tags)?, ..self.note })
    }
}

impl Scope {
    /// Condition on `notes`, with its parameters `?1`, `?2`.
    fn condition(&self) -> (&'static str, Vec<Value>) {
        let shelf = |shelf: u8| Value::Integer(i64::from(shelf));
        match self {
            Self::All => ("shelf = ?1", vec![shelf(LISTED)]),
            Self::Pinned => ("shelf = ?1 AND pinned = 1", vec![shelf(LISTED)]),
            Self::Trash => ("shelf = ?1", vec![shelf(TRASHED)]),
            Self::Archived => ("shelf = ?1", vec![shelf(ARCHIVED)]),
            Self::Templates => ("shelf = ?1", vec![shelf(TEMPLATE)]),
            Self::Review => (
                "shelf != ?1 AND num IN
                 (SELECT entities.num FROM reviews JOIN entities ON entities.id = reviews.entity_id)",
                vec![shelf(HIDDEN)],
            ),
            Self::Notebook(Some(id)) => {
                ("notebook = ?2 AND shelf = ?1", vec![shelf(LISTED), Value::Blob(id.as_bytes().to_vec())])
            }
            Self::Notebook(None) => ("notebook IS NULL AND shelf = ?1", vec![shelf(LISTED)]),
            Self::Tag(tag) => (
                "shelf = ?1 AND num IN (SELECT num FROM note_tags WHERE tag = ?2)",
                vec![shelf(LISTED), Value::Text(tag.clone())],
            ),
        }
    }

    /// The kept count of this list; none for those that are counted when asked.
    fn count_name(&self) -> Option<(&'static str, String)> {
        match self {
            Self::All => Some(("all", String::new())),
            Self::Pinned => Some(("pinned", String::new())),
            Self::Trash => Some(("trash", String::new())),
            Self::Archived => Some(("archived", String::new())),
            Self::Templates => Some(("template", String::new())),
            Self::Notebook(id) => Some(("notebook", notebook_name(id.map(|id| *id.as_bytes())))),
            Self::Tag(tag) => Some(("tag", tag.clone())),
            Self::Review => None,
        }
    }
}

impl SortBy {
    const fn order(self) -> &'static str {
        match self {
            Self::Updated => "pinned DESC, updated_ms DESC, num DESC",
            Self::Created => "pinned DESC, created_ms DESC, num DESC",
            Self::Title => "pinned DESC, title_key, num",
        }
    }

    /// Condition of the rows before (`?3`, `?4`) among those equally pinned.
    const fn before(self) -> &'static str {
        match self {
            Self::Updated => "(updated_ms, num) > (?3, ?4)",
            Self::Created => "(created_ms, num) > (?3, ?4)",
            Self::Title => "(title_key, num) < (?3, ?4)",
        }
    }

    const fn column(self) -> &'static str {
        match self {
            Self::Updated => "updated_ms",
            Self::Created => "created_ms",
            Self::Title => "title_key",
        }
    }
}

/// The statement of a window, for [`Tx::list`] and for the test of its query plan.
pub(crate) fn window_sql(scope: &Scope, sort: SortBy) -> String {
    let (condition, _) = scope.condition();
    format!("SELECT {ROW_COLUMNS} FROM notes WHERE {condition} ORDER BY {} LIMIT ?3 OFFSET ?4", sort.order())
}

/// Pads the condition's parameters to two, so that those after them are `?3` and on.
fn padded(mut params: Vec<Value>, rest: [Value; 2]) -> Vec<Value> {
    params.resize(2, Value::Null);
    params.extend(rest);
    params
}

impl Tx<'_> {
    /// Returns a window of a list: `limit` rows (at most 500) from row `offset` on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn list(&self, scope: &Scope, sort: SortBy, offset: u32, limit: u32) -> Result<Window, StoreError> {
        let limit = i64::from(limit).min(i64::try_from(WINDOW_ROWS_MAX).unwrap_or(i64::MAX));
        let params = padded(scope.condition().1, [Value::Integer(limit), Value::Integer(i64::from(offset))]);
        let rows = self.rows(&window_sql(scope, sort), rusqlite::params_from_iter(params), RawRow::read)?;
        let rows = rows.into_iter().map(RawRow::finish).collect::<Result<_, _>>()?;
        Ok(Window { total: self.total(scope)?, rows })
    }

    /// Returns the row of a note in a list; none when it is not in it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn position(&self, id: EntityId, scope: &Scope, sort: SortBy) -> Result<Option<u32>, StoreError> {
        let (condition, params) = scope.condition();
        let found = self.row(
            &format!(
                "SELECT pinned, {}, num FROM notes WHERE num = (SELECT num FROM entities WHERE id = ?3) AND {condition}",
                sort.column()
            ),
            rusqlite::params_from_iter(padded(params.clone(), [Value::Blob(id.as_bytes().to_vec()), Value::Null])[..3].iter()),
            |row| Ok((row.get::<_, bool>(0)?, row.get::<_, Value>(1)?, row.get::<_, i64>(2)?)),
        )?;
        let Some((is_pinned, key, num)) = found else { return Ok(None) };
        let before: u32 = self.one(
            &format!(
                "SELECT count(*) FROM notes WHERE {condition} AND pinned = {} AND {}",
                u8::from(is_pinned),
                sort.before()
            ),
            rusqlite::params_from_iter(padded(params.clone(), [key, Value::Integer(num)])),
            |row| row.get(0),
        )?;
        let pinned: u32 = if is_pinned {
            0
        } else {
            let mut params = params;
            params.resize(2, Value::Null);
            self.one(
                &format!("SELECT count(*) FROM notes WHERE {condition} AND pinned = 1 AND ?2 IS ?2"),
                rusqlite::params_from_iter(params),
                |row| row.get(0),
            )?
        };
        Ok(Some(before + pinned))
    }

    /// Returns the row of one note; none when it is unknown or not shown.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn note(&self, id: EntityId) -> Result<Option<ListedNote>, StoreError> {
        self.row(
            &format!(
                "SELECT {ROW_COLUMNS} FROM notes WHERE num = (SELECT num FROM entities WHERE id = ?1) AND shelf != {HIDDEN}"
            ),
            [id.as_bytes()],
            RawRow::read,
        )?
        .map(RawRow::finish)
        .transpose()
    }

    /// Returns how SQLite reads a list: the steps of its plan. For the test that main lists never sort.
    ///
    /// # Errors
    /// [`StoreError`].
    #[doc(hidden)]
    pub fn explain_list(&self, scope: &Scope, sort: SortBy) -> Result<Vec<String>, StoreError> {
        let params = padded(scope.condition().1, [Value::Integer(50), Value::Integer(0)]);
        let sql = format!("EXPLAIN QUERY PLAN {}", window_sql(scope, sort));
        self.rows(&sql, rusqlite::params_from_iter(params), |row| row.get(3))
    }

    fn total(&self, scope: &Scope) -> Result<u32, StoreError> {
        match scope.count_name() {
            Some((list, name)) => self.kept_count(list, &name),
            None => {
                let (condition, params) = scope.condition();
                self.one(
                    &format!("SELECT count(*) FROM notes WHERE {condition}"),
                    rusqlite::params_from_iter(params),
                    |row| row.get(0),
                )
            }
        }
    }

    pub(crate) fn kept_count(&self, list: &str, name: &str) -> Result<u32, StoreError> {
        self.finish()?;
        let notes =
            self.row("SELECT notes FROM counts WHERE list = ?1 AND name = ?2", [list, name], |row| row.get(0))?;
        Ok(notes.unwrap_or(0))
    }
}
