//! Review items: where two devices disagreed and a rule picked.

use serde::{Deserialize, Serialize};

/// One value of a field and who wrote it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct VersionView {
    /// The value in words (a notebook by its name).
    pub value: String,
    /// Device that wrote it; null for this device.
    pub device: Option<String>,
    /// When, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub at: u64,
}

/// Why an item waits for review.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[serde(tag = "kind")]
pub enum ReviewKind {
    /// Two devices wrote one field, each unaware of the other.
    Field {
        /// `title`, `notebook`, `color`, …
        field: String,
        /// What is shown.
        shown: VersionView,
        /// What lost.
        others: Vec<VersionView>,
    },
    /// Edited on one device while deleted on another.
    EditedWhileDeleted {
        /// The delete.
        deleted: VersionView,
        /// The edit.
        edited: VersionView,
    },
    /// Concurrent moves made a circle of notebooks; this one is shown at the top level.
    NotebookCycle {
        /// The move that is not followed.
        moved: VersionView,
    },
}

/// A review item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct ReviewView {
    /// Stable while the same versions disagree.
    pub id: String,
    /// The note or notebook.
    pub entity_id: String,
    /// Its title or name.
    pub title: String,
    /// Why.
    pub reason: ReviewKind,
}

/// What to do with a review item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// Keep what is shown (for a delete: leave it deleted).
    Shown,
    /// Keep the other (for a delete: restore the note).
    Other,
    /// Keep both, where the field can hold both (titles are joined by " / ").
    Both,
}
