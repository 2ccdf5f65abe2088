//! This device becomes one of the account's: certified by its key, and in its log.

use driftless_api_client::{CallError, HttpApi};
use driftless_crypto::AccountKey;
use driftless_protocol::auth::{Certificate, LogAppend};
use driftless_protocol::{Bytes, ErrorCode};
use driftless_sync::contract::{AccountRow, SignedLog, Store as _, Unlocking};
use driftless_trust::account_log::DeviceStatus;
use driftless_trust::{AccountPublic, AccountState, DeviceCertificate, DeviceKeys, HowAdded};

use super::block_on;
use super::logs::fetch_account_log;
use crate::AppError;
use crate::app::Inner;

/// Appends that lost a race against another device, at most.
const RACES_MAX: u32 = 8;

impl Inner {
    /// Takes the account key in: checks that it is this account's, verifies the account's log against it, and adds
    /// this device. The key is kept when all of it is done.
    pub(super) fn enrol(&self, key: &AccountKey, how: HowAdded) -> Result<(), AppError> {
        let row = self.account_row()?;
        let public = AccountPublic::of(key);
        if *public.identity.as_bytes() != row.identity_key {
            return Err(AppError::OtherAccount);
        }
        let client = self.session_client(&row.server_url)?;
        let client_id = self.store.read(|tx| tx.identity())?.client_id;
        let keys = DeviceKeys::from_seed(&row.device_seed).public();
        let now_ms = self.clock.now_ms();
        let issue = || DeviceCertificate::issue(&key.identity(), public.id(), client_id, keys, now_ms);
        let known = self.store.read(|tx| tx.signed_log(SignedLog::Account))?;
        let (entries, certificate) = block_on(async {
            for _ in 0..RACES_MAX {
                let entries = fetch_account_log(&client).await?;
                let state = verified(public.id(), &entries, &known)?;
                match state.devices.get(&client_id) {
                    Some(device) if device.certificate.keys == keys && device.status == DeviceStatus::Live => {
                        return Ok((entries, device.certificate));
                    }
                    Some(_) => return Err(AppError::Revoked),
                    None => {}
                }
                let certificate = issue();
                let entry = state.add_device(key, how, &certificate, now_ms);
                if append(&client, entries.len(), &entry).await? {
                    return Ok(([entries, vec![entry]].concat(), certificate));
                }
            }
            Err(AppError::Remote(driftless_sync::contract::RemoteError::Busy { after_ms: None }))
        })?;
        block_on(async {
            Ok(client.put_certificate(&Certificate { certificate: Bytes(certificate.to_bytes()) }).await?)
        })?;
        let unlocking = Unlocking::Unlocked { account_key: *key.as_bytes(), certificate: certificate.to_bytes() };
        self.store.write(|tx| {
            tx.save_account(Some(&AccountRow { unlocking, ..row }))?;
            tx.save_signed_log(SignedLog::Account, &entries)
        })?;
        Ok(())
    }
}

/// Returns what an account's log comes to, when it is one that goes on where this device knows it.
pub(super) fn verified(
    account_id: driftless_domain::AccountId,
    entries: &[Vec<u8>],
    known: &[Vec<u8>],
) -> Result<AccountState, AppError> {
    let state = AccountState::replay(account_id, entries).state.ok_or(AppError::AccountChanged)?;
    let known_head = AccountState::replay(account_id, known).state.map(|state| state.head());
    match known_head {
        Some(head) if !state.extends(head) => Err(AppError::AccountChanged),
        Some(_) | None => Ok(state),
    }
}

/// Appends one entry to the account's log; false when another device was first.
pub(super) async fn append(client: &HttpApi, after: usize, entry: &[u8]) -> Result<bool, AppError> {
    let append = LogAppend { after: after as u64, entries: vec![Bytes(entry.to_vec())] };
    match client.append_account_log(&append).await {
        Ok(_) => Ok(true),
        Err(CallError::Refused(ErrorCode::Conflict)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
