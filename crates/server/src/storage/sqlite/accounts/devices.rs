//! Devices of accounts, and tickets that let added ones sign in.

use driftless_domain::ClientId;
use driftless_protocol::Bytes;
use driftless_protocol::auth::limits::DEVICES_MAX;
use driftless_protocol::auth::{Device, LogHead, NewDevice, UserId};
use driftless_trust::DeviceCertificate;
use driftless_trust::account_log::{AccountEntry, AccountFact};
use rusqlite::{Connection, OptionalExtension, params};

use super::logs::Log;
use super::signed::{self, Verified};
use super::{Result, sessions, users};
use crate::accounts::error::AccountError;
use crate::authorization::token::TokenHash;

/// Takes in a device, or what has changed of one that is known. One that was revoked stays out.
pub(super) fn keep(connection: &Connection, user: i64, device: &NewDevice, now_ms: u64) -> Result<()> {
    let is_revoked: Option<bool> = connection
        .prepare_cached("SELECT revoked_at_ms IS NOT NULL FROM account_device WHERE user = ?1 AND client_id = ?2")?
        .query_row(params![user, device.client_id.as_bytes()], |row| row.get(0))
        .optional()?;
    match is_revoked {
        Some(true) => return Err(AccountError::DeviceRevoked.into()),
        Some(false) => {}
        None => {
            let count: u32 = connection
                .prepare_cached("SELECT count(*) FROM account_device WHERE user = ?1")?
                .query_row([user], |row| row.get(0))?;
            if count as usize >= DEVICES_MAX {
                return Err(AccountError::TooMany.into());
            }
        }
    }
    // A valid one of another device, as a copied data folder has, is not kept.
    let certificate = match &device.certificate {
        Some(certificate) => {
            fits(connection, user, device.client_id, &device.public_keys.0, &certificate.0)?.then_some(&certificate.0)
        }
        None => None,
    };
    connection
        .prepare_cached(
            "INSERT INTO account_device (user, client_id, name, public_keys, certificate, created_at_ms, seen_at_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) ON CONFLICT (user, client_id) DO UPDATE SET name = excluded.name, \
             certificate = CASE WHEN excluded.certificate IS NOT NULL THEN excluded.certificate \
             WHEN excluded.public_keys = public_keys THEN certificate END, public_keys = excluded.public_keys, \
             seen_at_ms = excluded.seen_at_ms",
        )?
        .execute(params![
            user,
            device.client_id.as_bytes(),
            device.name,
            device.public_keys.0,
            certificate,
            now_ms.cast_signed()
        ])?;
    Ok(())
}

