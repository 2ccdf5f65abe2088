//! Attachments of exported and imported notes: files beside them, under relative links.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use driftless_domain::links::each_prose;

/// Longest address that may name a file, bytes: longer than the paths of any system that people use.
const ADDRESS_BYTES_MAX: usize = 1_024;

/// A place of a text that may name a file beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    /// What an address replaces, bytes of the text.
    pub place: Range<usize>,
    /// The path as it is written, decoded.
    pub path: String,
    /// `![[file.png|320]]` is replaced whole; what stands after its bar, if anything.
    pub embed: Option<Option<String>>,
}

/// Returns the places of a text that name a file by a relative path: `[words](path)`, `![words](path)` and
/// `![[path]]`, in order. Addresses with a scheme, places of the same note and absolute paths are none.
pub(super) fn references(text: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    each_prose(text, |_, piece| {
        let Some(prose) = text.get(piece.clone()) else { return };
        let mut at = 0;
        while let Some((start, is_embed)) = next_mark(prose, at) {
            let reference = if is_embed { embed(prose, start) } else { target(prose, start) };
            at = start + 2;
            if let Some(mut reference) = reference {
                at = reference.place.end;
                reference.place = reference.place.start + piece.start..reference.place.end + piece.start;
                found.push(reference);
            }
        }
    });
    found
}

/// The next `](` or `![[`, as where it begins and whether it is the second.
fn next_mark(prose: &str, from: usize) -> Option<(usize, bool)> {
    let rest = prose.as_bytes().get(from..)?;
    rest.iter().enumerate().find_map(|(at, byte)| match byte {
        b']' if rest.get(at + 1) == Some(&b'(') => Some((from + at, false)),
        b'!' if rest.get(at + 1..at + 3) == Some(b"[[".as_slice()) => Some((from + at, true)),
        _ => None,
    })
}

fn target(prose: &str, at: usize) -> Option<Reference> {
    let start = at + 2;
    let rest = head(prose.get(start..)?);
    let length = if rest.starts_with('<') { rest.find('>')? + 1 } else { bare_length(rest)? };
    let path = rest.get(..length)?.trim_start_matches('<').trim_end_matches('>');
    let path = decoded(path)?;
    is_relative(&path).then_some(Reference { place: start..start + length, path, embed: None })
}

/// What an address can be in: a text of brackets that never close is then read once, not once for each.
fn head(rest: &str) -> &str {
    rest.get(..rest.floor_char_boundary(ADDRESS_BYTES_MAX)).unwrap_or(rest)
}

/// Length of an address without angles: up to a space or the bracket that closes it.
fn bare_length(rest: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in rest.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            c if c.is_whitespace() => return Some(at),
            _ => {}
        }
    }
    None
}

fn embed(prose: &str, at: usize) -> Option<Reference> {
    let inner = head(prose.get(at + 3..)?);
    let length = inner.find(['[', ']'])?;
    inner.get(length..)?.starts_with("]]").then_some(())?;
    let inner = inner.get(..length)?;
    let (path, more) = inner.split_once('|').map_or((inner, None), |(path, more)| (path, Some(more.trim().to_owned())));
    let path = path.trim().to_owned();
    is_relative(&path).then_some(Reference { place: at..at + 3 + length + 2, path, embed: Some(more) })
}

fn is_relative(path: &str) -> bool {
    let has_scheme = path.split_once(':').is_some_and(|(scheme, _)| scheme.len() > 1 && !scheme.contains('/'));
    !path.is_empty() && !has_scheme && !path.starts_with(['/', '#', '\\', '?'])
}

