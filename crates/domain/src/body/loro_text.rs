//! Note bodies on Loro, behind a wrapper that keeps its failures away from everything else.

use std::panic::{AssertUnwindSafe, catch_unwind};

use loro::{ExportMode, LoroDoc, VersionVector};

use super::{BodyError, ChangeSet, Imported, InvalidChange, Section, TextBody, guard};
use crate::limits::BODY_BYTES_MAX;

/// Tag of this library and format in payloads.
pub const CODEC: &str = "loro1";

/// Root text of every document. A root needs no creation operation, so devices cannot fork a note.
const ROOT: &str = "body";

/// A note's text as a Loro document.
pub struct LoroText {
    /// Absent after a panic inside the library: its locks may be poisoned and dropping it may panic
    /// again, so such a document is forgotten instead.
    doc: Option<LoroDoc>,
}

impl std::fmt::Debug for LoroText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoroText").field("is_usable", &self.doc.is_some()).finish()
    }
}

impl LoroText {
    /// Runs a call into the library; a panic inside makes the document unusable, not the program.
    fn guarded<R>(&mut self, call: impl FnOnce(&LoroDoc) -> Result<R, BodyError>) -> Result<R, BodyError> {
        let Some(doc) = self.doc.take() else { return Err(unusable()) };
        match catch_unwind(AssertUnwindSafe(|| call(&doc))) {
            Ok(result) => {
                self.doc = Some(doc);
                result
            }
            Err(_) => {
                std::mem::forget(doc);
                Err(BodyError::Library("it panicked".to_owned()))
            }
        }
    }

    fn doc(&self) -> Result<&LoroDoc, BodyError> {
        self.doc.as_ref().ok_or_else(unusable)
    }
}

impl TextBody for LoroText {
    fn empty(peer: u64) -> Self {
        let doc = LoroDoc::new();
        // Refused only for the reserved peer id and inside a transaction; neither is the case.
        let _ = doc.set_peer_id(peer.min(u64::MAX - 1));
        Self { doc: Some(doc) }
    }

    fn load(snapshot: &[u8], peer: u64) -> Result<Self, BodyError> {
        let mut text = Self::empty(peer);
        text.import(&[snapshot])?;
        Ok(text)
    }

    fn import(&mut self, updates: &[&[u8]]) -> Result<Imported, BodyError> {
        updates.iter().try_for_each(|update| guard::check(update))?;
        if updates.is_empty() {
            return Ok(Imported::default());
        }
        self.guarded(|doc| {
            let updates: Vec<Vec<u8>> = updates.iter().map(|update| update.to_vec()).collect();
            let status = doc.import_batch(&updates).map_err(|error| BodyError::Malformed(error.to_string()))?;
            Ok(Imported { is_pending: status.pending.is_some() })
        })
    }

    fn edit(&mut self, changes: &ChangeSet) -> Result<Vec<u8>, BodyError> {
        self.guarded(|doc| {
            let text = doc.get_text(ROOT);
            let actual = text.len_utf16();
            if changes.old_len() != actual {
                return Err(InvalidChange::Length { expected: changes.old_len(), actual }.into());
            }
            // Checked as a whole before the first change, so that a refusal leaves the text as it was.
            let new = changes.apply(&text.to_string())?;
            if new.len() > BODY_BYTES_MAX {
                return Err(BodyError::TooLarge(BODY_BYTES_MAX));
            }
            let before = doc.oplog_vv();
            let mut at = 0;
            for section in changes.sections() {
                match section {
                    Section::Keep(len) => at += len,
                    Section::Replace { delete, insert } => {
                        if *delete > 0 {
                            text.delete_utf16(at, *delete).map_err(library)?;
                        }
                        if !insert.is_empty() {
                            text.insert_utf16(at, insert).map_err(library)?;
                            at += super::change_set::utf16_len(insert);
                        }
                    }
                }
            }
            doc.commit();
            doc.export(ExportMode::updates(&before)).map_err(library)
        })
    }

    fn text(&self) -> Result<String, BodyError> {
        Ok(self.doc()?.get_text(ROOT).to_string())
    }

    fn snapshot(&self) -> Result<Vec<u8>, BodyError> {
        self.doc()?.export(ExportMode::Snapshot).map_err(library)
    }

    fn version(&self) -> Result<Vec<u8>, BodyError> {
        Ok(self.doc()?.oplog_vv().encode())
    }

    fn updates_since(&self, version: &[u8]) -> Result<Vec<u8>, BodyError> {
        let version = VersionVector::decode(version).map_err(|error| BodyError::Malformed(error.to_string()))?;
        self.doc()?.export(ExportMode::updates(&version)).map_err(library)
    }
}

fn unusable() -> BodyError {
    BodyError::Library("unusable after an earlier failure".to_owned())
}

fn library(error: impl std::fmt::Display) -> BodyError {
    BodyError::Library(error.to_string())
}
