//! Accounts.

use driftless_crypto::{BoxPublicKey, VerifyingKey};
use driftless_domain::VaultId;
use driftless_protocol::Bytes;
use driftless_protocol::auth::{Account, AccountName, SecurityKind, UserId};
use driftless_trust::AccountPublic;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::signed::Verified;
use super::{Result, audit, devices, logs, sessions};
use crate::accounts::error::AccountError;
use crate::storage::StorageError;

/// What signing up makes.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Random.
    pub user_id: UserId,
    /// What it is called.
    pub name: AccountName,
    /// OPAQUE's record.
    pub record: Vec<u8>,
    /// Ed25519.
    pub identity_key: [u8; 32],
    /// X25519.
    pub box_key: [u8; 32],
    /// Under OPAQUE's export key.
    pub wrapped_account_key: Option<Vec<u8>>,
    /// First entries of its log.
    pub account_log: Vec<Bytes>,
}

/// What signing in needs.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Whose.
    pub user_id: UserId,
    /// OPAQUE's record.
    pub record: Vec<u8>,
    /// Ed25519.
    pub identity_key: [u8; 32],
    /// Its second factor.
    pub totp: TotpState,
}

/// A second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TotpState {
    /// What its secret is derived from; none without one.
    pub nonce: Option<[u8; 16]>,
    /// The same of one that is not confirmed yet.
    pub pending: Option<[u8; 16]>,
    /// The last step that a code was taken of.
    pub last_step: u64,
}

/// An account, as the server's owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    /// What it is called.
    pub name: String,
    /// Devices that may sign in.
    pub devices: u64,
    /// Vaults.
    pub vaults: u64,
    /// When it was made.
    pub created_at_ms: u64,
    /// When a device last got tokens.
    pub seen_at_ms: u64,
    /// Whether it may not sign in.
    pub is_disabled: bool,
}

pub(super) fn has_any(connection: &Connection) -> Result<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM account LIMIT 1")?.exists([])?)
}

pub(super) fn create(connection: &Connection, account: &NewAccount, now_ms: u64) -> Result<i64> {
    let is_taken =
        connection.prepare_cached("SELECT 1 FROM account WHERE name = ?1")?.exists([account.name.as_str()])?;
    if is_taken {
        return Err(AccountError::NameTaken.into());
    }
    // One identity is one account: the control logs name accounts by their keys.
    if connection.prepare_cached("SELECT 1 FROM account WHERE identity_key = ?1")?.exists([account.identity_key])? {
        return Err(AccountError::Conflict.into());
    }
    let user = connection
        .prepare_cached(
            "INSERT INTO account (user_id, name, record, identity_key, box_key, wrapped_account_key, created_at_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING user",
        )?
        .query_row(
            params![
                account.user_id.0.as_bytes(),
                account.name.as_str(),
                account.record,
                account.identity_key,
                account.box_key,
                account.wrapped_account_key,
                now_ms.cast_signed()
            ],
            |row| row.get(0),
        )?;
    devices::extend_log(connection, &Verified::default(), user, (0, &account.account_log), now_ms)?;
    Ok(user)
}

pub(super) fn credentials(connection: &Connection, name: &AccountName) -> Result<Option<Credentials>> {
    let sql = "SELECT user_id, record, identity_key, totp_nonce, totp_pending, totp_step FROM account \
               WHERE name = ?1 AND disabled_at_ms IS NULL";
    let row = connection
        .prepare_cached(sql)?
        .query_row([name.as_str()], |row| {
            Ok(Credentials {
                user_id: UserId(Uuid::from_bytes(row.get(0)?)),
                record: row.get(1)?,
                identity_key: row.get(2)?,
                totp: totp_of(row, 3)?,
            })
        })
        .optional()?;
    Ok(row)
}

fn totp_of(row: &rusqlite::Row<'_>, from: usize) -> rusqlite::Result<TotpState> {
    Ok(TotpState {
        nonce: row.get(from)?,
        pending: row.get(from + 1)?,
        last_step: row.get::<_, i64>(from + 2)?.cast_unsigned(),
    })
}

/// Returns the short name of an account that may sign in.
pub(super) fn active(connection: &Connection, user_id: UserId) -> Result<Option<i64>> {
    let sql = "SELECT user FROM account WHERE user_id = ?1 AND disabled_at_ms IS NULL";
    Ok(connection.prepare_cached(sql)?.query_row([user_id.0.as_bytes()], |row| row.get(0)).optional()?)
}

pub(super) fn user_id(connection: &Connection, user: i64) -> Result<UserId> {
    let bytes = connection
        .prepare_cached("SELECT user_id FROM account WHERE user = ?1")?
        .query_row([user], |row| row.get(0))?;
    Ok(UserId(Uuid::from_bytes(bytes)))
}

/// Returns the short name of an account by what it is called.
pub(super) fn by_name(connection: &Connection, name: &AccountName) -> Result<Option<i64>> {
    let sql = "SELECT user FROM account WHERE name = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([name.as_str()], |row| row.get(0)).optional()?)
}

/// Returns the short name of the account with these keys.
pub(super) fn by_keys(connection: &Connection, keys: &AccountPublic) -> Result<Option<i64>> {
    let sql = "SELECT user FROM account WHERE identity_key = ?1 AND box_key = ?2";
    let keys = params![keys.identity.as_bytes(), keys.account_box.as_bytes()];
    Ok(connection.prepare_cached(sql)?.query_row(keys, |row| row.get(0)).optional()?)
}

