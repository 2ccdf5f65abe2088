//! The text session of an open note. The backend is the authority; see docs/architecture.md.
//!
//! Changes travel in the JSON form of CodeMirror's `ChangeSet`: UTF-16 lengths, lines joined by LF.

use serde::{Deserialize, Serialize};

/// A change set as CodeMirror's `ChangeSet.toJSON()` writes it:
/// `5` keeps five code units, `[3]` deletes three, `[0, "a", "b"]` inserts "a\nb".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct ChangesView(pub Vec<SectionView>);

/// One section of a change set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(untagged)]
pub enum SectionView {
    /// Keep this many UTF-16 code units.
    Keep(u32),
    /// Replace: the number of deleted code units, then the inserted lines.
    Replace(Vec<LengthOrLine>),
}

/// An element of a replacing section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(untagged)]
pub enum LengthOrLine {
    /// Deleted UTF-16 code units; always the first element.
    Length(u32),
    /// An inserted line.
    Line(String),
}

/// The answer to opening a note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct OpenedNote {
    /// Names the session in later calls.
    pub session: String,
    /// Version of `text`.
    pub version: u32,
    /// The whole text, LF line ends.
    pub text: String,
}

/// One push of a window's unconfirmed typing, composed into one change set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct NotePush {
    /// Session of `note_open`.
    pub session: String,
    /// The window's own id of its editor, random.
    pub client: String,
    /// 1, 2, 3 … per client; the same on a retry, so that a lost answer cannot apply twice.
    pub seq: u32,
    /// Version the changes were made on.
    pub base: u32,
    /// The changes.
    pub changes: ChangesView,
}

/// The answer to a push.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct PushAnswer {
    /// Applied and durable (or known already). False: `base` is not the current version.
    pub ok: bool,
    /// The session's version now.
    pub version: u32,
}

/// What a session tells every window that has the note open, in order, each version once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[serde(tag = "kind")]
pub enum SessionMessage {
    /// The text went from `version - 1` to `version`.
    Changes {
        /// Version after the change.
        version: u32,
        /// Editor that made it; null for a remote merge or another program.
        client: Option<String>,
        /// Its push number.
        seq: Option<u32>,
        /// The changes.
        changes: ChangesView,
    },
    /// The session ended here (note purged, vault locked): show the text read-only.
    Closed {
        /// Why, in words.
        reason: String,
    },
}
