//! Attachments: which are here, which wait to be sent, which are named by a note and not here yet.

use driftless_domain::blob::BlobName;

use super::StoreError;

/// An attachment with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// Its name.
    pub name: BlobName,
    /// The key that the name was made with.
    pub named_by: [u8; 32],
    /// The bytes, as they were added.
    pub bytes: Vec<u8>,
}

/// Where an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlobState {
    /// A note names it; the bytes are not here.
    Missing,
    /// Here, and not at the server.
    Waiting,
    /// Here and at the server.
    Stored,
    /// What came under its name is not it: set aside with its bytes, not asked for again by itself.
    SetAside,
}

/// What is known of an attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobRow {
    /// Its name.
    pub name: BlobName,
    /// Where it is.
    pub state: BlobState,
    /// Bytes as they were added; 0 while they are not here.
    pub size_bytes: u64,
    /// Tries to send or fetch it that failed since the last that did not.
    pub tries: u32,
    /// Class of the last failure.
    pub trouble: Option<String>,
}

/// How many attachments are where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BlobCounts {
    /// Waiting to be sent.
    pub waiting: u32,
    /// Their bytes.
    pub waiting_bytes: u64,
    /// Named and not here.
    pub missing: u32,
    /// Set aside.
    pub set_aside: u32,
    /// Class of the last failure to send one of those that wait.
    pub trouble: Option<String>,
}

/// The attachments of the vault on this device. Nothing here deletes one.
pub trait BlobStore {
    /// Keeps an attachment made on this device; it waits to be sent. Returns whether it was not here before.
    ///
    /// # Errors
    /// [`StoreError`].
    fn add_blob(&mut self, blob: &Blob) -> Result<bool, StoreError>;

    /// Keeps an attachment that came from the server.
    ///
    /// # Errors
    /// [`StoreError`].
    fn receive_blob(&mut self, blob: &Blob) -> Result<(), StoreError>;

    /// Notes that an attachment is wanted, as missing when it is unknown. One that was set aside is asked for again.
    ///
    /// # Errors
    /// [`StoreError`].
    fn want_blob(&mut self, name: BlobName) -> Result<(), StoreError>;

    /// Returns an attachment with its bytes, when they are here.
    ///
    /// # Errors
    /// [`StoreError`].
    fn load_blob(&self, name: BlobName) -> Result<Option<Blob>, StoreError>;

    /// Returns what is known of an attachment.
    ///
    /// # Errors
    /// [`StoreError`].
    fn blob(&self, name: BlobName) -> Result<Option<BlobRow>, StoreError>;

    /// Returns the attachments in a state: fewest tries first, then the first known first.
    ///
    /// # Errors
    /// [`StoreError`].
    fn blobs(&self, state: BlobState, limit: usize) -> Result<Vec<BlobRow>, StoreError>;

    /// Counts them.
    ///
    /// # Errors
    /// [`StoreError`].
    fn blob_counts(&self) -> Result<BlobCounts, StoreError>;

    /// The server has it.
    ///
    /// # Errors
    /// [`StoreError`].
    fn blob_sent(&mut self, name: BlobName) -> Result<(), StoreError>;

    /// The server may have none of them: it is another one, or began anew.
    ///
    /// # Errors
    /// [`StoreError`].
    fn blobs_unsent(&mut self) -> Result<(), StoreError>;

    /// A try to send or fetch it failed. `trouble`: the class.
    ///
    /// # Errors
    /// [`StoreError`].
    fn blob_failed(&mut self, name: BlobName, trouble: &str) -> Result<(), StoreError>;

    /// Keeps what came under a missing one's name and is not it.
    ///
    /// # Errors
    /// [`StoreError`].
    fn set_blob_aside(&mut self, name: BlobName, raw: &[u8], trouble: &str) -> Result<(), StoreError>;
}
