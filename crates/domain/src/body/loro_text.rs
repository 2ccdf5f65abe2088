//! Note bodies on Loro, behind a wrapper that keeps its failures away from everything else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use loro::cursor::Side;
use loro::event::Diff;
use loro::{ContainerTrait as _, ExportMode, IdSpan, LoroDoc, TextDelta, VersionVector};

use super::change_set::utf16_len;
use super::{BodyError, ChangeSet, Imported, InvalidChange, Section, TextBody, delta, diff, guard, version};
use crate::limits::{BODY_BYTES_MAX, BODY_MERGED_BYTES_MAX};

/// Tag of this library and format in payloads.
pub const CODEC: &str = "loro1";

/// Root text of every document. A root needs no creation operation, so devices cannot fork a note.
const ROOT: &str = "body";

/// A note's text as a Loro document.
pub struct LoroText {
    /// Always present until dropped.
    doc: Option<LoroDoc>,
    peer: u64,
    /// False after a panic inside the library: its locks may be poisoned, and dropping it may panic
    /// again, so such a document is never touched and forgotten in the end.
    is_usable: AtomicBool,
}

impl std::fmt::Debug for LoroText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoroText").field("is_usable", &self.is_usable).finish_non_exhaustive()
    }
}

impl Drop for LoroText {
    fn drop(&mut self) {
        if !self.is_usable.load(Ordering::Relaxed) {
            std::mem::forget(self.doc.take());
        }
    }
}

impl LoroText {
    /// Runs a call into the library; a panic inside makes the document unusable, not the program.
    fn guarded<R>(&self, call: impl FnOnce(&LoroDoc) -> Result<R, BodyError>) -> Result<R, BodyError> {
        let usable = self.doc.as_ref().filter(|_| self.is_usable.load(Ordering::Relaxed));
        let doc = usable.ok_or_else(|| BodyError::Library("unusable after an earlier failure".to_owned()))?;
        catch_unwind(AssertUnwindSafe(|| call(doc))).unwrap_or_else(|_| {
            self.is_usable.store(false, Ordering::Relaxed);
            Err(BodyError::Library("it panicked".to_owned()))
        })
    }

    /// Returns the text as it was at a version that [`TextBody::version`] named, with its history until then.
    ///
    /// # Errors
    /// [`BodyError::Malformed`] when `version` is not one of this text's.
    pub fn at(&self, version: &[u8], peer: u64) -> Result<Self, BodyError> {
        let version = version::decode(version)?;
        if version.is_empty() {
            return Ok(Self::empty(peer));
        }
        let doc = self.guarded(|doc| {
            if !version.partial_cmp(&doc.oplog_vv()).is_some_and(std::cmp::Ordering::is_le) {
                return Err(BodyError::Malformed("a version that the text has not reached".to_owned()));
            }
            let doc = doc.fork_at(&doc.vv_to_frontiers(&version)).map_err(library)?;
            let _ = doc.set_peer_id(peer.min(u64::MAX - 1));
            Ok(doc)
        })?;
        Ok(Self { doc: Some(doc), peer, is_usable: AtomicBool::new(true) })
    }

    /// Imports and sees to it that a refusal leaves the text as it was, also when a part was good.
    fn import_or_restore(&mut self, updates: &[&[u8]], is_watched: bool) -> Result<Imported, BodyError> {
        updates.iter().try_for_each(|update| guard::check(update))?;
        if updates.is_empty() {
            return Ok(Imported::default());
        }
        let peer = self.peer;
        let mut restored = None;
        let result = self.guarded(|doc| {
            let (before, frontiers) = (doc.oplog_vv(), doc.oplog_frontiers());
            let result = import(doc, updates, is_watched);
            if result.is_err() && doc.oplog_vv() != before {
                restored = Some(if before.is_empty() {
                    new_doc(peer)
                } else {
                    let doc = doc.fork_at(&frontiers).map_err(library)?;
                    let _ = doc.set_peer_id(peer);
                    doc
                });
            }
            result
        });
        if restored.is_some() {
            self.doc = restored;
        }
        result
    }
}

impl TextBody for LoroText {
    fn empty(peer: u64) -> Self {
        // The library reserves the highest id.
        let peer = peer.min(u64::MAX - 1);
        Self { doc: Some(new_doc(peer)), peer, is_usable: AtomicBool::new(true) }
    }

    fn load(snapshot: &[u8], peer: u64) -> Result<Self, BodyError> {
        let mut text = Self::empty(peer);
        text.import_or_restore(&[snapshot], false)?;
        Ok(text)
    }

    fn import(&mut self, updates: &[&[u8]]) -> Result<Imported, BodyError> {
        self.import_or_restore(updates, true)
    }

    fn edit(&mut self, changes: &ChangeSet) -> Result<Vec<u8>, BodyError> {
        self.guarded(|doc| edit(doc, changes))
    }

    fn replace(&mut self, new_text: &str) -> Result<(ChangeSet, Vec<u8>), BodyError> {
        if new_text.len() > BODY_BYTES_MAX {
            return Err(BodyError::TooLarge(BODY_BYTES_MAX));
        }
        self.guarded(|doc| {
            let changes = diff::change_set(&doc.get_text(ROOT).to_string(), new_text);
            let update = edit(doc, &changes)?;
            Ok((changes, update))
        })
    }

    fn text(&self) -> Result<String, BodyError> {
        self.guarded(|doc| Ok(doc.get_text(ROOT).to_string()))
    }

