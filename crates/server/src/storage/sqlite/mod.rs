//! Logs in one SQLite file: one writer thread with group commit, a few readers.
//!
//! Source: <https://www.sqlite.org/wal.html>. `synchronous=FULL`, so that what is answered survives a
//! power cut. Exactly one SQLite is linked into the process.

pub mod accounts;
mod log;
mod open;
mod readers;
mod reports;
mod rows;
mod tokens;
mod violations;
mod writer;

use std::path::Path;
use std::sync::Arc;

use driftless_domain::blob::BlobName;
use driftless_domain::{Epoch, Seq, VaultId};
use driftless_protocol::{Peer, StateHashRequest, UploadRequest};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use rusqlite::Connection;

pub use self::open::{DataFolder, OpenError, SCHEMA_VERSION};
use self::readers::Readers;
use self::writer::Writer;
use super::files::BlobFiles;
use super::{HeadView, Page, PageLimit, Storage, StorageError, Uploaded};
use crate::authorization::access::{Access, Denial, Need};
use crate::authorization::caller::Caller;
use crate::authorization::token::TokenHash;

/// Connections that read; more only share the same processors and cache memory.
const READERS: usize = 4;

/// Logs in a data folder. Dropping it without [`Storage::close`] loses nothing that was answered.
#[derive(Debug)]
pub struct SqliteStorage {
    epoch: Epoch,
    writer: Writer,
    readers: Readers,
    files: Arc<BlobFiles>,
    folder: DataFolder,
    verified: Arc<accounts::signed::Verified>,
}

impl SqliteStorage {
    /// Opens the server of a folder; makes one on a first start. See [`DataFolder::take`].
    ///
    /// # Errors
    /// [`OpenError`]
    pub fn open(dir: &Path, size_bytes_max: Option<u64>, now_ms: u64) -> Result<Self, OpenError> {
        let folder = DataFolder::take(dir, size_bytes_max, now_ms)?;
        let connection = folder.writer()?;
        let unreadable = |_| OpenError::NotADatabase(dir.to_owned());
        let epoch = open::epoch_of(&connection).map_err(unreadable)?;
        let connections = (0..READERS).map(|_| folder.reader()).collect::<Result<_, _>>()?;
        let writer =
            Writer::start(connection).map_err(|reason| OpenError::Unwritable { path: dir.to_owned(), reason })?;
        let files = BlobFiles::open(dir, size_bytes_max)
            .map_err(|reason| OpenError::Unwritable { path: dir.to_owned(), reason })?;
        let (files, verified) = (Arc::new(files), Arc::default());
        Ok(Self { epoch, writer, readers: Readers::new(connections), files, folder, verified })
    }

    /// Returns the folder, for a further connection beside the running server.
    pub fn folder(&self) -> &DataFolder {
        &self.folder
    }

    /// Remembers the address that connect codes carry, for `new-code`.
    ///
    /// # Errors
    /// [`StorageError`]
    pub async fn save_public_url(&self, url: String) -> Result<(), StorageError> {
        self.writer
            .write(move |connection| {
                connection.execute("UPDATE server SET public_url = ?1", [url])?;
                Ok(())
            })
            .await
    }
}

/// Takes in a token from a second process. Waits up to five seconds for the running server's transaction to end.
///
/// # Errors
/// [`StorageError::Busy`], [`StorageError::Full`], [`StorageError::Database`].
pub fn add_token_beside(
    folder: &DataFolder,
    token: TokenHash,
    vault_id: Option<VaultId>,
    now_ms: u64,
) -> Result<(), StorageError> {
    let connection: Connection = folder.writer().map_err(|error| StorageError::Database(error.to_string()))?;
    tokens::add(&connection, token, vault_id, now_ms)
}

