//! The sidebar.

use serde::{Deserialize, Serialize};

/// A notebook in the sidebar's order (depth first, by name).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct NotebookRow {
    /// Notebook id.
    pub id: String,
    /// Shown name.
    pub name: String,
    /// The notebook it is shown in.
    pub parent_id: Option<String>,
    /// 0 at the top.
    pub depth: u32,
    /// Notes directly in it.
    pub notes: u32,
}

/// A tag in the sidebar's order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct TagRow {
    /// Name without `#`; `/` nests.
    pub name: String,
    /// Notes that carry it.
    pub notes: u32,
}

/// Everything the sidebar shows but the sync state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Sidebar {
    /// Notes that are neither trashed nor archived.
    pub all: u32,
    /// Pinned ones.
    pub pinned: u32,
    /// Favourites among them.
    pub favorites: u32,
    /// Shown under "No notebook".
    pub no_notebook: u32,
    /// Archived ones.
    pub archived: u32,
    /// Trashed ones.
    pub trash: u32,
    /// Templates.
    pub templates: u32,
    /// Review items.
    pub review: u32,
    /// Notebooks.
    pub notebooks: Vec<NotebookRow>,
    /// Tags.
    pub tags: Vec<TagRow>,
}
