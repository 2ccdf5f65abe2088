//! Vaults of accounts: members, roles, keys.

use std::collections::BTreeMap;

use driftless_domain::VaultId;
use driftless_protocol::Bytes;
use driftless_protocol::auth::limits::{MEMBERS_MAX, VAULTS_MAX};
use driftless_protocol::auth::{
    AccountName, ClaimVault, ControlAppend, LogHead, Member, MemberChange, MemberList, NewVault, Role, UserId, Vault,
    VaultList, WrappedKey, WrappedKeyList, WrappedKeyRow,
};
use driftless_trust::control_log::{ControlEntry, ControlFact};
use driftless_trust::{ControlRefusal, VaultState};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::signed::{self, Verified};
use super::{Result, logs, users};
use crate::accounts::error::AccountError;
use crate::authorization::token::TokenHash;
use crate::storage::StorageError;
use crate::storage::sqlite::tokens;

/// Code of an account that is invited and has not joined: it reads the control log and may append its join.
const INVITED: i64 = 0;

const fn wire_role(role: driftless_trust::Role) -> Role {
    match role {
        driftless_trust::Role::Viewer => Role::Viewer,
        driftless_trust::Role::Editor => Role::Editor,
        driftless_trust::Role::Owner => Role::Owner,
    }
}

const fn code_of(role: Role) -> i64 {
    match role {
        Role::Viewer => 1,
        Role::Editor => 2,
        Role::Owner => 3,
    }
}

fn role_from(code: i64) -> Result<Role> {
    match code {
        1 => Ok(Role::Viewer),
        2 => Ok(Role::Editor),
        3 => Ok(Role::Owner),
        code => Err(StorageError::Database(format!("a member has the role {code}"))),
    }
}

/// Returns the role of an account in a vault; none when it is no member.
pub(in crate::storage::sqlite) fn role_of(
    connection: &Connection,
    vault_id: VaultId,
    user: i64,
) -> Result<Option<Role>> {
    connection
        .prepare_cached("SELECT role FROM member WHERE vault_id = ?1 AND user = ?2 AND role > 0")?
        .query_row(params![vault_id.as_bytes(), user], |row| row.get(0))
        .optional()?
        .map(role_from)
        .transpose()
}

/// Returns whether an account is a member of a vault or invited to it.
pub(in crate::storage::sqlite) fn is_present(connection: &Connection, vault_id: VaultId, user: i64) -> Result<bool> {
    let sql = "SELECT 1 FROM member WHERE vault_id = ?1 AND user = ?2";
    Ok(connection.prepare_cached(sql)?.exists(params![vault_id.as_bytes(), user])?)
}

pub(super) fn list(connection: &Connection, user: i64) -> Result<VaultList> {
    let mut statement = connection
        .prepare_cached("SELECT vault_id, role FROM member WHERE user = ?1 AND role > 0 ORDER BY vault_id")?;
    let rows = statement.query_map([user], |row| Ok((VaultId::from_bytes(row.get(0)?), row.get::<_, i64>(1)?)))?;
    let mut vaults = Vec::new();
    for row in rows {
        let (vault_id, role) = row?;
        let log_length = logs::length(connection, logs::Log::Control(vault_id))?;
        vaults.push(Vault { vault_id, role: role_from(role)?, log_length });
    }
    Ok(VaultList { vaults })
}

pub(super) fn create(connection: &Connection, verified: &Verified, user: i64, new: &NewVault) -> Result<()> {
    let vault_id = new.vault_id;
    if vault_id.as_bytes() == &[0; 16] || new.control_log.is_empty() {
        return Err(AccountError::BadField("the vault").into());
    }
    let is_there = connection
        .prepare_cached(
            "SELECT 1 FROM vault WHERE vault_id = ?1 UNION ALL SELECT 1 FROM member WHERE vault_id = ?1 \
             UNION ALL SELECT 1 FROM token WHERE vault_id = ?1 UNION ALL SELECT 1 FROM control_log WHERE vault_id = ?1",
        )?
        .exists([vault_id.as_bytes()])?;
    if is_there {
        return Err(AccountError::Conflict.into());
    }
    begin(connection, verified, user, vault_id, (&new.control_log, &new.wrapped_keys))
}

pub(super) fn claim(connection: &Connection, verified: &Verified, user: i64, claim: &ClaimVault) -> Result<()> {
    let vault_id = claim.vault_id;
    let bound = tokens::bound_vault(connection, TokenHash::of(claim.token.expose()))?;
    if bound != Some(vault_id) {
        return Err(AccountError::Refused.into());
    }
    // Whoever is here first is asked: a code alone takes no vault from its owners.
    let has_members =
        connection.prepare_cached("SELECT 1 FROM member WHERE vault_id = ?1")?.exists([vault_id.as_bytes()])?;
    if has_members {
        return Err(AccountError::Conflict.into());
    }
    begin(connection, verified, user, vault_id, (&claim.control_log, &claim.wrapped_keys))
}

