//! Before each cycle: what is new of the account's devices and the vault's keys.

use std::collections::BTreeMap;

use driftless_api_client::HttpApi;
use driftless_crypto::VaultKey;
use driftless_domain::{ClientId, DeviceSeq, VaultId};
use driftless_protocol::Bytes;
use driftless_protocol::auth::{ControlAppend, LogAppend, LogPage};
use driftless_store::SqliteStore;
use driftless_sync::contract::{AccountRow, AlarmClass, AlarmRow, SessionRow, SignedLog, Store as _, Unlocking};
use driftless_trust::account_log::{Device, DeviceStatus};
use driftless_trust::{AccountState, DeviceCertificate, DeviceKeys, VaultState};

use super::logs::{fetch_account_log, fetch_control_log};
use super::vault::wrapped_keys;
use super::{Unlocked, block_on, random};
use crate::AppError;
use crate::app::Inner;

/// What a server's log is to the one that is known.
enum Grown {
    /// The same.
    Same,
    /// It goes on.
    Longer(Vec<Vec<u8>>),
    /// It ends before what is known.
    Shorter,
}

/// What the sealing of a vault follows from its logs.
pub(crate) struct Fresh {
    /// The keys of the epochs after the first.
    pub(crate) later: Vec<(u32, VaultKey)>,
    /// The last action that counts of each device that was removed.
    pub(crate) cut_offs: BTreeMap<ClientId, DeviceSeq>,
}

impl Inner {
    /// Reads both logs on from where this device knows them.
    pub(crate) async fn refresh_trust(&self, client: &HttpApi) -> Result<Fresh, AppError> {
        let unlocked = self.unlocked()?;
        let (identity, account, vault) = self.store.read(|tx| {
            let logs = (tx.signed_log(SignedLog::Account)?, tx.signed_log(SignedLog::Vault)?);
            Ok::<_, AppError>((tx.identity()?, logs.0, logs.1))
        })?;
        let page = client.account_log(account.len() as u64).await?;
        match grown(&account, page) {
            Grown::Same => {}
            Grown::Shorter => self.alarm(AlarmClass::WentBack, "the account's log is shorter than before")?,
            Grown::Longer(new) => self.take_account_log(client, &unlocked, &account, new).await?,
        }
        let page = client.control_log(identity.vault_id, vault.len() as u64).await?;
        match grown(&vault, page) {
            Grown::Same => {}
            Grown::Shorter => self.alarm(AlarmClass::WentBack, "the vault's control log is shorter than before")?,
            Grown::Longer(new) => self.take_control_log(client, &unlocked, identity.vault_id, &vault, new).await?,
        }
        let (later, account) =
            self.store.read(|tx| Ok::<_, AppError>((tx.epoch_keys()?, tx.signed_log(SignedLog::Account)?)))?;
        let later = later.into_iter().map(|(epoch, key)| (epoch, VaultKey::from_bytes(key))).collect();
        let state = AccountState::replay(unlocked.id(), &account).state;
        let cut_off = |(client_id, device): (&ClientId, &Device)| match &device.status {
            DeviceStatus::Live => None,
            DeviceStatus::Revoked { cut_offs, .. } => Some((*client_id, *cut_offs.get(&identity.vault_id)?)),
        };
        let cut_offs = state.iter().flat_map(|state| state.devices.iter().filter_map(cut_off)).collect();
        Ok(Fresh { later, cut_offs })
    }

    async fn take_account_log(
        &self,
        client: &HttpApi,
        unlocked: &Unlocked,
        known: &[Vec<u8>],
        new: Vec<Vec<u8>>,
    ) -> Result<(), AppError> {
        let all = [known, new.as_slice()].concat();
        let replay = AccountState::replay(unlocked.id(), &all);
        // Every entry goes on from the last known one, or the server has another history.
        let (entries, state) = match replay.state.filter(|_| replay.outside.is_empty()) {
            Some(state) => (all, state),
            None => {
                let entries = fetch_account_log(client).await?;
                match super::enrol::verified(unlocked.id(), &entries, known) {
                    Ok(state) => (entries, state),
                    Err(_) => return self.alarm(AlarmClass::AccountChanged, "the account's log is another one"),
                }
            }
        };
        let own = self.store.read(|tx| tx.identity())?.client_id;
        let is_revoked = state.devices.get(&own).is_some_and(|device| device.status != DeviceStatus::Live);
        self.store.write(|tx| {
            if is_revoked {
                tx.save_session(&SessionRow::Revoked)?;
            }
            tx.save_signed_log(SignedLog::Account, &entries)
        })?;
        self.tell_account();
        Ok(())
    }

