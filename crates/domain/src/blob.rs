//! Attachments: files that notes name by what is in them. A note's text holds
//! `![words](driftless://blob/<name>.png)` or `[words](driftless://blob/<name>.pdf)`; the bytes are kept apart.
//!
//! The name is a keyed hash of the bytes (made where the key is), so equal files are kept once and nobody
//! without the key learns which file it is.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::limits::BLOBS_PER_NOTE_MAX;

/// What the address of an attachment begins with; its name follows, then a dot and an extension.
pub const BLOB_URL: &str = "driftless://blob/";

/// Characters of a name's text.
const NAME_CHARS: usize = 64;

/// Characters of an extension.
const EXTENSION_CHARS_MAX: usize = 16;

/// A text is not the name of an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of an attachment: expected 64 digits of lower-case hex")]
pub struct InvalidBlobName;

/// Names an attachment: a keyed hash of its bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BlobName(pub [u8; 32]);

impl fmt::Display for BlobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for BlobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobName({self})")
    }
}

impl FromStr for BlobName {
    type Err = InvalidBlobName;

    /// Reads exactly the form that is written: one name has one text.
    fn from_str(text: &str) -> Result<Self, InvalidBlobName> {
        let digits = text.as_bytes();
        if digits.len() != NAME_CHARS {
            return Err(InvalidBlobName);
        }
        let mut name = [0; 32];
        for (byte, pair) in name.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = pair.iter().try_fold(0, |byte, digit| Some(byte << 4 | hex(*digit)?)).ok_or(InvalidBlobName)?;
        }
        Ok(Self(name))
    }
}

const fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// A place in a text that names an attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobPlace {
    /// The attachment.
    pub name: BlobName,
    /// Its extension, lower case, without the dot; empty when there is none.
    pub extension: String,
    /// Where its address stands, bytes of the text.
    pub place: Range<usize>,
}

/// Returns the address of an attachment. `extension`: see [`extension_of`].
pub fn blob_url(name: BlobName, extension: &str) -> String {
    format!("{BLOB_URL}{name}.{extension}")
}

/// Returns where a text names attachments, in order, at most [`BLOBS_PER_NOTE_MAX`]. Code is no exception:
/// a file too many is harmless.
pub fn blob_places(text: &str) -> Vec<BlobPlace> {
    text.match_indices(BLOB_URL)
        .filter_map(|(at, _)| {
            let rest = text.get(at + BLOB_URL.len()..)?;
            let name = rest.get(..NAME_CHARS)?.parse().ok()?;
            let rest = rest.get(NAME_CHARS..)?;
            let extension: String = rest
                .strip_prefix('.')
                .map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).take(EXTENSION_CHARS_MAX).collect())
                .unwrap_or_default();
            let dot = usize::from(!extension.is_empty());
            let end = at + BLOB_URL.len() + NAME_CHARS + dot + extension.len();
            Some(BlobPlace { name, extension: extension.to_ascii_lowercase(), place: at..end })
        })
        .take(BLOBS_PER_NOTE_MAX)
        .collect()
}

/// Returns the attachments that a text names, each once.
pub fn blob_names(text: &str) -> BTreeSet<BlobName> {
    if text.contains(BLOB_URL) {
        blob_places(text).into_iter().map(|place| place.name).collect()
    } else {
        BTreeSet::new()
    }
}

/// Returns the extension of a file's name for an address: lower case, letters and digits; `bin` without one.
pub fn extension_of(file_name: &str) -> String {
    let extension = file_name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let is_fit = (1..=EXTENSION_CHARS_MAX).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_fit { extension } else { "bin".to_owned() }
}

/// Returns the media type of an image that windows show, by what the bytes are and not by what they are
/// called; none for everything else.
pub fn image_type(bytes: &[u8]) -> Option<&'static str> {
    let is_riff = |kind: &[u8]| bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(kind);
    let is_brand = |brand: &[u8]| bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12) == Some(brand);
    match bytes {
        _ if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => Some("image/png"),
        _ if bytes.starts_with(b"\xff\xd8\xff") => Some("image/jpeg"),
        _ if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") => Some("image/gif"),
        _ if is_riff(b"WEBP") => Some("image/webp"),
        _ if is_brand(b"avif") || is_brand(b"avis") => Some("image/avif"),
        _ if bytes.starts_with(b"BM") && bytes.len() > 26 => Some("image/bmp"),
        _ if is_svg(bytes) => Some("image/svg+xml"),
        _ => None,
    }
}

/// Whether the first element of a text is `<svg`.
fn is_svg(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4_096)).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<!") => ">",
            _ => break,
        };
        match rest.split_once(end) {
            Some((_, after)) => rest = after.trim_start(),
            None => return false,
        }
    }
    rest.strip_prefix("<svg").is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    #[test]
    fn one_name_has_one_text() {
        let name: BlobName = NAME.parse().unwrap();
        assert_eq!(name.to_string(), NAME);
        for wrong in [
            "",
            "00",
            &NAME.to_uppercase(),
            &NAME[1..],
            &format!("{NAME}0"),
            &NAME.replace('f', "g"),
            &NAME.replace("00", "é"),
        ] {
            assert_eq!(wrong.parse::<BlobName>(), Err(InvalidBlobName), "{wrong}");
        }
    }

    #[test]
    fn a_text_names_its_attachments() {
        let text = format!(
            "🎉 ![a|320](driftless://blob/{NAME}.PNG) [b.pdf](driftless://blob/{NAME}.pdf \"t\") driftless://blob/{NAME} driftless://blob/../x"
        );
        let places = blob_places(&text);
        assert_eq!(places.iter().map(|place| place.extension.as_str()).collect::<Vec<_>>(), ["png", "pdf", ""]);
        assert_eq!(&text[places[1].place.clone()], format!("driftless://blob/{NAME}.pdf"));
        assert_eq!(blob_names(&text).len(), 1);
        assert_eq!(blob_places(&"driftless://blob/".repeat(100_000)), []);
        assert_eq!(
            blob_places(&format!("driftless://blob/{NAME} ").repeat(BLOBS_PER_NOTE_MAX + 3)).len(),
            BLOBS_PER_NOTE_MAX
        );
    }

    #[test]
    fn extensions_are_short_words() {
        for (name, extension) in [
            ("a.PNG", "png"),
            ("a", "bin"),
            ("a.", "bin"),
            ("a.tar.gz", "gz"),
            ("x.é", "bin"),
            ("x.a/b", "bin"),
            (".exe", "exe"),
        ] {
            assert_eq!(extension_of(name), extension, "{name}");
        }
        assert_eq!(extension_of(&format!("x.{}", "a".repeat(17))), "bin");
    }

    #[test]
    fn images_are_what_they_are_and_not_what_they_are_called() {
        assert_eq!(image_type(b"\x89PNG\r\n\x1a\nrest"), Some("image/png"));
        assert_eq!(image_type(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(
            image_type(b"\xef\xbb\xbf<?xml version='1'?>\n<!-- x --><!DOCTYPE svg><svg xmlns='x'>"),
            Some("image/svg+xml")
        );
        for no_image in [
            &b""[..],
            b"<html><svg></svg>",
            b"<svgx>",
            b"<!-- never closed <svg>",
            b"%PDF-1.7",
            b"MZ",
            b"GIF",
            b"BM",
            b"RIFF\0\0\0\0WAVE",
        ] {
            assert_eq!(image_type(no_image), None, "{no_image:?}");
        }
    }
}
