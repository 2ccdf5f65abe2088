//! Facts for a report of a fault: counts and states, never a word of a note, a name, an address or a key.

use std::fmt::Write as _;

use crate::{App, AppError};

impl App {
    /// Returns the facts as plain text that a person can read before passing it on.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn diagnostics(&self) -> Result<String, AppError> {
        let facts = self.storage()?;
        let sync = self.sync_status()?;
        let keys: Vec<String> = self.key_places()?.iter().map(|place| format!("{place:?}")).collect();
        let cycle = sync.last_cycle.as_ref();
        let mut text = String::new();
        let mut line = |name: &str, value: &dyn std::fmt::Display| {
            // Writing into a string cannot fail.
            let _ = writeln!(text, "{name}: {value}");
        };
        line("Driftless", &facts.version);
        line("System", &format_args!("{} {}", std::env::consts::OS, std::env::consts::ARCH));
        line("Schema", &driftless_store::MIGRATIONS.len());
        line("Database bytes", &facts.database_bytes);
        line("Journal bytes", &facts.journal_bytes);
        line("Notes", &format_args!("{} + {} archived + {} in the trash", facts.notes, facts.archived, facts.trashed));
        line("Notebooks", &facts.notebooks);
        line("Actions in the log", &format_args!("{} ({} bytes)", facts.actions, facts.action_bytes));
        line("Key", &keys.join(", "));
        line("Sync", &format_args!("{:?}", sync.mood));
        line("Connected", &sync.server.is_some());
        line("Pending", &sync.pending);
        line("Position", &sync.cursor);
        line("To review", &sync.reviews);
        line("Quarantine", &sync.quarantine);
        line("Held", &sync.held);
        if let Some(cycle) = cycle {
            line(
                "Last cycle",
                &format_args!("{} up, {} down, failed: {}", cycle.uploaded, cycle.downloaded, cycle.error.is_some()),
            );
            for phase in &cycle.phases {
                line(
                    "  phase",
                    &format_args!(
                        "{} {:.1} ms, {}, failed: {}",
                        phase.phase,
                        phase.ms,
                        phase.count,
                        phase.error.is_some()
                    ),
                );
            }
        }
        Ok(text)
    }
}
