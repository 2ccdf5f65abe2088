//! Where an export goes: a new folder that appears whole or not at all, or an existing one by wish.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::file_name::Folder;
use crate::AppError;

/// What an export may do to a folder that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntoFolder {
    /// The folder must be missing or empty. The export appears in it whole or not at all.
    New,
    /// Files of the same names are replaced one by one, everything else in the folder stays.
    Existing,
}

/// A folder being written.
#[derive(Debug)]
pub(super) struct Target {
    /// Where the files go now.
    folder: PathBuf,
    /// Where they are in the end, when that is elsewhere.
    becomes: Option<PathBuf>,
    /// What is there already.
    others: Others,
}

/// What happens to a file of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Others {
    /// There is none, or it is in the way.
    Stay,
    /// It is replaced.
    Give,
}

impl Target {
    /// Checks the folder and begins.
    ///
    /// # Errors
    /// [`AppError::BadInput`] when it cannot be used; nothing was written.
    pub(super) fn begin(dir: &Path, into: IntoFolder, unique: &str) -> Result<Self, AppError> {
        let bad = |reason: &str| AppError::BadInput { field: "DIR", reason: reason.to_owned() };
        let is_there = match fs::symlink_metadata(dir) {
            Ok(metadata) if metadata.is_symlink() => return Err(bad("is a link: name the folder itself")),
            Ok(metadata) if !metadata.is_dir() => return Err(bad("is a file, not a folder")),
            Ok(_) => true,
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            Err(error) => return Err(bad(&format!("cannot be used: {error}"))),
        };
        if is_there && into == IntoFolder::Existing {
            return Ok(Self { folder: dir.to_path_buf(), becomes: None, others: Others::Give });
        }
        if is_there {
            let mut entries = fs::read_dir(dir).map_err(|error| bad(&format!("cannot be read: {error}")))?;
            if entries.next().is_some() {
                return Err(bad("is not empty: choose a new folder, or --force to write between its files"));
            }
        }
        let name = dir.file_name().ok_or_else(|| bad("has no name"))?;
        let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(|error| failed("make the folder", parent, &error))?;
        let mut partial = std::ffi::OsString::from(".");
        partial.push(name);
        partial.push(format!(".partial-{unique}"));
        let folder = parent.join(partial);
        fs::create_dir(&folder).map_err(|error| failed("make a folder in", parent, &error))?;
        Ok(Self { folder, becomes: Some(dir.to_path_buf()), others: Others::Stay })
    }

    /// A folder that is there, with whatever is in it: nothing of that is replaced. Returns the names that are taken too.
    ///
    /// # Errors
    /// [`AppError::BadInput`] when it cannot be used; nothing was written.
    pub(super) fn beside(dir: &Path) -> Result<(Self, Folder), AppError> {
        let bad = |error: io::Error| AppError::BadInput { field: "DIR", reason: format!("cannot be used: {error}") };
        let mut taken = Folder::default();
        for entry in fs::read_dir(dir).map_err(bad)? {
            taken.take(&entry.map_err(bad)?.file_name().to_string_lossy());
        }
        Ok((Self { folder: dir.to_path_buf(), becomes: None, others: Others::Stay }, taken))
    }

    /// Makes a folder.
    ///
    /// # Errors
    /// [`AppError::Storage`].
    pub(super) fn make_folder(&self, path: &Path) -> Result<(), AppError> {
        let folder = self.folder.join(path);
        match fs::symlink_metadata(&folder) {
            Ok(metadata) if metadata.is_dir() => Ok(()),
            Ok(_) => Err(AppError::Storage(format!("{} is in the way: it is no folder.", folder.display()))),
            Err(_) => fs::create_dir(&folder).map_err(|error| failed("make the folder", &folder, &error)),
        }
    }

    /// Writes a file, whole or not at all.
    ///
    /// # Errors
    /// [`AppError::Storage`].
    pub(super) fn write_file(&self, path: &Path, bytes: &[u8]) -> Result<(), AppError> {
        let file = self.folder.join(path);
        let written = match self.others {
            Others::Stay => write_new(&file, bytes),
            Others::Give => replace(&file, bytes),
        };
        written.map_err(|error| failed("write", &file, &error))
    }

    /// Ends the export: the folder is there now.
    ///
    /// # Errors
    /// [`AppError::Storage`]; the folder is then as it was before.
    pub(super) fn finish(mut self) -> Result<(), AppError> {
        let Some(dir) = self.becomes.take() else { return Ok(()) };
        // An empty folder gives way on every platform only once it is gone.
        let _ = fs::remove_dir(&dir);
        fs::rename(&self.folder, &dir).map_err(|error| {
            let error = failed("rename the finished export to", &dir, &error);
            let _ = fs::remove_dir_all(&self.folder);
            error
        })
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if self.becomes.is_some() {
            // Best effort: an export that failed leaves nothing behind, and the error is told elsewhere.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

fn write_new(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut new = File::options().write(true).create_new(true).open(file)?;
    new.write_all(bytes).inspect_err(|_| {
        // Best effort: half a note must not be taken for one.
        let _ = fs::remove_file(file);
    })
}

/// Writes beside the file, then renames: a crash leaves the old file or the new one, never half of one.
pub(crate) fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    // A name that nobody else's file has.
    let mut name = std::ffi::OsString::from(".");
    name.push(file.file_name().unwrap_or_default());
    name.push(format!(".partial-{}", std::process::id()));
    let partial = file.with_file_name(name);
    let mut new = File::create(&partial)?;
    let written = new.write_all(bytes).and_then(|()| new.sync_all());
    written.and_then(|()| fs::rename(&partial, file)).inspect_err(|_| {
        let _ = fs::remove_file(&partial);
    })
}

pub(super) fn failed(what: &str, path: &Path, error: &io::Error) -> AppError {
    let path = path.display();
    let advice = if error.kind() == ErrorKind::StorageFull { " Free some space, then try again." } else { "" };
    AppError::Storage(format!("Could not {what} {path}: {error}. All notes are kept where they are.{advice}"))
}
