//! The text of a note: a CRDT behind a small trait, and the change sets that cross to an editor.
//!
//! Offsets at this boundary are UTF-16 code units (what JavaScript and CodeMirror count). What the
//! library counts stays inside its implementation.

mod change_set;
mod change_set_json;
mod delta;
mod diff;
mod guard;
mod loro_text;
mod transform;
mod version;

pub use change_set::{ChangeSet, InvalidChange, Section};
pub use loro_text::{CODEC, LoroText};
pub use transform::{Stretch, without};

/// A body cannot be read or changed. The bytes are untouched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// The bytes are not an update or snapshot of this codec.
    #[error("not a text update: {0}")]
    Malformed(String),
    /// The library failed on them; they were kept away from everything else.
    #[error("the text library failed on these bytes: {0}")]
    Library(String),
    /// Over [`crate::limits::BODY_BYTES_MAX`].
    #[error("the text would be over the limit of {0} bytes")]
    TooLarge(usize),
    /// A change set does not fit the text.
    #[error(transparent)]
    Change(#[from] InvalidChange),
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// Some of these updates wait for others they depend on: keep their actions in the WAL, and import
    /// them again after a reload, for a snapshot leaves them out.
    pub is_pending: bool,
    /// What it did to the text as it was before, for an editor that shows it.
    pub changes: ChangeSet,
}

/// A mergeable text. Not thread-safe by contract: one owner at a time.
///
/// After [`BodyError::Library`] the text is unusable and every call says so: load it again from what was kept.
///
/// Life: [`TextBody::empty`] or [`TextBody::load`], then imports and edits; [`TextBody::snapshot`] to keep it.
/// Dropping it loses nothing that was exported.
pub trait TextBody: Sized {
    /// A text without history. `peer`: this writer's id; must not be in use by any other writer, ever.
    fn empty(peer: u64) -> Self;

    /// Reads a snapshot that [`TextBody::snapshot`] made.
    ///
    /// # Errors
    /// [`BodyError`] when the bytes are damaged.
    fn load(snapshot: &[u8], peer: u64) -> Result<Self, BodyError>;

    /// Merges updates (all of a note at once: one by one is fifty times as slow). Known ones change nothing.
    ///
    /// # Errors
    /// [`BodyError::Malformed`] on bytes that are no update, [`BodyError::TooLarge`] when the merged text is
    /// over [`crate::limits::BODY_MERGED_BYTES_MAX`]; the text is then as before, without any of them.
    fn import(&mut self, updates: &[&[u8]]) -> Result<Imported, BodyError>;

    /// Applies an editor's changes as one transaction and returns their update.
    ///
    /// # Errors
    /// [`BodyError::Change`] when they do not fit the text, [`BodyError::TooLarge`]; the text is then as before.
    fn edit(&mut self, changes: &ChangeSet) -> Result<Vec<u8>, BodyError>;

    /// Makes the text `new_text` by the smallest edit that does (lines, then words), as one transaction, so
    /// that what others write meanwhile merges with it. Returns the edit and its update; an update without
    /// operations when the text is `new_text` already. For texts that were changed outside an editor.
    ///
    /// # Errors
    /// [`BodyError::TooLarge`]; the text is then as before.
    fn replace(&mut self, new_text: &str) -> Result<(ChangeSet, Vec<u8>), BodyError>;

    /// Returns the text, LF line ends.
    ///
    /// # Errors
    /// [`BodyError::Library`].
    fn text(&self) -> Result<String, BodyError>;

    /// Returns the whole text with its whole history.
    ///
    /// # Errors
    /// [`BodyError::Library`].
    fn snapshot(&self) -> Result<Vec<u8>, BodyError>;

    /// Returns what is known by now, without what is pending: pass it to [`TextBody::updates_since`] later.
    /// Equal histories, equal bytes.
    ///
    /// # Errors
    /// [`BodyError::Library`].
    fn version(&self) -> Result<Vec<u8>, BodyError>;

    /// Returns one update with everything after `version`.
    ///
    /// # Errors
    /// [`BodyError::Malformed`] when `version` is not one.
    fn updates_since(&self, version: &[u8]) -> Result<Vec<u8>, BodyError>;
}
