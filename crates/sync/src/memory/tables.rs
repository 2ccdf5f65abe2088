//! What the database holds, table by table.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use driftless_domain::blob::BlobName;
use driftless_domain::entity::Held;
use driftless_domain::review::{ReviewId, ReviewItem};
use driftless_domain::{ActionId, DeviceSeq, EntityId, Hlc, LoggedAction};
use driftless_protocol::Envelope;

use super::blobs::BlobEntry;
use crate::contract::{
    Connection, Cursor, CycleRecord, Draft, HistoryDay, Identity, JobRow, Quarantined, StoredEntity,
};

/// One entry of the log.
#[derive(Debug, Clone)]
pub(super) struct WalRow {
    pub(super) logged: LoggedAction,
    pub(super) held: Option<Held>,
    pub(super) envelope: Option<Envelope>,
}

/// One materialized entity.
#[derive(Debug, Clone)]
pub(super) struct EntityRow {
    pub(super) entity: StoredEntity,
    pub(super) revision: u64,
}

/// Every table. Large rows are shared between copies, so that a transaction costs what it changes.
#[derive(Debug, Clone)]
pub struct Tables {
    pub(super) wal: BTreeMap<u64, Arc<WalRow>>,
    pub(super) wal_last: u64,
    pub(super) wal_by_id: BTreeMap<ActionId, u64>,
    pub(super) wal_by_entity: BTreeSet<(EntityId, u64)>,
    /// Rows without a position, by the device's own count.
    pub(super) wal_pending: BTreeMap<(DeviceSeq, u64), ()>,
    /// Actions that left the log.
    pub(super) history: BTreeMap<ActionId, Arc<LoggedAction>>,
    /// By entity and day.
    pub(super) history_days: BTreeMap<(EntityId, u64), HistoryDay>,
    pub(super) cursor: Cursor,
    pub(super) entities: BTreeMap<EntityId, Arc<EntityRow>>,
    pub(super) snapshot: BTreeMap<EntityId, Arc<StoredEntity>>,
    pub(super) placed: BTreeMap<EntityId, Option<EntityId>>,
    pub(super) revision: u64,
    pub(super) reviews: BTreeMap<(EntityId, ReviewId), ReviewItem>,
    pub(super) quarantine: BTreeMap<u64, Quarantined>,
    pub(super) quarantine_last: u64,
    pub(super) importing: Vec<ActionId>,
    pub(super) jobs: BTreeMap<String, JobRow>,
    pub(super) cycles: VecDeque<CycleRecord>,
    pub(super) drafts: BTreeMap<u64, Draft>,
    pub(super) draft_last: u64,
    pub(super) blobs: BTreeMap<BlobName, BlobEntry>,
    pub(super) account: super::account::AccountTables,
    pub(super) identity: Identity,
    pub(super) vault_key: [u8; 32],
    pub(super) device_seq: DeviceSeq,
    pub(super) last_time: Hlc,
    pub(super) connection: Option<Connection>,
    pub(super) peers: BTreeMap<u32, u64>,
    pub(super) settings: BTreeMap<String, String>,
}

impl Tables {
    pub(super) fn new(identity: Identity, vault_key: [u8; 32]) -> Self {
        Self {
            wal: BTreeMap::new(),
            wal_last: 0,
            wal_by_id: BTreeMap::new(),
            wal_by_entity: BTreeSet::new(),
            wal_pending: BTreeMap::new(),
            history: BTreeMap::new(),
            history_days: BTreeMap::new(),
            cursor: Cursor::default(),
            entities: BTreeMap::new(),
            snapshot: BTreeMap::new(),
            placed: BTreeMap::new(),
            revision: 0,
            reviews: BTreeMap::new(),
            quarantine: BTreeMap::new(),
            quarantine_last: 0,
            importing: Vec::new(),
            jobs: BTreeMap::new(),
            cycles: VecDeque::new(),
            drafts: BTreeMap::new(),
            draft_last: 0,
            blobs: BTreeMap::new(),
            account: super::account::AccountTables::default(),
            identity,
            vault_key,
            device_seq: DeviceSeq::ZERO,
            last_time: Hlc::ZERO,
            connection: None,
            peers: BTreeMap::new(),
            settings: BTreeMap::new(),
        }
    }

    /// Returns under which notebook a notebook is shown, after circles are broken.
    pub fn shown_parent(&self, notebook: EntityId) -> Option<EntityId> {
        self.placed.get(&notebook).copied().flatten()
    }
}
