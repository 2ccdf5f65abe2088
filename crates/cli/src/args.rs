//! The command line as it is typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands;

/// Driftless without a window: notes, search, sync and repair, for scripts and terminals.
#[derive(Debug, Parser)]
#[command(name = "driftless", version, propagate_version = true, arg_required_else_help = true)]
#[command(after_help = "Exit codes: 0 done, 1 it failed, 2 wrong usage, 3 it needs you (locked, connect, review).")]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Arguments of every command.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The data folder; without it the platform's.
    #[arg(long, global = true, value_name = "DIR", env = "DRIFTLESS_DATA_DIR", help_heading = "Global options")]
    pub(crate) data_dir: Option<PathBuf>,
    /// A file with the key of the local database; without it the system's keychain.
    #[arg(long, global = true, value_name = "FILE", env = "DRIFTLESS_KEY_FILE", help_heading = "Global options")]
    pub(crate) key_file: Option<PathBuf>,
    /// A file whose first line is the passphrase; without it the passphrase is asked for.
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "key_file", help_heading = "Global options")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Answer in JSON: one document, or one per line for lists.
    #[arg(long, global = true, help_heading = "Global options")]
    pub(crate) json: bool,
    /// Log what happens to stderr.
    #[arg(long, global = true, value_name = "LEVEL", value_parser = ["error", "warn", "info", "debug", "trace"],
          help_heading = "Global options")]
    pub(crate) log: Option<String>,
    /// Form of the log.
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text", help_heading = "Global options")]
    pub(crate) log_format: LogFormat,
}

/// Form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON document per line.
    Json,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Create the vault, or tell about it.
    #[command(subcommand)]
    Vault(commands::vault::Vault),
    /// Create, list, show, change and delete notes.
    #[command(subcommand)]
    Note(commands::note::Note),
    /// Search notes.
    Search(commands::search::Search),
    /// Searches with a name.
    #[command(subcommand)]
    SavedSearch(commands::saved_search::SavedSearches),
    /// What devices disagreed about.
    #[command(subcommand)]
    Review(commands::review::Review),
    /// Join a server, or pair another device.
    Connect(commands::connect::Connect),
    /// Stop syncing with the server. All notes stay here.
    Disconnect(commands::disconnect::Disconnect),
    /// Sync now.
    Sync(commands::sync::Sync),
    /// Tell where every change is: pending, sent, failed, to review, set aside.
    Status(commands::status::Status),
    /// Sign up or in to an account on a server; its emergency kit and second factor.
    #[command(subcommand)]
    Account(commands::account::Account),
    /// Let a new device into the account.
    #[command(subcommand)]
    Pair(commands::pair::Pair),
    /// List, rename or remove devices.
    #[command(subcommand)]
    Device(commands::device::Device),
    /// List the actions of the vault or of a note.
    Log(commands::log::Log),
    /// Tell why a note is what it is: which action set a field, what lost, why, who.
    Explain(commands::explain::Explain),
    /// List the versions of a note, or show it as it was.
    History(commands::history::History),
    /// Take back a gesture, an import or a restore.
    Undo(commands::history::Undo),
    /// Add, list and save images and files of notes.
    #[command(subcommand)]
    Attachment(commands::attachment::Attachment),
    /// List where a note's links lead, and which notes lead to it.
    Links(commands::links::Links),
    /// Import notes.
    #[command(subcommand)]
    Import(commands::import::Import),
    /// Export notes.
    #[command(subcommand)]
    Export(commands::export::Export),
    /// Backups in the data folder: list, create, try out, restore.
    #[command(subcommand)]
    Backup(commands::backup::Backup),
    /// Check every invariant of the vault.
    Verify(commands::verify::Verify),
    /// Print the state hash: the same on every device that agrees.
    Hash(commands::hash::Hash),
    /// The raw log.
    #[command(subcommand)]
    Action(commands::action::Action),
    /// Build everything that is shown anew from snapshot and log.
    Rebuild(commands::repair::Rebuild),
    /// Fold what the server has into the snapshot, so that the log stays short.
    Compact(commands::repair::Compact),
    /// What could not be applied or was refused.
    #[command(subcommand)]
    Quarantine(commands::quarantine::Quarantine),
    /// Print shell completions.
    Completions(commands::completions::Completions),
}
