//! What a write answers, and what undoing does.

use serde::{Deserialize, Serialize};

/// What a write did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Gesture {
    /// Names the gesture for `undo`; null when everything was so already.
    pub group: Option<String>,
    /// Actions written.
    pub actions: u32,
}

/// Why a part of what is undone stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum UndoLeftReason {
    /// The field was changed again since.
    ChangedSince,
    /// It was deleted or restored again since.
    LifeChangedSince,
    /// The note or notebook was created by this and edited since.
    EditedSince,
    /// The notebook was created by this and holds other notes.
    NotebookInUse,
    /// It was deleted for ever since.
    Purged,
    /// What was before is not known any more.
    Forgotten,
    /// Written by a newer version of the app.
    Unknown,
    /// The text cannot be taken back.
    Text,
}

/// A part of what is undone that stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct UndoLeft {
    /// The note or notebook.
    pub entity_id: String,
    /// Its title or name; may be empty.
    pub title: String,
    /// Why.
    pub reason: UndoLeftReason,
    /// Which field, as in a payload ("title", "tag work"), where it is about one.
    pub field: Option<String>,
    /// Name of the device that changed it since; null for this device, or where it is not about one.
    pub device: Option<String>,
}

/// What undoing did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct UndoReport {
    /// Names the undo itself, so that it can be undone; null when nothing was written.
    pub group: Option<String>,
    /// Notes that change.
    pub notes: u32,
    /// Notebooks that change.
    pub notebooks: u32,
    /// Of the notes, those that go to the trash.
    pub trashed: u32,
    /// Of the notes, those that come out of the trash.
    pub restored: u32,
    /// Of the notes, those whose text changes.
    pub texts: u32,
    /// What stays, at most 200 of them.
    pub left: Vec<UndoLeft>,
    /// How much stays in all.
    pub left_count: u32,
}

/// What a device wrote from one moment to another, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct DeviceSession {
    /// The device.
    pub device_id: String,
    /// Milliseconds since the epoch, by the time that counts for order.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub from: u64,
    /// The same.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub to: u64,
}
