//! What the engine asks of the world: traits only, no implementation.
//!
//! A [`Store`] hands out transactions; everything that belongs together happens inside one. A
//! transaction that ends in an error leaves no trace. [`ApiClient`] is the network, [`Sealer`] the
//! vault key, [`Clock`] time and randomness.

mod account;
mod blobs;
mod clock;
mod cursor;
mod device;
mod drafts;
mod history;
mod jobs;
mod notes;
mod quarantine;
mod remote;
mod review;
mod sealer;
mod wal;

pub use account::{
    AccountRow, AccountStore, AlarmClass, AlarmRow, ChainRow, SessionRow, SessionTokens, SignedLog, Unlocking,
};
pub use blobs::{Blob, BlobCounts, BlobRow, BlobState, BlobStore};
pub use clock::Clock;
pub use cursor::{Cursor, SyncCursor};
pub use device::{Connection, DeviceStore, Identity};
pub use drafts::{Draft, DraftStore};
pub use history::{EntityHistory, HistoryDay, HistoryStore, TimelineEntry, TimelineMark};
pub use jobs::{CYCLES_MAX, CycleRecord, JobRow, JobStore, PhaseRecord};
pub use notes::{NotesStore, StoredBody, StoredEntity};
pub use quarantine::{QuarantineId, QuarantineReason, QuarantineStore, Quarantined};
pub use remote::{ApiClient, RemoteError};
pub use review::ReviewStore;
pub use sealer::{SealError, Sealer};
pub use wal::{Ack, Appended, CompactionStep, PendingEntry, PendingSummary, WalEntry, WalPage, WalStore, WalSummary};

/// A store cannot do what was asked. Nothing of the transaction was kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the write lock for too long. Try again.
    #[error("the database is busy")]
    Busy,
    /// The disk is full. Everything committed before is kept.
    #[error("the disk is full")]
    Full,
    /// The database cannot be written: read-only folder, lost mount, no permission.
    #[error("the database cannot be written: {0}")]
    ReadOnly(String),
    /// Stored bytes are not what they must be.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// The cursor would move backwards, or over a gap.
    #[error("the cursor stands at {stored} and cannot move to {asked}")]
    CursorBackwards {
        /// Where it stands.
        stored: Cursor,
        /// Where it was to go.
        asked: Cursor,
    },
    /// A known action id came with other content.
    #[error("action {0} is known with other content")]
    OtherContent(driftless_domain::ActionId),
    /// Any other failure of the storage engine.
    #[error("the database failed: {0}")]
    Engine(String),
}

impl StoreError {
    /// Returns whether the same call may work a moment later.
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::Busy | Self::Full)
    }
}

/// Everything that can be read and changed inside one transaction.
pub trait StoreTx:
    WalStore
    + HistoryStore
    + SyncCursor
    + NotesStore
    + ReviewStore
    + QuarantineStore
    + JobStore
    + DraftStore
    + DeviceStore
    + AccountStore
    + BlobStore
{
}

impl<T> StoreTx for T where
    T: WalStore
        + HistoryStore
        + SyncCursor
        + NotesStore
        + ReviewStore
        + QuarantineStore
        + JobStore
        + DraftStore
        + DeviceStore
        + AccountStore
        + BlobStore
{
}

/// A database. Shared between threads; one writer at a time, readers never wait for it.
pub trait Store: Send + Sync {
    /// Runs `work` on a consistent view that other processes' commits do not change meanwhile.
    /// Writing inside it is an error of the implementation's choice.
    ///
    /// # Errors
    /// What `work` returns, or [`StoreError`].
    fn read<R, E: From<StoreError>>(&self, work: impl FnOnce(&dyn StoreTx) -> Result<R, E>) -> Result<R, E>;

    /// Runs `work` as one transaction: commits when it returns `Ok`, leaves no trace otherwise. When
    /// this returns, the commit is durable. Must not be nested.
    ///
    /// # Errors
    /// What `work` returns, or [`StoreError`].
    fn write<R, E: From<StoreError>>(&self, work: impl FnOnce(&mut dyn StoreTx) -> Result<R, E>) -> Result<R, E>;
}
