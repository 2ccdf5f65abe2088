//! Attachments: images and files of notes.

use serde::{Deserialize, Serialize};

/// Where an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum AttachmentState {
    /// A note names it; its bytes are not on this device yet.
    Missing,
    /// Here, and not yet at the server.
    Waiting,
    /// Here, and at the server if there is one.
    Stored,
    /// What came under its name is damaged and set aside; it can be asked for again.
    Damaged,
}

/// An attachment that was just added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct AddedAttachment {
    /// Its name: 64 digits of hex.
    pub name: String,
    /// Its address, as links and images name it.
    pub url: String,
    /// What to write into the note to show it.
    pub markdown: String,
    /// Whether windows show it as an image.
    pub is_image: bool,
    /// Size, bytes.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub size_bytes: u64,
    /// False when an equal file was here before: nothing was stored again.
    pub is_new: bool,
}

/// What is known of an attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct AttachmentStatus {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub state: AttachmentState,
    /// Size, bytes; 0 while it is not here.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub size_bytes: u64,
    /// Why it is not where it should be, in a sentence; null when all is well.
    pub trouble: Option<String>,
    /// Width of an image as it is shown, pixels; null while that is not known.
    pub width: Option<u32>,
    /// Its height.
    pub height: Option<u32>,
}
