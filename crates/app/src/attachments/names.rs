//! File names of attachments: foreign words that become words of a link, and never a path.

use crate::markdown::safe_file_name;

/// Returns a file's name without folders, control characters, marks that turn the reading direction, and
/// names that systems keep for devices.
pub(crate) fn file_name(text: &str) -> String {
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let (stem, extension) = match last.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && (1..=16).contains(&extension.len()) => (stem, Some(extension)),
        _ => (last, None),
    };
    let dotted = extension.map(|extension| format!(".{extension}")).unwrap_or_default();
    safe_file_name(if stem.trim().is_empty() { "file" } else { stem }, &safe_extension(&dotted))
}

fn safe_extension(dotted: &str) -> String {
    dotted.chars().filter(|c| c.is_alphanumeric() || *c == '.').collect()
}

/// Returns words as they may stand between the brackets of a link or image.
pub(crate) fn words(text: &str) -> String {
    text.chars()
        .map(|c| if matches!(c, '[' | ']' | '|' | '`' | '<' | '>') || c.is_control() { '_' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_name_and_tells_its_kind() {
        for (given, kept) in [
            ("photo.png", "photo.png"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\x\\a.pdf", "a.pdf"),
            ("CON.txt", "_CON.txt"),
            ("exe\u{202e}gpj.scr", "exe_gpj.scr"),
            ("a\nb.md", "a_b.md"),
            ("", "file"),
            (".hidden", "_hidden"),
            ("...", "Untitled"),
            ("x.\u{202e}gpj", "x.gpj"),
        ] {
            assert_eq!(file_name(given), kept, "{given:?}");
        }
        assert!(file_name(&"é".repeat(4_000)).len() <= 200);
        assert_eq!(words("a [b] | `c`"), "a _b_ _ _c_");
    }
}
