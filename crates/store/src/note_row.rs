//! What lists show of a note, derived from its state and text with every save.

use std::collections::BTreeSet;

use driftless_domain::{EntityId, EntityState, Field, Register};
use driftless_sync::contract::StoreError;
use rusqlite::Row;
use unicode_normalization::UnicodeNormalization as _;

use crate::column::{from_json, to_column, to_json};
use crate::tx::Tx;

/// Characters of a list row's snippet.
pub(crate) const SNIPPET_CHARS_MAX: usize = 160;

/// Characters of a title that it is sorted by.
const KEY_CHARS_MAX: usize = 120;

/// In the lists.
pub(crate) const LISTED: u8 = 0;
/// Archived.
pub(crate) const ARCHIVED: u8 = 1;
/// In the trash.
pub(crate) const TRASHED: u8 = 2;
/// Not shown: its create has not arrived, or it is deleted for ever.
pub(crate) const HIDDEN: u8 = 3;
/// A template: only in its own list.
pub(crate) const TEMPLATE: u8 = 4;

/// A row of `notes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoteRow {
    shelf: u8,
    pinned: bool,
    favorite: bool,
    title: String,
    snippet: String,
    notebook: Option<[u8; 16]>,
    notebook_link: Option<[u8; 16]>,
    tags: Vec<String>,
    created_ms: i64,
    updated_ms: i64,
    siblings: u32,
    /// 0 while it is not in the trash.
    trashed_ms: i64,
    /// When this device first looked at it in the trash.
    noticed_ms: Option<i64>,
}

impl NoteRow {
    fn derive(state: &EntityState, snippet: String, notebook: Option<[u8; 16]>, known: Option<&Self>) -> Self {
        let shelf = if !state.is_known() {
            HIDDEN
        } else if state.is_deleted() {
            TRASHED
        } else if state.flag(&Field::Template) {
            TEMPLATE
        } else if state.flag(&Field::Archived) {
            ARCHIVED
        } else {
            LISTED
        };
        let siblings: usize = state.fields.values().map(|register: &Register| register.siblings().len()).sum();
        Self {
            shelf,
            pinned: state.flag(&Field::Pinned),
            favorite: state.flag(&Field::Favorite),
            title: state.text(&Field::Title).to_owned(),
            snippet,
            notebook,
            notebook_link: state.link(&Field::Notebook).map(|id| *id.as_bytes()),
            tags: state.tags().map(str::to_owned).collect(),
            created_ms: to_column(state.created_ms()),
            updated_ms: to_column(state.updated_ms()),
            siblings: u32::try_from(siblings).unwrap_or(u32::MAX),
            trashed_ms: if shelf == TRASHED { state.deleted_ms().map_or(0, to_column) } else { 0 },
            noticed_ms: known.filter(|row| shelf == TRASHED && row.shelf == TRASHED).and_then(|row| row.noticed_ms),
        }
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<(Self, String)> {
        let tags: String = row.get(6)?;
        let row = Self {
            shelf: row.get(0)?,
            pinned: row.get(1)?,
            title: row.get(2)?,
            snippet: row.get(3)?,
            notebook: row.get(4)?,
            notebook_link: row.get(5)?,
            tags: Vec::new(),
            created_ms: row.get(7)?,
            updated_ms: row.get(8)?,
            siblings: row.get(9)?,
            favorite: row.get(10)?,
            trashed_ms: row.get(11)?,
            noticed_ms: row.get(12)?,
        };
        Ok((row, tags))
    }

    /// Adds this row to the counts of the lists it is in, or takes it out (`by` -1).
    fn count(&self, tx: &Tx<'_>, by: i64) {
        match self.shelf {
            LISTED => {
                tx.count("all", "", by);
                if self.pinned {
                    tx.count("pinned", "", by);
                }
                if self.favorite {
                    tx.count("favorites", "", by);
                }
                tx.count("notebook", &notebook_name(self.notebook), by);
                for tag in with_tags_above(&self.tags) {
                    tx.count("tag", tag, by);
                }
            }
            ARCHIVED => tx.count("archived", "", by),
            TRASHED => tx.count("trash", "", by),
            TEMPLATE => tx.count("template", "", by),
            _ => {}
        }
    }

    /// Tags by which it is found; none while it is not shown.
    fn found_by(&self) -> BTreeSet<&str> {
        if self.shelf == HIDDEN { BTreeSet::new() } else { with_tags_above(&self.tags) }
    }
}

/// Name of a notebook's count.
pub(crate) fn notebook_name(id: Option<[u8; 16]>) -> String {
    id.map(|id| EntityId::from_bytes(id).to_string()).unwrap_or_default()
}

/// `a/b/c` is also under `a/b` and `a`.
fn with_tags_above(tags: &[String]) -> BTreeSet<&str> {
    let mut all = BTreeSet::new();
    for tag in tags {
        all.insert(tag.as_str());
        all.extend(tag.match_indices('/').map(|(at, _)| &tag[..at]).filter(|above| !above.is_empty()));
    }
    all
}

/// Returns the form of a name that it is sorted by: lowercased NFKC, the same on every platform.
pub(crate) fn sort_key(name: &str) -> String {
    name.chars().take(KEY_CHARS_MAX).nfkc().flat_map(char::to_lowercase).collect()
}

impl Tx<'_> {
    /// Makes the row of a note true. `snippet`: none when the text did not change.
    pub(crate) fn save_note_row(
        &self,
        num: i64,
        id: EntityId,
        state: &EntityState,
        snippet: Option<String>,
    ) -> Result<(), StoreError> {
        let known = self.note_row(num)?;
        let link = state.link(&Field::Notebook).map(|id| *id.as_bytes());
        let notebook = match link {
            Some(link) if self.is_live_notebook(link)? => Some(link),
            _ => None,
        };
        let snippet = snippet.or_else(|| known.as_ref().map(|row| row.snippet.clone())).unwrap_or_default();
        let row = NoteRow::derive(state, snippet, notebook, known.as_ref());
        if known.as_ref() == Some(&row) {
            return Ok(());
        }
        if let Some(known) = &known {
            known.count(self, -1);
        }
        row.count(self, 1);
        self.save_tags(num, known.as_ref(), &row)?;
        self.write_note_row(num, id, &row)
    }

