//! `driftless review`: where devices disagreed and a rule picked.

use clap::{Subcommand, ValueEnum};
use driftless_app::view::{Keep, ReviewKind, ReviewView};
use serde_json::json;

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::Output;

/// The review queue.
#[derive(Debug, Subcommand)]
pub(crate) enum Review {
    /// List what waits.
    List,
    /// End the review of an item, on every device.
    Resolve {
        /// Id of the item, from `review list`.
        item: String,
        /// What to keep.
        #[arg(long, value_name = "WHICH", ignore_case = true)]
        keep: KeepWhich,
    },
}

/// What to keep of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeepWhich {
    /// What is shown (for a delete: leave it deleted).
    Shown,
    /// The other (for a delete: restore the note).
    Other,
    /// Both, where the field can hold both.
    Both,
}

impl Review {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let app = open::vault(global)?;
        match self {
            Self::List => {
                for review in app.reviews()? {
                    output.answer(&review, |lines, review| lines.dim_then(&review.id, &words(review)))?;
                }
            }
            Self::Resolve { item, keep } => {
                let keep = match keep {
                    KeepWhich::Shown => Keep::Shown,
                    KeepWhich::Other => Keep::Other,
                    KeepWhich::Both => Keep::Both,
                };
                app.review_resolve(&item, keep)?;
                output.answer(&json!({ "resolved": item }), |lines, _| lines.line("Resolved, on every device."))?;
            }
        }
        Ok(Outcome::Done)
    }
}

/// Says in words what waits.
pub(super) fn words(review: &ReviewView) -> String {
    let title = if review.title.is_empty() { "Untitled" } else { &review.title };
    let by = |device: &Option<String>| device.clone().unwrap_or_else(|| "this device".to_owned());
    match &review.reason {
        ReviewKind::Field { field, shown, others } => {
            let others: Vec<String> =
                others.iter().map(|other| format!("{:?} from {}", other.value, by(&other.device))).collect();
            let shown = format!("{:?} from {}", shown.value, by(&shown.device));
            format!("{title}: {field} is {shown}, but also {}", others.join(" and "))
        }
        ReviewKind::EditedWhileDeleted { deleted, edited } => {
            format!("{title}: edited on {} while deleted on {}", by(&edited.device), by(&deleted.device))
        }
        ReviewKind::NotebookCycle { moved } => {
            format!("{title}: moves made a circle of notebooks; the one by {} is not followed", by(&moved.device))
        }
    }
}
