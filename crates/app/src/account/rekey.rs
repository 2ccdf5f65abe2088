//! A device is revoked: first the server ends it, then the account's log says so, then the vault gets a new key.

use std::collections::{BTreeMap, BTreeSet};

use driftless_api_client::{CallError, HttpApi};
use driftless_crypto::VaultKey;
use driftless_domain::{ClientId, DeviceSeq};
use driftless_protocol::auth::ControlAppend;
use driftless_protocol::{Bytes, ErrorCode};
use driftless_sync::contract::{RemoteError, SignedLog, Store as _};
use driftless_sync::coordinator::Trigger;
use driftless_trust::control_log::author::NewEpoch;
use driftless_trust::{ControlAuthor, CutOff};

use super::enrol::{append, verified as verified_account};
use super::logs::{fetch_account_log, fetch_control_log};
use super::vault::{keys_of, verified as verified_vault, wrapped_keys};
use super::{Unlocked, block_on, random};
use crate::AppError;
use crate::app::Inner;

/// Appends that lost a race against another device, at most.
const RACES_MAX: u32 = 8;

impl Inner {
    /// Revokes a device. Done in an order that can be begun again at any point.
    pub(super) fn revoke(&self, client_id: ClientId) -> Result<(), AppError> {
        let unlocked = self.unlocked()?;
        let client = self.session_client(&unlocked.row.server_url)?;
        block_on(async { Ok(client.revoke_device(client_id).await?) })?;
        // What the server took until now is known before it is said what counts.
        let cut_off = self.last_known_of(client_id)?;
        self.revoke_in_account_log(&unlocked, &client, client_id, cut_off)?;
        self.rekey(&unlocked, &client, client_id, cut_off)?;
        self.sync.trigger(Trigger::Start);
        self.tell_account();
        Ok(())
    }

    fn revoke_in_account_log(
        &self,
        unlocked: &Unlocked,
        client: &HttpApi,
        client_id: ClientId,
        cut_off: DeviceSeq,
    ) -> Result<(), AppError> {
        let (known, vault_id) =
            self.store.read(|tx| Ok::<_, AppError>((tx.signed_log(SignedLog::Account)?, tx.identity()?.vault_id)))?;
        let now_ms = self.clock.now_ms();
        let cut_offs: BTreeMap<_, _> = [(vault_id, cut_off)].into();
        let entries = block_on(async {
            for _ in 0..RACES_MAX {
                let entries = fetch_account_log(client).await?;
                let state = verified_account(unlocked.id(), &entries, &known)?;
                if state.live_device(client_id).is_none() {
                    // Never certified, or revoked already.
                    return Ok(entries);
                }
                let entry = state.revoke_device(&unlocked.key, client_id, &cut_offs, now_ms);
                if append(client, entries.len(), &entry).await? {
                    return Ok([entries, vec![entry]].concat());
                }
            }
            Err(AppError::Remote(RemoteError::Busy { after_ms: None }))
        })?;
        Ok(self.store.write(|tx| tx.save_signed_log(SignedLog::Account, &entries))?)
    }

    /// Begins a new epoch of the vault's key, which the revoked device is not told.
    fn rekey(
        &self,
        unlocked: &Unlocked,
        client: &HttpApi,
        client_id: ClientId,
        cut_off: DeviceSeq,
    ) -> Result<(), AppError> {
        let (known, identity) =
            self.store.read(|tx| Ok::<_, AppError>((tx.signed_log(SignedLog::Vault)?, tx.identity()?)))?;
        let (new_key, seed, nonce) = (VaultKey::from_bytes(random()?), random()?, random()?);
        let author = ControlAuthor { key: &unlocked.key, client_id: identity.client_id, time_ms: self.clock.now_ms() };
        let cut_off = CutOff { account_id: unlocked.id(), client_id, device_seq: cut_off };
        let entries = block_on(async {
            for _ in 0..RACES_MAX {
                let entries = fetch_control_log(client, identity.vault_id).await?;
                let state = verified_vault(identity.vault_id, &entries, &known)?;
                if state.is_cut_off(unlocked.id(), client_id) {
                    return Ok(entries);
                }
                let (first, later) = keys_of(unlocked, &state)?;
                let earlier = later.last().map_or(&first, |(_, key)| key);
                let new = NewEpoch { earlier, key: &new_key, seed: &seed, nonce: &nonce };
                let cut_offs: BTreeSet<CutOff> = [cut_off].into();
                let entry = author
                    .rekey(&state, BTreeSet::new(), &cut_offs, new)
                    .map_err(|error| AppError::Internal(format!("a re-key cannot be made: {error}")))?;
                let append = ControlAppend {
                    after: entries.len() as u64,
                    wrapped_keys: wrapped_keys(unlocked, &entry),
                    entries: vec![Bytes(entry.clone())],
                    members: Vec::new(),
                };
                match client.append_control_log(identity.vault_id, &append).await {
                    Ok(_) => return Ok([entries, vec![entry]].concat()),
                    Err(CallError::Refused(ErrorCode::Conflict)) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Err(AppError::Remote(RemoteError::Busy { after_ms: None }))
        })?;
        self.keep_control_log(unlocked, &entries)
    }

    /// Keeps a control log that was verified, and the keys that it holds for this account.
    pub(super) fn keep_control_log(&self, unlocked: &Unlocked, entries: &[Vec<u8>]) -> Result<(), AppError> {
        self.store.write(|tx| {
            let vault_id = tx.identity()?.vault_id;
            let known = tx.signed_log(SignedLog::Vault)?;
            let state = verified_vault(vault_id, entries, &known)?;
            let (_, later) = keys_of(unlocked, &state)?;
            let later: Vec<_> = later.iter().map(|(epoch, key)| (*epoch, *key.as_bytes())).collect();
            tx.save_epoch_keys(&later)?;
            tx.save_signed_log(SignedLog::Vault, entries)?;
            Ok(())
        })
    }

    /// Returns the last action of a device that this one has.
    fn last_known_of(&self, client_id: ClientId) -> Result<DeviceSeq, AppError> {
        if let Err(error) = self.cycle_now() {
            tracing::info!(%error, "what the server took last of the device may not be here");
        }
        Ok(self.store.read(|tx| tx.last_of_device(client_id))?)
    }
}
