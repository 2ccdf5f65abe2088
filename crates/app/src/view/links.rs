//! Links between notes.

use serde::{Deserialize, Serialize};

/// What became of the note that a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// It is in the lists.
    Listed,
    /// It is in the archive.
    Archived,
    /// It is in the trash.
    Trashed,
    /// It is not on this device: deleted for ever, not yet downloaded, or never written.
    Missing,
}

/// A note as links show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct LinkedNoteView {
    /// Note id; null for a link by title that no note has.
    pub id: Option<String>,
    /// Shown title (empty when it has none); of a link by title that no note has, that title.
    pub title: String,
    /// What became of it.
    pub state: LinkState,
    /// Last edit, milliseconds since the epoch; 0 when it is missing.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub updated_at: u64,
}

/// A link or a mention, where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct LinkPlace {
    /// Where in the text of its note, UTF-16 offsets [start, end).
    pub range: [u32; 2],
    /// What stands there.
    pub text: String,
    /// The sentence around it, without Markdown marks.
    pub sentence: String,
    /// Where in the sentence, UTF-16 offsets [start, end).
    pub mark: [u32; 2],
}

/// A link of a note to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct OutgoingLink {
    /// Where it leads.
    pub to: LinkedNoteView,
    /// Where it stands in this note.
    pub place: LinkPlace,
}

/// Places in another note: links to this one, or mentions of its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct IncomingLinks {
    /// The other note.
    pub from: LinkedNoteView,
    /// The places, in order of its text.
    pub places: Vec<LinkPlace>,
}

/// The links of a note in both directions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct LinksView {
    /// Links in its text, in order, at most 500.
    pub outgoing: Vec<OutgoingLink>,
    /// Links in its text, all of them.
    pub outgoing_total: u32,
    /// Notes that link to it, edited last first, at most 500.
    pub backlinks: Vec<IncomingLinks>,
    /// Notes that link to it, all of them.
    pub backlinks_total: u32,
    /// False when the latest changes may be missing: the disk is full, or another process writes.
    pub is_complete: bool,
}

/// Places that name a note without linking to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct MentionsView {
    /// The notes, edited last first.
    pub notes: Vec<IncomingLinks>,
    /// True when there may be more than are shown.
    pub is_cut: bool,
    /// False when the latest changes may be missing.
    pub is_complete: bool,
}

/// A mention that is to become a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct MentionToLink {
    /// The note that it stands in.
    pub note_id: String,
    /// Where, UTF-16 offsets [start, end).
    pub range: [u32; 2],
    /// What stands there; if the text has changed meanwhile, nothing is done.
    pub text: String,
    /// The note that it names.
    pub target_id: String,
}
