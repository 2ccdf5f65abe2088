//! Notes as the command line answers them: the field names are a contract with scripts.

use std::io;

use driftless_app::view::{NoteMeta, NoteRow, ReviewView};
use serde::Serialize;

use crate::notebook_paths::NotebookPaths;
use crate::output::Lines;

/// One note of a list.
#[derive(Debug, Serialize)]
pub(super) struct NoteLine {
    id: String,
    title: String,
    snippet: String,
    /// Path of its notebook.
    notebook: Option<String>,
    tags: Vec<String>,
    pinned: bool,
    archived: bool,
    trashed: bool,
    /// Milliseconds since the epoch.
    created_at: u64,
    /// Milliseconds since the epoch.
    updated_at: u64,
    siblings: u32,
}

impl NoteLine {
    pub(super) fn new(row: NoteRow, paths: &NotebookPaths) -> Self {
        let notebook = paths.path(row.notebook_id.as_ref()).or(row.notebook);
        Self {
            id: row.id,
            title: row.title,
            snippet: row.snippet,
            notebook,
            tags: row.tags,
            pinned: row.pinned,
            archived: row.archived,
            trashed: row.trashed,
            created_at: row.created_at,
            updated_at: row.updated_at,
            siblings: row.siblings,
        }
    }

    /// Writes it as one line.
    pub(super) fn text(&self, lines: &mut Lines<'_>) -> io::Result<()> {
        let mut facts: Vec<String> = self.notebook.iter().cloned().collect();
        facts.extend(self.tags.iter().map(|tag| format!("#{tag}")));
        let flags = [(self.pinned, "pinned"), (self.archived, "archived"), (self.trashed, "trashed")];
        facts.extend(flags.iter().filter(|(is_set, _)| *is_set).map(|(_, word)| (*word).to_owned()));
        if self.siblings > 0 {
            facts.push(format!("{} to review", self.siblings));
        }
        let title = if self.title.is_empty() { "Untitled" } else { &self.title };
        let facts = if facts.is_empty() { String::new() } else { format!("  ({})", facts.join(", ")) };
        lines.dim_then(&self.id, &format!("{title}{facts}"))
    }
}

/// A hit of a search: a note, and what to highlight in it.
#[derive(Debug, Serialize)]
pub(super) struct Hit {
    #[serde(flatten)]
    note: NoteLine,
    /// Ranges of the title, UTF-16 offsets.
    title_marks: Vec<[u32; 2]>,
    /// Ranges of the snippet, UTF-16 offsets.
    snippet_marks: Vec<[u32; 2]>,
}

impl Hit {
    pub(super) fn new(mut row: NoteRow, paths: &NotebookPaths) -> Self {
        let title_marks = std::mem::take(&mut row.title_marks);
        let snippet_marks = std::mem::take(&mut row.snippet_marks);
        Self { note: NoteLine::new(row, paths), title_marks, snippet_marks }
    }

    pub(super) fn text(&self, lines: &mut Lines<'_>) -> io::Result<()> {
        self.note.text(lines)?;
        if !self.note.snippet.is_empty() {
            lines.line(&format!("    {}", self.note.snippet.replace('\n', " ")))?;
        }
        Ok(())
    }
}

/// A whole note.
#[derive(Debug, Serialize)]
pub(super) struct WholeNote {
    #[serde(flatten)]
    note: NoteLine,
    body: String,
    reviews: Vec<ReviewView>,
    /// Name of the device of the last change; null for this device.
    device: Option<String>,
}

impl WholeNote {
    pub(super) fn new(meta: NoteMeta, body: String, paths: &NotebookPaths) -> Self {
        let NoteMeta { row, last_device, reviews } = meta;
        Self { note: NoteLine::new(row, paths), body, reviews, device: last_device }
    }

    pub(super) fn text(&self, lines: &mut Lines<'_>) -> io::Result<()> {
        self.note.text(lines)?;
        for review in &self.reviews {
            lines.line(&format!("    to review: {}", super::review::words(review)))?;
        }
        lines.line("")?;
        lines.block(&self.body)?;
        if self.body.is_empty() || self.body.ends_with('\n') { Ok(()) } else { lines.line("") }
    }
}