pub(super) fn list(connection: &Connection, user: i64, own: ClientId) -> Result<Vec<Device>> {
    let mut statement = connection.prepare_cached(
        "SELECT client_id, name, public_keys, certificate, created_at_ms, seen_at_ms, revoked_at_ms \
         FROM account_device WHERE user = ?1 ORDER BY seen_at_ms DESC, client_id",
    )?;
    let rows = statement.query_map([user], |row| {
        let client_id = ClientId::from_bytes(row.get(0)?);
        Ok(Device {
            client_id,
            name: row.get(1)?,
            public_keys: Bytes(row.get(2)?),
            certificate: row.get::<_, Option<Vec<u8>>>(3)?.map(Bytes),
            created_at_ms: row.get::<_, i64>(4)?.cast_unsigned(),
            seen_at_ms: row.get::<_, i64>(5)?.cast_unsigned(),
            revoked_at_ms: row.get::<_, Option<i64>>(6)?.map(i64::cast_unsigned),
            is_this: client_id == own,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Verifies a certificate against the account's identity; returns whether it is this device's.
fn fits(connection: &Connection, user: i64, client_id: ClientId, keys: &[u8], certificate: &[u8]) -> Result<bool> {
    let bad = |_| AccountError::BadField("the certificate");
    let read = DeviceCertificate::from_bytes(certificate).map_err(|_| bad(()))?;
    let account = users::keys(connection, user)?;
    read.verify(&account.identity).map_err(|_| bad(()))?;
    if read.account_id != account.id() {
        return Err(bad(()).into());
    }
    let its_keys = [read.keys.signing.as_bytes().as_slice(), read.keys.device_box.as_bytes()].concat();
    Ok(read.client_id == client_id && its_keys == keys)
}

/// Keeps a certificate of a device that is there.
pub(super) fn certify(connection: &Connection, user: i64, client_id: ClientId, certificate: &[u8]) -> Result<()> {
    let keys: Vec<u8> = connection
        .prepare_cached("SELECT public_keys FROM account_device WHERE user = ?1 AND client_id = ?2")?
        .query_row(params![user, client_id.as_bytes()], |row| row.get(0))?;
    if !fits(connection, user, client_id, &keys, certificate)? {
        return Err(AccountError::BadField("the certificate").into());
    }
    connection
        .prepare_cached("UPDATE account_device SET certificate = ?3 WHERE user = ?1 AND client_id = ?2")?
        .execute(params![user, client_id.as_bytes(), certificate])?;
    Ok(())
}

fn found(changed: usize) -> Result<()> {
    if changed == 1 { Ok(()) } else { Err(AccountError::NotFound.into()) }
}

pub(super) fn rename(connection: &Connection, user: i64, client_id: ClientId, name: &str) -> Result<()> {
    let changed = connection
        .prepare_cached("UPDATE account_device SET name = ?3 WHERE user = ?1 AND client_id = ?2")?
        .execute(params![user, client_id.as_bytes(), name])?;
    found(changed)
}

/// Again is no error: the first time counts.
pub(super) fn revoke(connection: &Connection, user: i64, client_id: ClientId, now_ms: u64) -> Result<()> {
    let changed = connection
        .prepare_cached(
            "UPDATE account_device SET revoked_at_ms = coalesce(revoked_at_ms, ?3) WHERE user = ?1 AND client_id = ?2",
        )?
        .execute(params![user, client_id.as_bytes(), now_ms.cast_signed()])?;
    found(changed)?;
    connection
        .prepare_cached("DELETE FROM ticket WHERE user = ?1 AND client_id = ?2")?
        .execute(params![user, client_id.as_bytes()])?;
    sessions::end_of_device(connection, user, client_id, now_ms)
}

/// Appends to the account's log what verifies. Who is revoked there is revoked here, also before it ever signed in.
pub(super) fn extend_log(
    connection: &Connection,
    verified: &Verified,
    user: i64,
    append: (u64, &[Bytes]),
    now_ms: u64,
) -> Result<LogHead> {
    let account_id = users::keys(connection, user)?.id();
    signed::extend(connection, &verified.accounts, (Log::Account(user), account_id), append, |state, entry| {
        let Ok(AccountFact::Revoked { client_id, .. }) = AccountEntry::from_bytes(entry).map(|entry| entry.fact) else {
            return Ok(());
        };
        let Some(device) = state.devices.get(&client_id) else { return Ok(()) };
        let keys = &device.certificate.keys;
        connection
            .prepare_cached(
                "INSERT INTO account_device (user, client_id, name, public_keys, certificate, created_at_ms, seen_at_ms) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                user,
                client_id.as_bytes(),
                client_id.to_string(),
                [keys.signing.as_bytes().as_slice(), keys.device_box.as_bytes()].concat(),
                device.certificate.to_bytes(),
                now_ms.cast_signed()
            ])?;
        revoke(connection, user, client_id, now_ms)
    })
}

pub(super) fn add_ticket(
    connection: &Connection,
    user: i64,
    client_id: ClientId,
    hash: TokenHash,
    expires_at_ms: u64,
    now_ms: u64,
) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM ticket WHERE expires_at_ms <= ?1 OR (user = ?2 AND client_id = ?3)")?
        .execute(params![now_ms.cast_signed(), user, client_id.as_bytes()])?;
    connection
        .prepare_cached("INSERT INTO ticket (hash, user, client_id, expires_at_ms) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![hash.0, user, client_id.as_bytes(), expires_at_ms.cast_signed()])?;
    Ok(())
}

pub(super) fn use_ticket(
    connection: &Connection,
    hash: TokenHash,
    client_id: ClientId,
    now_ms: u64,
) -> Result<(UserId, NewDevice)> {
    let user: i64 = connection
        .prepare_cached("DELETE FROM ticket WHERE hash = ?1 AND client_id = ?2 AND expires_at_ms > ?3 RETURNING user")?
        .query_row(params![hash.0, client_id.as_bytes(), now_ms.cast_signed()], |row| row.get(0))
        .optional()?
        .ok_or(AccountError::Refused)?;
    let device = list(connection, user, client_id)?.into_iter().find(|device| device.is_this);
    let device = device.ok_or(AccountError::Refused)?;
    let new =
        NewDevice { client_id, name: device.name, public_keys: device.public_keys, certificate: device.certificate };
    Ok((users::user_id(connection, user)?, new))
}
