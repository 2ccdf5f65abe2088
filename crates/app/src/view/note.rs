//! Rows of the list, and the head of an open note.

use serde::{Deserialize, Serialize};

/// One row of the note list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct NoteRow {
    /// Note id.
    pub id: String,
    /// Shown title; empty when the note has none (the UI writes "Untitled").
    pub title: String,
    /// First words of the body without Markdown marks, at most 160 characters; for a search, the passage around the hit.
    pub snippet: String,
    /// Ranges to highlight in `snippet`, UTF-16 offsets [start, end).
    pub snippet_marks: Vec<[u32; 2]>,
    /// Ranges to highlight in `title`, UTF-16 offsets [start, end).
    pub title_marks: Vec<[u32; 2]>,
    /// Notebook the note is shown in.
    pub notebook_id: Option<String>,
    /// Its name.
    pub notebook: Option<String>,
    /// Tags in order of name.
    pub tags: Vec<String>,
    /// Pinned to the top.
    pub pinned: bool,
    /// One of the favourites.
    pub favorite: bool,
    /// Archived.
    pub archived: bool,
    /// In the trash.
    pub trashed: bool,
    /// When it was put in the trash, milliseconds since the epoch; null while it is not there.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Number>))]
    pub trashed_at: Option<u64>,
    /// From when its days in the trash are counted on this device, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Number>))]
    pub trash_counted_from: Option<u64>,
    /// A template for new notes, not in the trash.
    pub template: bool,
    /// Milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub created_at: u64,
    /// Milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub updated_at: u64,
    /// Values that lost to the shown one and wait for review, all fields together.
    pub siblings: u32,
}

/// Which notes a list shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[serde(tag = "kind")]
pub enum ListScope {
    /// Everything that is neither trashed nor archived.
    All,
    /// Pinned notes.
    Pinned,
    /// Favourites.
    Favorites,
    /// Notes with review items.
    Review,
    /// The trash.
    Trash,
    /// The archive.
    Archived,
    /// Templates, which no other list shows.
    Templates,
    /// One notebook, without its nested ones; `id` null is "No notebook".
    Notebook {
        /// Notebook id.
        id: Option<String>,
    },
    /// One tag and those nested below it.
    Tag {
        /// Tag name without `#`.
        name: String,
    },
    /// A search, ranked; `sort` is ignored.
    Search {
        /// Words and operators as typed.
        query: String,
        /// Where it looks; everywhere if null.
        #[serde(default)]
        within: Option<super::SearchWithin>,
        /// How far local clocks are ahead of UTC, minutes: what "today" is.
        #[serde(default)]
        utc_offset_min: i32,
    },
}

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// Newest edit first.
    Updated,
    /// Newest first.
    Created,
    /// By title, by the Unicode default collation of the platform-free kind (lowercased NFKC).
    Title,
    /// What was put in the trash last first.
    Trashed,
}

/// Groups of a list that follow each other.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[serde(tag = "kind")]
pub enum ListGroup {
    /// None.
    #[default]
    None,
    /// By the date that the list is sorted by; a list by title has no groups then.
    Date {
        /// Where a group begins, milliseconds since the epoch, the latest first; at most 1,000.
        #[cfg_attr(feature = "specta", specta(type = Vec<specta_typescript::Number>))]
        cuts: Vec<u64>,
    },
    /// By notebook, in the order of the sidebar.
    Notebook,
}

/// What the rows of a group have in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[serde(tag = "kind")]
pub enum GroupKey {
    /// Pinned ones, which come first.
    Pinned,
    /// From that cut on, before the cut above it; the number of cuts names those before all of them.
    Date {
        /// Index into the cuts.
        cut: u32,
    },
    /// One notebook; null is "No notebook".
    Notebook {
        /// Notebook id.
        id: Option<String>,
    },
}

/// A group of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct GroupRow {
    /// What its rows have in common.
    pub key: GroupKey,
    /// Its rows in the whole list, at least 1.
    pub total: u32,
}

/// A request for a window of rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct ListQuery {
    /// Which notes.
    pub scope: ListScope,
    /// What they are sorted by: edited and created newest first, titles from A.
    pub sort: SortBy,
    /// The other way round.
    #[serde(default)]
    pub reversed: bool,
    /// Pinned notes are not put before the others.
    #[serde(default)]
    pub pins_mixed: bool,
    /// In which groups.
    #[serde(default)]
    pub group: ListGroup,
    /// First row, from 0.
    pub offset: u32,
    /// Rows wanted, 1 to 500.
    pub limit: u32,
}

impl ListQuery {
    /// A window of a list in the usual order: pinned notes first, no groups.
    pub fn new(scope: ListScope, sort: SortBy, offset: u32, limit: u32) -> Self {
        Self { scope, sort, reversed: false, pins_mixed: false, group: ListGroup::None, offset, limit }
    }
}

/// A window of rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct NoteWindow {
    /// Rows in the whole list.
    pub total: u32,
    /// Position of the first row.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<NoteRow>,
    /// All groups of the list in order; empty when it has none.
    pub groups: Vec<GroupRow>,
    /// How a search was understood, in words; null for other scopes.
    pub understood: Option<String>,
}

/// The head of an open note: everything but its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct NoteMeta {
    /// The same facts as in the list.
    pub row: NoteRow,
    /// Name of the device of the last change; null for this device.
    pub last_device: Option<String>,
    /// What waits for review on this note.
    pub reviews: Vec<super::ReviewView>,
}

/// What to create.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct NewNote {
    /// Title, may be empty.
    pub title: String,
    /// Body in Markdown, may be empty.
    pub body: String,
    /// Notebook id.
    pub notebook_id: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Pinned at once.
    pub pinned: bool,
}

/// A change of the facts about one or more notes. Absent fields stay as they are.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct NotePatch {
    /// New title.
    #[serde(default)]
    pub title: Option<String>,
    /// Pin or unpin.
    #[serde(default)]
    pub pinned: Option<bool>,
    /// Make it a favourite, or no longer.
    #[serde(default)]
    pub favorite: Option<bool>,
    /// Archive or unarchive.
    #[serde(default)]
    pub archived: Option<bool>,
    /// Make it a template, or a note again.
    #[serde(default)]
    pub template: Option<bool>,
    /// Move to a notebook.
    #[serde(default)]
    pub move_to: Option<MoveTo>,
    /// Tags to add.
    #[serde(default)]
    pub add_tags: Vec<String>,
    /// Tags to remove.
    #[serde(default)]
    pub remove_tags: Vec<String>,
}

/// Where a note goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct MoveTo {
    /// Notebook id; null is "No notebook".
    pub notebook_id: Option<String>,
}
