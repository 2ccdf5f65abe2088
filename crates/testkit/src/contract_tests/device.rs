//! Names, counters, settings.

use driftless_domain::{ClientId, DeviceSeq, Hlc, VaultId};
use driftless_sync::contract::{Connection, Identity, Store};

use super::fixture::{IDENTITY, VAULT_KEY, read, write};

/// Everything that is written is read.
pub fn names_counters_and_settings_come_back(store: &impl Store) {
    assert_eq!(read(store, |tx| tx.identity()), IDENTITY);
    assert_eq!(read(store, |tx| tx.vault_key()), VAULT_KEY);
    assert_eq!(read(store, |tx| tx.device_seq()), DeviceSeq::ZERO);
    assert_eq!(read(store, |tx| tx.last_time()), Hlc::ZERO);
    assert_eq!(read(store, |tx| tx.connection()), None);
    let identity = Identity { vault_id: VaultId::from_bytes([1; 16]), client_id: ClientId::from_bytes([2; 16]) };
    let connection = Connection::Code { server_url: "https://notes.example".into(), token: "secret".into() };
    write(store, |tx| {
        tx.save_identity(&identity)?;
        tx.save_vault_key(&[5; 32])?;
        tx.save_device_seq(DeviceSeq(7))?;
        tx.save_last_time(Hlc::MAX)?;
        tx.save_connection(Some(&connection))?;
        tx.save_setting("theme", Some("dark"))?;
        tx.save_setting("theme", Some("light"))
    });
    assert_eq!(read(store, |tx| tx.identity()), identity);
    assert_eq!(read(store, |tx| tx.vault_key()), [5; 32]);
    assert_eq!(read(store, |tx| tx.device_seq()), DeviceSeq(7));
    assert_eq!(read(store, |tx| tx.last_time()), Hlc::MAX);
    assert_eq!(read(store, |tx| tx.connection()), Some(connection));
    assert_eq!(read(store, |tx| tx.setting("theme")).as_deref(), Some("light"));
    let connection = Connection::Account { server_url: "https://notes.example".into() };
    write(store, |tx| tx.save_connection(Some(&connection)));
    assert_eq!(read(store, |tx| tx.connection()), Some(connection));
    write(store, |tx| {
        tx.save_connection(None)?;
        tx.save_setting("theme", None)
    });
    assert_eq!(read(store, |tx| tx.connection()), None);
    assert_eq!(read(store, |tx| tx.setting("theme")), None);
}

/// One id for each slot, until all are forgotten.
pub fn writer_ids_belong_to_slots(store: &impl Store) {
    assert_eq!(read(store, |tx| tx.peer(0)), None);
    write(store, |tx| {
        tx.claim_peer(0, u64::MAX)?;
        tx.claim_peer(1, 4)
    });
    assert_eq!((read(store, |tx| tx.peer(0)), read(store, |tx| tx.peer(1))), (Some(u64::MAX), Some(4)));
    write(store, |tx| tx.forget_peers());
    assert_eq!((read(store, |tx| tx.peer(0)), read(store, |tx| tx.peer(1))), (None, None));
}
