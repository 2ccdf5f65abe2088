//! `driftless search`.

use clap::Args;
use driftless_app::App;
use driftless_app::view::{ListQuery, ListScope, SortBy};
use serde_json::json;

use super::note_shapes::Hit;
use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::notebook_paths::NotebookPaths;
use crate::open;
use crate::output::Output;

/// Rows of one request to the app.
const PAGE_ROWS: u32 = 500;

/// Search notes, best hit first.
#[derive(Debug, Args)]
#[command(after_help = "Operators: title: tag: notebook: created: edited: is: has: -not \"a phrase\" or ( )")]
pub(crate) struct Search {
    /// Words and operators.
    #[arg(required = true, num_args = 1..)]
    query: Vec<String>,
    /// Most hits to answer.
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u32,
    /// Tell first how the query was understood.
    #[arg(long)]
    explain: bool,
}

impl Search {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let app = open::vault(global)?;
        let query = self.query.join(" ");
        if self.explain {
            explain(&app, &query, output)?;
        }
        print_hits(&app, &query, self.limit, output)?;
        Ok(Outcome::Done)
    }
}

fn explain(app: &App, query: &str, output: &mut Output) -> Result<(), Failure> {
    let window = app.list_notes(&ListQuery::new(scope(app, query), SortBy::Updated, 0, 1))?;
    let Some(understood) = &window.understood else { return Ok(()) };
    output.answer(&json!({ "understood": understood }), |lines, _| lines.field("understood", understood))
}

/// Prints up to `limit` notes that a search finds, best hit first.
pub(super) fn print_hits(app: &App, query: &str, limit: u32, output: &mut Output) -> Result<(), Failure> {
    let paths = NotebookPaths::load(app)?;
    let scope = scope(app, query);
    let (mut left, mut offset) = (limit, 0);
    while left > 0 {
        let query = ListQuery::new(scope.clone(), SortBy::Updated, offset, left.min(PAGE_ROWS));
        let window = app.list_notes(&query)?;
        let rows = u32::try_from(window.rows.len()).unwrap_or(u32::MAX);
        for row in window.rows {
            output.answer(&Hit::new(row, &paths), |lines, hit| hit.text(lines))?;
        }
        if rows < query.limit {
            break;
        }
        offset += rows;
        left = left.saturating_sub(rows);
    }
    Ok(())
}

/// Days are those of the place where the user is, as in the window.
fn scope(app: &App, query: &str) -> ListScope {
    ListScope::Search { query: query.to_owned(), within: None, utc_offset_min: app.utc_offset_min() }
}
