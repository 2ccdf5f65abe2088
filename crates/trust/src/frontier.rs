//! What a device knows of all devices, and what follows when a server offers less, or something else.
//!
//! ```text
//! frontier = count:2 { client:16 device_seq:8 chain:32 }       ascending by client
//! ```
//! Every batch that a device signs carries its frontier. So two honest devices that meet in one batch know what
//! the server showed to the other, and a server cannot hide from one what the other has seen.

use std::collections::BTreeMap;

use driftless_crypto::LayoutError;
use driftless_crypto::layout::{Reader, put_count};
use driftless_domain::{ClientId, DeviceSeq, VaultId};
use driftless_protocol::Hash;

use crate::limits::FRONTIER_MAX;

/// How far one device's chain is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tip {
    /// Its last known action.
    pub device_seq: DeviceSeq,
    /// The chain after it.
    pub chain: Hash,
}

/// How far every device's chain is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier(pub BTreeMap<ClientId, Tip>);

/// What a device knows of a vault before it asks a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The vault.
    pub vault_id: VaultId,
    /// What this device has itself: what it downloaded, and what a server acknowledged to it.
    pub seen: Frontier,
    /// What other devices said, in signed batches, that they have.
    pub heard: Frontier,
}

/// What a server offers: its log to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The vault.
    pub vault_id: VaultId,
    /// The end of each device's chain.
    pub tips: Frontier,
}

/// The server shows something that an honest and undamaged server does not show. Sync of the vault pauses, editing
/// goes on, a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alarm {
    /// Another vault than the one that was asked for.
    SwappedVault {
        /// Asked for.
        expected: VaultId,
        /// Offered.
        offered: VaultId,
    },
    /// The server once had more: it was restored from a backup, or rewinds.
    RolledBack {
        /// Whose actions are missing.
        client_id: ClientId,
        /// This device knows them up to here.
        known: DeviceSeq,
        /// The server has them up to here.
        offered: DeviceSeq,
    },
    /// Another device has more than the server offers to this one.
    Withheld {
        /// Whose actions are missing.
        client_id: ClientId,
        /// The other device has them up to here.
        heard: DeviceSeq,
        /// The server offers them up to here.
        offered: DeviceSeq,
    },
    /// Two histories of one device: it was copied, or the server shows different ones to different devices.
    Forked {
        /// Whose.
        client_id: ClientId,
        /// At this action both are known and differ.
        device_seq: DeviceSeq,
    },
}

impl Frontier {
    /// Takes in what another frontier knows more of. Returns where both know the same action and differ.
    pub fn merge(&mut self, other: &Self) -> Vec<Alarm> {
        let mut alarms = Vec::new();
        for (client_id, tip) in &other.0 {
            let mine = self.0.entry(*client_id).or_insert(*tip);
            if mine.device_seq == tip.device_seq && mine.chain != tip.chain {
                alarms.push(Alarm::Forked { client_id: *client_id, device_seq: tip.device_seq });
            }
            if tip.device_seq > mine.device_seq {
                *mine = *tip;
            }
        }
        alarms
    }

    /// Returns how far a device's chain is known; 0 when nothing of it is.
    pub fn device_seq(&self, client_id: ClientId) -> DeviceSeq {
        self.0.get(&client_id).map(|tip| tip.device_seq).unwrap_or_default()
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        put_count(out, self.0.len());
        for (client_id, tip) in &self.0 {
            out.extend_from_slice(client_id.as_bytes());
            out.extend_from_slice(&tip.device_seq.0.to_be_bytes());
            out.extend_from_slice(&tip.chain.0);
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, LayoutError> {
        let count = reader.count(FRONTIER_MAX, "frontier")?;
        let mut tips = BTreeMap::new();
        for _ in 0..count {
            let client_id = ClientId::from_bytes(reader.array()?);
            let tip = Tip { device_seq: DeviceSeq(reader.u64()?), chain: Hash(reader.array()?) };
            if tips.last_key_value().is_some_and(|(last, _)| *last >= client_id) || tip.device_seq == DeviceSeq::ZERO {
                return Err(LayoutError::Field("frontier"));
            }
            tips.insert(client_id, tip);
        }
        Ok(Self(tips))
    }
}

/// Compares what is known with what a server offers. `chain_at` gives the chain after an action that this device
/// has: with it, what others said about earlier actions is compared, too.
pub fn check(known: &Known, offered: &Offered, chain_at: &dyn Fn(ClientId, DeviceSeq) -> Option<Hash>) -> Vec<Alarm> {
    if known.vault_id != offered.vault_id {
        return vec![Alarm::SwappedVault { expected: known.vault_id, offered: offered.vault_id }];
    }
    let mut alarms = Vec::new();
    let clients: std::collections::BTreeSet<&ClientId> = known.seen.0.keys().chain(known.heard.0.keys()).collect();
    for client_id in clients.into_iter().copied() {
        let (seen, heard) = (known.seen.device_seq(client_id), known.heard.device_seq(client_id));
        let end = offered.tips.device_seq(client_id);
        if end < seen {
            alarms.push(Alarm::RolledBack { client_id, known: seen, offered: end });
        } else if end < heard {
            alarms.push(Alarm::Withheld { client_id, heard, offered: end });
        }
    }
    let sides = [&known.seen.0, &known.heard.0, &offered.tips.0];
    for (at, side) in sides.iter().enumerate() {
        for (client_id, tip) in *side {
            let own = chain_at(*client_id, tip.device_seq);
            let others = sides[at + 1..].iter().filter_map(|other| other.get(client_id));
            let same_place = others.filter(|other| other.device_seq == tip.device_seq).map(|other| other.chain);
            if own.into_iter().chain(same_place).any(|chain| chain != tip.chain) {
                alarms.push(Alarm::Forked { client_id: *client_id, device_seq: tip.device_seq });
            }
        }
    }
    alarms.sort_unstable();
    alarms.dedup();
    alarms
}
