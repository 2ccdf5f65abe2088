//! Vaults of accounts: members, roles, keys.

use std::collections::BTreeMap;

use driftless_domain::VaultId;
use driftless_protocol::Bytes;
use driftless_protocol::auth::limits::{MEMBERS_MAX, VAULTS_MAX, WRAPPED_KEY_BYTES_MAX};
use driftless_protocol::auth::{
    AccountName, ClaimVault, ControlAppend, Member, MemberList, NewVault, Role, UserId, Vault, VaultList, WrappedKey,
    WrappedKeyList, WrappedKeyRow,
};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{Result, logs, users};
use crate::accounts::error::AccountError;
use crate::authorization::token::TokenHash;
use crate::storage::StorageError;
use crate::storage::sqlite::tokens;

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
        .prepare_cached("SELECT role FROM member WHERE vault_id = ?1 AND user = ?2")?
        .query_row(params![vault_id.as_bytes(), user], |row| row.get(0))
        .optional()?
        .map(role_from)
        .transpose()
}

pub(super) fn list(connection: &Connection, user: i64) -> Result<VaultList> {
    let mut statement =
        connection.prepare_cached("SELECT vault_id, role FROM member WHERE user = ?1 ORDER BY vault_id")?;
    let rows = statement.query_map([user], |row| Ok((VaultId::from_bytes(row.get(0)?), row.get::<_, i64>(1)?)))?;
    let mut vaults = Vec::new();
    for row in rows {
        let (vault_id, role) = row?;
        let log_length = logs::length(connection, logs::Log::Control(vault_id))?;
        vaults.push(Vault { vault_id, role: role_from(role)?, log_length });
    }
    Ok(VaultList { vaults })
}

pub(super) fn create(connection: &Connection, user: i64, new: &NewVault) -> Result<()> {
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
    begin(connection, user, vault_id, &new.control_log, &new.wrapped_keys)
}

pub(super) fn claim(connection: &Connection, user: i64, claim: &ClaimVault) -> Result<()> {
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
    begin(connection, user, vault_id, &claim.control_log, &claim.wrapped_keys)
}

fn begin(
    connection: &Connection,
    user: i64,
    vault_id: VaultId,
    control_log: &[Bytes],
    wrapped_keys: &[WrappedKey],
) -> Result<()> {
    let count: u32 = connection
        .prepare_cached("SELECT count(*) FROM member WHERE user = ?1")?
        .query_row([user], |row| row.get(0))?;
    if count as usize >= VAULTS_MAX {
        return Err(AccountError::TooMany.into());
    }
    set_role(connection, vault_id, user, Some(Role::Owner))?;
    logs::append(connection, logs::Log::Control(vault_id), 0, control_log)?;
    keep_keys(connection, vault_id, wrapped_keys)
}

fn set_role(connection: &Connection, vault_id: VaultId, user: i64, role: Option<Role>) -> Result<()> {
    match role {
        Some(role) => connection
            .prepare_cached(
                "INSERT INTO member (vault_id, user, role) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (vault_id, user) DO UPDATE SET role = excluded.role",
            )?
            .execute(params![vault_id.as_bytes(), user, code_of(role)])?,
        None => connection
            .prepare_cached("DELETE FROM member WHERE vault_id = ?1 AND user = ?2")?
            .execute(params![vault_id.as_bytes(), user])?,
    };
    Ok(())
}

fn user_called(connection: &Connection, name: &AccountName) -> Result<i64> {
    Ok(users::by_name(connection, name)?.ok_or(AccountError::NotFound)?)
}

fn members_by_user(connection: &Connection, vault_id: VaultId) -> Result<BTreeMap<i64, UserId>> {
    let mut statement =
        connection.prepare_cached("SELECT user, user_id FROM member JOIN account USING (user) WHERE vault_id = ?1")?;
    let rows = statement
        .query_map([vault_id.as_bytes()], |row| Ok((row.get::<_, i64>(0)?, UserId(Uuid::from_bytes(row.get(1)?)))))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Carries out what an owner decided; returns everybody whom it concerns.
pub(super) fn change(
    connection: &Connection,
    vault_id: VaultId,
    append: &ControlAppend,
) -> Result<BTreeMap<i64, UserId>> {
    if append.entries.is_empty() || append.members.len() > MEMBERS_MAX {
        return Err(AccountError::BadField("the change").into());
    }
    let mut concerned = members_by_user(connection, vault_id)?;
    for change in &append.members {
        set_role(connection, vault_id, user_called(connection, &change.account)?, change.role)?;
    }
    let now = members_by_user(connection, vault_id)?;
    if now.len() > MEMBERS_MAX {
        return Err(AccountError::TooMany.into());
    }
    let has_owner = connection
        .prepare_cached("SELECT 1 FROM member WHERE vault_id = ?1 AND role = ?2")?
        .exists(params![vault_id.as_bytes(), code_of(Role::Owner)])?;
    if !has_owner {
        return Err(AccountError::LastOwner.into());
    }
    keep_keys(connection, vault_id, &append.wrapped_keys)?;
    concerned.extend(now);
    Ok(concerned)
}

/// A key stays what it was: an epoch is wrapped anew only for those who have none of it.
fn keep_keys(connection: &Connection, vault_id: VaultId, keys: &[WrappedKey]) -> Result<()> {
    for key in keys {
        if key.wrapped.0.is_empty() || key.wrapped.0.len() > WRAPPED_KEY_BYTES_MAX {
            return Err(AccountError::BadField("a wrapped key").into());
        }
        let user = user_called(connection, &key.account)?;
        if role_of(connection, vault_id, user)?.is_none() {
            return Err(AccountError::NotFound.into());
        }
        connection
            .prepare_cached(
                "INSERT INTO wrapped_key (vault_id, user, key_epoch, wrapped) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            )?
            .execute(params![vault_id.as_bytes(), user, key.key_epoch, key.wrapped.0])?;
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
         WHERE vault_id = ?1 ORDER BY name",
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
