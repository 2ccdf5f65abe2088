//! One open note: its text, its version, who listens, and what is typed but not yet an action.
//!
//! Invariant: the document holds what is stored and what is in this process's journal, nothing else;
//! `base` is the version of what is stored. After a failed write the document is dropped and read again,
//! because it may hold what is not durable.

use std::collections::BTreeMap;

use driftless_domain::body::{BodyError, ChangeSet, LoroText, TextBody as _};
use driftless_domain::rules;
use driftless_domain::{ActionType, EntityId, EntityType};
use driftless_store::SqliteStore;
use driftless_sync::contract::{Clock, Draft, Store as _, StoreError, StoreTx};
use driftless_sync::local::{Intent, commit};

use super::burst::Burst;
use super::changes::to_view;
use super::{SessionSink, body_payload};
use crate::AppError;
use crate::materializer::materializer;
use crate::slot::{ALL_DRAFTS, Slot, load_text};
use crate::view::{PushAnswer, SessionMessage};

/// What a session works with.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    pub(crate) store: &'a SqliteStore,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) slot: &'a Slot,
}

/// One push of an editor, read and checked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Push<'a> {
    /// The editor.
    pub(crate) client: &'a str,
    /// Its push number.
    pub(crate) seq: u32,
    /// Version that the changes were made on.
    pub(crate) base: u32,
    /// The changes.
    pub(crate) changes: &'a ChangeSet,
}

pub(crate) struct NoteSession {
    note_id: EntityId,
    doc: LoroText,
    /// Writer id of `doc`.
    peer: u64,
    /// What the windows show, version by version.
    text: String,
    version: u32,
    /// Revision of the note that `doc` has taken in.
    revision: u64,
    /// Version vector of what is stored: everything after it is in the journal only.
    base: Vec<u8>,
    burst: Option<Burst>,
    /// The last push of every editor.
    last_pushes: BTreeMap<String, u32>,
    /// What happened to the document and is not yet told, in order.
    untold: Vec<ChangeSet>,
    /// A failure left the document with what may not be durable: read it again before anything else.
    is_stale: bool,
    sinks: BTreeMap<String, SessionSink>,
}

impl NoteSession {
    /// Reads a note's text and what this process has journalled of it.
    pub(crate) fn load(desk: Desk<'_>, note_id: EntityId) -> Result<Self, AppError> {
        let (doc, base, revision) = read_doc(desk, note_id)?;
        let text = doc.text()?;
        let has_drafts = doc.version()? != base;
        Ok(Self {
            note_id,
            doc,
            peer: desk.slot.peer(),
            text,
            version: 0,
            revision,
            base,
            burst: has_drafts.then(|| Burst::typed(None, desk.clock.monotonic_ns(), 0)),
            last_pushes: BTreeMap::new(),
            untold: Vec::new(),
            is_stale: false,
            sinks: BTreeMap::new(),
        })
    }

