//! Deadlines on both clocks: a stopwatch that stood still while the computer slept does not hold one
//! back, and neither does a wall clock that was set back.

use super::event::Moment;

/// A time to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Deadline {
    wall_ms: u64,
    monotonic_ms: u64,
}

impl Deadline {
    pub(super) const fn after(now: Moment, wait_ms: u64) -> Self {
        Self { wall_ms: now.wall_ms.saturating_add(wait_ms), monotonic_ms: now.monotonic_ms.saturating_add(wait_ms) }
    }

    pub(super) const fn is_due(self, now: Moment) -> bool {
        self.wait_ms(now) == 0
    }

    /// Returns how long from now, milliseconds, by the clock that comes first.
    pub(super) const fn wait_ms(self, now: Moment) -> u64 {
        let wall = self.wall_ms.saturating_sub(now.wall_ms);
        let monotonic = self.monotonic_ms.saturating_sub(now.monotonic_ms);
        if wall < monotonic { wall } else { monotonic }
    }
}
