//! What has been in the trash for long enough is deleted for ever.
//!
//! A wrong clock must not empty the trash. So two readings have to agree: the time since the delete by the order of
//! the log, and the time since this device first saw the note in the trash by a clock of its own, which no jump of the
//! system's clock moves by much.

use driftless_domain::{ActionType, EntityType, Field, Payload, Value};
use driftless_sync::contract::DeviceStore as _;
use driftless_sync::local::Intent;
use serde::{Deserialize, Serialize};

use crate::{App, AppError};

/// Setting that holds the clock of the trash.
const TRASH_CLOCK: &str = "trash_clock";
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// Between two sweeps the clock of the trash goes on by a week at most: whoever opens the app once a week loses no time.
const STEP_MS_MAX: u64 = 7 * DAY_MS;
/// Notes of one sweep; the next one takes the others.
const SWEEP_NOTES_MAX: u32 = 10_000;

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
    /// everything. Returns how many notes went.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn trash_sweep(&self, days: u32) -> Result<u32, AppError> {
        let now_ms = self.inner.clock.now_ms();
        let keep_ms = u64::from(days) * DAY_MS;
        let ids = self.inner.store.transact(|tx| {
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
        let written = self.inner.bulk(
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
    use super::*;

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
}
