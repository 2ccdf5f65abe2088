//! The sync state, told to windows and scripts.

use driftless_sync::contract::{CycleRecord, Store as _};
use driftless_sync::status::{Facts, Mood, status};

use super::lock;
use crate::app::Inner;
use crate::attachments::words_of_trouble as file_words;
use crate::devices::Devices;
use crate::view::{CycleView, PhaseView, SyncMood, SyncStatus};
use crate::{App, AppError, AppEvent};

impl App {
    /// Returns the sync state.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn sync_status(&self) -> Result<SyncStatus, AppError> {
        self.inner.status()
    }

    /// Returns the last cycles, newest first, at most 500.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn cycles(&self, limit: usize) -> Result<Vec<CycleView>, AppError> {
        let cycles = self.inner.store.read(|tx| tx.cycles(limit.min(500)))?;
        Ok(cycles.into_iter().map(cycle_view).collect())
    }
}

impl Inner {
    pub(super) fn status(&self) -> Result<SyncStatus, AppError> {
        let (facts, verified_with) = self.store.read(|tx| {
            let facts = Facts::load(tx)?;
            let verified_with = match facts.verified.as_ref().map(|(device, _)| device.parse()) {
                Some(Ok(device)) => Some(Devices::load(tx)?.any_name(device)),
                Some(Err(_)) | None => None,
            };
            Ok::<_, AppError>((facts, verified_with))
        })?;
        let derived = status(&facts, self.sync.live(), self.clock.now_ms());
        let has_server = facts.connection.is_some();
        Ok(SyncStatus {
            files_waiting: if has_server { facts.files.waiting } else { 0 },
            files_missing: facts.files.missing,
            files_trouble: facts.files.trouble.as_deref().map(|class| file_words(class).to_owned()),
            mood: mood(derived.mood),
            server: facts.connection.map(|connection| connection.server_url().to_owned()),
            pending: facts.pending.entries,
            oldest_pending_ms: derived.oldest_pending_ms,
            cursor: facts.cursor.seq.0,
            last_success_at: facts.last_success_ms,
            trouble_since: derived.trouble_since_ms,
            next_try_at: derived.next_try_ms,
            trouble_kind: derived.trouble,
            trouble: derived.words.map(ToOwned::to_owned),
            reviews: facts.reviews,
            quarantine: facts.quarantine,
            held: u32::try_from(facts.held).unwrap_or(u32::MAX),
            verified_at: facts.verified.filter(|_| verified_with.is_some()).map(|(_, at_ms)| at_ms),
            verified_with,
            last_cycle: facts.last_cycle.map(cycle_view),
        })
    }

    /// Tells the sync state if it is another than the one told last.
    pub(crate) fn tell_status(&self) {
        let status = match self.status() {
            Ok(status) => status,
            Err(error) => {
                tracing::warn!(%error, "the sync state cannot be read for now");
                return;
            }
        };
        // Ages grow by themselves: that is no news.
        let news = SyncStatus { oldest_pending_ms: 0, ..status.clone() };
        let mut told = lock(&self.sync.told);
        if told.as_ref() == Some(&news) {
            return;
        }
        *told = Some(news);
        drop(told);
        self.events.tell(&AppEvent::Status(Box::new(status)));
    }
}

/// Turns a record into what is shown of it.
pub(crate) fn cycle_view(record: CycleRecord) -> CycleView {
    CycleView {
        started_at: record.started_ms,
        trigger: record.trigger,
        uploaded: record.uploaded,
        downloaded: record.downloaded,
        flagged: record.flagged,
        quarantined: record.quarantined,
        conflicts: record.conflicts,
        cursor: record.cursor,
        head: record.head,
        phases: record
            .phases
            .into_iter()
            .map(|phase| PhaseView { phase: phase.phase, ms: phase.ms, count: phase.count, error: phase.error })
            .collect(),
        error: record.error.map(|class| record.message.unwrap_or(class)),
    }
}

fn mood(mood: Mood) -> SyncMood {
    match mood {
        Mood::Local => SyncMood::Local,
        Mood::Synced => SyncMood::Synced,
        Mood::Waiting => SyncMood::Waiting,
        Mood::Syncing => SyncMood::Syncing,
        Mood::Offline => SyncMood::Offline,
        Mood::Trouble => SyncMood::Trouble,
        Mood::NeedsUser => SyncMood::NeedsUser,
    }
}
