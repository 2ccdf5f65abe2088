//! Why something of a folder or of the vault was not taken as it stands.

use std::fmt;

use driftless_domain::limits::{BLOB_BYTES_MAX, BODY_BYTES_MAX};
use serde::{Serialize, Serializer};

/// Why; as text the end of a sentence that begins with the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A link of the file system.
    Link,
    /// A pipe, socket or device.
    Special,
    /// A folder that file browsers hide.
    HiddenFolder,
    /// A file that file browsers hide.
    HiddenFile,
    /// Deeper than folders are looked into.
    TooDeep,
    /// The system says why.
    Unreadable(String),
    /// Neither a note nor named by one.
    NotMarkdown,
    /// No regular file any more when it was opened.
    Replaced,
    /// Too large for a note.
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// Too large for an attachment.
    AttachmentTooLarge {
        /// Its size.
        bytes: u64,
    },
    /// In UTF-16.
    Utf16,
    /// In no encoding that is known.
    NotUtf8 {
        /// The first byte that is none.
        at: u64,
    },
    /// Holds a NUL.
    Nul {
        /// Where.
        at: u64,
    },
    /// A file that shall name a notebook and has no title.
    NoTitle,
    /// Front matter that begins and never ends.
    FrontMatterOpen,
    /// Front matter that stays in the text, and why.
    FrontMatter(String),
    /// A key of front matter whose value is none that it can have.
    FrontMatterKey {
        /// The key.
        key: String,
        /// What is wrong with its value.
        what: String,
    },
    /// The vault does not take it, and why.
    Refused(String),
    /// About a file that a note names.
    Of {
        /// Its path.
        file: String,
        /// Why it was left alone.
        reason: Box<Self>,
    },
    /// A notebook deeper than folders are written.
    WrittenBeside,
    /// An attachment whose bytes are elsewhere.
    NotHere {
        /// Its name.
        name: String,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Link => f.write_str("a link: links are not followed"),
            Self::Special => f.write_str("a pipe, socket or device"),
            Self::HiddenFolder => f.write_str("a hidden folder"),
            Self::HiddenFile => f.write_str("a hidden file"),
            Self::TooDeep => f.write_str("cannot be read: nested too deep"),
            Self::Unreadable(why) => write!(f, "cannot be read: {why}"),
            Self::NotMarkdown => f.write_str("not a Markdown file (.md or .markdown)"),
            Self::Replaced => f.write_str("is no regular file any more"),
            Self::TooLarge { bytes } => write!(f, "{bytes} bytes: a note holds at most {BODY_BYTES_MAX}"),
            Self::AttachmentTooLarge { bytes } => {
                write!(f, "{bytes} bytes: an attachment has at most {BLOB_BYTES_MAX}")
            }
            Self::Utf16 => f.write_str("is UTF-16: save it as UTF-8 first"),
            Self::NotUtf8 { at } => write!(f, "is not UTF-8 (byte {at}): save it as UTF-8 first"),
            Self::Nul { at } => write!(f, "has a NUL (byte {at}): not a text file"),
            Self::NoTitle => f.write_str("has no title"),
            Self::FrontMatterOpen => f.write_str("begins with --- but the front matter has no end: kept in the text"),
            Self::FrontMatter(why) => write!(f, "front matter {why}: kept in the text"),
            Self::FrontMatterKey { key, what } => write!(f, "{key} {what}: kept as it was written"),
            Self::Refused(why) => f.write_str(why),
            Self::Of { file, reason } => write!(f, "{file}: {reason}"),
            Self::WrittenBeside => f.write_str("nested too deep: written beside its notebook"),
            Self::NotHere { name } => write!(f, "the attachment {name} is not on this device"),
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
