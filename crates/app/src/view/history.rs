//! What was: versions of a note, and the timeline of the vault.

use serde::{Deserialize, Serialize};

/// A version of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct NoteVersion {
    /// Names it for `note_version`.
    pub id: String,
    /// When it began, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub from: u64,
    /// When it was complete, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub at: u64,
    /// The device that made it.
    pub device_id: String,
    /// Its name; null for this device.
    pub device: Option<String>,
    /// Actions in it; 0 for the state at the end of a day.
    pub actions: u32,
    /// The gesture that it belongs to, for `undo`.
    pub group: Option<String>,
    /// What changed: `created`, `deleted`, `restored`, `text`, `day`, and fields such as `title`, `tags`, `notebook_id`.
    pub changed: Vec<String>,
    /// Characters of the text that are new.
    pub added: u32,
    /// Characters of the text that are gone.
    pub removed: u32,
}

/// A part of a note's versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct NoteHistory {
    /// Versions, newest first.
    pub versions: Vec<NoteVersion>,
    /// How many there are in all.
    pub total: u32,
    /// False when the note's beginning is not known any more.
    pub is_whole: bool,
}

/// What a note was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct NoteState {
    /// Its title; may be empty.
    pub title: String,
    /// Its text.
    pub text: String,
    /// Its tags in order of name.
    pub tags: Vec<String>,
    /// Its notebook.
    pub notebook_id: Option<String>,
    /// That notebook's name of today.
    pub notebook: Option<String>,
    /// In the trash.
    pub trashed: bool,
}

/// A note at a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct NoteVersionState {
    /// The version.
    pub version: NoteVersion,
    /// As it was then.
    pub state: NoteState,
    /// As it was before; null at its beginning.
    pub before: Option<NoteState>,
    /// As it is now.
    pub now: NoteState,
}

/// Who wrote a range of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct BlameRange {
    /// Where it begins, UTF-16 offset.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// The version that it came with.
    pub version: String,
    /// Name of the device; null for this device.
    pub device: Option<String>,
    /// The device.
    pub device_id: String,
    /// When, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub at: u64,
}

/// What of a version is brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct RestoreParts {
    /// The title.
    pub title: bool,
    /// The text.
    pub text: bool,
    /// The tags.
    pub tags: bool,
    /// The notebook.
    pub notebook: bool,
}

/// A question for a page of the vault's timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct TimelineQuery {
    /// `next` of the page before; null for the newest.
    pub before: Option<String>,
    /// One device only.
    pub device_id: Option<String>,
}

/// What belongs together in the timeline: a gesture, or a stretch of work on one note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct TimelineItem {
    /// Its newest action.
    pub id: String,
    /// When it began, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub from: u64,
    /// When it ended, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub to: u64,
    /// The device.
    pub device_id: String,
    /// Its name; null for this device.
    pub device: Option<String>,
    /// The gesture, for `undo`; null when it is not one.
    pub group: Option<String>,
    /// `note`, `notebook`, `device`, or of a newer version.
    pub entity_type: String,
    /// Notes (or notebooks) in it, at most 5 of them: id and present title.
    pub entities: Vec<TimelineEntity>,
    /// How many there are in all.
    pub entity_count: u32,
    /// Actions in it.
    pub actions: u32,
    /// What changed, as in [`NoteVersion::changed`].
    pub changed: Vec<String>,
}

/// A note or notebook of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct TimelineEntity {
    /// Its id.
    pub id: String,
    /// Its title or name now; may be empty.
    pub title: String,
}

/// A device that wrote something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct TimelineDevice {
    /// The device.
    pub id: String,
    /// Its name; null for this device.
    pub name: Option<String>,
}

/// A page of the vault's timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct TimelinePage {
    /// Newest first.
    pub items: Vec<TimelineItem>,
    /// Pass to the next question; null at the end.
    pub next: Option<String>,
    /// The devices of the vault.
    pub devices: Vec<TimelineDevice>,
}
