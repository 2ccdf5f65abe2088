//! `driftless saved-search`: searches with a name, as the sidebar of the window has them.

use clap::Subcommand;
use driftless_app::App;
use driftless_app::view::SavedSearch;
use serde_json::json;

use super::search::print_hits;
use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::Output;

/// Saved searches.
#[derive(Debug, Subcommand)]
pub(crate) enum SavedSearches {
    /// List them by name.
    List,
    /// Search with one, best hit first.
    Run {
        /// Its name, or its id.
        name: String,
        /// Most hits to answer.
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: u32,
    },
    /// Keep a search under a name, on every device; answers its id.
    Add {
        /// Its name.
        name: String,
        /// Words and operators, as of `driftless search`.
        #[arg(required = true, num_args = 1..)]
        query: Vec<String>,
    },
    /// Delete one, on every device; the notes that it finds stay.
    Delete {
        /// Its name, or its id.
        name: String,
    },
}

impl SavedSearches {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let app = open::vault(global)?;
        match self {
            Self::List => {
                for saved in app.saved_searches()? {
                    output.answer(&saved, |lines, saved| {
                        lines.dim_then(&saved.id, &format!("{}: {}", saved.name, saved.query))
                    })?;
                }
            }
            Self::Run { name, limit } => print_hits(&app, &find(&app, &name)?.query, limit, output)?,
            Self::Add { name, query } => {
                let saved = app.saved_search_create(&name, &query.join(" "))?;
                output.answer(&json!({ "id": saved.id }), |lines, _| lines.line(&saved.id))?;
            }
            Self::Delete { name } => {
                let id = find(&app, &name)?.id;
                app.saved_search_delete(&id)?;
                output.answer(&json!({ "deleted": id }), |lines, _| lines.line("Deleted; its notes stay."))?;
            }
        }
        Ok(Outcome::Done)
    }
}

/// Finds the one with an id or a name, whatever its case; of several with one name none is meant.
fn find(app: &App, wanted: &str) -> Result<SavedSearch, Failure> {
    let mut found = app.saved_searches()?;
    if let Some(at) = found.iter().position(|saved| saved.id == wanted) {
        return Ok(found.swap_remove(at));
    }
    let folded = wanted.trim().to_lowercase();
    found.retain(|saved| saved.name.to_lowercase() == folded);
    match (found.pop(), found.len()) {
        (Some(saved), 0) => Ok(saved),
        (Some(_), _) => Err(Failure::Usage(format!(
            "Several saved searches are called {wanted:?}: name the id of one, from `driftless saved-search list`."
        ))),
        (None, _) => Err(Failure::Io(format!(
            "There is no saved search {wanted:?}: `driftless saved-search list` has those that are there."
        ))),
    }
}