    /// Removes the row: the entity turned out to be no note.
    pub(crate) fn remove_note_row(&self, num: i64) -> Result<(), StoreError> {
        if let Some(known) = self.note_row(num)? {
            known.count(self, -1);
            self.run("DELETE FROM note_tags WHERE num = ?1", [num])?;
            self.run("DELETE FROM notes WHERE num = ?1", [num])?;
        }
        Ok(())
    }

    fn note_row(&self, num: i64) -> Result<Option<NoteRow>, StoreError> {
        let row = self.row(
            "SELECT shelf, pinned, title, snippet, notebook, notebook_link, tags, created_ms, updated_ms, siblings,
                    favorite, trashed_ms, noticed_ms
             FROM notes WHERE num = ?1",
            [num],
            NoteRow::read,
        )?;
        let Some((mut row, tags)) = row else { return Ok(None) };
        row.tags = from_json(&tags)?;
        Ok(Some(row))
    }

    fn save_tags(&self, num: i64, known: Option<&NoteRow>, row: &NoteRow) -> Result<(), StoreError> {
        let before = known.map(NoteRow::found_by).unwrap_or_default();
        let after = row.found_by();
        for tag in before.difference(&after) {
            self.run("DELETE FROM note_tags WHERE tag = ?1 AND num = ?2", (tag, num))?;
        }
        for tag in after.difference(&before) {
            self.run("INSERT OR IGNORE INTO note_tags (tag, num) VALUES (?1, ?2)", (tag, num))?;
        }
        Ok(())
    }

    fn write_note_row(&self, num: i64, id: EntityId, row: &NoteRow) -> Result<(), StoreError> {
        self.run(
            "INSERT OR REPLACE INTO notes (num, id, shelf, pinned, title, title_key, snippet, notebook, notebook_link,
                                           tags, created_ms, updated_ms, siblings, favorite, trashed_ms, noticed_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            rusqlite::params![
                num,
                id.as_bytes(),
                row.shelf,
                row.pinned,
                row.title,
                sort_key(&row.title),
                row.snippet,
                row.notebook,
                row.notebook_link,
                to_json(&row.tags)?,
                row.created_ms,
                row.updated_ms,
                row.siblings,
                row.favorite,
                row.trashed_ms,
                row.noticed_ms,
            ],
        )
        .map(drop)
    }
}

/// Returns the first words of a Markdown text without its marks, on one line.
pub(crate) fn snippet(text: &str) -> String {
    let mut snippet = String::new();
    let mut chars = 0;
    for line in text.lines() {
        let mut line = strip_line_marks(line);
        if line.is_empty() || line.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | '`' | '~' | '|' | ':' | ' ')) {
            continue;
        }
        if chars > 0 {
            snippet.push(' ');
            chars += 1;
        }
        while let Some(c) = line.chars().next() {
            if chars >= SNIPPET_CHARS_MAX {
                return snippet.trim_end().to_owned();
            }
            line = &line[c.len_utf8()..];
            match c {
                '*' | '`' | '~' | '[' => continue,
                '!' if line.starts_with('[') => continue,
                // A link shows its words, not its address.
                ']' => {
                    if let Some(end) = line.strip_prefix('(').and_then(|address| address.find(')')) {
                        line = &line[end + 2..];
                    }
                    continue;
                }
                c => snippet.push(if c.is_control() { ' ' } else { c }),
            }
            chars += 1;
        }
    }
    snippet.trim_end().to_owned()
}

/// Cuts headings, quotes, list points and task boxes off the start of a line.
fn strip_line_marks(line: &str) -> &str {
    let mut line = line.trim();
    loop {
        let rest = line.strip_prefix('>').or_else(|| {
            let rest = line.trim_start_matches('#');
            (rest.len() < line.len() && (rest.is_empty() || rest.starts_with(' '))).then_some(rest)
        });
        let rest =
            rest.or_else(|| ["- ", "* ", "+ ", "[ ] ", "[x] ", "[X] "].iter().find_map(|mark| line.strip_prefix(mark)));
        let rest = rest.or_else(|| {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            if rest.len() < line.len() { rest.strip_prefix(". ") } else { None }
        });
        match rest {
            Some(rest) => line = rest.trim_start(),
            None => return line,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_has_words_and_no_marks() {
        let text = "# Tide pools\n\n- [ ] **anemones** and `crabs`\n> 1. see [the map](https://example.org/x)\n---\n![shore](a.png) #tag";
        assert_eq!(snippet(text), "Tide pools anemones and crabs see the map shore #tag");
        assert_eq!(snippet(&"潮".repeat(500)).chars().count(), SNIPPET_CHARS_MAX);
        assert_eq!(snippet("\n\n***\n"), "");
        assert_eq!(snippet("[unclosed](x"), "unclosed(x");
    }

    #[test]
    fn a_nested_tag_is_also_under_those_above_it() {
        let tags = ["a/b/c".to_owned(), "a".to_owned(), "/x".to_owned()];
        assert_eq!(with_tags_above(&tags).into_iter().collect::<Vec<_>>(), ["/x", "a", "a/b", "a/b/c"]);
    }

    #[test]
    fn names_sort_without_case_and_width() {
        assert_eq!(sort_key("ＡＢＣ Ünï"), "abc ünï");
    }
}
