//! Where an attachment is, in words.

use driftless_domain::blob::BlobName;
use driftless_sync::blobs::{DAMAGED, NOT_THERE};
use driftless_sync::contract::{BlobState, StoreTx};

use super::sizes;
use crate::AppError;
use crate::view::{AttachmentState, AttachmentStatus};

pub(super) fn of(tx: &dyn StoreTx, name: BlobName) -> Result<AttachmentStatus, AppError> {
    let row = tx.blob(name)?;
    let has_server = tx.connection()?.is_some();
    let state = match row.as_ref().map_or(BlobState::Missing, |row| row.state) {
        BlobState::Missing => AttachmentState::Missing,
        // Without a server there is nothing to wait for.
        BlobState::Waiting if has_server => AttachmentState::Waiting,
        BlobState::Waiting | BlobState::Stored => AttachmentState::Stored,
        BlobState::SetAside => AttachmentState::Damaged,
    };
    let size = sizes::known(tx, name)?.flatten();
    let trouble = row.as_ref().and_then(|row| row.trouble.as_deref()).map(words);
    Ok(AttachmentStatus {
        name: name.to_string(),
        state,
        size_bytes: row.map_or(0, |row| row.size_bytes),
        trouble: trouble.map(ToOwned::to_owned),
        width: size.map(|(width, _)| width),
        height: size.map(|(_, height)| height),
    })
}

/// Returns what a class of trouble with a file means to a person.
pub(crate) fn words(class: &str) -> &'static str {
    match class {
        NOT_THERE => "The device that has this file has not sent it yet.",
        DAMAGED => "What came from the server is not this file. It was set aside.",
        "server.too_large" | "server.refused" => "The server refuses this file. It is saved on this device.",
        class => driftless_sync::status::words(class),
    }
}
