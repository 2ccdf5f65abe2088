//! Secrets in files of their own, outside of the database: made on a first start, read by their owner only.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

/// A secret file cannot be used. Nothing was changed. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum SecretFileError {
    /// Somebody else may read it.
    #[error("{} can be read by other users of this machine: run 'chmod 600 {}' and change the secret if it leaked", .0.display(), .0.display())]
    ReadByOthers(PathBuf),
    /// It is not there although accounts depend on it.
    #[error("{} is missing, and nobody could sign in with a new one: restore it from a backup", .0.display())]
    Missing(PathBuf),
    /// It is shorter or longer than this program writes it.
    #[error("{} has {found} bytes, a secret of this server has {expected}: restore it from a backup", path.display())]
    WrongLength {
        /// The file.
        path: PathBuf,
        /// Its length.
        found: usize,
        /// The right one.
        expected: usize,
    },
    /// It has the right length, but is no such secret.
    #[error("{} is damaged: restore it from a backup", .0.display())]
    Damaged(PathBuf),
    /// It is a folder, a link or a device.
    #[error("{} is not a file", .0.display())]
    NotAFile(PathBuf),
    /// It cannot be read or written.
    #[error("cannot use {}: {reason}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
}

/// What to do when the file is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenMissing {
    /// Nothing depends on it yet: make a new one.
    Make,
    /// Accounts depend on it: refuse.
    Refuse,
}

/// Reads a secret of `length` bytes; makes it with `make` on a first start.
///
/// # Errors
/// [`SecretFileError`]; all but [`SecretFileError::Damaged`], which its reader knows.
pub fn read_or_make(
    path: &Path,
    length: usize,
    when_missing: WhenMissing,
    make: impl FnOnce() -> io::Result<Zeroizing<Vec<u8>>>,
) -> Result<Zeroizing<Vec<u8>>, SecretFileError> {
    match fs::symlink_metadata(path) {
        Ok(_) => read(path, length),
        Err(error) if error.kind() == ErrorKind::NotFound => match when_missing {
            WhenMissing::Refuse => Err(SecretFileError::Missing(path.to_owned())),
            WhenMissing::Make => {
                let secret = make().map_err(|reason| unusable(path, reason))?;
                write(path, &secret).map_err(|reason| unusable(path, reason))?;
                Ok(secret)
            }
        },
        Err(reason) => Err(unusable(path, reason)),
    }
}

/// Reads a secret file of at most `length_max` bytes that somebody else made, such as a TLS key.
///
/// # Errors
/// [`SecretFileError`]
pub fn read_given(path: &Path, length_max: usize) -> Result<Zeroizing<Vec<u8>>, SecretFileError> {
    // A link is fine here: that is how certificates are usually handed over.
    let file = File::open(path).map_err(|reason| unusable(path, reason))?;
    let bytes = read_checked(path, file, length_max)?;
    if bytes.len() > length_max {
        return Err(SecretFileError::WrongLength { path: path.to_owned(), found: bytes.len(), expected: length_max });
    }
    Ok(bytes)
}

fn unusable(path: &Path, reason: io::Error) -> SecretFileError {
    SecretFileError::Unusable { path: path.to_owned(), reason }
}

fn read(path: &Path, length: usize) -> Result<Zeroizing<Vec<u8>>, SecretFileError> {
    if !fs::symlink_metadata(path).map_err(|reason| unusable(path, reason))?.is_file() {
        return Err(SecretFileError::NotAFile(path.to_owned()));
    }
    let file = File::open(path).map_err(|reason| unusable(path, reason))?;
    let bytes = read_checked(path, file, length)?;
    if bytes.len() == length {
        Ok(bytes)
    } else {
        Err(SecretFileError::WrongLength { path: path.to_owned(), found: bytes.len(), expected: length })
    }
}

/// Reads one byte more than is asked for, so that a longer file is noticed without reading all of it.
fn read_checked(path: &Path, file: File, length: usize) -> Result<Zeroizing<Vec<u8>>, SecretFileError> {
    let metadata = file.metadata().map_err(|reason| unusable(path, reason))?;
    if !metadata.is_file() {
        return Err(SecretFileError::NotAFile(path.to_owned()));
    }
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0 {
        return Err(SecretFileError::ReadByOthers(path.to_owned()));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(length + 1));
    file.take(length as u64 + 1).read_to_end(&mut bytes).map_err(|reason| unusable(path, reason))?;
    Ok(bytes)
}

/// Written under another name and moved into place when it is on disk: never half a secret.
fn write(path: &Path, secret: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let new = path.with_extension("new");
    let _ = fs::remove_file(&new);
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    file.write_all(secret)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    // Folders cannot be opened on every platform.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
