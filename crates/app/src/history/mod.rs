//! History: a note at any moment, who wrote what, and the timeline of the whole vault.

mod restore;
pub(crate) mod thin;
mod timeline;
mod vault;
pub(crate) mod walk;

use std::sync::{Arc, Mutex, PoisonError};

use driftless_domain::{EntityId, EntityState, EntityType, Field};
use driftless_sync::contract::{Store as _, StoreTx};

use self::timeline::{Facts, Timeline, Version};
use crate::app::Inner;
use crate::devices::Devices;
use crate::view::{BlameRange, NoteHistory, NoteState, NoteVersion, NoteVersionState};
use crate::{App, AppError, input};

/// Versions of one page.
const VERSIONS_MAX: u32 = 500;

/// The note whose history was looked at last: walking through it asks again for every step.
#[derive(Default)]
pub(crate) struct HistoryCache(Mutex<Option<(EntityId, u64, Arc<Timeline>)>>);

impl HistoryCache {
    /// Forgets it: days took the place of actions, which is no change of the note.
    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Inner {
    /// Returns a note's life up to what is stored now.
    pub(crate) fn timeline_of(&self, tx: &dyn StoreTx, note_id: EntityId) -> Result<Arc<Timeline>, AppError> {
        let revision = tx.revision(note_id)?;
        let mut cache = self.history.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((id, known, timeline)) = &*cache
            && *id == note_id
            && *known == revision
        {
            return Ok(Arc::clone(timeline));
        }
        let timeline = Arc::new(Timeline::load(tx, note_id)?);
        *cache = Some((note_id, revision, Arc::clone(&timeline)));
        Ok(timeline)
    }
}

impl App {
    /// Returns versions of a note, newest first. What is being typed becomes a version first.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`], [`AppError::Store`].
    pub fn note_history(&self, id: &str, offset: u32, limit: u32) -> Result<NoteHistory, AppError> {
        let note_id = self.note_of_history(id)?;
        if limit == 0 || limit > VERSIONS_MAX {
            return Err(AppError::BadInput { field: "limit", reason: format!("must be 1 to {VERSIONS_MAX}") });
        }
        self.inner.store.read(|tx| {
            let timeline = self.inner.timeline_of(tx, note_id)?;
            let devices = Devices::load(tx)?;
            let versions = timeline.versions.iter().rev().skip(offset as usize).take(limit as usize);
            Ok(NoteHistory {
                versions: versions.map(|version| view(version, &devices)).collect(),
                total: u32::try_from(timeline.versions.len()).unwrap_or(u32::MAX),
                is_whole: timeline.is_whole,
            })
        })
    }

    /// Returns a note as it was at a version, before it, and now.
    ///
    /// # Errors
    /// As [`App::note_history`], and [`AppError::NotFound`] when there is no such version (any more).
    pub fn note_version(&self, id: &str, version: &str) -> Result<NoteVersionState, AppError> {
        let note_id = self.note_of_history(id)?;
        self.inner.store.read(|tx| {
            let timeline = self.inner.timeline_of(tx, note_id)?;
            let position = position(&timeline, version)?;
            let devices = Devices::load(tx)?;
            let at = |position: usize| -> Result<Option<NoteState>, AppError> {
                let Some(version) = timeline.versions.get(position) else { return Ok(None) };
                state(tx, &version.facts, timeline.text(position)?).map(Some)
            };
            let not_found = || AppError::NotFound { what: "version", id: version.to_owned() };
            let found = timeline.versions.get(position).ok_or_else(not_found)?;
            Ok(NoteVersionState {
                version: view(found, &devices),
                state: at(position)?.ok_or_else(not_found)?,
                before: position.checked_sub(1).map(at).transpose()?.flatten(),
                now: now(tx, note_id)?,
            })
        })
    }

    /// Returns who wrote each range of a note's text as it is after a version.
    ///
    /// # Errors
    /// As [`App::note_version`].
    pub fn note_blame(&self, id: &str, version: &str) -> Result<Vec<BlameRange>, AppError> {
        let note_id = self.note_of_history(id)?;
        self.inner.store.read(|tx| {
            let timeline = self.inner.timeline_of(tx, note_id)?;
            let position = position(&timeline, version)?;
            let devices = Devices::load(tx)?;
            let mut from = 0_u32;
            let mut ranges = Vec::new();
            for (len, index) in timeline.blame(position) {
                let to = from.saturating_add(u32::try_from(len).unwrap_or(u32::MAX));
                if let Some(version) = timeline.versions.get(index) {
                    ranges.push(BlameRange {
                        from,
                        to,
                        version: version.id.clone(),
                        device: devices.name(version.device),
                        device_id: version.device.to_string(),
                        at: version.at_ms,
                    });
                }
                from = to;
            }
            Ok(ranges)
        })
    }

    /// Checks a note's id; what is being typed in it becomes an action.
    fn note_of_history(&self, id: &str) -> Result<EntityId, AppError> {
        let note_id = input::entity_id("id", id)?;
        self.inner.check_note(note_id)?;
        self.inner.flush(note_id)?;
        Ok(note_id)
    }
}

fn position(timeline: &Timeline, version: &str) -> Result<usize, AppError> {
    timeline.position(version).ok_or_else(|| AppError::NotFound { what: "version", id: version.to_owned() })
}

fn view(version: &Version, devices: &Devices) -> NoteVersion {
    NoteVersion {
        id: version.id.clone(),
        from: version.from_ms,
        at: version.at_ms,
        device_id: version.device.to_string(),
        device: devices.name(version.device),
        actions: version.actions,
        group: version.group.map(|group| group.to_string()),
        changed: version.changed.clone(),
        added: version.added,
        removed: version.removed,
    }
}

fn state(tx: &dyn StoreTx, facts: &Facts, text: String) -> Result<NoteState, AppError> {
    let notebook = facts.notebook.map(|id| tx.load_state(id)).transpose()?.flatten();
    Ok(NoteState {
        title: facts.title.clone(),
        text,
        tags: facts.tags.clone(),
        notebook_id: facts.notebook.map(|id| id.to_string()),
        notebook: notebook.map(|state: EntityState| state.text(&Field::Title).to_owned()),
        trashed: facts.is_trashed,
    })
}

fn now(tx: &dyn StoreTx, note_id: EntityId) -> Result<NoteState, AppError> {
    let known = Inner::state_of(tx, note_id, &EntityType::Note)?;
    let text = tx.load_body(note_id)?.map(|body| body.text).unwrap_or_default();
    state(tx, &Facts::of(&known), text)
}
