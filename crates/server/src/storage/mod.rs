//! Where logs are kept: one trait, two implementations, one conformance suite (`tests/server/storage.rs`).

mod files;
pub mod memory;
pub mod sqlite;

use driftless_domain::blob::BlobName;
use driftless_domain::{ClientId, Epoch, Seq, VaultId};
use driftless_protocol::{Hash, LogRow, OutcomeRow, Peer, StateHashRequest, UploadRequest};
use futures_util::future::BoxFuture;

use crate::accounts::error::AccountError;
use crate::authorization::access::{Access, Denial};
use crate::authorization::caller::Caller;
use crate::authorization::token::TokenHash;
use crate::validation::batch::BatchError;

/// Reports kept for one vault, one for each device; the oldest makes room. More than people have devices.
pub const STATE_REPORTS_MAX: usize = 256;

/// Why a call to the storage does not succeed. Nothing of it is stored then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// The caller may not reach the vault, or not do that there.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// The batch is refused whole.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// A call of an account does not succeed.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The disk or the allowed size is full; retry when there is room.
    #[error("the server's disk is full")]
    Full,
    /// Writers are queueing, another process holds the database, or the server stops; retry.
    #[error("the storage is busy")]
    Busy,
    /// The database fails; the text is for the server's log, never for a client.
    #[error("the database fails: {0}")]
    Database(String),
}

/// The end of a vault's log, as one caller may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadView {
    /// Life of the log.
    pub epoch: Epoch,
    /// Highest seq; 0 for a vault without a log.
    pub head: Seq,
    /// How the caller comes to it.
    pub access: Access,
}

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// Life of the log.
    pub epoch: Epoch,
    /// One for each action, in the order of the request.
    pub outcomes: Vec<OutcomeRow>,
    /// Highest seq now.
    pub head: Seq,
    /// Rows that this batch appended.
    pub appended: usize,
}

/// A part of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Life of the log.
    pub epoch: Epoch,
    /// Rows `since + 1 ..= new_cursor`, without gaps.
    pub rows: Vec<LogRow>,
    /// Position after the page; `since` when it is empty.
    pub new_cursor: Seq,
    /// Highest seq now. Less than `since` when the caller knows more than this log: its epoch tells why.
    pub head: Seq,
    /// Chain hash at `new_cursor`, or at the head when `since` is beyond it.
    pub chain_hash: Hash,
}

/// How long a page may get. It ends below both, but has at least one row when there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageLimit {
    /// Rows.
    pub rows: usize,
    /// Bytes of payloads and headers.
    pub bytes: usize,
}

/// What a row costs in a page beside its payload, bytes.
pub const ROW_OVERHEAD_BYTES: usize = 300;

/// Logs of many vaults, with the tokens that reach them.
///
/// Every call that names a vault checks the caller in its own transaction. An upload is one transaction
/// and durable when it answers; its rows take one contiguous run of `seq`, and order of commit is order
/// of `seq`. Readers see whole batches only. Dropping a returned future gives up the answer, not the write.
pub trait Storage: Send + Sync + 'static {
    /// Takes in a new token, bound to a vault or free for the first one; `now_ms` is kept beside it.
    fn add_token(
        &self,
        token: TokenHash,
        vault_id: Option<VaultId>,
        now_ms: u64,
    ) -> BoxFuture<'_, Result<(), StorageError>>;

    /// Returns whether there is any token: a server without one has never been started.
    fn has_tokens(&self) -> BoxFuture<'_, Result<bool, StorageError>>;

    /// Returns whether the caller is one of this server's: asked before a body is read.
    fn knows(&self, caller: Caller) -> BoxFuture<'_, Result<bool, StorageError>>;

    /// Appends a batch; binds an unbound token to the vault when a row is appended.
    fn upload(
        &self,
        caller: Caller,
        request: UploadRequest,
        now_ms: u64,
    ) -> BoxFuture<'_, Result<Uploaded, StorageError>>;

    /// Returns the rows after `since`.
    fn page(
        &self,
        caller: Caller,
        vault_id: VaultId,
        since: Seq,
        limit: PageLimit,
    ) -> BoxFuture<'_, Result<Page, StorageError>>;

    /// Returns the end of the log.
    fn head(&self, caller: Caller, vault_id: VaultId) -> BoxFuture<'_, Result<HeadView, StorageError>>;

    /// Keeps a device's state hash and returns those of the others, newest first. A report for a vault
    /// without a log is not kept: there is nothing to compare.
    fn report_state(
        &self,
        caller: Caller,
        report: StateHashRequest,
        now_ms: u64,
    ) -> BoxFuture<'_, Result<Vec<Peer>, StorageError>>;

    /// Keeps a sealed attachment, durable when it answers; returns whether it is new. One that is here already
    /// stays as it is. A token must be bound: a vault of codes without a log has no attachments.
    fn put_blob(
        &self,
        caller: Caller,
        vault_id: VaultId,
        name: BlobName,
        sealed: Vec<u8>,
    ) -> BoxFuture<'_, Result<bool, StorageError>>;

    /// Returns a sealed attachment; none when it is not here.
    fn blob(
        &self,
        caller: Caller,
        vault_id: VaultId,
        name: BlobName,
    ) -> BoxFuture<'_, Result<Option<Vec<u8>>, StorageError>>;

    /// Returns the size of a sealed attachment, bytes; none when it is not here.
    fn blob_size(
        &self,
        caller: Caller,
        vault_id: VaultId,
        name: BlobName,
    ) -> BoxFuture<'_, Result<Option<u64>, StorageError>>;

    /// Returns when an empty write transaction and a read both go through.
    fn check_ready(&self) -> BoxFuture<'_, Result<(), StorageError>>;

    /// Finishes what is queued, then refuses writes with [`StorageError::Busy`].
    fn close(&self) -> BoxFuture<'_, ()>;
}

/// Another device's last report, beside one's own.
pub(crate) fn peer_of(own: &StateHashRequest, other: &StateHashRequest, reported_at_ms: u64) -> Peer {
    let is_comparable =
        own.epoch == other.epoch && own.seq == other.seq && own.reducer_version == other.reducer_version;
    Peer {
        client_id: other.client_id,
        seq: other.seq,
        reported_at_ms,
        is_equal: is_comparable.then(|| own.root == other.root),
    }
}

/// Names a device of a vault.
pub(crate) type DeviceKey = (VaultId, ClientId);