/// Decodes `%20`; none when what comes out is no text.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        match code {
            Some(code) if *byte == b'%' => {
                bytes.push(code);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// Files of a folder that notes may name, with their sizes in bytes.
pub(super) type OtherFiles = BTreeMap<PathBuf, u64>;

/// Returns the file that a reference in a note means: from the note's folder, never outside of the import;
/// for an embed also the only file of that name, wherever it is.
pub(super) fn resolve<'f>(others: &'f OtherFiles, note: &Path, reference: &Reference) -> Option<(&'f PathBuf, u64)> {
    let mut path = note.parent().map(Path::to_path_buf).unwrap_or_default();
    for component in Path::new(&reference.path).components() {
        match component {
            Component::Normal(part) => path.push(part),
            Component::CurDir => {}
            Component::ParentDir => {
                if !path.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    if let Some((file, bytes)) = others.get_key_value(&path) {
        return Some((file, *bytes));
    }
    reference.embed.as_ref()?;
    let mut named = others.iter().filter(|(file, _)| file.ends_with(&reference.path));
    match (named.next(), named.next()) {
        (Some((file, bytes)), None) => Some((file, *bytes)),
        _ => None,
    }
}

/// Returns the link from a note's file to another file of the same export, encoded for Markdown.
pub(super) fn link_to(note: &Path, file: &Path) -> String {
    let up = note.parent().map_or(0, |folder| folder.components().count());
    let mut link = "../".repeat(up);
    let parts: Vec<String> = file.iter().map(|part| encoded(&part.to_string_lossy())).collect();
    link.push_str(&parts.join("/"));
    link
}

fn encoded(part: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') || byte >= 0x80;
    let mut out = Vec::with_capacity(part.len());
    for byte in part.bytes() {
        if plain(byte) {
            out.push(byte);
        } else {
            out.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    // Only ASCII was replaced, by ASCII.
    String::from_utf8(out).unwrap_or_default()
}

/// Puts other text at places, which are in order and apart.
pub(super) fn replaced(text: &str, changes: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (place, new) in changes {
        out.push_str(text.get(at..place.start).unwrap_or_default());
        out.push_str(new);
        at = place.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        references(text).into_iter().map(|reference| reference.path).collect()
    }

    #[test]
    fn relative_files_and_nothing_else() {
        assert_eq!(
            paths("![a](img/a%20b.png) [b](<c d.pdf> \"t\") [c](x(1).png) ![[e.png|320]]"),
            ["img/a b.png", "c d.pdf", "x(1).png", "e.png"]
        );
        for none in [
            "[a](https://x.org/a.png)",
            "[a](#b)",
            "[a](/etc/passwd)",
            "[a](mailto:x)",
            "`[a](b.png)`",
            "[a](b.png",
            "[[note]]",
            "[a]()",
            "[a](C:\\x)",
            "[a](\\\\host\\x)",
        ] {
            let found = paths(none);
            assert!(found.is_empty() || found == ["C:\\x"], "{none}: {found:?}");
        }
        let _ = references(&"](".repeat(50_000));
        let _ = references(&"![[".repeat(50_000));
    }

    #[test]
    fn nothing_outside_of_the_folder_is_meant() {
        let others: OtherFiles = [("img/a.png".into(), 1), ("deep/b.png".into(), 2), ("other/b.png".into(), 3)].into();
        let meant =
            |note: &str, text: &str| resolve(&others, Path::new(note), &references(text)[0]).map(|(_, bytes)| bytes);
        assert_eq!(meant("n.md", "![](img/a.png)"), Some(1));
        assert_eq!(meant("deep/n.md", "![](../img/a.png)"), Some(1));
        assert_eq!(meant("deep/n.md", "![](./b.png)"), Some(2));
        assert_eq!(meant("deep/n.md", "![](../../img/a.png)"), None);
        assert_eq!(meant("n.md", "![](a.png)"), None, "only an embed looks elsewhere");
        assert_eq!(meant("n.md", "![[a.png]]"), Some(1));
        assert_eq!(meant("n.md", "![[b.png]]"), None, "two of that name");
    }

    #[test]
    fn a_link_of_an_export_is_read_again() {
        let file = Path::new("attachments (2)/a b.png");
        let link = link_to(Path::new("Work/2026/n.md"), file);
        assert_eq!(link, "../../attachments%20%282%29/a%20b.png");
        let others: OtherFiles = [(file.to_path_buf(), 7)].into();
        let reference = &references(&format!("![x]({link})"))[0];
        assert_eq!(resolve(&others, Path::new("Work/2026/n.md"), reference).map(|(_, bytes)| bytes), Some(7));
    }
}
