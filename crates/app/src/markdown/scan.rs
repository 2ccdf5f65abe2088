//! A folder as it is: what is in it, without following a link and without opening a file.

use std::fs::{self, DirEntry, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::AppError;

/// Deepest folder that is looked into: deeper than any file system makes by accident.
const DEPTH_MAX: usize = 100;

/// One thing in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Path inside the folder.
    pub path: PathBuf,
    /// What it is.
    pub kind: Kind,
}

/// What a thing in a folder is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A folder; what is in it follows, unless it is hidden.
    Folder,
    /// A regular file.
    File(FileFacts),
    /// A link. Never followed: it may lead out of the folder or around in a circle.
    Link,
    /// A pipe, socket or device. Never opened: reading one may not end.
    Special,
    /// Something deeper than is looked into.
    TooDeep,
    /// Something that could not be looked at, and why.
    Unreadable(String),
}

/// What the file system says about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct FileFacts {
    /// Size, bytes.
    pub bytes: u64,
    /// First written, milliseconds since the epoch.
    pub created_ms: Option<u64>,
    /// Last written, milliseconds since the epoch.
    pub modified_ms: Option<u64>,
}

/// Lists everything in a folder, in order of path.
///
/// # Errors
/// [`AppError::BadInput`] when `root` is no folder that can be read.
pub(super) fn scan(root: &Path) -> Result<Vec<Found>, AppError> {
    let bad = |reason: String| AppError::BadInput { field: "DIR", reason };
    let metadata = fs::metadata(root).map_err(|error| bad(format!("cannot be read: {error}")))?;
    if !metadata.is_dir() {
        return Err(bad("is not a folder".to_owned()));
    }
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        match fs::read_dir(root.join(&folder)) {
            Ok(entries) => list(&folder, entries, &mut found, &mut folders),
            Err(error) if folder.as_os_str().is_empty() => return Err(bad(format!("cannot be read: {error}"))),
            Err(error) => found.push(Found { path: folder, kind: Kind::Unreadable(error.to_string()) }),
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn list(folder: &Path, entries: fs::ReadDir, found: &mut Vec<Found>, folders: &mut Vec<PathBuf>) {
    for entry in entries {
        match entry {
            Ok(entry) => {
                let path = folder.join(entry.file_name());
                let kind = kind_of(&entry).unwrap_or_else(|error| Kind::Unreadable(error.to_string()));
                let is_deep = path.components().count() > DEPTH_MAX;
                if kind == Kind::Folder && !is_hidden(&path) && !is_deep {
                    folders.push(path.clone());
                }
                let kind = if is_deep { Kind::TooDeep } else { kind };
                found.push(Found { path, kind });
            }
            Err(error) => {
                let kind = Kind::Unreadable(format!("the folder's list broke off: {error}"));
                found.push(Found { path: folder.to_path_buf(), kind });
            }
        }
    }
}

/// Returns whether a name is one that file browsers hide: settings and histories of other programs.
pub(super) fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn kind_of(entry: &DirEntry) -> io::Result<Kind> {
    // Of the entry itself, not of what a link points to.
    let metadata = entry.metadata()?;
    let file_type = metadata.file_type();
    Ok(if file_type.is_symlink() {
        Kind::Link
    } else if file_type.is_dir() {
        Kind::Folder
    } else if file_type.is_file() {
        Kind::File(facts(&metadata))
    } else {
        Kind::Special
    })
}

fn facts(metadata: &Metadata) -> FileFacts {
    let modified_ms = metadata.modified().ok().and_then(epoch_ms);
    // Copying a folder makes new files with old contents: what is older is truer.
    let created_ms = metadata.created().ok().and_then(epoch_ms).into_iter().chain(modified_ms).min();
    FileFacts { bytes: metadata.len(), created_ms, modified_ms }
}

fn epoch_ms(time: SystemTime) -> Option<u64> {
    u64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
}