    fn snapshot(&self) -> Result<Vec<u8>, BodyError> {
        self.guarded(|doc| doc.export(ExportMode::Snapshot).map_err(library))
    }

    fn version(&self) -> Result<Vec<u8>, BodyError> {
        self.guarded(|doc| Ok(version::encode(&doc.oplog_vv())))
    }

    fn updates_since(&self, version: &[u8]) -> Result<Vec<u8>, BodyError> {
        self.guarded(|doc| {
            let version = version::decode(version)?;
            doc.export(ExportMode::updates(&version)).map_err(library)
        })
    }
}

fn new_doc(peer: u64) -> LoroDoc {
    let doc = LoroDoc::new();
    // Refused only for the reserved id and inside a transaction; neither is the case.
    let _ = doc.set_peer_id(peer);
    doc
}

fn import(doc: &LoroDoc, updates: &[&[u8]], is_watched: bool) -> Result<Imported, BodyError> {
    let text = doc.get_text(ROOT);
    let old = if is_watched { text.to_string() } else { String::new() };
    let seen: Arc<Mutex<Vec<Vec<TextDelta>>>> = Arc::default();
    // Without a text before, the change is the text after: no need to watch.
    let subscription = (!old.is_empty()).then(|| {
        let (seen, id) = (Arc::clone(&seen), text.id());
        doc.subscribe_root(Arc::new(move |event| {
            let deltas = event.events.into_iter().filter(|event| *event.target == id);
            let deltas = deltas.filter_map(|event| if let Diff::Text(delta) = event.diff { Some(delta) } else { None });
            seen.lock().unwrap_or_else(PoisonError::into_inner).extend(deltas);
        }))
    });
    let updates: Vec<Vec<u8>> = updates.iter().map(|update| update.to_vec()).collect();
    let status = doc.import_batch(&updates).map_err(|error| BodyError::Malformed(error.to_string()))?;
    drop(subscription);
    if text.len_utf8() > BODY_MERGED_BYTES_MAX {
        return Err(BodyError::TooLarge(BODY_MERGED_BYTES_MAX));
    }
    let changes = if is_watched {
        let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        changes_to(&old, &text.to_string(), &seen)
    } else {
        ChangeSet::default()
    };
    Ok(Imported { is_pending: status.pending.is_some(), changes })
}

/// Returns what the library says it did, if that is so; else what differs. An editor that follows must
/// never part from the text.
fn changes_to(old: &str, new: &str, seen: &[Vec<TextDelta>]) -> ChangeSet {
    let told = match seen {
        [delta] => delta::to_change_set(old, delta),
        _ => None,
    };
    let is_true = |changes: &ChangeSet| changes.apply(old).is_ok_and(|text| text == new);
    told.filter(is_true).unwrap_or_else(|| ChangeSet::between(old, new))
}

/// Applies changes. All is checked before the first one, so that a refusal leaves the text as it was; by
/// the library's index, never by a walk over the text.
fn edit(doc: &LoroDoc, changes: &ChangeSet) -> Result<Vec<u8>, BodyError> {
    let text = doc.get_text(ROOT);
    let actual = text.len_utf16();
    if changes.old_len() != actual {
        return Err(InvalidChange::Length { expected: changes.old_len(), actual }.into());
    }
    check_boundaries(&text, changes)?;
    check_size(&text, changes)?;
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
                    at += utf16_len(insert);
                }
            }
        }
    }
    doc.commit();
    // By range: the export since a version walks the whole history that a snapshot brought.
    let peer = doc.peer_id();
    let count = |version: &VersionVector| version.get(&peer).copied().unwrap_or(0);
    let written = IdSpan::new(peer, count(&before), count(&doc.oplog_vv()));
    doc.export(ExportMode::updates_in_range(vec![written])).map_err(library)
}

fn check_boundaries(text: &loro::LoroText, changes: &ChangeSet) -> Result<(), BodyError> {
    // Builds the index that the library builds lazily; without it every check would walk the text.
    let _ = text.get_cursor(0, Side::Middle);
    // Inserting nothing checks the place and changes nothing.
    let check = |at| text.insert_utf16(at, "").map_err(|_| InvalidChange::SplitsCharacter(at));
    let mut at = 0;
    for section in changes.sections() {
        match section {
            Section::Keep(len) => at += len,
            Section::Replace { delete, .. } => {
                check(at)?;
                at += delete;
                check(at)?;
            }
        }
    }
    Ok(())
}

/// Refuses an edit that grows the text over its limit. A text that a merge made larger can still shrink.
fn check_size(text: &loro::LoroText, changes: &ChangeSet) -> Result<(), BodyError> {
    let (mut inserted, mut deleted) = (0, 0);
    for section in changes.sections() {
        if let Section::Replace { delete, insert } = section {
            inserted += insert.len();
            deleted += delete;
        }
    }
    let old = text.len_utf8();
    // A UTF-16 unit is at least one byte.
    if old.saturating_add(inserted).saturating_sub(deleted) <= BODY_BYTES_MAX {
        return Ok(());
    }
    let new = changes.apply(&text.to_string())?;
    if new.len() > BODY_BYTES_MAX.max(old) { Err(BodyError::TooLarge(BODY_BYTES_MAX)) } else { Ok(()) }
}

fn library(error: impl std::fmt::Display) -> BodyError {
    BodyError::Library(error.to_string())
}