fn begin(
    connection: &Connection,
    verified: &Verified,
    user: i64,
    vault_id: VaultId,
    (control_log, wrapped_keys): (&[Bytes], &[WrappedKey]),
) -> Result<()> {
    let count: u32 = connection
        .prepare_cached("SELECT count(*) FROM member WHERE user = ?1 AND role > 0")?
        .query_row([user], |row| row.get(0))?;
    if count as usize >= VAULTS_MAX {
        return Err(AccountError::TooMany.into());
    }
    if control_log.is_empty() {
        set_part(connection, vault_id, user, code_of(Role::Owner))?;
    } else {
        extend_log(connection, verified, user, vault_id, (0, control_log))?;
    }
    check_keys(connection, vault_id, wrapped_keys)
}

/// Appends what verifies, keeps the keys that are sealed in it, and enforces the members that follow from the whole
/// log. Accounts that are not on this server are no members here.
fn extend_log(
    connection: &Connection,
    verified: &Verified,
    user: i64,
    vault_id: VaultId,
    (after, entries): (u64, &[Bytes]),
) -> Result<LogHead> {
    let mut parts = BTreeMap::new();
    let log = (logs::Log::Control(vault_id), vault_id);
    let head = signed::extend(connection, &verified.vaults, log, (after, entries), |state, entry| {
        parts = state
            .members
            .values()
            .filter(|member| member.is_present())
            .map(|member| {
                let code = member.role().map_or(INVITED, |role| code_of(wire_role(role)));
                Ok(users::by_keys(connection, &member.keys)?.map(|user| (user, code)))
            })
            .filter_map(Result::transpose)
            .collect::<Result<_>>()?;
        keep_keys(connection, state, entry)
    })?;
    // Whoever begins a log begins it as its owner.
    if after == 0 && parts.get(&user) != Some(&code_of(Role::Owner)) {
        return Err(AccountError::ControlEntry(ControlRefusal::NotAMember).into());
    }
    connection.prepare_cached("DELETE FROM member WHERE vault_id = ?1")?.execute([vault_id.as_bytes()])?;
    for (user, code) in parts {
        set_part(connection, vault_id, user, code)?;
    }
    Ok(head)
}

fn set_part(connection: &Connection, vault_id: VaultId, user: i64, code: i64) -> Result<()> {
    connection.prepare_cached("INSERT INTO member (vault_id, user, role) VALUES (?1, ?2, ?3)")?.execute(params![
        vault_id.as_bytes(),
        user,
        code
    ])?;
    Ok(())
}

fn user_called(connection: &Connection, name: &AccountName) -> Result<i64> {
    Ok(users::by_name(connection, name)?.ok_or(AccountError::NotFound)?)
}

/// Somebody in a vault, or invited to it.
struct Part {
    user_id: UserId,
    name: String,
    role: Option<Role>,
}

fn parts_of(connection: &Connection, vault_id: VaultId) -> Result<BTreeMap<i64, Part>> {
    let mut statement = connection
        .prepare_cached("SELECT user, user_id, name, role FROM member JOIN account USING (user) WHERE vault_id = ?1")?;
    let rows = statement.query_map([vault_id.as_bytes()], |row| {
        let user_id = UserId(Uuid::from_bytes(row.get(1)?));
        Ok((row.get(0)?, user_id, row.get(2)?, row.get(3)?))
    })?;
    let mut parts = BTreeMap::new();
    for row in rows {
        let (user, user_id, name, code) = row?;
        let role = if code == INVITED { None } else { Some(role_from(code)?) };
        parts.insert(user, Part { user_id, name, role });
    }
    Ok(parts)
}

/// Appends to the log and enforces it; returns everybody whom it concerns.
pub(super) fn change(
    connection: &Connection,
    verified: &Verified,
    user: i64,
    vault_id: VaultId,
    append: &ControlAppend,
) -> Result<(LogHead, BTreeMap<i64, UserId>)> {
    if append.entries.is_empty() || append.members.len() > MEMBERS_MAX {
        return Err(AccountError::BadField("the change").into());
    }
    let before = parts_of(connection, vault_id)?;
    let head = extend_log(connection, verified, user, vault_id, (append.after, &append.entries))?;
    let now = parts_of(connection, vault_id)?;
    if !append.members.is_empty() && !says(&append.members, &before, &now) {
        return Err(AccountError::BadField("the members beside the log").into());
    }
    check_keys(connection, vault_id, &append.wrapped_keys)?;
    let concerned = before.into_iter().chain(now).map(|(user, part)| (user, part.user_id)).collect();
    Ok((head, concerned))
}

