//! Keeping the database small by itself: what the server has leaves the log, and what is older than the policy
//! keeps whole becomes one state a day. In small steps, while nobody writes, so that no key ever waits for one.
//!
//! Invariant: nothing that is shown, hashed or sent changes by it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use driftless_domain::retention::{Horizon, agreed_now, log_horizon};
use driftless_domain::{EntityId, Seq};
use driftless_sync::contract::Store as _;
use serde::Serialize;

use crate::app::Inner;
use crate::history::thin;
use crate::{App, AppError, Role};

/// Entities that are folded in one transaction: the write lock is held for some 10 ms.
const FOLD_ENTITIES: usize = 64;

/// Entities that are looked at for thinning in one walk; the next one takes the others.
const THIN_ENTITIES_MAX: usize = 10_000;

/// What a walk of the upkeep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tidied {
    /// Actions that left the log.
    pub folded: u64,
    /// Actions of the history that became a part of a day.
    pub thinned: u64,
}

/// When steps are made.
#[derive(Debug, Clone, Copy)]
struct Rhythm {
    /// From the start of the app to the first walk.
    start: Duration,
    /// Nobody has written for so long.
    idle: Duration,
    /// Between two steps of a walk.
    step: Duration,
    /// Between two walks.
    walk: Duration,
}

const RHYTHM: Rhythm = Rhythm {
    start: Duration::from_secs(120),
    idle: Duration::from_secs(30),
    step: Duration::from_millis(200),
    walk: Duration::from_secs(6 * 3_600),
};

/// Where a walk stands.
#[derive(Debug, Default)]
enum Walk {
    #[default]
    Start,
    Fold {
        up_to: Seq,
        after: Option<EntityId>,
    },
    Look,
    Thin {
        horizon: Horizon,
        left: VecDeque<EntityId>,
    },
    End,
}

#[derive(Debug)]
struct State {
    rhythm: Rhythm,
    walk: Walk,
    /// On the stopwatch; none until the first look at it.
    due_ns: Option<u64>,
    written_ns: u64,
}

/// The upkeep of an open vault.
#[derive(Debug)]
pub(crate) struct Upkeep(Mutex<State>);

impl Default for Upkeep {
    fn default() -> Self {
        Self(Mutex::new(State { rhythm: RHYTHM, walk: Walk::Start, due_ns: None, written_ns: 0 }))
    }
}

impl Upkeep {
    /// Somebody wrote: the next step waits. `now_ns`: the stopwatch.
    pub(crate) fn put_off(&self, now_ns: u64) {
        self.state().written_ns = now_ns;
    }

    /// Returns when the next step is due, on the same stopwatch.
    pub(crate) fn due_ns(&self, now_ns: u64) -> u64 {
        self.state().due(now_ns)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A walk that panicked begins anew: every step is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn due(&mut self, now_ns: u64) -> u64 {
        let start_ns = after(now_ns, self.rhythm.start);
        let due_ns = *self.due_ns.get_or_insert(start_ns);
        due_ns.max(after(self.written_ns, self.rhythm.idle))
    }

    /// Takes the walk for one step, if that is due.
    fn take(&mut self, now_ns: u64) -> Option<Walk> {
        (self.due(now_ns) <= now_ns).then(|| std::mem::take(&mut self.walk))
    }

    /// Puts the walk back after a step.
    fn put(&mut self, walk: Walk, now_ns: u64) {
        let pause = if matches!(walk, Walk::End) { self.rhythm.walk } else { self.rhythm.step };
        self.due_ns = Some(after(now_ns, pause));
        self.walk = if matches!(walk, Walk::End) { Walk::Start } else { walk };
    }
}

fn after(at_ns: u64, wait: Duration) -> u64 {
    at_ns.saturating_add(u64::try_from(wait.as_nanos()).unwrap_or(u64::MAX))
}

impl App {
    /// Folds what the server has had for long enough into the snapshot, and makes one state a day of what is older
    /// than `history_days` (0 keeps every action). The app does it by itself while it is idle; this does it at once.
    ///
    /// # Errors
    /// [`AppError::Store`]: the steps before stay done, and nothing is lost.
    pub fn tidy(&self, history_days: u32) -> Result<Tidied, AppError> {
        let mut done = Tidied::default();
        let mut walk = Walk::Start;
        while !matches!(walk, Walk::End) {
            walk = self.inner.walk_on(walk, history_days, &mut done)?;
        }
        Ok(done)
    }
}

impl Inner {
    /// Returns when the background thread is needed next, on the stopwatch: a burst of typing ends, or the upkeep goes on.
    pub(crate) fn next_due(&self) -> Option<u64> {
        let typing = self.flush_due();
        if self.options.role == Role::Command {
            return typing;
        }
        let now_ns = self.clock.monotonic_ns();
        if typing.is_some() {
            self.upkeep.put_off(now_ns);
        }
        let upkeep = self.upkeep.due_ns(now_ns);
        Some(typing.map_or(upkeep, |typing| typing.min(upkeep)))
    }

