//! The writer slot of this process, and what dead processes left in theirs.
//!
//! Two processes under one text writer id would make texts diverge without a sign of it, so a process
//! writes only while it holds its slot's lock (see [`driftless_store::WriterSlot`]).

use std::sync::atomic::{AtomicU64, Ordering};

use driftless_domain::body::{LoroText, TextBody as _};
use driftless_domain::{ActionType, EntityId, EntityType};
use driftless_store::{SqliteStore, WriterSlot};
use driftless_sync::contract::{Clock, Draft, Store as _, StoreError, StoreTx};
use driftless_sync::local::{Intent, commit};

use crate::AppError;
use crate::materializer::materializer;
use crate::notes::title_draft;
use crate::session::body_payload;

/// Every draft of a slot and note: ids are below this.
pub(crate) const ALL_DRAFTS: u64 = i64::MAX as u64;

/// A slot that this process holds until it is dropped.
#[derive(Debug)]
pub(crate) struct Slot {
    peer: AtomicU64,
    lock: WriterSlot,
}

impl Slot {
    /// Takes the lowest free slot, makes actions of what its last holder left, and gives it a writer id.
    pub(crate) fn take(store: &SqliteStore, clock: &dyn Clock) -> Result<Self, AppError> {
        let lock = WriterSlot::claim(store.folder())?;
        if !fold_drafts(store, clock, lock.slot())? {
            // Some of what was written under the old id cannot be read back: it must never go on.
            store.write(|tx| tx.claim_peer(lock.slot(), new_peer(clock)))?;
        }
        let slot = Self { peer: AtomicU64::new(0), lock };
        slot.renew(store, clock)?;
        Ok(slot)
    }

    /// Returns the slot's number.
    pub(crate) const fn number(&self) -> u32 {
        self.lock.slot()
    }

    /// Returns the text CRDT's writer id.
    pub(crate) fn peer(&self) -> u64 {
        self.peer.load(Ordering::Acquire)
    }

    /// Returns whether the database still knows this slot by its writer id. A new identity of the device
    /// forgets all of them.
    pub(crate) fn is_current(&self, tx: &dyn StoreTx) -> Result<bool, StoreError> {
        Ok(tx.peer(self.number())? == Some(self.peer()))
    }

    /// Takes the writer id that the database has for this slot, or gives it a new one.
    pub(crate) fn renew(&self, store: &SqliteStore, clock: &dyn Clock) -> Result<(), StoreError> {
        let known = store.read(|tx| tx.peer(self.number()))?;
        let peer = match known {
            Some(peer) => peer,
            None => {
                let peer = new_peer(clock);
                store.write(|tx| tx.claim_peer(self.number(), peer))?;
                peer
            }
        };
        self.peer.store(peer, Ordering::Release);
        Ok(())
    }
}

/// Makes actions of the typing that dead processes left in the journal. A living process's is left alone.
pub(crate) fn fold_left(store: &SqliteStore, clock: &dyn Clock) -> Result<(), AppError> {
    let slots = store.read(|tx| {
        let mut with_drafts = Vec::new();
        for number in 0..WriterSlot::COUNT {
            if !tx.drafts(number)?.is_empty() || title_draft::is_left(tx, number)? {
                with_drafts.push(number);
            }
        }
        Ok::<_, StoreError>(with_drafts)
    })?;
    for number in slots {
        if let Some(_lock) = WriterSlot::claim_left(store.folder(), number)? {
            fold_drafts(store, clock, number)?;
        }
    }
    Ok(())
}

/// Makes one action of each note's drafts of a slot whose lock is held, and of its title. Returns whether all
/// texts could be read.
fn fold_drafts(store: &SqliteStore, clock: &dyn Clock, slot: u32) -> Result<bool, AppError> {
    store.write(|tx| {
        let drafts = tx.drafts(slot)?;
        let mut is_whole = true;
        let mut notes: Vec<EntityId> = drafts.iter().map(|draft| draft.note_id).collect();
        notes.sort_unstable();
        notes.dedup();
        for note_id in notes {
            let mine: Vec<&Draft> = drafts.iter().filter(|draft| draft.note_id == note_id).collect();
            is_whole &= fold_note(tx, clock, slot, note_id, &mine)?;
        }
        title_draft::fold(tx, clock, slot)?;
        Ok(is_whole)
    })
}

fn fold_note(
    tx: &mut dyn StoreTx,
    clock: &dyn Clock,
    slot: u32,
    note_id: EntityId,
    drafts: &[&Draft],
) -> Result<bool, AppError> {
    // Only reads and merges: the peer is never written under.
    let mut text = load_text(tx, note_id, u64::MAX >> 1)?;
    let before = text.version()?;
    let mut is_whole = true;
    for draft in drafts {
        match text.import(&[&draft.update]) {
            Ok(imported) => is_whole &= !imported.is_pending,
            Err(error) => {
                tracing::error!(note = %note_id, %error, "a draft cannot be read");
                return Ok(false);
            }
        }
    }
    if text.version()? != before {
        let payload = body_payload(text.updates_since(&before)?);
        let intent = Intent::new(note_id, EntityType::Note, ActionType::Update, payload);
        let materializer = materializer(tx, u64::MAX >> 1, clock)?;
        commit(tx, &materializer, clock, vec![intent])?;
    }
    if is_whole {
        tx.remove_drafts(slot, note_id, ALL_DRAFTS)?;
    }
    Ok(is_whole)
}

/// Loads a note's text as it is stored.
pub(crate) fn load_text(tx: &dyn StoreTx, note_id: EntityId, peer: u64) -> Result<LoroText, AppError> {
    Ok(match tx.load_body(note_id)? {
        Some(stored) => LoroText::load(&stored.snapshot, peer)?,
        None => LoroText::empty(peer),
    })
}

/// The highest id is reserved by the text library; the sign bit stays clear for the database.
pub(crate) fn new_peer(clock: &dyn Clock) -> u64 {
    (clock.random() >> 2).max(1)
}
