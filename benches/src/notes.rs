//! The corpus, read into memory before anything is measured.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use driftless_app::NoteDraft;
use driftless_app::view::NewNote;

/// Reads every Markdown file below a folder, in order of its path.
///
/// # Errors
/// The folder or a file cannot be read.
pub(crate) fn read(folder: &Path) -> Result<Vec<NoteDraft>> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    files.into_iter().map(|(_, text)| Ok(draft(&text))).collect()
}

fn collect(folder: &Path, files: &mut Vec<(std::path::PathBuf, String)>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.push((path, text));
        }
    }
    Ok(())
}

/// Takes a note of the corpus apart. It is our own, so this is not the import's careful reading.
fn draft(text: &str) -> NoteDraft {
    let (head, body) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).unwrap_or(("", text));
    let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim();
    let tags = field("tags:").trim_matches(['[', ']']).split(", ").filter(|tag| !tag.is_empty());
    NoteDraft {
        note: NewNote {
            title: field("title:").trim_matches('"').to_owned(),
            body: body.trim_start().to_owned(),
            notebook_id: None,
            tags: tags.map(str::to_owned).collect(),
            pinned: field("pinned:") == "true",
        },
        archived: false,
        created_at_ms: None,
        updated_at_ms: None,
        front_matter: None,
    }
}
