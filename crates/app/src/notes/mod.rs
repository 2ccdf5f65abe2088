//! Notes: list, read, create, change, delete.

mod body;
mod create;
mod life;
mod list;
mod patch;
pub(crate) mod title_draft;

pub use create::NoteDraft;
pub(crate) use list::row;

/// What a write did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// Ids of the actions, in order; empty when everything was so already.
    pub actions: Vec<String>,
}
