//! `driftless log`: the actions, who wrote them, and what became of them.

use clap::Args;
use driftless_app::inspect::LogRow;

use super::when;
use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::{Lines, Output};

/// List the actions of the vault, or of one note in the order that counts.
#[derive(Debug, Args)]
pub(crate) struct Log {
    /// Id of a note or notebook.
    note: Option<String>,
    /// Only actions from this moment on.
    #[arg(long, value_name = "T")]
    since: Option<String>,
}

impl Log {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let since = self.since.as_deref().map_or(Ok(0), |text| when::read("--since", text))?;
        let app = open::vault(global)?;
        match self.note {
            Some(id) => {
                for row in app.log_of(&id)?.iter().filter(|row| row.time >= since) {
                    output.answer(row, text)?;
                }
            }
            None => app.log(since, |row| output.answer(&row, text))?,
        }
        Ok(Outcome::Done)
    }
}

/// Writes an action as one line and a line for each field.
fn text(lines: &mut Lines<'_>, row: &LogRow) -> std::io::Result<()> {
    let place = row.seq.map_or_else(|| "pending".to_owned(), |seq| format!("#{seq}"));
    let time = when::shown(row.time);
    lines.dim_then(
        &time,
        &format!("{place} {} {} {} by {}", row.action_type, row.entity_type, row.entity_id, row.author),
    )?;
    if let Some(held) = &row.held {
        lines.line(&format!("    {held}"))?;
    }
    for effect in &row.effect {
        let value: String = effect.value.as_deref().unwrap_or_default().chars().take(60).collect();
        lines.line(&format!("    {} = {value:?}: {}", effect.field, effect.effect))?;
    }
    Ok(())
}
