//! What the system tells about the network's likely state: focus, and waking up from sleep.
//!
//! Whether the network is there the page hears best (`online` and `offline`); it calls `sync_hint`.

use std::time::{Duration, Instant, SystemTime};

use driftless_app::SyncHint;
use tauri::{AppHandle, Manager};

use crate::state::Shell;

/// How often the clocks are compared.
const TICK: Duration = Duration::from_secs(5);
/// A wall clock that runs this far ahead of the monotonic one slept, or was set; a cycle harms in neither case.
const SLEPT_AT_LEAST: Duration = Duration::from_secs(20);

/// Passes a hint on to the vault, if it is open; never blocks the caller.
pub(crate) fn hint(app: &AppHandle, hint: SyncHint) {
    let shell = app.state::<Shell>().inner().clone();
    tauri::async_runtime::spawn_blocking(move || {
        if let Ok(vault) = shell.door().app() {
            vault.sync_hint(hint);
        }
    });
}

/// Watches for waking up from sleep until the program ends.
pub(crate) fn watch_sleep(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let mut before = Clocks::read();
        loop {
            tokio::time::sleep(TICK).await;
            let now = Clocks::read();
            if now.slept_since(before) {
                hint(&app, SyncHint::Resume);
            }
            before = now;
        }
    });
}

/// Both clocks at one moment.
#[derive(Debug, Clone, Copy)]
struct Clocks {
    monotonic: Instant,
    wall: SystemTime,
}

impl Clocks {
    #[expect(clippy::disallowed_methods, reason = "sleep is what the two clocks of the computer disagree about")]
    fn read() -> Self {
        Self { monotonic: Instant::now(), wall: SystemTime::now() }
    }

    /// True if the wall clock went on while the monotonic one, or this program, stood still.
    fn slept_since(self, before: Self) -> bool {
        let ran = self.monotonic.saturating_duration_since(before.monotonic);
        // Some systems count sleep in the monotonic clock; there the tick itself comes late.
        let late = ran.saturating_sub(TICK) >= SLEPT_AT_LEAST;
        let ahead = self.wall.duration_since(before.wall).is_ok_and(|wall| wall.saturating_sub(ran) >= SLEPT_AT_LEAST);
        late || ahead
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn later(clocks: Clocks, monotonic_s: u64, wall_s: u64) -> Clocks {
        Clocks {
            monotonic: clocks.monotonic + Duration::from_secs(monotonic_s),
            wall: clocks.wall + Duration::from_secs(wall_s),
        }
    }

    #[test]
    fn sleep_is_a_wall_clock_that_ran_ahead_or_a_late_tick() {
        let start = Clocks::read();
        assert!(!later(start, 5, 5).slept_since(start), "an ordinary tick");
        assert!(!later(start, 9, 9).slept_since(start), "a busy computer");
        assert!(later(start, 5, 3_600).slept_since(start), "slept an hour, monotonic clock stood still");
        assert!(later(start, 3_600, 3_600).slept_since(start), "slept an hour, monotonic clock ran");
        let set_back = Clocks { wall: start.wall - Duration::from_secs(60), ..later(start, 5, 0) };
        assert!(!set_back.slept_since(start), "the clock was set back");
    }
}
