//! A list as parts that follow each other: each is read in order by one index, so that no list is sorted.

use driftless_domain::EntityId;
use rusqlite::types::Value;

use super::{Grouping, List, Scope, SortBy};

/// What the rows of a part have in common, when the list is grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupKey {
    /// Pinned ones, which come first.
    Pinned,
    /// Of the dates from cut `n` on and before the cut above it; `n` = number of cuts for those before all of them.
    Date(usize),
    /// Of one notebook; none is "No notebook".
    Notebook(Option<EntityId>),
}

/// Rows that one index holds in order, or two that are merged.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// None when the list is not grouped.
    pub(super) key: Option<GroupKey>,
    pins: Pins,
    dates: Option<(i64, i64)>,
    notebook: Option<Option<EntityId>>,
}

/// Which notes of a part: pinned or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pins {
    Pinned,
    Unpinned,
    Both,
}

/// A statement as it is built: every value is a parameter.
#[derive(Default)]
pub(super) struct Sql {
    pub(super) text: String,
    pub(super) params: Vec<Value>,
}

impl Sql {
    pub(super) fn param(&mut self, value: Value) -> String {
        self.params.push(value);
        format!("?{}", self.params.len())
    }

    pub(super) fn number(&mut self, value: u32) -> String {
        self.param(Value::Integer(i64::from(value)))
    }
}

/// Returns the parts of a list in order. `notebooks`: in the order of the sidebar.
pub(super) fn parts(list: &List, notebooks: &[EntityId]) -> Vec<Part> {
    let part = |key, pins| Part { key, pins, dates: None, notebook: None };
    let keeps_pins_apart = list.is_pinned_first && list.sort != SortBy::Trashed;
    let rest = if list.scope == Scope::Pinned {
        Pins::Pinned
    } else if keeps_pins_apart {
        Pins::Unpinned
    } else {
        Pins::Both
    };
    let mut parts = Vec::new();
    if rest == Pins::Unpinned {
        parts.push(part((list.grouping != Grouping::None).then_some(GroupKey::Pinned), Pins::Pinned));
    }
    match &list.grouping {
        Grouping::Date { cuts_ms } if list.sort != SortBy::Title => {
            let mut groups: Vec<Part> = (0..=cuts_ms.len())
                .map(|cut| {
                    let from = cuts_ms.get(cut).copied().unwrap_or(0);
                    let before = cut.checked_sub(1).and_then(|above| cuts_ms.get(above)).copied().unwrap_or(u64::MAX);
                    let bound = |ms| i64::try_from(ms).unwrap_or(i64::MAX);
                    Part {
                        dates: Some((if cut == cuts_ms.len() { i64::MIN } else { bound(from) }, bound(before))),
                        ..part(Some(GroupKey::Date(cut)), rest)
                    }
                })
                .collect();
            if list.is_reversed {
                groups.reverse();
            }
            parts.extend(groups);
        }
        Grouping::Notebook => {
            let all = notebooks.iter().copied().map(Some).chain([None]);
            parts.extend(all.map(|id| Part { notebook: Some(id), ..part(Some(GroupKey::Notebook(id)), rest) }));
        }
        Grouping::None | Grouping::Date { .. } => parts.push(part(None, rest)),
    }
    parts
}

impl Part {
    /// Returns whether it is all that the list has.
    pub(super) fn is_whole(&self, list: &List) -> bool {
        self.key.is_none() && (self.pins == Pins::Both || list.scope == Scope::Pinned)
    }

    /// Conditions on `notes`, without the index: one, or two whose rows are merged.
    pub(super) fn conditions(&self, list: &List, sql: &mut Sql) -> Vec<String> {
        let mut condition = list.scope.condition(sql);
        if let Some((from, before)) = self.dates {
            let (from, before) = (sql.param(Value::Integer(from)), sql.param(Value::Integer(before)));
            let column = list.sort.column();
            condition.push_str(&format!(" AND {column} >= {from} AND {column} < {before}"));
        }
        match self.notebook {
            Some(Some(id)) => {
                let id = sql.param(Value::Blob(id.as_bytes().to_vec()));
                condition.push_str(&format!(" AND notebook = {id}"));
            }
            Some(None) => condition.push_str(" AND notebook IS NULL"),
            None => {}
        }
        match self.pins {
            Pins::Pinned => vec![format!("{condition} AND pinned = 1")],
            Pins::Unpinned => vec![format!("{condition} AND pinned = 0")],
            // Of these no index knows who is pinned.
            Pins::Both if list.sort == SortBy::Trashed || list.scope.is_gathered() => vec![condition],
            Pins::Both => vec![format!("{condition} AND pinned = 1"), format!("{condition} AND pinned = 0")],
        }
    }

    /// Selects the rows' numbers in order.
    pub(super) fn select(&self, list: &List, sql: &mut Sql, offset: u32, limit: u32) {
        let (column, index) = (list.sort.column(), list.index());
        let selects: Vec<String> = self
            .conditions(list, sql)
            .iter()
            .map(|condition| format!("SELECT num, {column} FROM notes {index} WHERE {condition}"))
            .collect();
        let direction = if list.is_descending() { " DESC" } else { "" };
        let order = if selects.len() > 1 {
            format!("2{direction}, 1{direction}")
        } else {
            format!("{column}{direction}, num{direction}")
        };
        let (limit, offset) = (sql.number(limit), sql.number(offset));
        sql.text = format!("{} ORDER BY {order} LIMIT {limit} OFFSET {offset}", selects.join(" UNION ALL "));
    }

    /// Counts the rows; with `before`, those before that row.
    pub(super) fn count(&self, list: &List, sql: &mut Sql, before: Option<(Value, i64)>) {
        let (column, index) = (list.sort.column(), list.index());
        let mut conditions = self.conditions(list, sql);
        if let Some((key, num)) = before {
            let (key, num) = (sql.param(key), sql.param(Value::Integer(num)));
            let side = if list.is_descending() { ">" } else { "<" };
            for condition in &mut conditions {
                condition.push_str(&format!(" AND ({column}, num) {side} ({key}, {num})"));
            }
        }
        let counts: Vec<String> = conditions
            .iter()
            .map(|condition| format!("(SELECT count(*) FROM notes {index} WHERE {condition})"))
            .collect();
        sql.text = format!("SELECT {}", counts.join(" + "));
    }

    /// Selects the sort key and number of a row, if it is in this part.
    pub(super) fn find(&self, list: &List, sql: &mut Sql, id: EntityId) {
        let id = sql.param(Value::Blob(id.as_bytes().to_vec()));
        let conditions = self.conditions(list, sql);
        sql.text = format!(
            "SELECT {}, num FROM notes WHERE num = (SELECT num FROM entities WHERE id = {id}) AND (({}))",
            list.sort.column(),
            conditions.join(") OR (")
        );
    }
}
