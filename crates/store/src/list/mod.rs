//! Windows of the note list: which notes, in which order and groups, from where.

mod part;
mod row;

use driftless_domain::EntityId;
use driftless_domain::limits::WINDOW_ROWS_MAX;
use driftless_sync::contract::StoreError;
use rusqlite::types::Value;

use self::part::{Part, Sql, parts};
use crate::column::{bytes, to_json};
use crate::note_row::{ARCHIVED, HIDDEN, LISTED, TEMPLATE, TRASHED, notebook_name};
use crate::tx::Tx;

pub use part::GroupKey;
pub use row::ListedNote;
pub(crate) use row::{ROW_COLUMNS, RawRow};

/// Which notes a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Neither trashed nor archived.
    All,
    /// Pinned ones of these.
    Pinned,
    /// Favourites among these.
    Favorites,
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

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortBy {
    /// Newest edit first.
    Updated,
    /// Newest first.
    Created,
    /// By title: lowercased NFKC, in order of code points.
    Title,
    /// What was put in the trash last first; pinned notes are not apart.
    Trashed,
}

/// Groups that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grouping {
    /// None.
    None,
    /// By the date that the list is sorted by; a list by title is not grouped.
    Date {
        /// Where a group begins, milliseconds since the epoch, the latest first.
        cuts_ms: Vec<u64>,
    },
    /// By notebook, in the order of the sidebar; "No notebook" last.
    Notebook,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Which notes.
    pub scope: Scope,
    /// What they are sorted by.
    pub sort: SortBy,
    /// The other way round.
    pub is_reversed: bool,
    /// Pinned notes come before all others.
    pub is_pinned_first: bool,
    /// In which groups.
    pub grouping: Grouping,
}

impl List {
    /// A list in the usual order: pinned notes first, no groups.
    pub const fn new(scope: Scope, sort: SortBy) -> Self {
        Self { scope, sort, is_reversed: false, is_pinned_first: true, grouping: Grouping::None }
    }

    const fn is_descending(&self) -> bool {
        !matches!(self.sort, SortBy::Title) != self.is_reversed
    }

    /// The index of lists that the planner must not choose another one for.
    const fn index(&self) -> &'static str {
        match (&self.scope, self.sort) {
            (Scope::Favorites, SortBy::Updated) => "INDEXED BY favorites_by_update",
            (Scope::Favorites, SortBy::Created) => "INDEXED BY favorites_by_creation",
            (Scope::Favorites, SortBy::Title) => "INDEXED BY favorites_by_title",
            (Scope::Trash, SortBy::Trashed) => "INDEXED BY notes_by_deletion",
            _ => "",
        }
    }
}

/// A group of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What its rows have in common.
    pub key: GroupKey,
    /// Its rows in the whole list; never 0.
    pub total: u32,
}

/// A window of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Rows in the whole list.
    pub total: u32,
    /// The rows.
    pub rows: Vec<ListedNote>,
    /// All groups of the list in order; empty when it is not grouped.
    pub groups: Vec<Group>,
}

impl Scope {
    /// Condition on `notes`.
    fn condition(&self, sql: &mut Sql) -> String {
        match self {
            Self::All => format!("shelf = {LISTED}"),
            Self::Pinned => format!("shelf = {LISTED}"),
            Self::Favorites => format!("shelf = {LISTED} AND favorite = 1"),
            Self::Trash => format!("shelf = {TRASHED}"),
            Self::Archived => format!("shelf = {ARCHIVED}"),
            Self::Templates => format!("shelf = {TEMPLATE}"),
            Self::Review => format!(
                "shelf != {HIDDEN} AND num IN
                 (SELECT entities.num FROM reviews JOIN entities ON entities.id = reviews.entity_id)"
            ),
            Self::Notebook(Some(id)) => {
                let id = sql.param(Value::Blob(id.as_bytes().to_vec()));
                format!("notebook = {id} AND shelf = {LISTED}")
            }
            Self::Notebook(None) => format!("notebook IS NULL AND shelf = {LISTED}"),
            Self::Tag(tag) => {
                let tag = sql.param(Value::Text(tag.clone()));
                format!("shelf = {LISTED} AND num IN (SELECT num FROM note_tags WHERE tag = {tag})")
            }
        }
    }