/// Returns whether the changes that were named are those that followed from the log.
fn says(named: &[MemberChange], before: &BTreeMap<i64, Part>, now: &BTreeMap<i64, Part>) -> bool {
    let role_in = |parts: &BTreeMap<i64, Part>, user| parts.get(&user).and_then(|part: &Part| part.role);
    let followed: BTreeMap<&str, Option<Role>> = before
        .iter()
        .chain(now)
        .filter(|(user, _)| role_in(before, **user) != role_in(now, **user))
        .map(|(user, part)| (part.name.as_str(), role_in(now, *user)))
        .collect();
    let named_roles: BTreeMap<&str, Option<Role>> =
        named.iter().map(|change| (change.account.as_str(), change.role)).collect();
    named_roles.len() == named.len() && named_roles == followed
}

/// Keeps the keys that an entry seals, for the accounts of this server.
fn keep_keys(connection: &Connection, state: &VaultState, entry: &[u8]) -> Result<()> {
    let sealed = match ControlEntry::from_bytes(entry).map(|entry| entry.fact) {
        Ok(ControlFact::Genesis { key, .. } | ControlFact::Adopt { key, .. } | ControlFact::Rekey { key, .. }) => {
            key.sealed
        }
        Ok(ControlFact::Invite { member, sealed, .. }) => [(member.id(), sealed)].into(),
        Ok(ControlFact::Join | ControlFact::RoleChange { .. } | ControlFact::Settings(_)) | Err(_) => return Ok(()),
    };
    for (account_id, sealed) in sealed {
        let Some(member) = state.members.get(&account_id) else { continue };
        let Some(user) = users::by_keys(connection, &member.keys)? else { continue };
        connection
            .prepare_cached(
                "INSERT INTO wrapped_key (vault_id, user, key_epoch, wrapped) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT DO UPDATE SET wrapped = excluded.wrapped",
            )?
            .execute(params![state.vault_id.as_bytes(), user, state.epoch(), sealed.0])?;
    }
    Ok(())
}

/// Checks that keys beside a log are those that are sealed in it.
fn check_keys(connection: &Connection, vault_id: VaultId, keys: &[WrappedKey]) -> Result<()> {
    for key in keys {
        let user = user_called(connection, &key.account)?;
        let is_sealed = connection
            .prepare_cached(
                "SELECT 1 FROM wrapped_key WHERE vault_id = ?1 AND user = ?2 AND key_epoch = ?3 AND wrapped = ?4",
            )?
            .exists(params![vault_id.as_bytes(), user, key.key_epoch, key.wrapped.0])?;
        if !is_sealed {
            return Err(AccountError::BadField("a wrapped key").into());
        }
    }
    Ok(())
}

pub(super) fn keys(connection: &Connection, vault_id: VaultId, user: i64) -> Result<WrappedKeyList> {
    let keys = connection
        .prepare_cached(
            "SELECT key_epoch, wrapped FROM wrapped_key WHERE vault_id = ?1 AND user = ?2 ORDER BY key_epoch",
        )?
        .query_map(params![vault_id.as_bytes(), user], |row| {
            Ok(WrappedKeyRow { key_epoch: row.get(0)?, wrapped: Bytes(row.get(1)?) })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(WrappedKeyList { keys })
}

pub(super) fn members(connection: &Connection, vault_id: VaultId) -> Result<MemberList> {
    let mut statement = connection.prepare_cached(
        "SELECT user_id, name, role, identity_key, box_key FROM member JOIN account USING (user) \
         WHERE vault_id = ?1 AND role > 0 ORDER BY name",
    )?;
    let rows = statement.query_map([vault_id.as_bytes()], |row| {
        let user_id = UserId(Uuid::from_bytes(row.get(0)?));
        let keys = (Bytes(row.get(3)?), Bytes(row.get(4)?));
        Ok((user_id, row.get::<_, String>(1)?, row.get::<_, i64>(2)?, keys))
    })?;
    let mut members = Vec::new();
    for row in rows {
        let (user_id, name, role, (identity_key, box_key)) = row?;
        let account = name.parse().map_err(|_| StorageError::Database(format!("an account is called {name}")))?;
        members.push(Member { user_id, account, role: role_from(role)?, identity_key, box_key });
    }
    Ok(MemberList { members })
}
