//! Attachments as files of the data folder: `blobs/<vault>/<first two digits>/<name>`, sealed as they came.
//!
//! A file gets its name when all of it is on the disk, so a name is either whole or not there, however the
//! process or the machine ends. Nothing is ever overwritten or deleted here.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use driftless_domain::VaultId;
use driftless_domain::blob::BlobName;
use driftless_domain::limits::BLOB_SEALED_BYTES_MAX;

use super::StorageError;

/// Folder of the attachments in the data folder.
const FOLDER: &str = "blobs";

/// Folder of those that are being written; what is left there by a crash is no attachment.
const UNFINISHED: &str = "unfinished";

/// The attachments of every vault.
#[derive(Debug)]
pub(super) struct BlobFiles {
    root: PathBuf,
    bytes_max: Option<u64>,
    /// Bytes stored; counted only when there is a limit.
    bytes: AtomicU64,
    /// Gives every unfinished file a name of its own.
    unfinished: AtomicU64,
}

impl BlobFiles {
    /// Opens the attachments of a data folder. `bytes_max`: all together grow no further.
    pub(super) fn open(data: &Path, bytes_max: Option<u64>) -> io::Result<Self> {
        let root = data.join(FOLDER);
        let bytes = if bytes_max.is_some() && root.exists() { size_of(&root)? } else { 0 };
        if let Err(error) = fs::remove_dir_all(root.join(UNFINISHED))
            && error.kind() != ErrorKind::NotFound
        {
            return Err(error);
        }
        Ok(Self { root, bytes_max, bytes: AtomicU64::new(bytes), unfinished: AtomicU64::new(0) })
    }

    /// Keeps an attachment; durable when it returns. One that is there already stays as it is.
    pub(super) fn put(&self, vault_id: VaultId, name: BlobName, sealed: &[u8]) -> Result<(), StorageError> {
        let file = self.path(vault_id, name);
        if file.is_file() {
            return Ok(());
        }
        let size = sealed.len() as u64;
        if self.bytes_max.is_some_and(|max| self.bytes.load(Ordering::Acquire).saturating_add(size) > max) {
            return Err(StorageError::Full);
        }
        self.write(&file, sealed).map_err(|error| {
            let is_full = matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded);
            let failed = || StorageError::Database(format!("an attachment cannot be written: {error}"));
            if is_full { StorageError::Full } else { failed() }
        })?;
        self.bytes.fetch_add(size, Ordering::AcqRel);
        Ok(())
    }

    fn write(&self, file: &Path, sealed: &[u8]) -> io::Result<()> {
        let unfinished = self.root.join(UNFINISHED);
        make_folder(&unfinished)?;
        let number = self.unfinished.fetch_add(1, Ordering::Relaxed);
        let partial = unfinished.join(number.to_string());
        let write = || {
            let mut options = File::options();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut new = options.open(&partial)?;
            new.write_all(sealed)?;
            new.sync_all()?;
            let folder = file.parent().unwrap_or(&self.root);
            make_folder(folder)?;
            fs::rename(&partial, file)?;
            sync_folders(folder, &self.root)
        };
        write().inspect_err(|_| {
            // Best effort: the next start removes what is left.
            let _ = fs::remove_file(&partial);
        })
    }

    /// Returns an attachment; none when it is not here.
    pub(super) fn get(&self, vault_id: VaultId, name: BlobName) -> Result<Option<Vec<u8>>, StorageError> {
        let failed = |error: io::Error| StorageError::Database(format!("an attachment cannot be read: {error}"));
        let file = match File::open(self.path(vault_id, name)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let mut sealed = Vec::new();
        file.take(BLOB_SEALED_BYTES_MAX as u64).read_to_end(&mut sealed).map_err(failed)?;
        Ok(Some(sealed))
    }

    /// Returns the size of an attachment, bytes; none when it is not here.
    pub(super) fn size(&self, vault_id: VaultId, name: BlobName) -> Option<u64> {
        fs::metadata(self.path(vault_id, name)).ok().filter(fs::Metadata::is_file).map(|metadata| metadata.len())
    }

    fn path(&self, vault_id: VaultId, name: BlobName) -> PathBuf {
        let name = name.to_string();
        let first = name.get(..2).unwrap_or_default().to_owned();
        self.root.join(vault_id.to_string()).join(first).join(name)
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A name is durable when its folder is, and that one's name when the folder above is. Folders cannot be
/// opened on every platform.
fn sync_folders(folder: &Path, root: &Path) -> io::Result<()> {
    if cfg!(unix) {
        for folder in folder.ancestors() {
            File::open(folder)?.sync_all()?;
            if root.parent() == Some(folder) {
                break;
            }
        }
    }
    Ok(())
}

fn size_of(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0_u64;
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if metadata.is_dir() {
                folders.push(entry.path());
            } else {
                bytes = bytes.saturating_add(metadata.len());
            }
        }
    }
    Ok(bytes)
}
