//! Attachments: added, shown, saved. The note's text names them; nothing deletes them by itself.

mod names;
mod sizes;
mod status;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use driftless_crypto::VaultKey;
use driftless_domain::EntityType;
use driftless_domain::blob::{BlobName, blob_places, blob_url, extension_of, image_type};
use driftless_domain::limits::BLOB_BYTES_MAX;
use driftless_sync::contract::{Sealer as _, Store as _, StoreTx};

pub(crate) use names::{file_name, words};
pub(crate) use status::words as words_of_trouble;

use crate::app::Inner;
use crate::sealer::VaultSealer;
use crate::view::{AddedAttachment, AttachmentStatus};
use crate::{App, AppError, input};

/// Names of one question.
const NAMES_MAX: usize = 1_000;

/// Characters of the longest file in base64.
const BASE64_MAX: usize = BLOB_BYTES_MAX.div_ceil(3) * 4;

/// Bytes of a file's name that is looked at.
const FILE_NAME_BYTES_MAX: usize = 4_096;

/// An attachment to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownAttachment {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The media type of an image that windows show; none for any other file.
    pub image_type: Option<&'static str>,
}

impl App {
    /// Keeps a file as an attachment, for a note that is to name it. Durable when it returns; the note's
    /// text is the caller's to write. `file_name` gives the words and the extension of the link.
    ///
    /// # Errors
    /// [`AppError::TooLarge`] over 10 MiB, [`AppError::BadInput`], [`AppError::NotFound`], [`AppError::Store`].
    pub fn attachment_add(&self, note_id: &str, file: &str, bytes: Vec<u8>) -> Result<AddedAttachment, AppError> {
        let note_id = input::entity_id("note_id", note_id)?;
        if bytes.len() > BLOB_BYTES_MAX {
            return Err(too_large());
        }
        if file.len() > FILE_NAME_BYTES_MAX {
            return Err(AppError::TooLarge { field: "file_name", max: FILE_NAME_BYTES_MAX, unit: "bytes" });
        }
        let added = self.inner.store.write(|tx| {
            Inner::state_of(tx, note_id, &EntityType::Note)?;
            add(tx, file, bytes)
        })?;
        self.inner.sync.local_write();
        self.inner.tell_status();
        Ok(added)
    }

    /// The same with the bytes in base64, as windows send them. Its length is checked before anything is decoded.
    ///
    /// # Errors
    /// As [`App::attachment_add`].
    pub fn attachment_add_base64(&self, note_id: &str, file: &str, text: &str) -> Result<AddedAttachment, AppError> {
        if text.len() > BASE64_MAX {
            return Err(too_large());
        }
        let bytes = STANDARD
            .decode(text)
            .map_err(|error| AppError::BadInput { field: "base64", reason: format!("cannot be decoded: {error}") })?;
        self.attachment_add(note_id, file, bytes)
    }

    /// Returns what is known of attachments, in the order of their names; unknown ones are missing.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::TooLarge`], [`AppError::Store`].
    pub fn attachments_status(&self, names: &[String]) -> Result<Vec<AttachmentStatus>, AppError> {
        if names.len() > NAMES_MAX {
            return Err(AppError::TooLarge { field: "names", max: NAMES_MAX, unit: "at once" });
        }
        let names = names.iter().map(|name| blob_name(name)).collect::<Result<Vec<_>, _>>()?;
        if let Err(error) = self.inner.look_at_sizes(&names) {
            // A full disk must not hide where the files are.
            tracing::warn!(%error, "the sizes of images are not known for now");
        }
        self.inner.store.read(|tx| names.into_iter().map(|name| status::of(tx, name)).collect())
    }

    /// Returns the attachments that a note's text names, each once, in order of the text.
    ///
    /// # Errors
    /// As [`App::note_text`].
    pub fn attachments_of(&self, note_id: &str) -> Result<Vec<AttachmentStatus>, AppError> {
        let text = self.note_text(note_id)?;
        let mut seen = std::collections::BTreeSet::new();
        let names: Vec<BlobName> =
            blob_places(&text).into_iter().map(|place| place.name).filter(|name| seen.insert(*name)).collect();
        self.inner.store.read(|tx| names.into_iter().map(|name| status::of(tx, name)).collect())
    }

    /// Asks for an attachment that is missing or damaged, now.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::Store`].
    pub fn attachment_fetch(&self, name: &str) -> Result<(), AppError> {
        let name = blob_name(name)?;
        self.inner.store.write(|tx| tx.want_blob(name))?;
        self.inner.sync.want_files();
        Ok(())
    }

    /// Returns an attachment; none while its bytes are not here.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::Store`].
    pub fn attachment(&self, name: &str) -> Result<Option<ShownAttachment>, AppError> {
        let name = blob_name(name)?;
        let blob = self.inner.store.read(|tx| tx.load_blob(name))?;
        Ok(blob.map(|blob| ShownAttachment { image_type: image_type(&blob.bytes), bytes: blob.bytes }))
    }

    /// Writes an attachment into a file, whole or not at all.
    ///
    /// # Errors
    /// [`AppError::NotFound`] while it is not here, [`AppError::Storage`].
    pub fn attachment_save(&self, name: &str, to: &std::path::Path) -> Result<(), AppError> {
        let missing = || AppError::NotFound { what: "attachment on this device", id: name.chars().take(64).collect() };
        let shown = self.attachment(name)?.ok_or_else(missing)?;
        crate::markdown::replace(to, &shown.bytes)
            .map_err(|error| AppError::Storage(format!("Could not write {}: {error}.", to.display())))
    }
}

/// Keeps a file in the caller's transaction.
pub(crate) fn add(tx: &mut dyn StoreTx, file: &str, bytes: Vec<u8>) -> Result<AddedAttachment, AppError> {
    let sealer = VaultSealer::new(tx.identity()?.vault_id, &VaultKey::from_bytes(tx.vault_key()?));
    let blob = sealer.name_blob(bytes);
    let is_new = tx.add_blob(&blob)?;
    let is_image = image_type(&blob.bytes).is_some();
    sizes::keep(tx, blob.name, &blob.bytes)?;
    let file = file_name(file);
    let url = blob_url(blob.name, &extension_of(&file));
    let markdown = if is_image {
        let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
        format!("![{}]({url})", words(stem))
    } else {
        format!("[{}]({url})", words(&file))
    };
    Ok(AddedAttachment {
        name: blob.name.to_string(),
        url,
        markdown,
        is_image,
        size_bytes: blob.bytes.len() as u64,
        is_new,
    })
}

fn blob_name(text: &str) -> Result<BlobName, AppError> {
    text.parse().map_err(|error: driftless_domain::blob::InvalidBlobName| AppError::BadInput {
        field: "name",
        reason: format!("is {error}"),
    })
}

fn too_large() -> AppError {
    AppError::TooLarge { field: "file", max: BLOB_BYTES_MAX / (1024 * 1024), unit: "MB" }
}
