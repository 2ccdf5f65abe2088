//! What has been in the trash for long enough is deleted for ever.
//!
//! A wrong clock must not empty the trash. So two readings have to agree: the time since the delete by the order of
//! the log, and the time since this device first saw the note in the trash by a clock of its own, which no jump of the
//! system's clock moves by much.

use std::sync::atomic::{AtomicU64, Ordering};

use driftless_domain::{ActionType, EntityType, Field, Payload, Value};
use driftless_sync::contract::DeviceStore as _;
use driftless_sync::local::Intent;
use serde::{Deserialize, Serialize};

use crate::app::Inner;
use crate::{App, AppError, Role};

/// Setting that holds the clock of the trash.
const TRASH_CLOCK: &str = "trash_clock";
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// Between two sweeps the clock of the trash goes on by a week at most: whoever opens the app once a week loses no time.
const STEP_MS_MAX: u64 = 7 * DAY_MS;
/// Notes of one sweep; the next one takes the others.
const SWEEP_NOTES_MAX: u32 = 10_000;
/// The first sweep waits until the window is painted.
const FIRST_SWEEP_NS: u64 = 10_000_000_000;
/// Wait between two sweeps while the window stays open.
const SWEEP_EVERY_NS: u64 = 60 * 60 * 1_000_000_000;

/// When the trash is swept next, by the stopwatch of the process.
#[derive(Debug)]
pub(crate) struct Sweeps {
    next_ns: AtomicU64,
}

impl Sweeps {
    /// Begins with the vault.
    pub(crate) fn start(now_ns: u64) -> Self {
        Self { next_ns: AtomicU64::new(now_ns.saturating_add(FIRST_SWEEP_NS)) }
    }
}

/// The clock of the trash: it never goes back, and never leaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct TrashClock {
    /// The system's clock at the last sweep.
    wall_ms: u64,
    /// Its own reading.
    own_ms: u64,
}

impl TrashClock {
    /// Goes on to `now_ms`, by a quarter of the days that notes are kept at most.
    fn advance(known: Option<Self>, now_ms: u64, keep_ms: u64) -> Self {
        let Some(known) = known else { return Self { wall_ms: now_ms, own_ms: now_ms } };
        let step_ms = now_ms.saturating_sub(known.wall_ms).min(STEP_MS_MAX).min((keep_ms / 4).max(1));
        Self { wall_ms: now_ms, own_ms: known.own_ms.saturating_add(step_ms) }
    }
}

impl App {
    /// Deletes for ever what has been in the trash for more than `days` days by every honest reading of time; 0 keeps
    /// everything. Returns how many notes went. A window does it by itself, each hour, as the user chose.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn trash_sweep(&self, days: u32) -> Result<u32, AppError> {
        self.inner.sweep_trash(days)
    }
}

impl Inner {
    /// Sweeps the trash when it is time; returns when it is next. A command never does.
    pub(crate) fn sweep_due(&self) -> Option<u64> {
        if self.options.role != Role::Window {
            return None;
        }
        let (now_ns, next_ns) = (self.clock.monotonic_ns(), self.sweeps.next_ns.load(Ordering::Relaxed));
        if now_ns < next_ns {
            return Some(next_ns);
        }
        if let Err(error) = self.chosen().and_then(|chosen| self.sweep_trash(chosen.trash_days)) {
            tracing::warn!(%error, "the trash is swept an hour later");
        }
        let next_ns = now_ns.saturating_add(SWEEP_EVERY_NS);
        self.sweeps.next_ns.store(next_ns, Ordering::Relaxed);
        Some(next_ns)
    }

