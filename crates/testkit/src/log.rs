//! A server's log in memory: order, identity, chain and reports, without HTTP and disk.
//!
//! The real server is tested with the same clients over HTTP; this one is for thousands of histories a second.

use std::collections::BTreeMap;

use driftless_domain::blob::BlobName;
use driftless_domain::{ActionId, ClientId, DeviceSeq, Epoch, Hlc, HlcClock, Seq, VaultId};
use driftless_protocol::{
    Bytes, DownloadResponse, Envelope, Hash, LogRow, Outcome, OutcomeRow, Peer, QuarantineCode, StateHashRequest,
    StateHashResponse, UploadRequest, UploadResponse, Withheld,
};

/// One vault's log.
#[derive(Debug, Clone)]
pub struct ServerLog {
    /// The vault.
    pub vault_id: VaultId,
    /// Life of the log.
    pub epoch: Epoch,
    /// Wall clock, milliseconds since the Unix epoch.
    pub now_ms: u64,
    /// Actions whose payload is not taken, whatever they are.
    pub refused: Vec<ActionId>,
    /// Attachments, sealed.
    pub blobs: BTreeMap<BlobName, Vec<u8>>,
    clock: HlcClock,
    rows: Vec<LogRow>,
    chain: Vec<Hash>,
    by_count: BTreeMap<(ClientId, DeviceSeq), usize>,
    ids: BTreeMap<(ClientId, DeviceSeq), ActionId>,
    reports: BTreeMap<ClientId, (StateHashRequest, u64)>,
}

impl ServerLog {
    /// An empty log.
    pub fn new(vault_id: VaultId) -> Self {
        Self {
            vault_id,
            epoch: Epoch(1),
            now_ms: 1_790_000_000_000,
            refused: Vec::new(),
            blobs: BTreeMap::new(),
            clock: HlcClock::default(),
            rows: Vec::new(),
            chain: Vec::new(),
            by_count: BTreeMap::new(),
            ids: BTreeMap::new(),
            reports: BTreeMap::new(),
        }
    }

    /// Returns the rows, in order.
    pub fn rows(&self) -> &[LogRow] {
        &self.rows
    }

    /// Returns the highest seq.
    pub fn head(&self) -> Seq {
        Seq(self.rows.len() as u64)
    }

    /// Goes back to an older state, as a restore from a backup without a new epoch does.
    pub fn cut(&mut self, head: usize) {
        self.rows.truncate(head);
        self.chain.truncate(head);
        self.by_count.retain(|_, at| *at < head);
        let known = &self.by_count;
        self.ids.retain(|key, _| known.contains_key(key));
    }

    /// Alters a row, as a bit flip on the server's disk does.
    pub fn alter(&mut self, seq: Seq, change: impl FnOnce(&mut LogRow)) {
        if let Some(row) = usize::try_from(seq.0).ok().and_then(|seq| self.rows.get_mut(seq.wrapping_sub(1))) {
            change(row);
        }
    }

    /// Takes a batch.
    pub fn upload(&mut self, request: &UploadRequest) -> UploadResponse {
        let witnessed_time = self.clock.tick(self.now_ms);
        let mut is_forked = false;
        let mut outcomes = Vec::new();
        for envelope in &request.actions {
            let result = if is_forked { Outcome::Forked } else { self.take(envelope, witnessed_time) };
            is_forked |= result == Outcome::Forked;
            outcomes.push(OutcomeRow { id: envelope.id, result });
        }
        UploadResponse { epoch: self.epoch, outcomes, head: self.head(), server_time_ms: self.now_ms }
    }

    fn take(&mut self, envelope: &Envelope, witnessed_time: Hlc) -> Outcome {
        let key = (envelope.client_id, envelope.device_seq);
        if let Some(at) = self.by_count.get(&key) {
            let row = &self.rows[*at];
            return match &row.envelope {
                _ if self.ids.get(&key) != Some(&envelope.id) => Outcome::Forked,
                Some(stored) if stored == envelope => {
                    Outcome::Duplicate { seq: row.seq, witnessed_time: row.witnessed_time }
                }
                Some(_) => Outcome::Quarantined { code: QuarantineCode::OtherContent },
                None => Outcome::Quarantined { code: QuarantineCode::BadEnvelope },
            };
        }
        let last = self.ids.range((key.0, DeviceSeq::ZERO)..=(key.0, DeviceSeq(u64::MAX))).next_back();
        if last.map_or(DeviceSeq::ZERO, |((_, count), _)| *count).next() != key.1 {
            return Outcome::Quarantined { code: QuarantineCode::Gap };
        }
        let seq = self.head().next();
        let is_refused = self.refused.contains(&envelope.id);
        let withheld = is_refused.then(|| Withheld {
            associated_data: Bytes(envelope.associated_data()),
            payload_hash: envelope.payload_hash(),
        });
        let envelope_kept = (!is_refused).then(|| envelope.clone());
        let row = LogRow { seq, witnessed_time, flags: Vec::new(), envelope: envelope_kept, withheld };
        let previous = self.chain.last().copied().unwrap_or_default();
        self.chain.push(row.chain(previous).unwrap_or_default());
        self.by_count.insert(key, self.rows.len());
        self.ids.insert(key, envelope.id);
        self.rows.push(row);
        if is_refused {
            return Outcome::Quarantined { code: QuarantineCode::BadEnvelope };
        }
        Outcome::Accepted { seq, witnessed_time }
    }

    /// Returns a page.
    pub fn download(&self, since: Seq, limit: usize) -> DownloadResponse {
        let from = usize::try_from(since.0).unwrap_or(usize::MAX).min(self.rows.len());
        let rows: Vec<LogRow> = self.rows[from..].iter().take(limit).cloned().collect();
        let end = from + rows.len();
        let new_cursor = rows.last().map_or(since, |row| row.seq);
        DownloadResponse {
            epoch: self.epoch,
            rows,
            new_cursor,
            head: self.head(),
            chain_hash: end.checked_sub(1).and_then(|at| self.chain.get(at)).copied().unwrap_or_default(),
            server_time_ms: self.now_ms,
            min_protocol: 1,
        }
    }

    /// Takes a report and compares it.
    pub fn state_hash(&mut self, request: &StateHashRequest) -> StateHashResponse {
        self.reports.insert(request.client_id, (request.clone(), self.now_ms));
        let peers = self.reports.values().filter(|(other, _)| other.client_id != request.client_id);
        let peers = peers.map(|(other, at_ms)| Peer {
            client_id: other.client_id,
            seq: other.seq,
            reported_at_ms: *at_ms,
            is_equal: (other.seq == request.seq && other.epoch == request.epoch).then(|| other.root == request.root),
        });
        StateHashResponse { peers: peers.collect(), server_time_ms: self.now_ms }
    }
}
