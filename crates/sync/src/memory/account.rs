//! The account in memory.

use std::collections::BTreeMap;

use super::tables::Tables;
use crate::contract::{AccountRow, AccountStore, AlarmRow, SessionRow, SignedLog, StoreError};

/// What the tables of the account hold.
#[derive(Debug, Clone, Default)]
pub(super) struct AccountTables {
    account: Option<(AccountRow, SessionRow)>,
    epoch_keys: Vec<(u32, [u8; 32])>,
    signed: BTreeMap<SignedLog, Vec<Vec<u8>>>,
    alarms: Vec<AlarmRow>,
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
        alarms.sort_by(|a, b| (a.since_ms, &a.class).cmp(&(b.since_ms, &b.class)));
        Ok(alarms)
    }

    fn raise_alarm(&mut self, alarm: &AlarmRow) -> Result<(), StoreError> {
        match self.account.alarms.iter_mut().find(|known| known.class == alarm.class) {
            Some(known) => known.evidence.clone_from(&alarm.evidence),
            None => self.account.alarms.push(alarm.clone()),
        }
        Ok(())
    }

    fn end_alarm(&mut self, class: &str) -> Result<(), StoreError> {
        self.account.alarms.retain(|alarm| alarm.class != class);
        Ok(())
    }
}
