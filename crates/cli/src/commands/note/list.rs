//! `driftless note list`.

use clap::{Args, ValueEnum};
use driftless_app::App;
use driftless_app::view::{ListQuery, ListScope, NoteRow, SortBy};

use super::super::note_shapes::NoteLine;
use crate::args::Global;
use crate::failure::Failure;
use crate::notebook_paths::{self, NotebookPaths};
use crate::open;
use crate::output::Output;

/// Rows of one request to the app.
const PAGE_ROWS: u32 = 500;

/// List notes: those that are neither trashed nor archived, unless asked otherwise.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// The trash.
    #[arg(long, conflicts_with = "archived")]
    trashed: bool,
    /// The archive.
    #[arg(long)]
    archived: bool,
    /// Only notes directly in this notebook.
    #[arg(long, value_name = "PATH")]
    notebook: Option<String>,
    /// Only notes with this tag or one nested below it.
    #[arg(long, value_name = "T")]
    tag: Option<String>,
    /// Order; pinned notes come first.
    #[arg(long, value_name = "ORDER", default_value = "updated")]
    sort: Sort,
    /// Most notes to list; without it all.
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
}

/// Order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sort {
    /// Newest edit first.
    Updated,
    /// Newest first.
    Created,
    /// By title.
    Title,
}

impl List {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<(), Failure> {
        let app = open::vault(global)?;
        let paths = NotebookPaths::load(&app)?;
        let notebook_id = self.notebook.as_deref().map(|path| notebook_paths::find(&app, path)).transpose()?;
        let mut left = self.limit.unwrap_or(u64::MAX);
        let mut offset = 0;
        while left > 0 {
            let rows = self.page(&app, notebook_id.as_ref(), offset)?;
            let is_last = rows.len() < PAGE_ROWS as usize;
            offset += PAGE_ROWS;
            for row in rows.into_iter().filter(|row| self.is_wanted(row, notebook_id.as_ref())) {
                if left == 0 {
                    break;
                }
                left -= 1;
                output.answer(&NoteLine::new(row, &paths), |lines, note| note.text(lines))?;
            }
            if is_last {
                break;
            }
        }
        Ok(())
    }

    fn page(&self, app: &App, notebook_id: Option<&String>, offset: u32) -> Result<Vec<NoteRow>, Failure> {
        let scope = match (self.trashed, self.archived, notebook_id, &self.tag) {
            (true, ..) => ListScope::Trash,
            (_, true, ..) => ListScope::Archived,
            (_, _, Some(id), _) => ListScope::Notebook { id: Some(id.clone()) },
            (_, _, None, Some(tag)) => ListScope::Tag { name: tag.clone() },
            (_, _, None, None) => ListScope::All,
        };
        let sort = match self.sort {
            Sort::Updated => SortBy::Updated,
            Sort::Created => SortBy::Created,
            Sort::Title => SortBy::Title,
        };
        Ok(app.list_notes(&ListQuery::new(scope, sort, offset, PAGE_ROWS))?.rows)
    }

    /// Checks what the scope alone does not say.
    fn is_wanted(&self, row: &NoteRow, notebook_id: Option<&String>) -> bool {
        let is_in = notebook_id.is_none() || row.notebook_id.as_ref() == notebook_id;
        let is_below = |tag: &String, wanted: &str| {
            tag.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let is_tagged = match &self.tag {
            // With the tag as scope the app has compared already, by its own rules.
            Some(_) if notebook_id.is_none() && !self.trashed && !self.archived => true,
            Some(wanted) => row.tags.iter().any(|tag| is_below(tag, wanted.trim_start_matches('#'))),
            None => true,
        };
        is_in && is_tagged
    }
}
