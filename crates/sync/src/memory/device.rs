//! Cursor, identity, counters, connection and settings in memory.

use driftless_domain::{DeviceSeq, Hlc};

use super::tables::Tables;
use crate::contract::{Connection, Cursor, DeviceStore, Identity, StoreError, SyncCursor};

impl SyncCursor for Tables {
    fn load_cursor(&self) -> Result<Cursor, StoreError> {
        Ok(self.cursor)
    }

    fn save_cursor(&mut self, cursor: &Cursor) -> Result<(), StoreError> {
        self.cursor = *cursor;
        Ok(())
    }
}

impl DeviceStore for Tables {
    fn identity(&self) -> Result<Identity, StoreError> {
        Ok(self.identity)
    }

    fn save_identity(&mut self, identity: &Identity) -> Result<(), StoreError> {
        self.identity = *identity;
        Ok(())
    }

    fn vault_key(&self) -> Result<[u8; 32], StoreError> {
        Ok(self.vault_key)
    }

    fn save_vault_key(&mut self, key: &[u8; 32]) -> Result<(), StoreError> {
        self.vault_key = *key;
        Ok(())
    }

    fn device_seq(&self) -> Result<DeviceSeq, StoreError> {
        Ok(self.device_seq)
    }

    fn save_device_seq(&mut self, last: DeviceSeq) -> Result<(), StoreError> {
        self.device_seq = last;
        Ok(())
    }

    fn last_time(&self) -> Result<Hlc, StoreError> {
        Ok(self.last_time)
    }

    fn save_last_time(&mut self, last: Hlc) -> Result<(), StoreError> {
        self.last_time = last;
        Ok(())
    }

    fn connection(&self) -> Result<Option<Connection>, StoreError> {
        Ok(self.connection.clone())
    }

    fn save_connection(&mut self, connection: Option<&Connection>) -> Result<(), StoreError> {
        self.connection = connection.cloned();
        Ok(())
    }

    fn peer(&self, slot: u32) -> Result<Option<u64>, StoreError> {
        Ok(self.peers.get(&slot).copied())
    }

    fn claim_peer(&mut self, slot: u32, peer: u64) -> Result<(), StoreError> {
        self.peers.insert(slot, peer);
        Ok(())
    }

    fn forget_peers(&mut self) -> Result<(), StoreError> {
        self.peers.clear();
        Ok(())
    }

    fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(self.settings.get(name).cloned())
    }

    fn save_setting(&mut self, name: &str, value: Option<&str>) -> Result<(), StoreError> {
        match value {
            Some(value) => self.settings.insert(name.to_owned(), value.to_owned()),
            None => self.settings.remove(name),
        };
        Ok(())
    }
}
