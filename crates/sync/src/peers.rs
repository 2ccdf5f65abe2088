//! What is known of the vault's other devices: how far each was when it last told its state hash.

use driftless_domain::{ClientId, Seq};
use driftless_protocol::Peer;

use crate::contract::{StoreError, StoreTx};

/// Setting: one line for each device, `client_id seq reported_at_ms equal_at_ms is_equal`; `-` where unknown.
const PEERS: &str = "sync.peers";

/// Devices remembered; more than anybody has, and a bound for a server that invents some.
const PEERS_MAX: usize = 200;

/// The last report of another device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerReport {
    /// The device.
    pub client_id: ClientId,
    /// Its position then: everything up to it is on that device.
    pub seq: Seq,
    /// When it reported, the server's wall clock, milliseconds since the epoch.
    pub reported_at_ms: u64,
    /// When its state hash was last seen equal to this device's, milliseconds since the epoch.
    pub equal_at_ms: Option<u64>,
    /// Whether the last report that could be compared was equal.
    pub is_equal: Option<bool>,
}

/// Returns what the devices told last, the newest report first.
///
/// # Errors
/// [`StoreError`].
pub fn load(tx: &dyn StoreTx) -> Result<Vec<PeerReport>, StoreError> {
    Ok(tx.setting(PEERS)?.map(|text| text.lines().filter_map(read).collect()).unwrap_or_default())
}

/// Keeps what the server told of the other devices.
///
/// # Errors
/// [`StoreError`].
pub fn save(tx: &mut dyn StoreTx, own: ClientId, peers: &[Peer]) -> Result<(), StoreError> {
    let merged = merge(&load(tx)?, own, peers);
    let text: Vec<String> = merged.iter().map(write).collect();
    tx.save_setting(PEERS, Some(&text.join("\n")))
}

/// Takes in new reports. A device that could not be compared keeps what was known of it.
fn merge(known: &[PeerReport], own: ClientId, peers: &[Peer]) -> Vec<PeerReport> {
    let mut merged: Vec<PeerReport> = known.to_vec();
    for peer in peers.iter().filter(|peer| peer.client_id != own) {
        let before = merged.iter().position(|report| report.client_id == peer.client_id).map(|at| merged.remove(at));
        let equal_at_ms = if peer.is_equal == Some(true) { Some(peer.reported_at_ms) } else { None };
        merged.push(PeerReport {
            client_id: peer.client_id,
            seq: peer.seq,
            reported_at_ms: peer.reported_at_ms,
            equal_at_ms: equal_at_ms.or(before.and_then(|report| report.equal_at_ms)),
            is_equal: peer.is_equal.or(before.and_then(|report| report.is_equal)),
        });
    }
    merged.sort_by(|a, b| (b.reported_at_ms, a.client_id).cmp(&(a.reported_at_ms, b.client_id)));
    merged.truncate(PEERS_MAX);
    merged
}

fn write(report: &PeerReport) -> String {
    let equal_at = report.equal_at_ms.map_or_else(|| "-".to_owned(), |ms| ms.to_string());
    let is_equal = report.is_equal.map_or("-", |is_equal| if is_equal { "1" } else { "0" });
    format!("{} {} {} {equal_at} {is_equal}", report.client_id, report.seq.0, report.reported_at_ms)
}

fn read(line: &str) -> Option<PeerReport> {
    let mut words = line.split(' ');
    Some(PeerReport {
        client_id: words.next()?.parse().ok()?,
        seq: Seq(words.next()?.parse().ok()?),
        reported_at_ms: words.next()?.parse().ok()?,
        equal_at_ms: words.next()?.parse().ok(),
        is_equal: match words.next()? {
            "1" => Some(true),
            "0" => Some(false),
            _ => None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(n: u128) -> ClientId {
        ClientId::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn peer(n: u128, seq: u64, at_ms: u64, is_equal: Option<bool>) -> Peer {
        Peer { client_id: client(n), seq: Seq(seq), reported_at_ms: at_ms, is_equal }
    }

    /// A device that moves on, and cannot be compared for a moment, is still the one that was equal at noon.
    #[test]
    fn the_last_time_a_device_was_equal_is_remembered() {
        let noon = merge(&[], client(1), &[peer(1, 9, 1, Some(true)), peer(2, 9, 1_200, Some(true))]);
        assert_eq!(noon.len(), 1, "this device is not its own peer");
        let later = merge(&noon, client(1), &[peer(2, 12, 1_300, None)]);
        assert_eq!(later[0].seq, Seq(12));
        assert_eq!((later[0].equal_at_ms, later[0].is_equal), (Some(1_200), Some(true)));
        let drifted = merge(&later, client(1), &[peer(2, 13, 1_400, Some(false))]);
        assert_eq!((drifted[0].equal_at_ms, drifted[0].is_equal), (Some(1_200), Some(false)));
    }

    #[test]
    fn a_server_that_invents_devices_fills_no_disk() {
        let invented: Vec<Peer> = (10..1_000).map(|n| peer(n, 1, u64::try_from(n).unwrap(), None)).collect();
        let kept = merge(&[], client(1), &invented);
        assert_eq!(kept.len(), PEERS_MAX);
        assert_eq!(kept[0].reported_at_ms, 999, "the newest are kept");
    }

    #[test]
    fn a_report_reads_as_it_was_written_and_rubbish_is_left_out() {
        for report in
            merge(&[], client(1), &[peer(2, 9, 5, Some(true)), peer(3, 8, 4, Some(false)), peer(4, 7, 3, None)])
        {
            assert_eq!(read(&write(&report)), Some(report));
        }
        for line in ["", "x", "x y z", "00000000-0000-0000-0000-000000000002 9"] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
