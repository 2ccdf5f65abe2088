//! `driftless backup`: encrypted copies of the database in the data folder.

use clap::Subcommand;
use driftless_app::view::{BackupChecked, BackupReason, BackupRow};

use super::when::shown;
use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::{Lines, Output};

/// Backups in the data folder.
#[derive(Debug, Subcommand)]
pub(crate) enum Backup {
    /// List them, newest first. Needs no key.
    List,
    /// Write one now, open it and check it.
    Create,
    /// Try one out: open it and check every page, index and row of it. Changes nothing.
    Check {
        /// Its name, as `list` shows it.
        id: String,
    },
    /// Put one in the place of the database, which is moved aside and stays whole. Close every program on the data folder
    /// first. The device takes a new identity, so that nothing is lost against a server.
    Restore {
        /// Its name, as `list` shows it.
        id: String,
    },
}

impl Backup {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        match self {
            Self::List => {
                for backup in driftless_app::backups_in(&open::data_dir(global)?)? {
                    output.answer(&backup, row)?;
                }
            }
            Self::Create => output.answer(&open::vault(global)?.backup_create()?, checked)?,
            Self::Check { id } => output.answer(&open::vault(global)?.backup_check(&id)?, checked)?,
            Self::Restore { id } => {
                let restored = open::closed(global, |options| driftless_app::restore_backup(options, &id))?;
                output.answer(&restored, |lines, restored| {
                    checked(lines, &restored.backup)?;
                    match &restored.set_aside {
                        Some(folder) => lines.field("set aside", folder),
                        None => Ok(()),
                    }
                })?;
            }
        }
        Ok(Outcome::Done)
    }
}

fn row(lines: &mut Lines<'_>, backup: &BackupRow) -> std::io::Result<()> {
    let reason = match backup.reason {
        BackupReason::Daily => "daily",
        BackupReason::ByHand => "by hand",
        BackupReason::BeforeUpgrade => "before an upgrade",
    };
    lines.dim_then(&shown(backup.made_at), &format!("{}  {reason}, {} bytes", backup.id, backup.bytes))
}

fn checked(lines: &mut Lines<'_>, checked: &BackupChecked) -> std::io::Result<()> {
    lines.field("backup", &checked.backup.id)?;
    lines.field("notes", &checked.notes.to_string())?;
    lines.field("log", &format!("{} actions", checked.actions))?;
    let edited = checked.edited_at.map_or_else(|| "never".to_owned(), shown);
    lines.field("last edit", &edited)
}
