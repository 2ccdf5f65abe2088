//! The commands, one file each.

pub(crate) mod account;
pub(crate) mod action;
pub(crate) mod attachment;
pub(crate) mod backup;
pub(crate) mod completions;
pub(crate) mod connect;
pub(crate) mod device;
pub(crate) mod disconnect;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod hash;
pub(crate) mod history;
pub(crate) mod import;
pub(crate) mod links;
pub(crate) mod log;
pub(crate) mod note;
mod note_shapes;
pub(crate) mod pair;
pub(crate) mod quarantine;
pub(crate) mod repair;
pub(crate) mod review;
pub(crate) mod saved_search;
pub(crate) mod search;
pub(crate) mod status;
pub(crate) mod sync;
pub(crate) mod vault;
pub(crate) mod verify;
mod when;

use crate::args::{Cli, Command};
use crate::failure::{Failure, Outcome};
use crate::output::Output;

/// Runs a command.
///
/// # Errors
/// [`Failure`]: why it could not.
pub(crate) fn run(cli: Cli, output: &mut Output) -> Result<Outcome, Failure> {
    let global = &cli.global;
    match cli.command {
        Command::Vault(command) => command.run(global, output),
        Command::Note(command) => command.run(global, output),
        Command::Search(command) => command.run(global, output),
        Command::SavedSearch(command) => command.run(global, output),
        Command::Review(command) => command.run(global, output),
        Command::Connect(command) => command.run(global, output),
        Command::Disconnect(command) => command.run(global, output),
        Command::Sync(command) => command.run(global, output),
        Command::Status(command) => command.run(global, output),
        Command::Account(command) => command.run(global, output),
        Command::Pair(command) => command.run(global, output),
        Command::Device(command) => command.run(global, output),
        Command::Log(command) => command.run(global, output),
        Command::Explain(command) => command.run(global, output),
        Command::History(command) => command.run(global, output),
        Command::Undo(command) => command.run(global, output),
        Command::Attachment(command) => command.run(global, output),
        Command::Links(command) => command.run(global, output),
        Command::Import(command) => command.run(global, output),
        Command::Export(command) => command.run(global, output),
        Command::Backup(command) => command.run(global, output),
        Command::Verify(command) => command.run(global, output),
        Command::Hash(command) => command.run(global, output),
        Command::Action(command) => command.run(global, output),
        Command::Rebuild(command) => command.run(global, output),
        Command::Compact(command) => command.run(global, output),
        Command::Quarantine(command) => command.run(global, output),
        Command::Completions(command) => command.run(output),
    }
}
