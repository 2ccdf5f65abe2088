//! The account in memory.

use std::collections::BTreeMap;

use driftless_domain::{ClientId, DeviceSeq};
use driftless_protocol::Hash;

use super::tables::Tables;
use crate::contract::{AccountRow, AccountStore, AlarmClass, AlarmRow, ChainRow, SessionRow, SignedLog, StoreError};

/// What the tables of the account hold.
#[derive(Debug, Clone, Default)]
pub(super) struct AccountTables {
    account: Option<(AccountRow, SessionRow)>,
    epoch_keys: Vec<(u32, [u8; 32])>,
    signed: BTreeMap<SignedLog, Vec<Vec<u8>>>,
    alarms: Vec<AlarmRow>,
    chains: BTreeMap<(ClientId, DeviceSeq), ChainRow>,
    heard: BTreeMap<ClientId, (DeviceSeq, Hash)>,
}

impl AccountStore for Tables {
    fn account(&self) -> Result<Option<AccountRow>, StoreError> {
        Ok(self.account.account.as_ref().map(|(account, _)| account.clone()))
    }

    fn save_account(&mut self, account: Option<&AccountRow>) -> Result<(), StoreError> {
        let tables = &mut self.account;
        match account {
            Some(account) => {
                let session = tables.account.take().map_or(SessionRow::None, |(_, session)| session);
                tables.account = Some((account.clone(), session));
            }
            None => {
                *tables = AccountTables { epoch_keys: std::mem::take(&mut tables.epoch_keys), ..Default::default() }
            }
        }
        Ok(())
    }

    fn session(&self) -> Result<SessionRow, StoreError> {
        Ok(self.account.account.as_ref().map_or(SessionRow::None, |(_, session)| session.clone()))
    }

    fn save_session(&mut self, session: &SessionRow) -> Result<(), StoreError> {
        if let Some((_, kept)) = &mut self.account.account {
            *kept = session.clone();
        }
        Ok(())
    }

    fn epoch_keys(&self) -> Result<Vec<(u32, [u8; 32])>, StoreError> {
        Ok(self.account.epoch_keys.clone())
    }

    fn save_epoch_keys(&mut self, keys: &[(u32, [u8; 32])]) -> Result<(), StoreError> {
        self.account.epoch_keys = keys.to_vec();
        self.account.epoch_keys.sort_unstable();
        Ok(())
    }

    fn signed_log(&self, log: SignedLog) -> Result<Vec<Vec<u8>>, StoreError> {
        Ok(self.account.signed.get(&log).cloned().unwrap_or_default())
    }

    fn save_signed_log(&mut self, log: SignedLog, entries: &[Vec<u8>]) -> Result<(), StoreError> {
        self.account.signed.insert(log, entries.to_vec());
        Ok(())
    }

    fn alarms(&self) -> Result<Vec<AlarmRow>, StoreError> {
        let mut alarms = self.account.alarms.clone();
        alarms.sort_by(|a, b| (a.since_ms, a.class.as_str()).cmp(&(b.since_ms, b.class.as_str())));
        Ok(alarms)
    }

    fn raise_alarm(&mut self, alarm: &AlarmRow) -> Result<(), StoreError> {
        match self.account.alarms.iter_mut().find(|known| known.class == alarm.class) {
            Some(known) => known.evidence.clone_from(&alarm.evidence),
            None => self.account.alarms.push(alarm.clone()),
        }
        Ok(())
    }

    fn end_alarm(&mut self, class: AlarmClass) -> Result<(), StoreError> {
        self.account.alarms.retain(|alarm| alarm.class != class);
        Ok(())
    }

    fn chain_tips(&self) -> Result<Vec<ChainRow>, StoreError> {
        let tips: BTreeMap<ClientId, ChainRow> =
            self.account.chains.values().map(|row| (row.client_id, *row)).collect();
        Ok(tips.into_values().collect())
    }

    fn chain_at(&self, client_id: ClientId, device_seq: DeviceSeq) -> Result<Option<Hash>, StoreError> {
        Ok(self.account.chains.get(&(client_id, device_seq)).map(|row| row.chain))
    }

    fn save_chain(&mut self, row: &ChainRow) -> Result<(), StoreError> {
        self.account.chains.insert((row.client_id, row.device_seq), *row);
        Ok(())
    }

    fn heard(&self) -> Result<Vec<(ClientId, DeviceSeq, Hash)>, StoreError> {
        Ok(self.account.heard.iter().map(|(client_id, (seq, chain))| (*client_id, *seq, *chain)).collect())
    }

    fn save_heard(&mut self, client_id: ClientId, device_seq: DeviceSeq, chain: Hash) -> Result<(), StoreError> {
        self.account.heard.insert(client_id, (device_seq, chain));
        Ok(())
    }

    fn last_of_device(&self, client_id: ClientId) -> Result<DeviceSeq, StoreError> {
        let logged = self.wal.values().map(|row| &row.logged).chain(self.history.values().map(AsRef::as_ref));
        let of_device = logged.filter(|logged| logged.action.client_id == client_id);
        Ok(of_device.map(|logged| logged.action.device_seq).max().unwrap_or_default())
    }

    fn forget_chains(&mut self) -> Result<(), StoreError> {
        self.account.chains.clear();
        self.account.heard.clear();
        Ok(())
    }
}