    /// Makes a step of the upkeep if one is due and nobody is at work.
    pub(crate) fn keep_up(&self) {
        let now_ns = self.clock.monotonic_ns();
        if self.options.role == Role::Command {
            return;
        }
        if self.sync.is_busy() {
            self.upkeep.put_off(now_ns);
            return;
        }
        let Some(walk) = self.upkeep.state().take(now_ns) else { return };
        let mut done = Tidied::default();
        let next = self.chosen().and_then(|chosen| self.walk_on(walk, chosen.history_days, &mut done)).unwrap_or_else(
            |error| {
                tracing::warn!(%error, "the upkeep of the database waits for its next turn");
                Walk::End
            },
        );
        let end_ns = self.clock.monotonic_ns();
        if done != Tidied::default() {
            tracing::debug!(folded = done.folded, thinned = done.thinned, took_ns = end_ns - now_ns, "upkeep");
        }
        self.upkeep.state().put(next, end_ns);
    }

    /// Makes one step; returns where the walk stands then.
    fn walk_on(&self, walk: Walk, history_days: u32, done: &mut Tidied) -> Result<Walk, AppError> {
        match walk {
            Walk::Start => self.store.read(|tx| {
                let Some(now) = agreed_now(self.clock.now_ms(), tx.newest_witnessed()?) else { return Ok(Walk::End) };
                let before = log_horizon(now, tx.wal_summary()?.entries);
                // Beyond the cursor there may be a gap, and what fills it is to be folded first.
                let cursor = tx.load_cursor()?.seq;
                let up_to = tx.last_accepted_before(before)?.map(|seq| seq.min(cursor));
                Ok(up_to.map_or(Walk::Look, |up_to| Walk::Fold { up_to, after: None }))
            }),
            Walk::Fold { up_to, after } => {
                let step = self.store.write(|tx| Ok::<_, AppError>(tx.compact_some(up_to, after, FOLD_ENTITIES)?))?;
                done.folded += step.actions;
                Ok(step.next.map_or(Walk::Look, |next| Walk::Fold { up_to, after: Some(next) }))
            }
            Walk::Look => self.store.read(|tx| {
                let now = agreed_now(self.clock.now_ms(), tx.newest_witnessed()?);
                let Some(horizon) = now.and_then(|now| Horizon::new(now, history_days)) else { return Ok(Walk::End) };
                let found = tx.entities_older_than(horizon.start(), THIN_ENTITIES_MAX)?;
                Ok(Walk::Thin { horizon, left: found.into_iter().map(|(id, _)| id).collect() })
            }),
            Walk::Thin { horizon, mut left } => {
                let Some(entity_id) = left.pop_front() else { return Ok(Walk::End) };
                done.thinned += self.thin(entity_id, horizon)?;
                Ok(Walk::Thin { horizon, left })
            }
            Walk::End => Ok(Walk::End),
        }
    }

    /// Makes days of an entity's past; returns of how many actions.
    fn thin(&self, entity_id: EntityId, horizon: Horizon) -> Result<u64, AppError> {
        // The text is walked through without the write lock; only what is still so is written.
        let Some(planned) = self.store.read(|tx| {
            let known = tx.history_of(entity_id)?;
            Ok::<_, AppError>(thin::plan(tx, entity_id, horizon)?.map(|plan| (known, plan)))
        })?
        else {
            return Ok(0);
        };
        let (known, plan) = planned;
        let is_thinned = self.store.write(|tx| {
            let is_so = tx.history_of(entity_id)? == known;
            if is_so {
                tx.thin(&plan.days, &plan.removed)?;
            }
            Ok::<_, AppError>(is_so)
        })?;
        self.history.forget();
        Ok(if is_thinned { plan.removed.len() as u64 } else { 0 })
    }
}

#[cfg(test)]
mod tests {
    use driftless_domain::{ActionId, EntityType, Hlc, LoggedAction, Position};
    use driftless_sync::contract::{StoreError, WalEntry};

