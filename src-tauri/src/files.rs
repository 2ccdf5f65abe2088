//! Small files of the shell in the data folder: what has to be known before the vault is open. No words of
//! a note are ever in them, because they are not encrypted.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Below the data folder.
const FOLDER: &str = "window";
/// Longest file that is read, bytes: these are some lines.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// The folder of these files.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    folder: PathBuf,
}

impl Files {
    pub(crate) fn of_data_folder(data_dir: &Path) -> Self {
        Self { folder: data_dir.join(FOLDER) }
    }

    /// Makes the folder, readable by its owner only, and returns it.
    pub(crate) fn make(&self) -> io::Result<&Path> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.folder)?;
        Ok(&self.folder)
    }

    /// Reads a file. What is missing, too long or not readable gives what is usual, and a line in the log.
    pub(crate) fn read<T: DeserializeOwned + Default>(&self, name: &str) -> T {
        match read_json(&self.folder.join(name)) {
            Ok(value) => value,
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    tracing::warn!(name, %error, "this file is not readable; going on with what is usual");
                }
                T::default()
            }
        }
    }

    /// Writes a file whole or not at all.
    pub(crate) fn write<T: Serialize>(&self, name: &str, value: &T) -> io::Result<()> {
        let folder = self.make()?;
        let unfinished = folder.join(format!("{name}.new"));
        fs::write(&unfinished, serde_json::to_vec_pretty(value)?)?;
        fs::rename(&unfinished, folder.join(name))
    }
}

/// Reads JSON from a file of bounded length.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> io::Result<T> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is too long"));
    }
    Ok(serde_json::from_slice(&bytes)?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::of_data_folder(folder.path());
        let value = BTreeMap::from([("a".to_owned(), 1)]);
        assert_eq!(files.read::<BTreeMap<String, u32>>("x.json"), BTreeMap::new());
        files.write("x.json", &value).unwrap();
        files.write("x.json", &value).unwrap();
        assert_eq!(files.read::<BTreeMap<String, u32>>("x.json"), value);
    }

    #[test]
    fn what_is_not_readable_is_as_usual() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::of_data_folder(folder.path());
        let long = vec![b' '; usize::try_from(FILE_BYTES_MAX).unwrap() + 1];
        for bad in [&b""[..], b"{", b"\xff\xfe", b"[]", b"{\"a\": \"text\"}", &long] {
            fs::write(files.make().unwrap().join("x.json"), bad).unwrap();
            assert_eq!(files.read::<BTreeMap<String, u32>>("x.json"), BTreeMap::new(), "{bad:?}");
        }
    }
}
