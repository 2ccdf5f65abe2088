//! Looks for words where they must not be: in files, and in the memory of a process.

use std::fs;
use std::path::{Path, PathBuf};

/// Bytes read at once; a word that lies across two reads is seen because they overlap.
#[cfg(target_os = "linux")]
const CHUNK_BYTES: usize = 4 * 1024 * 1024;

/// Returns the files below a folder that hold a word, as UTF-8 or UTF-16, in their bytes or their name.
///
/// # Panics
/// When the folder cannot be read.
pub fn files_with(folder: &Path, word: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read").flatten() {
        let path = entry.path();
        let kind = entry.file_type().expect("an entry has a type");
        if entry.file_name().to_string_lossy().contains(word) {
            found.push(path.clone());
        }
        if kind.is_dir() {
            found.extend(files_with(&path, word));
        } else if kind.is_file() && fs::read(&path).is_ok_and(|bytes| holds(&bytes, word)) {
            found.push(path);
        }
    }
    found
}

/// Returns whether bytes hold a word, as UTF-8 or UTF-16.
pub fn holds(bytes: &[u8], word: &str) -> bool {
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [word.as_bytes(), &wide].iter().any(|needle| contains(bytes, needle))
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return true };
    let mut from = 0;
    while let Some(at) = bytes.get(from..).and_then(|rest| rest.iter().position(|byte| byte == first)) {
        if bytes[from + at..].starts_with(needle) {
            return true;
        }
        from += at + 1;
    }
    false
}

/// Returns whether the memory that a process can write holds a word; none where the system does not let it be read.
#[cfg(target_os = "linux")]
pub fn memory_holds(process: u32, word: &str) -> Option<bool> {
    use std::io::{Read as _, Seek as _, SeekFrom};
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).ok()?;
    let mut memory = fs::File::open(format!("/proc/{process}/mem")).ok()?;
    let mut buffer = vec![0; CHUNK_BYTES];
    let mut has_read = false;
    for line in maps.lines() {
        let mut parts = line.split_whitespace();
        let (Some(range), Some(rights)) = (parts.next(), parts.next()) else { continue };
        let Some((from, to)) = range.split_once('-') else { continue };
        let (Ok(from), Ok(to)) = (u64::from_str_radix(from, 16), u64::from_str_radix(to, 16)) else { continue };
        if !rights.starts_with("rw") {
            continue;
        }
        let mut at = from;
        while at < to {
            let want = usize::try_from(to - at).unwrap_or(CHUNK_BYTES).min(CHUNK_BYTES);
            // A page that went away meanwhile, or one of a device, holds nothing.
            let Ok(read) = memory.seek(SeekFrom::Start(at)).and_then(|_| memory.read(&mut buffer[..want])) else {
                break;
            };
            if read == 0 {
                break;
            }
            has_read = true;
            if holds(&buffer[..read], word) {
                return Some(true);
            }
            let overlap = if at + (read as u64) < to { (word.len() as u64) * 2 } else { 0 };
            at += (read as u64).saturating_sub(overlap).max(1);
        }
    }
    has_read.then_some(false)
}
