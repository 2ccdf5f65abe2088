//! What may be a title, a tag or a body: checked where a user writes, before it becomes an action.

use unicode_normalization::UnicodeNormalization;

use crate::limits::{BODY_BYTES_MAX, TAG_BYTES_MAX, TITLE_BYTES_MAX};

/// A text cannot be used. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidText {
    /// Over its limit.
    #[error("too long: {bytes} bytes, at most {bytes_max}")]
    TooLong {
        /// Size, bytes of UTF-8.
        bytes: usize,
        /// Limit, bytes of UTF-8.
        bytes_max: usize,
    },
    /// Holds a NUL or another control character.
    #[error("holds the control character U+{0:04X}")]
    Control(u32),
    /// Empty, or nothing but white space and separators.
    #[error("is empty")]
    Empty,
}

/// Returns a title as it is stored: one line, NFC, without white space around it. Line breaks and tabs
/// (a paste) become spaces; other control characters are refused.
///
/// # Errors
/// [`InvalidText`] when it is too long or holds a control character.
pub fn title(text: &str) -> Result<String, InvalidText> {
    let title = one_line(text)?;
    within(title, TITLE_BYTES_MAX)
}

/// Returns a tag as it is stored: NFC, without `#` and white space around it or around its `/`, inner
/// white space as one `-`.
///
/// # Errors
/// [`InvalidText`] when nothing is left, when it is too long or holds a control character.
pub fn tag_name(text: &str) -> Result<String, InvalidText> {
    let text = one_line(text)?;
    // Together, so that what is left after one is not in front of another: a stored tag must stay as it is.
    let text = text.trim_start_matches(|c: char| matches!(c, '#' | '/') || c.is_whitespace());
    let parts = text.split('/').map(|part| part.split_whitespace().collect::<Vec<_>>().join("-"));
    let tag = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
    if tag.is_empty() {
        return Err(InvalidText::Empty);
    }
    within(tag, TAG_BYTES_MAX)
}

/// Returns a body as it is stored: CRLF and CR become LF. NUL is refused (SQLite and most editors end
/// a text there); every other character is the user's.
///
/// # Errors
/// [`InvalidText`] when it is over [`BODY_BYTES_MAX`] or holds a NUL.
pub fn body_text(text: &str) -> Result<String, InvalidText> {
    if text.contains('\0') {
        return Err(InvalidText::Control(0));
    }
    within(text.replace("\r\n", "\n").replace('\r', "\n"), BODY_BYTES_MAX)
}

fn one_line(text: &str) -> Result<String, InvalidText> {
    if let Some(control) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(InvalidText::Control(u32::from(control)));
    }
    Ok(text.replace("\r\n", " ").replace(['\n', '\r', '\t'], " ").trim().nfc().collect())
}

fn within(text: String, bytes_max: usize) -> Result<String, InvalidText> {
    if text.len() > bytes_max { Err(InvalidText::TooLong { bytes: text.len(), bytes_max }) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_title_becomes_one_line_and_a_nul_is_refused() {
        assert_eq!(title(" Tide\r\npools\t4 "), Ok("Tide pools 4".to_owned()));
        assert_eq!(title("a\0b"), Err(InvalidText::Control(0)));
        assert_eq!(title(&"長".repeat(400)).unwrap_err(), InvalidText::TooLong { bytes: 1200, bytes_max: 1000 });
    }

    #[test]
    fn both_forms_of_an_accent_are_one_tag() {
        assert_eq!(tag_name("#cafe\u{301}"), tag_name("caf\u{e9}"));
        assert_eq!(tag_name(" # garden / early spring//"), Ok("garden/early-spring".to_owned()));
        assert_eq!(tag_name("##"), Err(InvalidText::Empty));
        // Was stored as "#", which is no tag.
        assert_eq!(tag_name("/#"), Err(InvalidText::Empty));
    }

    #[test]
    fn line_ends_become_lf() {
        assert_eq!(body_text("a\r\nb\rc\n"), Ok("a\nb\nc\n".to_owned()));
    }
}