    pub(crate) fn version(&self) -> u32 {
        self.version
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn listen(&mut self, session: String, sink: SessionSink) {
        self.sinks.insert(session, sink);
    }

    pub(crate) fn leave(&mut self, session: &str) {
        self.sinks.remove(session);
    }

    pub(crate) fn has_listeners(&self) -> bool {
        !self.sinks.is_empty()
    }

    /// Returns when the burst becomes an action, on the clock's stopwatch.
    pub(crate) fn due_ns(&self) -> Option<u64> {
        self.burst.map(|burst| burst.due_ns())
    }

    /// Takes an editor's push. When this returns, it is durable.
    pub(crate) fn push(&mut self, desk: Desk<'_>, push: Push<'_>) -> Result<PushAnswer, AppError> {
        if self.last_pushes.get(push.client).is_some_and(|last| push.seq <= *last) {
            // The answer was lost on its way: it is applied already.
            return Ok(PushAnswer { ok: true, version: self.version });
        }
        self.refresh(desk)?;
        self.show()?;
        if push.base != self.version {
            return Ok(PushAnswer { ok: false, version: self.version });
        }
        let (updates, cleaned) = match self.edit(push.changes) {
            Ok(edited) => edited,
            Err(error) => {
                // A change that does not fit leaves the document as it was; anything else does not.
                self.is_stale = !matches!(error, AppError::BadInput { .. } | AppError::TooLarge { .. });
                return Err(error);
            }
        };
        if let Err(error) = self.journal(desk, &updates) {
            self.is_stale = true;
            self.refresh(desk)?;
            if self.doc.text()? == self.text {
                return Err(error);
            }
        }
        self.last_pushes.insert(push.client.to_owned(), push.seq);
        self.text = push.changes.apply(&self.text).map_err(BodyError::from)?;
        self.tell(push.changes, Some((push.client, push.seq)));
        self.untold.extend(cleaned);
        self.show()?;
        let bytes = updates.iter().map(Vec::len).sum();
        self.burst = Some(Burst::typed(self.burst, desk.clock.monotonic_ns(), bytes));
        Ok(PushAnswer { ok: true, version: self.version })
    }

    /// Makes the text `new_text` by the smallest edit and an action of it at once. Returns the actions.
    pub(crate) fn replace(&mut self, desk: Desk<'_>, new_text: &str) -> Result<Vec<String>, AppError> {
        self.refresh(desk)?;
        let (changes, _) = match self.doc.replace(new_text) {
            Ok(replaced) => replaced,
            Err(error) => {
                self.is_stale = matches!(error, BodyError::Library(_));
                return Err(error.into());
            }
        };
        self.untold.push(changes);
        // Not journalled: until the action is stored, the document holds what is not durable.
        self.flush(desk).inspect_err(|_| self.is_stale = true)
    }

    /// Makes one action of everything journalled, together with what others wrote meanwhile. Returns the
    /// actions. On an error the journal is as it was.
    pub(crate) fn flush(&mut self, desk: Desk<'_>) -> Result<Vec<String>, AppError> {
        self.refresh(desk)?;
        if self.doc.version()? == self.base {
            self.burst = None;
            self.merge(desk)?;
            return Ok(Vec::new());
        }
        let (note_id, slot) = (self.note_id, desk.slot);
        let (actions, revision) = desk.store.write(|tx| {
            self.merge_in(tx, slot)?;
            let payload = body_payload(self.doc.updates_since(&self.base)?);
            let intent = Intent::new(note_id, EntityType::Note, ActionType::Update, payload);
            let materializer = materializer(tx, self.peer, desk.clock)?;
            let committed = commit(tx, &materializer, desk.clock, vec![intent])?;
            tx.remove_drafts(slot.number(), note_id, ALL_DRAFTS)?;
            Ok::<_, AppError>((committed.actions, tx.revision(note_id)?))
        })?;
        self.revision = revision;
        self.base = self.doc.version()?;
        self.burst = None;
        self.show()?;
        Ok(actions.iter().map(ToString::to_string).collect())
    }

    /// Takes in what another process or a sync stored, and tells the windows.
    pub(crate) fn merge(&mut self, desk: Desk<'_>) -> Result<(), AppError> {
        self.refresh(desk)?;
        let is_known = desk.store.read(|tx| {
            self.merge_in(tx, desk.slot)?;
            Ok::<_, AppError>(tx.load_state(self.note_id)?.is_some_and(|state| state.is_known()))
        })?;
        self.show()?;
        if !is_known {
            self.end("This note was deleted for ever.");
        }
        Ok(())
    }

    /// Ends the session for every window.
    pub(crate) fn end(&mut self, reason: &str) {
        for sink in std::mem::take(&mut self.sinks).into_values() {
            sink(SessionMessage::Closed { reason: reason.to_owned() });
        }
    }

    /// Whether this document's writer id is still this process's.
    fn is_own(&self, tx: &dyn StoreTx, slot: &Slot) -> Result<bool, StoreError> {
        Ok(self.peer == slot.peer() && slot.is_current(tx)?)
    }

    fn check_own(&mut self, tx: &dyn StoreTx, slot: &Slot) -> Result<(), StoreError> {
        if self.is_own(tx, slot)? {
            return Ok(());
        }
        self.is_stale = true;
        Err(StoreError::Busy)
    }

    fn merge_in(&mut self, tx: &dyn StoreTx, slot: &Slot) -> Result<(), AppError> {
        self.check_own(tx, slot)?;
        let revision = tx.revision(self.note_id)?;
        if revision == self.revision {
            return Ok(());
        }
        if let Some(stored) = tx.load_body(self.note_id)? {
            let base = LoroText::load(&stored.snapshot, self.peer)?.version()?;
            if base != self.base {
                match self.doc.import(&[&stored.snapshot]) {
                    Ok(imported) => self.untold.push(imported.changes),
                    Err(error) => {
                        self.is_stale = true;
                        return Err(error.into());
                    }
                }
                self.base = base;
            }
        }
        self.revision = revision;
        Ok(())
    }

    /// Brings what the windows show to what the document holds.
    fn show(&mut self) -> Result<(), AppError> {
        for changes in std::mem::take(&mut self.untold) {
            if let (false, Ok(text)) = (changes.is_empty(), changes.apply(&self.text)) {
                self.text = text;
                self.tell(&changes, None);
            }
        }
        let text = self.doc.text()?;
        if text != self.text {
            let changes = ChangeSet::between(&self.text, &text);
            self.text = text;
            self.tell(&changes, None);
        }
        Ok(())
    }

    /// Edits the document. Returns the updates to journal, and what was taken out again.
    fn edit(&mut self, changes: &ChangeSet) -> Result<(Vec<Vec<u8>>, Option<ChangeSet>), AppError> {
        let update = self.doc.edit(changes)?;
        let typed = self.doc.text()?;
        if is_clean(&typed) {
            return Ok((vec![update], None));
        }
        // What an editor let through that no text holds is taken out by an edit of our own: a refusal
        // would leave it on the screen and stop everything typed after it.
        let (cleaned, cleaning) =
            self.doc.replace(&clean(&typed)).map_err(|error| AppError::Internal(error.to_string()))?;
        Ok((vec![update, cleaning], Some(cleaned)))
    }

    fn tell(&mut self, changes: &ChangeSet, author: Option<(&str, u32)>) {
        self.version += 1;
        let message = SessionMessage::Changes {
            version: self.version,
            client: author.map(|(client, _)| client.to_owned()),
            seq: author.map(|(_, seq)| seq),
            changes: to_view(changes),
        };
        self.sinks.retain(|_, sink| sink(message.clone()));
    }

    fn journal(&mut self, desk: Desk<'_>, updates: &[Vec<u8>]) -> Result<(), AppError> {
        desk.store.write(|tx| {
            self.check_own(tx, desk.slot)?;
            updates.iter().try_for_each(|update| {
                tx.add_draft(&Draft { id: 0, note_id: self.note_id, slot: desk.slot.number(), update: update.clone() })
            })?;
            Ok::<_, StoreError>(())
        })?;
        Ok(())
    }

    /// Reads the text anew after a failure: what is stored and what is journalled. The windows keep
    /// their version; [`NoteSession::show`] tells them the difference.
    fn refresh(&mut self, desk: Desk<'_>) -> Result<(), AppError> {
        if !desk.store.read(|tx| self.is_own(tx, desk.slot))? {
            // The device has a new identity: what is stored was written anew under other ids, and merging
            // this document into it would double its text.
            desk.slot.renew(desk.store, desk.clock)?;
            self.is_stale = true;
        }
        if self.is_stale {
            let (doc, base, revision) = read_doc(desk, self.note_id)?;
            (self.doc, self.base, self.revision) = (doc, base, revision);
            self.peer = desk.slot.peer();
            self.untold.clear();
            self.is_stale = false;
        }
        Ok(())
    }
}

fn read_doc(desk: Desk<'_>, note_id: EntityId) -> Result<(LoroText, Vec<u8>, u64), AppError> {
    desk.store.read(|tx| {
        let mut doc = load_text(tx, note_id, desk.slot.peer())?;
        let base = doc.version()?;
        let drafts = tx.drafts_of(note_id)?;
        let mine: Vec<&[u8]> =
            drafts.iter().filter(|d| d.slot == desk.slot.number()).map(|d| d.update.as_slice()).collect();
        doc.import(&mine)?;
        Ok((doc, base, tx.revision(note_id)?))
    })
}

fn is_clean(text: &str) -> bool {
    !text.contains(['\r', '\0'])
}

/// Line ends become LF; NUL goes.
fn clean(text: &str) -> String {
    let text = text.replace('\0', "");
    rules::body_text(&text).unwrap_or(text)
}
