//! The backup of the day, while the program runs.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use driftless_store::backups::{BackupKind, list};

use crate::AppError;
use crate::app::Inner;

const DAY_MS: u64 = 24 * 3_600_000;
/// Opening and painting come first.
const AFTER_START: Duration = Duration::from_secs(20);
/// How often it is looked: a computer that slept has no other sign for this thread.
const LOOK: Duration = Duration::from_secs(3_600);

/// The thread; it ends with the vault.
#[derive(Debug, Default)]
pub(crate) struct Daily {
    stop: Mutex<Option<Sender<()>>>,
}

impl Daily {
    pub(crate) fn start(&self, inner: &Arc<Inner>) -> Result<(), AppError> {
        let (stop, stopped) = channel();
        let inner = Arc::downgrade(inner);
        std::thread::Builder::new()
            .name("driftless-backup".to_owned())
            .spawn(move || run(&inner, &stopped))
            .map_err(|error| AppError::Internal(format!("no thread can be started: {error}")))?;
        *self.stop.lock().unwrap_or_else(PoisonError::into_inner) = Some(stop);
        Ok(())
    }

    pub(crate) fn stop(&self) {
        drop(self.stop.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

fn run(inner: &Weak<Inner>, stopped: &Receiver<()>) {
    let mut wait = AFTER_START;
    while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
        let Some(inner) = inner.upgrade() else { return };
        if let Err(error) = inner.back_up_if_due(inner.clock.now_ms()) {
            tracing::warn!(%error, "the backup of the day is tried again within the hour");
        }
        wait = LOOK;
    }
}

impl Inner {
    /// Writes the backup of the day, unless there is one already. Returns whether it did.
    pub(crate) fn back_up_if_due(&self, now_ms: u64) -> Result<bool, AppError> {
        let newest = list(self.store.folder()).first().map(|backup| backup.made_ms);
        if !is_due(newest, now_ms) {
            return Ok(false);
        }
        self.flush_all()?;
        self.store.back_up(BackupKind::Daily, now_ms)?;
        Ok(true)
    }
}

/// A newest backup from far in the future is one of a clock that was wrong.
fn is_due(newest_ms: Option<u64>, now_ms: u64) -> bool {
    newest_ms.is_none_or(|made_ms| now_ms.abs_diff(made_ms) >= DAY_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{BackupReason, NewNote};
    use crate::{App, KeyChoice, OpenOptions, Role};

    #[test]
    fn a_day_later_it_is_due_whatever_the_clock_did() {
        let now = 20_000 * DAY_MS;
        assert!(is_due(None, now));
        for (newest, due) in [(now, false), (now - DAY_MS + 1, false), (now - DAY_MS, true), (now + DAY_MS, true)] {
            assert_eq!(is_due(Some(newest), now), due, "{newest}");
        }
    }

    #[test]
    fn each_day_has_its_backup_and_holds_what_was_written_until_then() {
        let folder = tempfile::tempdir().unwrap();
        let key = KeyChoice::KeyFile(folder.path().join("key"));
        let data_dir = folder.path().join("data");
        let app = App::create(OpenOptions { data_dir, key, device_name: None, role: Role::Command }).unwrap();
        let now = app.inner.clock.now_ms();
        for day in 0..40 {
            let (title, body, tags) = (format!("Day {day}"), String::new(), vec![]);
            app.note_create(&NewNote { title, body, notebook_id: None, tags, pinned: false }).unwrap();
            let at = now + day * DAY_MS;
            assert!(app.inner.back_up_if_due(at).unwrap());
            assert!(!app.inner.back_up_if_due(at + 5_000).unwrap(), "one a day");
            let newest = app.backups().unwrap().remove(0);
            assert_eq!((newest.reason, newest.made_at), (BackupReason::Daily, at));
            assert_eq!(app.backup_check(&newest.id).unwrap().notes, day + 1);
        }
        let kept = app.backups().unwrap().len();
        assert!((7..=11).contains(&kept), "{kept}");
    }
}
