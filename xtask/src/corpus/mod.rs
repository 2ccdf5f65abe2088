//! Realistic Markdown notes for benchmarks: the same N, seed and version give the same bytes.

mod note;
mod random;
mod words;

use std::path::PathBuf;
use std::{fs, io};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::corpus::note::{Note, write_note};
use crate::shell::say;

/// What to write.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Number of notes.
    #[arg(value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) notes: u32,
    /// The same seed gives the same notes.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Folder to write to; it must be new or empty.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

/// Writes the notes, one file each, in nested folders that are their notebooks.
///
/// # Errors
/// The folder has something in it or cannot be written.
pub(crate) fn corpus(arguments: &Arguments) -> Result<()> {
    let bytes = write(arguments)?;
    say(&format!("{} notes, {bytes} bytes, in {}", arguments.notes, arguments.out.display()));
    Ok(())
}

/// As [`corpus`]; returns the bytes written.
pub(crate) fn write(arguments: &Arguments) -> Result<u64> {
    let out = &arguments.out;
    let has_something = match fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", out.display())),
    };
    if has_something {
        bail!("{} is not empty; nothing was written", out.display());
    }
    let mut bytes = 0;
    for index in 0..arguments.notes {
        let Note { path, text } = write_note(arguments.seed, index, arguments.notes);
        let file = out.join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        fs::write(&file, &text).with_context(|| format!("cannot write {}", file.display()))?;
        bytes += text.len() as u64;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::note::title_of;
    use crate::corpus::random::Random;

    /// Two machines measure the same notes.
    #[test]
    fn the_same_seed_gives_the_same_notes() {
        for index in [0, 7, 99] {
            let (one, two) = (write_note(5, index, 100), write_note(5, index, 100));
            assert_eq!((one.path, &one.text), (two.path, &two.text));
            assert_ne!(one.text, write_note(6, index, 100).text);
        }
    }

    #[test]
    fn notes_are_of_the_promised_length_and_kind() {
        let notes: Vec<Note> = (0..400).map(|index| write_note(1, index, 400)).collect();
        for note in &notes {
            let (head, body) = note.text.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap();
            assert!(head.contains("title: ") && head.contains("created: "), "{head}");
            let words = body.split_whitespace().count();
            assert!((200..=2_600).contains(&words), "{} has {words} words", note.path);
        }
        let all: String = notes.iter().map(|note| note.text.as_str()).collect();
        for sample in ["[[", "](https://", "- [ ] ", "```", "| ", "tags: [", "会议", "ノート", "회의", "🌱"] {
            assert!(all.contains(sample), "no {sample} in 400 notes");
        }
        let paths: std::collections::BTreeSet<&str> = notes.iter().map(|note| note.path.as_str()).collect();
        assert_eq!(paths.len(), notes.len(), "every note has its own file");
    }

    #[test]
    fn a_folder_with_something_in_it_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("mine.md"), "mine").unwrap();
        let error = write(&Arguments { notes: 1, seed: 1, out: folder.path().to_owned() }).unwrap_err();
        assert!(error.to_string().contains("is not empty"), "{error}");
    }

    #[test]
    fn titles_can_be_linked_to() {
        assert_eq!(title_of(3, 41), title_of(3, 41));
        assert!(!title_of(3, 41).contains(['[', ']', '|', '/']));
        assert_ne!(Random::new(1, 2).next(), Random::new(2, 1).next());
    }
}
