//! Vaults, devices and envelopes to start from; the same in every run.

use driftless_domain::{ActionId, ActionType, ClientId, DeviceSeq, EntityId, EntityType, Hlc, Seq, VaultId};
use driftless_protocol::{Bytes, Envelope, HEADER_VERSION, Hash, LogRow, UploadRequest};

/// 2026-11-20, milliseconds since the Unix epoch.
pub(crate) const NOW_MS: u64 = 1_795_000_000_000;

fn bytes(kind: u8, n: u64, m: u64) -> [u8; 16] {
    let mut bytes = [kind; 16];
    bytes[2..8].copy_from_slice(&n.to_be_bytes()[2..]);
    bytes[8..].copy_from_slice(&m.to_be_bytes());
    bytes
}

pub(crate) fn vault(n: u64) -> VaultId {
    VaultId::from_bytes(bytes(1, n, 0))
}

pub(crate) fn client(n: u64) -> ClientId {
    ClientId::from_bytes(bytes(2, n, 0))
}

pub(crate) fn entity(n: u64) -> EntityId {
    EntityId::from_bytes(bytes(3, n, 0))
}

/// The `device_seq`-th action of a device: creates an entity of its own.
pub(crate) fn action(vault_id: VaultId, device: u64, device_seq: u64) -> Envelope {
    Envelope {
        v: HEADER_VERSION,
        vault_id,
        id: ActionId::from_bytes(bytes(4, device, device_seq)),
        client_id: client(device),
        device_seq: DeviceSeq(device_seq),
        entity_id: entity(device * 1_000_000 + device_seq),
        entity_type: EntityType::Note,
        action_type: ActionType::Create,
        logical_time: Hlc::new(NOW_MS, 0),
        seen: Seq::ZERO,
        schema: 1,
        key_id: 0,
        payload: Bytes(format!("sealed {device} {device_seq}").into_bytes()),
    }
}

/// The same on an entity.
pub(crate) fn action_on(
    vault_id: VaultId,
    device: u64,
    device_seq: u64,
    on: u64,
    kind: ActionType,
    seen: u64,
) -> Envelope {
    let action = action(vault_id, device, device_seq);
    Envelope { entity_id: entity(on), action_type: kind, seen: Seq(seen), ..action }
}

pub(crate) fn batch(actions: Vec<Envelope>) -> UploadRequest {
    UploadRequest { vault_id: actions[0].vault_id, actions }
}

/// Actions `from ..= to` of a device.
pub(crate) fn run_of(vault_id: VaultId, device: u64, from: u64, to: u64) -> UploadRequest {
    batch((from..=to).map(|n| action(vault_id, device, n)).collect())
}

/// Checks that rows follow each other after `(since, chain)`; returns the chain hash after them.
pub(crate) fn check_chain(rows: &[LogRow], since: u64, mut chain: Hash) -> Hash {
    for (row, seq) in rows.iter().zip(since + 1..) {
        assert_eq!(row.seq, Seq(seq), "a gap");
        assert!(row.envelope.is_some() != row.withheld.is_some());
        chain = row.chain(chain).unwrap();
    }
    chain
}
