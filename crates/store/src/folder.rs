//! The data folder: which file is where, and whether what stands there can be a vault's.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::OpenError;

/// Size of a database page.
pub(crate) const PAGE_BYTES: u64 = 4096;

/// A data folder that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFolder {
    path: PathBuf,
}

impl DataFolder {
    /// Takes an existing folder.
    ///
    /// # Errors
    /// [`OpenError::FolderMissing`], [`OpenError::NotAFolder`], [`OpenError::Io`].
    #[expect(clippy::wildcard_enum_match_arm, reason = "the system's error kinds are an open set")]
    pub fn existing(path: &Path) -> Result<Self, OpenError> {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => Ok(Self { path: path.to_owned() }),
            Ok(_) => Err(OpenError::NotAFolder(path.to_owned())),
            Err(error) => match error.kind() {
                ErrorKind::NotFound => Err(OpenError::FolderMissing(path.to_owned())),
                ErrorKind::NotADirectory => Err(OpenError::NotAFolder(path.to_owned())),
                _ => Err(OpenError::io(path, path, &error)),
            },
        }
    }

    /// Takes a folder, making it (and those above) when it is missing; readable by its owner only.
    ///
    /// # Errors
    /// As [`DataFolder::existing`], and [`OpenError::FolderReadOnly`].
    #[expect(clippy::wildcard_enum_match_arm, reason = "the system's error kinds are an open set")]
    pub fn create(path: &Path) -> Result<Self, OpenError> {
        match Self::existing(path) {
            Err(OpenError::FolderMissing(_)) => {}
            other => return other,
        }
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path).map_err(|error| match error.kind() {
            ErrorKind::NotADirectory | ErrorKind::AlreadyExists => OpenError::NotAFolder(path.to_owned()),
            _ => OpenError::io(path, path, &error),
        })?;
        Self::existing(path)
    }

    /// Returns the folder's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the database's path.
    pub fn database(&self) -> PathBuf {
        self.path.join("driftless.db")
    }

    /// Returns where the database is built before it gets its name.
    pub(crate) fn unnamed_database(&self) -> PathBuf {
        self.path.join("driftless.db.new")
    }

    /// Ends what a crash ended after it was decided: a creation, a restore.
    pub(crate) fn finish_left(&self) -> Result<(), OpenError> {
        crate::backups::finish_left(self)?;
        self.finish_creation()
    }

    /// Gives a database its name whose creation was ended by a crash after it was complete: the key slots
    /// are written only then.
    fn finish_creation(&self) -> Result<(), OpenError> {
        let (from, to) = (self.unnamed_database(), self.database());
        let is_complete = self.has_key_slots() && from.exists() && fs::symlink_metadata(&to).is_err();
        if is_complete {
            fs::rename(&from, &to).map_err(|error| OpenError::io(&self.path, &to, &error))
        } else {
            Ok(())
        }
    }

    fn has_key_slots(&self) -> bool {
        [self.key_slots(), self.key_slots_copy(), self.key_slots_of_backups()].iter().any(|path| path.exists())
    }

    /// Returns the path of the key slots.
    pub fn key_slots(&self) -> PathBuf {
        self.path.join("keyslots.json")
    }

    /// Returns the path of the key slots' copy.
    pub fn key_slots_copy(&self) -> PathBuf {
        self.path.join("keyslots.copy.json")
    }

    /// Returns the path of the key slots' copy beside the backups.
    pub fn key_slots_of_backups(&self) -> PathBuf {
        self.backups().join("keyslots.json")
    }

    /// Returns the path of the instance file (see `instance.rs`).
    pub fn instance(&self) -> PathBuf {
        self.path.join("instance.json")
    }

    /// Returns the folder of the backups; it may not exist.
    pub fn backups(&self) -> PathBuf {
        self.path.join("backups")
    }

    /// Says what stands where the database should be.
    ///
    /// # Errors
    /// The variant of [`OpenError`] for what is no database file, or is none with bytes.
    pub fn check_database(&self) -> Result<(), OpenError> {
        let path = self.database();
        let has_slots = self.has_key_slots();
        match fs::symlink_metadata(&path) {
            Ok(found) if found.file_type().is_symlink() => Err(OpenError::DatabaseIsLink(path)),
            Ok(found) if found.is_dir() => Err(OpenError::DatabaseIsFolder(path)),
            Ok(found) if found.len() == 0 => Err(OpenError::DatabaseEmpty(path)),
            // SQLite takes what is shorter than a page for an empty database, and writes into it.
            Ok(found) if found.len() < PAGE_BYTES => {
                Err(OpenError::Damaged(format!("it has {} bytes, less than one page", found.len())))
            }
            // With a log beside it a cut last page is what a crash leaves, and the log has the page. Without one it is lost.
            Ok(found) if found.len() % PAGE_BYTES != 0 && !self.has_log() => {
                Err(OpenError::Damaged("it ends within a page".to_owned()))
            }
            Ok(_) => Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound && has_slots => Err(OpenError::DatabaseMissing(path)),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(OpenError::NoVault(self.path.clone())),
            Err(error) => Err(OpenError::io(&self.path, &path, &error)),
        }
    }

    fn has_log(&self) -> bool {
        let mut log = self.database().into_os_string();
        log.push("-wal");
        fs::metadata(log).is_ok_and(|found| found.len() > 0)
    }

    /// Tries to write a file, so that a read-only folder is said as such and not by a later statement.
    ///
    /// # Errors
    /// [`OpenError::FolderReadOnly`], [`OpenError::Store`] with `Full`.
    pub(crate) fn check_writable(&self) -> Result<(), OpenError> {
        let path = self.path.join(format!("write-check-{}", std::process::id()));
        let written = fs::File::create(&path).and_then(|mut file| file.write_all(b"x"));
        let _ = fs::remove_file(&path);
        written.map_err(|error| OpenError::io(&self.path, &path, &error))
    }

    /// Replaces a file whole: a crash leaves the old or the new one, never half. Readable by its owner only.
    ///
    /// # Errors
    /// [`OpenError`] of the file operation; the old file is as it was.
    pub(crate) fn replace(&self, path: &Path, bytes: &[u8]) -> Result<(), OpenError> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".new-{}", std::process::id()));
        let temporary = path.with_file_name(name);
        let written = write_private(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
        if written.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        if written.is_ok() {
            self.sync();
        }
        written.map_err(|error| OpenError::io(&self.path, path, &error))
    }

    /// Makes renames in the folder durable. Some file systems refuse to sync a folder.
    pub(crate) fn sync(&self) {
        #[cfg(unix)]
        let _ = fs::File::open(&self.path).and_then(|folder| folder.sync_all());
    }
}

/// Writes a file that only its owner can read, and syncs it. It must not exist before, or is emptied.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
