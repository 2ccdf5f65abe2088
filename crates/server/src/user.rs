//! `driftless-server user …`: what the owner decides about accounts, beside a server that may be running.

use anyhow::{Context, Result, anyhow};
use serde_json::json;

use crate::arguments::{FolderArguments, InviteArguments, ListArguments, UserCommand};
use crate::command::print_line;
use driftless_server::authorization::token::{TokenHash, mint_token};
use driftless_server::config::wall_clock_ms;
use driftless_server::storage::sqlite::DataFolder;
use driftless_server::storage::sqlite::accounts::{
    UserRow, delete_beside, invite_beside, revoke_invitations_beside, set_disabled_beside, users_beside,
};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Does what is asked.
///
/// # Errors
/// The folder cannot be opened, or there is no such account; one sentence each.
pub(crate) fn run(command: UserCommand) -> Result<()> {
    let now_ms = wall_clock_ms();
    match command {
        UserCommand::Invite(arguments) | UserCommand::Add(arguments) => invite(&arguments, now_ms),
        UserCommand::RevokeInvitations(arguments) => {
            let count = revoke_invitations_beside(&join(&arguments)?, now_ms)?;
            print_line(&format!("invitations revoked: {count}"))
        }
        UserCommand::List(arguments) => list(&arguments),
        UserCommand::Disable(arguments) => {
            let name = &arguments.name;
            set_disabled_beside(&join(&arguments.folder)?, name, Some(now_ms), now_ms)
                .with_context(|| unknown(name))?;
            print_line(&format!("{name} is signed out everywhere and may not sign in"))
        }
        UserCommand::Enable(arguments) => {
            let name = &arguments.name;
            set_disabled_beside(&join(&arguments.folder)?, name, None, now_ms).with_context(|| unknown(name))?;
            print_line(&format!("{name} may sign in again"))
        }
        UserCommand::Delete(arguments) => {
            let name = &arguments.name;
            delete_beside(&join(&arguments.folder)?, name).with_context(|| unknown(name))?;
            print_line(&format!("{name} is deleted; the notes on its devices are untouched"))
        }
    }
}

fn join(arguments: &FolderArguments) -> Result<DataFolder> {
    Ok(DataFolder::join(&arguments.data)?)
}

fn unknown(name: &impl std::fmt::Display) -> String {
    format!("cannot find the account {name}")
}

fn invite(arguments: &InviteArguments, now_ms: u64) -> Result<()> {
    let invitation = mint_token().map_err(|error| anyhow!("the system has no randomness to give: {error}"))?;
    let expires_at_ms = now_ms.saturating_add(arguments.days.saturating_mul(DAY_MS));
    invite_beside(&join(&arguments.folder)?, TokenHash::of(&invitation), arguments.uses, expires_at_ms, now_ms)?;
    print_line(&invitation)
}

fn list(arguments: &ListArguments) -> Result<()> {
    let users = users_beside(&join(&arguments.folder)?)?;
    if arguments.json {
        let rows: Vec<_> = users.iter().map(json_of).collect();
        return print_line(&json!(rows).to_string());
    }
    if users.is_empty() {
        return print_line("no accounts yet: 'driftless-server user invite' prints an invitation");
    }
    for user in &users {
        let state = if user.is_disabled { "  disabled" } else { "" };
        print_line(&format!("{}  {} devices  {} vaults{state}", user.name, user.devices, user.vaults))?;
    }
    Ok(())
}

fn json_of(user: &UserRow) -> serde_json::Value {
    json!({
        "name": user.name,
        "devices": user.devices,
        "vaults": user.vaults,
        "created_at_ms": user.created_at_ms,
        "seen_at_ms": user.seen_at_ms,
        "is_disabled": user.is_disabled,
    })
}