    use super::*;
    use crate::view::NewNote;
    use crate::{KeyChoice, OpenOptions};

    const SECOND: u64 = 1_000_000_000;

    #[test]
    fn it_begins_after_a_while_waits_for_peace_and_rests_at_the_end() {
        let upkeep = Upkeep::default();
        assert_eq!(upkeep.due_ns(10 * SECOND), 130 * SECOND);
        assert!(upkeep.state().take(129 * SECOND).is_none());
        upkeep.put_off(125 * SECOND);
        assert_eq!(upkeep.due_ns(130 * SECOND), 155 * SECOND, "somebody wrote half a minute ago");
        let walk = upkeep.state().take(155 * SECOND);
        assert!(matches!(walk, Some(Walk::Start)));
        upkeep.state().put(Walk::Look, 155 * SECOND);
        assert_eq!(upkeep.due_ns(155 * SECOND), 155 * SECOND + SECOND / 5);
        assert!(matches!(upkeep.state().take(156 * SECOND), Some(Walk::Look)));
        upkeep.state().put(Walk::End, 156 * SECOND);
        assert_eq!(upkeep.due_ns(156 * SECOND), (156 + 6 * 3_600) * SECOND);
        assert!(matches!(upkeep.state().walk, Walk::Start));
    }

    #[test]
    fn an_open_window_folds_its_log_by_itself() {
        let folder = tempfile::tempdir().unwrap();
        let options = |role| OpenOptions {
            data_dir: folder.path().join("data"),
            key: KeyChoice::KeyFile(folder.path().join("key")),
            device_name: None,
            role,
        };
        // Given a note that the server accepted a month ago.
        let app = App::create(options(Role::Command)).unwrap();
        let note = |title: &str| NewNote {
            title: title.to_owned(),
            body: "text".to_owned(),
            notebook_id: None,
            tags: Vec::new(),
            pinned: false,
        };
        let id: EntityId = app.note_create(&note("Old")).unwrap().row.id.parse().unwrap();
        accept(&app, id, 1, 30);
        let other: EntityId = app.note_create(&note("New")).unwrap().row.id.parse().unwrap();
        accept(&app, other, 2, 0);
        drop(app);
        // When a window is open and nobody writes, then it leaves the log, and the younger one stays.
        let app = App::open(options(Role::Window)).unwrap();
        let at_once = Rhythm { start: Duration::ZERO, idle: Duration::ZERO, step: Duration::ZERO, ..RHYTHM };
        *app.inner.upkeep.state() = State { rhythm: at_once, walk: Walk::Start, due_ns: None, written_ns: 0 };
        app.inner.pulse.poke();
        let deadline = std::time::Instant::now() + Duration::from_secs(60);
        while !app.store().read(|tx| tx.is_compacted()).unwrap() {
            assert!(std::time::Instant::now() < deadline, "the upkeep was not called");
            std::thread::yield_now();
        }
        let left = app.store().read(|tx| tx.all(None, 10)).unwrap();
        assert_eq!(left.entries.iter().map(|e| e.logged.action.entity_id).collect::<Vec<_>>(), [other]);
        assert_eq!(app.note_history(&id.to_string(), 0, 10).unwrap().versions.len(), 1);
        app.close().unwrap();
    }

    fn accept(app: &App, id: EntityId, seq: u64, days_ago: u64) {
        let witnessed_time = Hlc::new(app.inner.clock.now_ms() - days_ago * 86_400_000, 0);
        let position = Position { seq: Seq(seq), witnessed_time };
        app.store()
            .write(|tx| {
                let entries: Vec<WalEntry> = tx.entries_of(id)?;
                let ids: Vec<ActionId> = entries.iter().map(|entry| entry.logged.action.id).collect();
                assert_eq!((entries.len(), entries[0].logged.action.entity_type.clone()), (1, EntityType::Note));
                tx.mark_uploaded(&[driftless_sync::contract::Ack { id: ids[0], position }])?;
                let logged = LoggedAction { position: Some(position), ..entries[0].logged.clone() };
                let materializer = crate::materializer::materializer(tx, 3, app.inner.clock.as_ref())?;
                materializer.apply(tx, &[logged])?;
                let cursor = tx.load_cursor()?;
                tx.save_cursor(&driftless_sync::contract::Cursor {
                    epoch: driftless_domain::Epoch(1),
                    seq: Seq(seq),
                    ..cursor
                })?;
                Ok::<_, StoreError>(())
            })
            .unwrap();
    }
}