    /// Whether its notes are gathered from another table, and then sorted.
    const fn is_gathered(&self) -> bool {
        matches!(self, Self::Review | Self::Tag(_))
    }

    /// The kept count of this list; none for those that are counted when asked.
    fn count_name(&self) -> Option<(&'static str, String)> {
        match self {
            Self::All => Some(("all", String::new())),
            Self::Pinned => Some(("pinned", String::new())),
            Self::Favorites => Some(("favorites", String::new())),
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
    const fn column(self) -> &'static str {
        match self {
            Self::Updated => "updated_ms",
            Self::Created => "created_ms",
            Self::Title => "title_key",
            Self::Trashed => "trashed_ms",
        }
    }
}

/// A part and its number of rows.
struct Counted {
    part: Part,
    total: u32,
}

impl Tx<'_> {
    /// Returns a window of a list: `limit` rows (at most 500) from row `offset` on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn list(&self, list: &List, offset: u32, limit: u32) -> Result<Window, StoreError> {
        let counted = self.counted(list)?;
        let limit = limit.min(u32::try_from(WINDOW_ROWS_MAX).unwrap_or(u32::MAX));
        let nums = to_json(&self.nums(list, &counted, offset, limit)?)?;
        let rows = self.rows(
            &format!(
                "SELECT {ROW_COLUMNS} FROM json_each(?1) AS wanted CROSS JOIN notes ON notes.num = wanted.value
                 ORDER BY wanted.key"
            ),
            [nums],
            RawRow::read,
        )?;
        let rows = rows.into_iter().map(RawRow::finish).collect::<Result<_, _>>()?;
        let groups = counted.iter().filter(|part| part.total > 0);
        let groups = groups.filter_map(|counted| Some(Group { key: counted.part.key?, total: counted.total }));
        Ok(Window { total: counted.iter().map(|part| part.total).sum(), rows, groups: groups.collect() })
    }

    /// Returns the ids of `limit` rows from row `offset` on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn list_ids(&self, list: &List, offset: u32, limit: u32) -> Result<Vec<EntityId>, StoreError> {
        let nums = self.nums(list, &self.counted(list)?, offset, limit)?;
        self.ids_of(&nums)
    }

    /// Returns the ids of notes by their numbers, in the same order.
    pub(crate) fn ids_of(&self, nums: &[i64]) -> Result<Vec<EntityId>, StoreError> {
        self.rows(
            "SELECT notes.id FROM json_each(?1) AS wanted CROSS JOIN notes ON notes.num = wanted.value
             ORDER BY wanted.key",
            [to_json(&nums)?],
            |row| bytes(row, 0).map(EntityId::from_bytes),
        )
    }

    /// Returns the row of a note in a list; none when it is not in it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn position(&self, id: EntityId, list: &List) -> Result<Option<u32>, StoreError> {
        let mut before = 0;
        for counted in self.counted(list)? {
            let mut sql = Sql::default();
            counted.part.find(list, &mut sql, id);
            let found = self.row(&sql.text, rusqlite::params_from_iter(sql.params), |row| {
                Ok((row.get::<_, Value>(0)?, row.get::<_, i64>(1)?))
            })?;
            if let Some(row) = found {
                return Ok(Some(before + self.count_part(list, &counted.part, Some(row))?));
            }
            before += counted.total;
        }
        Ok(None)
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

    /// Returns how SQLite reads a list: the steps of its plan, part by part. For the test that lists never sort.
    ///
    /// # Errors
    /// [`StoreError`].
    #[doc(hidden)]
    pub fn explain_list(&self, list: &List) -> Result<Vec<String>, StoreError> {
        let mut steps = Vec::new();
        for part in parts(list, &self.notebook_order(list)?) {
            let mut sql = Sql::default();
            part.select(list, &mut sql, 0, 50);
            steps.extend(self.rows(
                &format!("EXPLAIN QUERY PLAN {}", sql.text),
                rusqlite::params_from_iter(sql.params),
                |row| row.get::<_, String>(3),
            )?);
        }
        Ok(steps)
    }

    /// Returns the notes that carry a tag or one below it, wherever they are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn ids_with_tag(&self, tag: &str) -> Result<Vec<EntityId>, StoreError> {
        self.rows(
            "SELECT notes.id FROM note_tags CROSS JOIN notes ON notes.num = note_tags.num
             WHERE note_tags.tag = ?1 ORDER BY notes.num",
            [tag],
            |row| bytes(row, 0).map(EntityId::from_bytes),
        )
    }

    /// Returns the notes shown in a notebook, archived ones and templates too, without those in the trash.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn ids_in_notebook(&self, notebook: EntityId) -> Result<Vec<EntityId>, StoreError> {
        self.rows(
            &format!("SELECT id FROM notes WHERE notebook = ?1 AND shelf NOT IN ({TRASHED}, {HIDDEN}) ORDER BY num"),
            [notebook.as_bytes()],
            |row| bytes(row, 0).map(EntityId::from_bytes),
        )
    }

    fn notebook_order(&self, list: &List) -> Result<Vec<EntityId>, StoreError> {
        if list.grouping != Grouping::Notebook {
            return Ok(Vec::new());
        }
        Ok(self.notebooks()?.into_iter().map(|notebook| notebook.id).collect())
    }

    /// Counts the parts. The last is what the others leave of the whole, so that nobody counts a long list.
    fn counted(&self, list: &List) -> Result<Vec<Counted>, StoreError> {
        let parts = parts(list, &self.notebook_order(list)?);
        let whole = match list.scope.count_name() {
            Some((name, of)) => Some(self.kept_count(name, &of)?),
            None => None,
        };
        let last = parts.len().saturating_sub(1);
        let mut counted: Vec<Counted> = Vec::with_capacity(parts.len());
        for (at, part) in parts.into_iter().enumerate() {
            let passed: u32 = counted.iter().map(|part| part.total).sum();
            let total = match whole {
                Some(whole) if at == last && (last > 0 || part.is_whole(list)) => whole.saturating_sub(passed),
                _ => self.count_part(list, &part, None)?,
            };
            counted.push(Counted { part, total });
        }
        Ok(counted)
    }

    fn count_part(&self, list: &List, part: &Part, before: Option<(Value, i64)>) -> Result<u32, StoreError> {
        let mut sql = Sql::default();
        part.count(list, &mut sql, before);
        self.one(&sql.text, rusqlite::params_from_iter(sql.params), |row| row.get(0))
    }

    fn nums(&self, list: &List, counted: &[Counted], offset: u32, limit: u32) -> Result<Vec<i64>, StoreError> {
        let (mut skip, mut left) = (offset, limit);
        let mut nums = Vec::new();
        for Counted { part, total } in counted {
            if left == 0 {
                break;
            }
            if skip >= *total {
                skip -= total;
                continue;
            }
            let mut sql = Sql::default();
            part.select(list, &mut sql, skip, left);
            let found: Vec<i64> = self.rows(&sql.text, rusqlite::params_from_iter(sql.params), |row| row.get(0))?;
            left = left.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
            skip = 0;
            nums.extend(found);
        }
        Ok(nums)
    }

    pub(crate) fn kept_count(&self, list: &str, name: &str) -> Result<u32, StoreError> {
        self.finish()?;
        let notes =
            self.row("SELECT notes FROM counts WHERE list = ?1 AND name = ?2", [list, name], |row| row.get(0))?;
        Ok(notes.unwrap_or(0))
    }
}
