//! The append-only log of actions: this device's own and those downloaded.

use driftless_domain::entity::Held;
use driftless_domain::{Action, ActionId, EntityId, Hlc, LoggedAction, Position, Seq};
use driftless_protocol::Envelope;

use super::StoreError;

/// An action to append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalEntry {
    /// The action, with its position when it was downloaded.
    pub logged: LoggedAction,
    /// Why it is not (wholly) applied; kept so that an upgrade can apply it.
    pub held: Option<Held>,
}

/// What appending did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// It was not there before.
    New,
    /// It was there, and waits no longer: the entry brought its position.
    Acknowledged,
    /// It was there and nothing is new.
    Known,
    /// It was there at a place that the cursor has not reached, and has the place that came: the log is read again.
    Moved,
}

/// A pending action, with its envelope if it was sealed before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingEntry {
    /// The action.
    pub action: Action,
    /// Sealed once and kept until acknowledged: sealing again would look like a fork.
    pub envelope: Option<Envelope>,
}

/// The backlog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PendingSummary {
    /// Actions that wait to be acknowledged.
    pub entries: u64,
    /// Logical time of the oldest, milliseconds since the epoch; 0 when there is none.
    pub oldest_ms: u64,
}

/// How large the log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WalSummary {
    /// Entries in the log.
    pub entries: u64,
    /// Bytes of their payloads.
    pub bytes: u64,
    /// Entries that wait for a newer version of the app.
    pub held: u64,
}

/// An acknowledged action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ack {
    /// The action.
    pub id: ActionId,
    /// What the server added.
    pub position: Position,
}

/// A part of the log in append order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalPage {
    /// The entries.
    pub entries: Vec<WalEntry>,
    /// Pass to the next call; none at the end.
    pub next: Option<u64>,
}

/// One step of folding the log into the snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CompactionStep {
    /// Entries that left the log.
    pub actions: u64,
    /// Pass to the next step; none at the end.
    pub next: Option<EntityId>,
}

/// The log. Entries are never edited or reordered; only their position is filled in, once, and they
/// leave only by [`WalStore::compact`] and [`WalStore::withdraw`].
///
/// Life of an own action: `append` (pending) → `save_envelopes` (sealed) → `mark_uploaded` or its own
/// download (acknowledged) → `compact`. Or, when its identity turns out to be another device's too:
/// `append` → `withdraw`.
pub trait WalStore {
    /// Appends one entry. Idempotent by action id. A known entry whose place the cursor has not reached, because the
    /// log is read again ([`WalStore::place_anew`]), takes the place that comes.
    ///
    /// # Errors
    /// [`StoreError::OtherContent`] when the id is known with other content.
    fn append(&mut self, entry: &WalEntry) -> Result<Appended, StoreError>;

    /// Appends many; the answers are in their order. Idempotent.
    ///
    /// # Errors
    /// As [`WalStore::append`]; the caller's transaction then leaves no trace of any.
    fn append_many(&mut self, entries: &[WalEntry]) -> Result<Vec<Appended>, StoreError> {
        entries.iter().map(|entry| self.append(entry)).collect()
    }

    /// Returns the log in append order, `limit` entries after `after`.
    ///
    /// # Errors
    /// [`StoreError`].
    fn all(&self, after: Option<u64>, limit: usize) -> Result<WalPage, StoreError>;

    /// Returns one entry.
    ///
    /// # Errors
    /// [`StoreError`].
    fn entry(&self, id: ActionId) -> Result<Option<WalEntry>, StoreError>;

    /// Returns every entry of one entity, in append order.
    ///
    /// # Errors
    /// [`StoreError`].
    fn entries_of(&self, entity_id: EntityId) -> Result<Vec<WalEntry>, StoreError>;

    /// Returns entries that wait for a newer version, in append order.
    ///
    /// # Errors
    /// [`StoreError`].
    fn held(&self) -> Result<Vec<WalEntry>, StoreError>;

    /// Sets or clears why an entry is not (wholly) applied.
    ///
    /// # Errors
    /// [`StoreError`].
    fn set_held(&mut self, id: ActionId, held: Option<&Held>) -> Result<(), StoreError>;

    /// Returns pending entries, lowest `device_seq` first: at most `count_max`, and no more once
    /// `bytes_max` payload bytes are reached, but at least one if there is any. Those that the
    /// server refused ([`super::QuarantineReason::Refused`] in quarantine) are left out; those that this device
    /// itself could not apply are not, or the device's count would have a gap.
    ///
    /// # Errors
    /// [`StoreError`].
    fn pending(&self, count_max: usize, bytes_max: usize) -> Result<Vec<PendingEntry>, StoreError>;

    /// Returns how much is pending; what [`WalStore::pending`] leaves out is not counted.
    ///
    /// # Errors
    /// [`StoreError`].
    fn pending_summary(&self) -> Result<PendingSummary, StoreError>;

    /// Returns the size of the log.
    ///
    /// # Errors
    /// [`StoreError`].
    fn wal_summary(&self) -> Result<WalSummary, StoreError>;

    /// Keeps the sealed form of pending actions until they are acknowledged.
    ///
    /// # Errors
    /// [`StoreError`].
    fn save_envelopes(&mut self, envelopes: &[Envelope]) -> Result<(), StoreError>;

    /// Forgets all sealed forms (the vault or its key changed before anything was sent).
    ///
    /// # Errors
    /// [`StoreError`].
    fn clear_envelopes(&mut self) -> Result<(), StoreError>;

    /// Fills in the positions of acknowledged actions and forgets their envelopes. Idempotent.
    ///
    /// # Errors
    /// [`StoreError`].
    fn mark_uploaded(&mut self, acks: &[Ack]) -> Result<(), StoreError>;

    /// Says anew where entries stand in the server's log; none makes one pending again, without its sealed form. Only
    /// for a server that lost a part of its log and is given it again: nothing else changes a position.
    ///
    /// # Errors
    /// [`StoreError`].
    fn place_anew(&mut self, places: &[(ActionId, Option<Position>)]) -> Result<(), StoreError>;

    /// Removes pending entries, with their sealed forms, because they were issued anew under another
    /// identity in the same transaction. Acknowledged ones stay. Returns how many went.
    ///
    /// # Errors
    /// [`StoreError`].
    fn withdraw(&mut self, ids: &[ActionId]) -> Result<u64, StoreError>;

    /// Folds acknowledged, wholly applied entries with `seq ≤ up_to` into the stored snapshot and
    /// removes them from the log. Returns how many.
    ///
    /// # Errors
    /// [`StoreError`].
    fn compact(&mut self, up_to: Seq) -> Result<u64, StoreError> {
        self.compact_some(up_to, None, usize::MAX).map(|step| step.actions)
    }

    /// The same for at most `limit` entities after `after`, in order of their ids, so that nobody waits long for
    /// the write lock. What was written meanwhile waits for the next walk.
    ///
    /// # Errors
    /// [`StoreError`].
    fn compact_some(&mut self, up_to: Seq, after: Option<EntityId>, limit: usize)
    -> Result<CompactionStep, StoreError>;

    /// Returns the highest position in the log that the server gave before a moment of its clock.
    ///
    /// # Errors
    /// [`StoreError`].
    fn last_accepted_before(&self, witnessed: Hlc) -> Result<Option<Seq>, StoreError>;

    /// Returns whether anything ever left the log by compaction.
    ///
    /// # Errors
    /// [`StoreError`].
    fn is_compacted(&self) -> Result<bool, StoreError>;
}