    async fn take_control_log(
        &self,
        client: &HttpApi,
        unlocked: &Unlocked,
        vault_id: VaultId,
        known: &[Vec<u8>],
        new: Vec<Vec<u8>>,
    ) -> Result<(), AppError> {
        let all = [known, new.as_slice()].concat();
        let replay = VaultState::replay(vault_id, &all);
        let is_line = replay.state.is_some() && replay.outside.is_empty();
        let entries = if is_line { all } else { fetch_control_log(client, vault_id).await? };
        match self.keep_control_log(unlocked, &entries) {
            Err(AppError::VaultChanged) => {
                self.alarm(AlarmClass::VaultChanged, "the vault's control log is another one")
            }
            kept => kept,
        }
    }

    /// Gives a server that went back the entries of both logs that it lost.
    pub(super) fn offer_logs(&self, client: &HttpApi, vault_id: VaultId) -> Result<(), AppError> {
        let unlocked = self.unlocked()?;
        let (account, vault) = self
            .store
            .read(|tx| Ok::<_, AppError>((tx.signed_log(SignedLog::Account)?, tx.signed_log(SignedLog::Vault)?)))?;
        block_on(async {
            let there = fetch_account_log(client).await?;
            if let Some(lost) = account.strip_prefix(there.as_slice()).filter(|lost| !lost.is_empty()) {
                let entries = lost.iter().cloned().map(Bytes).collect();
                client.append_account_log(&LogAppend { after: there.len() as u64, entries }).await?;
            }
            let there = fetch_control_log(client, vault_id).await?;
            if let Some(lost) = vault.strip_prefix(there.as_slice()).filter(|lost| !lost.is_empty()) {
                let append = ControlAppend {
                    after: there.len() as u64,
                    entries: lost.iter().cloned().map(Bytes).collect(),
                    members: Vec::new(),
                    wrapped_keys: lost.iter().flat_map(|entry| wrapped_keys(&unlocked, entry)).collect(),
                };
                client.append_control_log(vault_id, &append).await?;
            }
            Ok(())
        })
    }

    fn alarm(&self, class: AlarmClass, evidence: &str) -> Result<(), AppError> {
        let alarm = AlarmRow { class, evidence: vec![evidence.to_owned()], since_ms: self.clock.now_ms() };
        self.store.write(|tx| tx.raise_alarm(&alarm))?;
        self.tell_account();
        Ok(())
    }

    /// This data folder has a new name: its session and certificate were another's. The account key stays, so that
    /// the password is enough to come back.
    pub(crate) fn leave_session(&self) {
        if let Err(error) = leave_session(&self.store) {
            tracing::warn!(%error, "the session of another device cannot be left for now");
        }
        self.tell_account();
    }
}

/// Ends the session of a data folder that has a new name.
///
/// # Errors
/// [`AppError::Store`].
pub(crate) fn leave_session(store: &SqliteStore) -> Result<(), AppError> {
    let device_seed = random()?;
    store.write(|tx| {
        let Some(row) = tx.account()? else { return Ok(()) };
        tx.save_account(Some(&AccountRow { device_seed, ..row }))?;
        if !matches!(tx.session()?, SessionRow::None) {
            tx.save_session(&SessionRow::Ended)?;
        }
        Ok(())
    })
}

impl Unlocked {
    /// Returns whether the certificate is of this data folder's name and keys.
    pub(super) fn is_certified_as(&self, client_id: ClientId) -> bool {
        let Unlocking::Unlocked { certificate, .. } = &self.row.unlocking else {
            return false;
        };
        let keys = DeviceKeys::from_seed(&self.row.device_seed).public();
        DeviceCertificate::from_bytes(certificate).is_ok_and(|it| it.client_id == client_id && it.keys == keys)
    }
}

fn grown(known: &[Vec<u8>], page: LogPage) -> Grown {
    if page.length < known.len() as u64 {
        Grown::Shorter
    } else if page.entries.is_empty() {
        Grown::Same
    } else {
        Grown::Longer(page.entries.into_iter().map(|entry| entry.0).collect())
    }
}
