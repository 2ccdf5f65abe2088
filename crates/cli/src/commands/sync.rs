//! `driftless sync`: one cycle, or one after another.

use std::sync::mpsc;

use clap::Args;
use driftless_app::view::{CycleView, PhaseView};
use driftless_app::{App, AppEvent};
use serde::Serialize;

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::{Lines, Output};

/// Sync now. Ends with code 1 and the failed phase when it does not work out.
#[derive(Debug, Args)]
pub(crate) struct Sync {
    /// Stay, and sync whenever there is something to; prints every cycle.
    #[arg(long)]
    watch: bool,
}

/// A cycle as scripts see it.
#[derive(Debug, Serialize)]
struct Cycle {
    uploaded: u32,
    downloaded: u32,
    flagged: u32,
    quarantined: u32,
    conflicts: u32,
    cursor: u64,
    head: u64,
    state_hash: String,
    verified_with: Option<String>,
    phases: Vec<PhaseView>,
    error: Option<String>,
}

impl Sync {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        if self.watch {
            return watch(&open::watching(global)?, output);
        }
        let app = open::vault(global)?;
        let cycle = app.sync_once()?;
        let outcome = outcome(&cycle);
        print(&app, cycle, output)?;
        Ok(outcome)
    }
}

fn outcome(cycle: &CycleView) -> Outcome {
    let failed = cycle.phases.iter().find_map(|phase| phase.error.as_deref());
    match (failed, &cycle.error) {
        (None, None) => Outcome::Done,
        // A token or version that the server refuses: only the user can mend it.
        (Some(class), _) if class.starts_with("auth.") || class == "server.upgrade_required" => Outcome::NeedsUser,
        _ => Outcome::Failed,
    }
}

/// Prints every cycle that ends, until the program is stopped.
fn watch(app: &App, output: &mut Output) -> Result<Outcome, Failure> {
    let (tell, told) = mpsc::channel();
    let _subscription = app.subscribe(move |event| {
        if let AppEvent::Status(status) = event {
            // The receiver lives as long as the subscription.
            let _ = tell.send(status.last_cycle.clone());
        }
    });
    app.sync_now()?;
    let mut last = None;
    for cycle in told.iter().flatten() {
        if last != Some(cycle.started_at) {
            last = Some(cycle.started_at);
            print(app, cycle, output)?;
            output.finish()?;
        }
    }
    Ok(Outcome::Done)
}

fn print(app: &App, cycle: CycleView, output: &mut Output) -> Result<(), Failure> {
    let answer = Cycle {
        uploaded: cycle.uploaded,
        downloaded: cycle.downloaded,
        flagged: cycle.flagged,
        quarantined: cycle.quarantined,
        conflicts: cycle.conflicts,
        cursor: cycle.cursor,
        head: cycle.head,
        state_hash: app.state_hash()?,
        verified_with: app.sync_status()?.verified_with,
        phases: cycle.phases,
        error: cycle.error,
    };
    output.answer(&answer, text)
}

fn text(lines: &mut Lines<'_>, cycle: &Cycle) -> std::io::Result<()> {
    lines.line(&format!(
        "{} sent, {} received, at {} of {}",
        cycle.uploaded, cycle.downloaded, cycle.cursor, cycle.head
    ))?;
    let remarks =
        [(cycle.conflicts, "to review"), (cycle.flagged, "sent with remarks"), (cycle.quarantined, "in quarantine")];
    for (count, words) in remarks.iter().filter(|(count, _)| *count > 0) {
        lines.line(&format!("{count} {words}"))?;
    }
    if let Some(device) = &cycle.verified_with {
        lines.line(&format!("verified equal to {device}"))?;
    }
    for phase in cycle.phases.iter().filter(|phase| phase.error.is_some()) {
        lines.line(&format!("{} failed: {}", phase.phase, phase.error.as_deref().unwrap_or_default()))?;
    }
    cycle.error.as_ref().map_or(Ok(()), |error| lines.line(error))
}
