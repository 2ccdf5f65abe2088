//! Identity, counters, clock, connection, text writer ids, settings.

use driftless_domain::{ClientId, DeviceSeq, Hlc, VaultId};
use driftless_sync::contract::{Connection, DeviceStore, Identity, StoreError};

use crate::column::{bytes, from_column, from_json, to_column, to_json};
use crate::tx::Tx;

impl DeviceStore for Tx<'_> {
    fn identity(&self) -> Result<Identity, StoreError> {
        self.one("SELECT vault_id, client_id FROM device", [], |row| {
            Ok(Identity {
                vault_id: VaultId::from_bytes(bytes(row, 0)?),
                client_id: ClientId::from_bytes(bytes(row, 1)?),
            })
        })
    }

    fn save_identity(&mut self, identity: &Identity) -> Result<(), StoreError> {
        self.run(
            "UPDATE device SET vault_id = ?1, client_id = ?2",
            (identity.vault_id.as_bytes(), identity.client_id.as_bytes()),
        )
        .map(drop)
    }

    fn vault_key(&self) -> Result<[u8; 32], StoreError> {
        self.one("SELECT vault_key FROM device", [], |row| bytes(row, 0))
    }

    fn save_vault_key(&mut self, key: &[u8; 32]) -> Result<(), StoreError> {
        self.run("UPDATE device SET vault_key = ?1", [key]).map(drop)
    }

    fn device_seq(&self) -> Result<DeviceSeq, StoreError> {
        self.one("SELECT device_seq FROM device", [], |row| row.get(0).map(from_column).map(DeviceSeq))
    }

    fn save_device_seq(&mut self, last: DeviceSeq) -> Result<(), StoreError> {
        self.run("UPDATE device SET device_seq = ?1", [to_column(last.0)]).map(drop)
    }

    fn last_time(&self) -> Result<Hlc, StoreError> {
        self.one("SELECT last_time FROM device", [], |row| row.get(0).map(from_column).map(Hlc))
    }

    fn save_last_time(&mut self, last: Hlc) -> Result<(), StoreError> {
        self.run("UPDATE device SET last_time = ?1", [to_column(last.0)]).map(drop)
    }

    fn connection(&self) -> Result<Option<Connection>, StoreError> {
        let server: Option<String> = self.one("SELECT server FROM device", [], |row| row.get(0))?;
        server.map(|json| from_json(&json)).transpose()
    }

    fn save_connection(&mut self, connection: Option<&Connection>) -> Result<(), StoreError> {
        let json = connection.map(to_json).transpose()?;
        self.run("UPDATE device SET server = ?1", [json]).map(drop)
    }

    fn peer(&self, slot: u32) -> Result<Option<u64>, StoreError> {
        self.row("SELECT peer FROM peers WHERE slot = ?1", [slot], |row| row.get(0).map(from_column))
    }

    fn claim_peer(&mut self, slot: u32, peer: u64) -> Result<(), StoreError> {
        self.run("INSERT OR REPLACE INTO peers (slot, peer) VALUES (?1, ?2)", (slot, to_column(peer))).map(drop)
    }

    fn forget_peers(&mut self) -> Result<(), StoreError> {
        self.run("DELETE FROM peers", []).map(drop)
    }

    fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.row("SELECT value FROM settings WHERE name = ?1", [name], |row| row.get(0))
    }

    fn save_setting(&mut self, name: &str, value: Option<&str>) -> Result<(), StoreError> {
        match value {
            Some(value) => self.run("INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)", (name, value)),
            None => self.run("DELETE FROM settings WHERE name = ?1", [name]),
        }
        .map(drop)
    }
}