    fn sweep_trash(&self, days: u32) -> Result<u32, AppError> {
        let now_ms = self.clock.now_ms();
        let keep_ms = u64::from(days) * DAY_MS;
        let ids = self.store.transact(|tx| {
            let known = tx.setting(TRASH_CLOCK)?.and_then(|json| serde_json::from_str(&json).ok());
            // With nothing to keep time for, the clock goes on as if for a month.
            let clock = TrashClock::advance(known, now_ms, if days == 0 { 30 * DAY_MS } else { keep_ms });
            let json = serde_json::to_string(&clock).map_err(|error| AppError::Internal(error.to_string()))?;
            tx.save_setting(TRASH_CLOCK, Some(&json))?;
            tx.notice_trash(clock.own_ms)?;
            if days == 0 {
                return Ok(Vec::new());
            }
            let (deleted_ms, noticed_ms) = (now_ms.saturating_sub(keep_ms), clock.own_ms.saturating_sub(keep_ms));
            Ok::<_, AppError>(tx.trashed_before(deleted_ms, noticed_ms, SWEEP_NOTES_MAX)?)
        })?;
        let written = self.bulk(
            &ids,
            |_| Ok(()),
            |id, state| {
                let payload = Payload::default().with(Field::Purged, Value::Bool(true));
                Ok(state.is_deleted().then(|| Intent::new(id, EntityType::Note, ActionType::Update, payload)))
            },
        )?;
        Ok(u32::try_from(written.actions.len()).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use driftless_sync::contract::Clock;
    use tempfile::TempDir;
    use uuid::Uuid;

    use super::*;
    use crate::view::{ListQuery, ListScope, NewNote, SortBy};
    use crate::{AppEvent, KeyChoice, OpenOptions, SyncHint};

    const HOUR_MS: u64 = 60 * 60 * 1000;
    const KEEP_MS: u64 = 30 * DAY_MS;

    fn after(readings: &[u64]) -> u64 {
        let mut clock = None;
        for now_ms in readings {
            clock = Some(TrashClock::advance(clock, *now_ms, KEEP_MS));
        }
        clock.unwrap().own_ms
    }

    #[test]
    fn it_follows_a_clock_that_is_right() {
        assert_eq!(after(&[100 * DAY_MS, 101 * DAY_MS, 107 * DAY_MS]), 107 * DAY_MS);
    }

    #[test]
    fn a_year_ahead_and_back_again_moves_it_by_a_week() {
        let there_and_back = [100 * DAY_MS, 465 * DAY_MS, 100 * DAY_MS, 101 * DAY_MS];
        assert_eq!(after(&there_and_back), 108 * DAY_MS);
        assert_eq!(
            TrashClock::advance(Some(TrashClock { wall_ms: 0, own_ms: 0 }), 9 * DAY_MS, 4 * DAY_MS).own_ms,
            DAY_MS
        );
    }

    /// A clock that is moved by hand.
    struct HandClock {
        now_ms: AtomicU64,
        elapsed_ns: AtomicU64,
        count: AtomicU64,
    }

    impl HandClock {
        fn pass(&self, ms: u64) {
            self.now_ms.fetch_add(ms, Ordering::SeqCst);
            self.elapsed_ns.fetch_add(ms * 1_000_000, Ordering::SeqCst);
        }
    }

    impl Clock for HandClock {
        fn now_ms(&self) -> u64 {
            self.now_ms.load(Ordering::SeqCst)
        }

        fn monotonic_ns(&self) -> u64 {
            self.elapsed_ns.load(Ordering::SeqCst)
        }

        fn new_uuid(&self) -> Uuid {
            Uuid::from_u128(u128::from(self.random()) << 64 | 0x7000_8000_0000_0000_0000)
        }

        fn random(&self) -> u64 {
            self.count.fetch_add(1, Ordering::SeqCst)
        }
    }

    /// The window of somebody who never closes it, and keeps notes in the trash for a day.
    fn window_left_open() -> (TempDir, App, Arc<HandClock>) {
        let folder = TempDir::new().unwrap();
        let options = OpenOptions {
            data_dir: folder.path().join("data"),
            key: KeyChoice::KeyFile(folder.path().join("key")),
            device_name: None,
            role: Role::Window,
        };
        App::create(OpenOptions { role: Role::Command, ..options.clone() }).unwrap().close().unwrap();
        let clock = Arc::new(HandClock {
            now_ms: AtomicU64::new(1_770_000_000_000),
            elapsed_ns: AtomicU64::new(0),
            count: AtomicU64::new(1_000),
        });
        let app = App::open_by(options, Arc::clone(&clock) as Arc<dyn Clock>).unwrap();
        app.save_preferences(r#"{"trashDays":1}"#).unwrap();
        (folder, app, clock)
    }

    fn trashed(app: &App, title: &str) -> String {
        let note = NewNote { title: title.into(), body: String::new(), notebook_id: None, tags: vec![], pinned: false };
        let id = app.note_create(&note).unwrap().row.id;
        app.notes_trash(std::slice::from_ref(&id)).unwrap();
        id
    }

    fn is_there(app: &App, id: &str) -> bool {
        let trash = ListQuery::new(ListScope::Trash, SortBy::Updated, 0, 10);
        app.list_notes(&trash).unwrap().rows.iter().any(|row| row.id == id)
    }

    #[test]
    fn a_window_that_stays_open_sweeps_each_hour() {
        let (_folder, app, clock) = window_left_open();
        let first = trashed(&app, "first");
        let mut hours = 0;
        while is_there(&app, &first) {
            assert!(hours <= 26, "it stays for a day and the hour of the sweep");
            clock.pass(HOUR_MS);
            app.inner.sweep_due();
            hours += 1;
        }
        assert!(hours > 24, "gone after {hours} hours");
        let second = trashed(&app, "second");
        for _ in 0..24 {
            clock.pass(HOUR_MS);
            app.inner.sweep_due();
        }
        assert!(is_there(&app, &second));
        app.save_preferences(r#"{"trashDays":0}"#).unwrap();
        for _ in 0..100 {
            clock.pass(HOUR_MS);
            app.inner.sweep_due();
        }
        assert!(is_there(&app, &second), "what was chosen meanwhile counts");
    }

    /// The same by the background thread itself, which hears here that the computer woke up.
    #[test]
    fn the_background_thread_sweeps() {
        let (_folder, app, clock) = window_left_open();
        let id = trashed(&app, "old");
        for _ in 0..4 {
            app.trash_sweep(1).unwrap();
            // Only the date moves: nothing is due by the stopwatch.
            clock.now_ms.fetch_add(6 * HOUR_MS, Ordering::SeqCst);
        }
        app.trash_sweep(1).unwrap();
        assert!(is_there(&app, &id));
        let (tell, told) = std::sync::mpsc::channel();
        let _subscription = app.subscribe(move |event| {
            if let AppEvent::Changed(changed) = event {
                let _ = tell.send(changed.ids.clone());
            }
        });
        clock.pass(HOUR_MS);
        app.sync_hint(SyncHint::Resume);
        while is_there(&app, &id) {
            told.recv_timeout(std::time::Duration::from_secs(60)).expect("the note goes");
        }
    }
}
