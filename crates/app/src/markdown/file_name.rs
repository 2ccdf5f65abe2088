//! Names of exported files and folders that every common file system takes.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

/// Longest file name that is written, bytes: 255 is the limit of most file systems, and some
/// synchronisers add to a name.
const NAME_BYTES_MAX: usize = 200;

/// Longest folder name that is written, bytes: 32 nested ones still make a path that systems take.
const FOLDER_BYTES_MAX: usize = 80;

/// Names that Windows keeps for devices, with any extension.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Returns a file name for foreign words, with `extension` (such as `.md`).
pub(crate) fn safe_file_name(title: &str, extension: &str) -> String {
    Folder::default().name(title, extension)
}

/// The names given so far in one folder.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// Lower case, NFC: what a case-insensitive file system takes for one name.
    taken: HashSet<String>,
}

impl Folder {
    /// Returns a name for `title` with `extension` (such as `.md`, or empty) that was not given
    /// before in this folder: a second one gets ` (2)`.
    pub(super) fn name(&mut self, title: &str, extension: &str) -> String {
        self.free_name(title, extension, NAME_BYTES_MAX)
    }

    /// Keeps a name from being given: something else has it.
    pub(super) fn take(&mut self, name: &str) {
        self.taken.insert(folded(name));
    }

    /// Returns a name for a folder.
    pub(super) fn folder_name(&mut self, title: &str) -> String {
        self.free_name(title, "", FOLDER_BYTES_MAX)
    }

    fn free_name(&mut self, title: &str, extension: &str, bytes_max: usize) -> String {
        let stem = safe_stem(title);
        let mut number = 1_u64;
        loop {
            let suffix = if number == 1 { extension.to_owned() } else { format!(" ({number}){extension}") };
            let name = format!("{}{suffix}", cut(&stem, bytes_max.saturating_sub(suffix.len())));
            if self.taken.insert(folded(&name)) {
                return name;
            }
            number += 1;
        }
    }
}

/// What a case-insensitive file system takes for one name.
fn folded(name: &str) -> String {
    name.to_lowercase().nfc().collect()
}

fn safe_stem(title: &str) -> String {
    let mut stem: String = title.nfc().map(|c| if is_unsafe(c) { '_' } else { c }).collect();
    stem = stem.trim().trim_end_matches(['.', ' ']).to_owned();
    if stem.starts_with('.') {
        // A leading dot would hide the file, and the import leaves hidden files alone.
        stem.replace_range(..1, "_");
    }
    let device = stem.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    if RESERVED.contains(&device.as_str()) {
        stem.insert(0, '_');
    }
    if stem.is_empty() { "Untitled".to_owned() } else { stem }
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Cuts at a character, then drops what may not end a name.
fn cut(stem: &str, bytes_max: usize) -> &str {
    let mut end = stem.len().min(bytes_max);
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    let cut = &stem[..end];
    if end < stem.len() { cut.trim_end_matches(['.', ' ']) } else { cut }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(title: &str) -> String {
        Folder::default().name(title, ".md")
    }

    #[test]
    fn names_are_safe_everywhere() {
        assert_eq!(name("Tide pools"), "Tide pools.md");
        assert_eq!(name("a/b\\c:d"), "a_b_c_d.md");
        assert_eq!(name("CON"), "_CON.md");
        assert_eq!(name("nul.md "), "_nul.md.md");
        assert_eq!(name("../x"), "_._x.md");
        assert_eq!(name("ends with dots..."), "ends with dots.md");
        assert_eq!(name(""), "Untitled.md");
        assert_eq!(name("exe\u{202e}gpj"), "exe_gpj.md");
    }

    #[test]
    fn names_that_differ_in_case_only_are_told_apart() {
        let mut folder = Folder::default();
        assert_eq!(folder.name("Plan", ".md"), "Plan.md");
        assert_eq!(folder.name("plan", ".md"), "plan (2).md");
        assert_eq!(folder.name("PLAN", ".md"), "PLAN (3).md");
        assert_eq!(folder.name("Caf\u{e9}", ".md"), "Caf\u{e9}.md");
        assert_eq!(folder.name("Cafe\u{301}", ".md"), "Caf\u{e9} (2).md");
    }

    proptest! {
        #[test]
        fn any_title_gives_a_short_unique_name(titles in proptest::collection::vec("\\PC{0,120}|[a. ]{0,3}", 1..20)) {
            let mut folder = Folder::default();
            let mut seen = HashSet::new();
            for title in &titles {
                let name = folder.name(title, ".md");
                prop_assert!(name.len() <= NAME_BYTES_MAX);
                prop_assert!(!name.starts_with('.') && name.ends_with(".md"));
                prop_assert!(!name.contains(['/', '\\', '\0', ':']));
                prop_assert!(seen.insert(folded(&name)));
            }
        }
    }
}