impl Storage for SqliteStorage {
    fn add_token(
        &self,
        token: TokenHash,
        vault_id: Option<VaultId>,
        now_ms: u64,
    ) -> BoxFuture<'_, Result<(), StorageError>> {
        self.writer.write(move |connection| tokens::add(connection, token, vault_id, now_ms)).boxed()
    }

    fn has_tokens(&self) -> BoxFuture<'_, Result<bool, StorageError>> {
        self.readers.read(tokens::has_any).boxed()
    }

    fn knows(&self, caller: Caller) -> BoxFuture<'_, Result<bool, StorageError>> {
        self.readers.read(move |connection| tokens::is_known(connection, caller)).boxed()
    }

    fn upload(
        &self,
        caller: Caller,
        request: UploadRequest,
        now_ms: u64,
    ) -> BoxFuture<'_, Result<Uploaded, StorageError>> {
        let epoch = self.epoch;
        self.writer.write(move |connection| log::upload(connection, epoch, caller, request, now_ms)).boxed()
    }

    fn page(
        &self,
        caller: Caller,
        vault_id: VaultId,
        since: Seq,
        limit: PageLimit,
    ) -> BoxFuture<'_, Result<Page, StorageError>> {
        let epoch = self.epoch;
        self.readers.read(move |connection| log::page(connection, epoch, caller, vault_id, since, limit)).boxed()
    }

    fn head(&self, caller: Caller, vault_id: VaultId) -> BoxFuture<'_, Result<HeadView, StorageError>> {
        let epoch = self.epoch;
        self.readers
            .read(move |connection| {
                let access = tokens::access(connection, caller, vault_id, Need::Read)?;
                let head = log::vault_of(connection, vault_id)?.map_or(Seq::ZERO, |(_, head)| head.seq);
                Ok(HeadView { epoch, head, access })
            })
            .boxed()
    }

    fn report_state(
        &self,
        caller: Caller,
        report: StateHashRequest,
        now_ms: u64,
    ) -> BoxFuture<'_, Result<Vec<Peer>, StorageError>> {
        self.writer.write(move |connection| reports::report(connection, caller, &report, now_ms)).boxed()
    }

    fn put_blob(
        &self,
        caller: Caller,
        vault_id: VaultId,
        name: BlobName,
        sealed: Vec<u8>,
    ) -> BoxFuture<'_, Result<bool, StorageError>> {
        let files = Arc::clone(&self.files);
        self.readers
            .read(move |connection| {
                // In the transaction that answers for the access; a file needs no other.
                match tokens::access(connection, caller, vault_id, Need::Write)? {
                    Access::Bound | Access::Member(_) => {}
                    Access::FirstUse => return Err(Denial::NotFound.into()),
                }
                let is_new = files.size(vault_id, name).is_none();
                files.put(vault_id, name, &sealed)?;
                Ok(is_new)
            })
            .boxed()
    }

    fn blob(
        &self,
        caller: Caller,
        vault_id: VaultId,
        name: BlobName,
    ) -> BoxFuture<'_, Result<Option<Vec<u8>>, StorageError>> {
        let files = Arc::clone(&self.files);
        self.readers
            .read(move |connection| {
                tokens::access(connection, caller, vault_id, Need::Read)?;
                files.get(vault_id, name)
            })
            .boxed()
    }

    fn blob_size(
        &self,
        caller: Caller,
        vault_id: VaultId,
        name: BlobName,
    ) -> BoxFuture<'_, Result<Option<u64>, StorageError>> {
        let files = Arc::clone(&self.files);
        self.readers
            .read(move |connection| {
                tokens::access(connection, caller, vault_id, Need::Read)?;
                Ok(files.size(vault_id, name))
            })
            .boxed()
    }

    fn check_ready(&self) -> BoxFuture<'_, Result<(), StorageError>> {
        async {
            self.writer.write(|_| Ok(())).await?;
            self.readers.read(tokens::has_any).await?;
            Ok(())
        }
        .boxed()
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        self.writer.close().boxed()
    }
}