/// Returns the keys of an account.
pub(super) fn keys(connection: &Connection, user: i64) -> Result<AccountPublic> {
    let sql = "SELECT identity_key, box_key FROM account WHERE user = ?1";
    let (identity, account_box): ([u8; 32], [u8; 32]) =
        connection.prepare_cached(sql)?.query_row([user], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let weak = || StorageError::Database("an account has keys that are none".to_owned());
    Ok(AccountPublic {
        identity: VerifyingKey::from_bytes(&identity).map_err(|_| weak())?,
        account_box: BoxPublicKey::from_bytes(&account_box).map_err(|_| weak())?,
    })
}

pub(super) fn view(connection: &Connection, user: i64) -> Result<Account> {
    let vaults = connection
        .prepare_cached("SELECT vault_id FROM member WHERE user = ?1 AND role > 0 ORDER BY vault_id")?
        .query_map([user], |row| Ok(VaultId::from_bytes(row.get(0)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let log_length = logs::length(connection, logs::Log::Account(user))?;
    let sql = "SELECT user_id, name, identity_key, box_key, wrapped_account_key, totp_nonce IS NOT NULL, created_at_ms \
               FROM account WHERE user = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let (name, account) = statement.query_row([user], |row| {
        let account = |account| {
            Ok::<_, rusqlite::Error>(Account {
                user_id: UserId(Uuid::from_bytes(row.get(0)?)),
                account,
                identity_key: Bytes(row.get(2)?),
                box_key: Bytes(row.get(3)?),
                wrapped_account_key: row.get::<_, Option<Vec<u8>>>(4)?.map(Bytes),
                has_totp: row.get(5)?,
                log_length,
                vaults,
                created_at_ms: row.get::<_, i64>(6)?.cast_unsigned(),
            })
        };
        let name: String = row.get(1)?;
        let parsed: Option<AccountName> = name.parse().ok();
        Ok((name, parsed.map(account).transpose()?))
    })?;
    account.ok_or_else(|| StorageError::Database(format!("an account is called {name}")))
}

pub(super) fn set_password(
    connection: &Connection,
    user: i64,
    record: &[u8],
    wrapped_account_key: Option<&[u8]>,
) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE account SET record = ?2, wrapped_account_key = ?3, totp_nonce = NULL, totp_pending = NULL \
             WHERE user = ?1",
        )?
        .execute(params![user, record, wrapped_account_key])?;
    Ok(())
}

pub(super) fn totp(connection: &Connection, user: i64) -> Result<TotpState> {
    let sql = "SELECT totp_nonce, totp_pending, totp_step FROM account WHERE user = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([user], |row| totp_of(row, 0))?)
}

pub(super) fn begin_totp(connection: &Connection, user: i64, nonce: [u8; 16]) -> Result<()> {
    connection.prepare_cached("UPDATE account SET totp_pending = ?2 WHERE user = ?1")?.execute(params![user, nonce])?;
    Ok(())
}

/// Marks a step as taken; refused when it, or a later one, was.
pub(super) fn take_totp_step(connection: &Connection, user: i64, step: u64) -> Result<()> {
    let taken = connection
        .prepare_cached("UPDATE account SET totp_step = ?2 WHERE user = ?1 AND totp_step < ?2")?
        .execute(params![user, i64::try_from(step).unwrap_or(i64::MAX)])?;
    if taken == 1 { Ok(()) } else { Err(AccountError::Refused.into()) }
}

pub(super) fn change_totp(connection: &Connection, user: i64, change: SecurityKind) -> Result<()> {
    let sql = if change == SecurityKind::TotpEnabled {
        "UPDATE account SET totp_nonce = totp_pending, totp_pending = NULL WHERE user = ?1 AND totp_pending IS NOT NULL"
    } else {
        "UPDATE account SET totp_nonce = NULL, totp_pending = NULL WHERE user = ?1 AND totp_nonce IS NOT NULL"
    };
    let changed = connection.prepare_cached(sql)?.execute([user])?;
    if changed == 1 { Ok(()) } else { Err(AccountError::Conflict.into()) }
}

pub(super) fn list(connection: &Connection) -> Result<Vec<UserRow>> {
    let mut statement = connection.prepare(
        "SELECT name, (SELECT count(*) FROM account_device d WHERE d.user = a.user AND revoked_at_ms IS NULL), \
         (SELECT count(*) FROM member m WHERE m.user = a.user AND role > 0), created_at_ms, \
         (SELECT coalesce(max(seen_at_ms), 0) FROM account_device d WHERE d.user = a.user), disabled_at_ms IS NOT NULL \
         FROM account a ORDER BY name",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(UserRow {
            name: row.get(0)?,
            devices: row.get::<_, i64>(1)?.cast_unsigned(),
            vaults: row.get::<_, i64>(2)?.cast_unsigned(),
            created_at_ms: row.get::<_, i64>(3)?.cast_unsigned(),
            seen_at_ms: row.get::<_, i64>(4)?.cast_unsigned(),
            is_disabled: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn set_disabled(
    connection: &Connection,
    name: &AccountName,
    disabled_at_ms: Option<u64>,
    now_ms: u64,
) -> Result<()> {
    let user = by_name(connection, name)?.ok_or(AccountError::NotFound)?;
    connection.execute(
        "UPDATE account SET disabled_at_ms = ?2 WHERE user = ?1",
        params![user, disabled_at_ms.map(u64::cast_signed)],
    )?;
    if disabled_at_ms.is_some() {
        sessions::end_all(connection, user, now_ms)?;
        audit::add(connection, user, SecurityKind::Disabled, None, now_ms)?;
    }
    Ok(())
}

pub(super) fn delete(connection: &Connection, name: &AccountName) -> Result<()> {
    let deleted = connection.execute("DELETE FROM account WHERE name = ?1", [name.as_str()])?;
    if deleted == 1 { Ok(()) } else { Err(AccountError::NotFound.into()) }
}
