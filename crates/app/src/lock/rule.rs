//! When the lock falls by itself: a rule on times alone.

use crate::view::LockSettings;

/// The wall clock ran ahead of the stopwatch by this much, milliseconds: the computer slept.
const JUMP_MS: u64 = 10_000;

/// Since when nobody did anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quiet {
    /// Stopwatch at the last sign of somebody, nanoseconds.
    active_ns: u64,
    /// Both clocks at the last look: wall, milliseconds, and stopwatch, nanoseconds.
    looked: (u64, u64),
}

impl Quiet {
    /// Somebody is there.
    pub(crate) const fn new(wall_ms: u64, now_ns: u64) -> Self {
        Self { active_ns: now_ns, looked: (wall_ms, now_ns) }
    }

    /// Somebody did something. Does not hide that the computer slept before it.
    pub(crate) fn active(&mut self, now_ns: u64) {
        self.active_ns = now_ns;
    }

    /// Looks at the clocks: whether the lock falls now. A stopwatch stands still while the computer sleeps.
    pub(crate) fn is_due(&mut self, settings: &LockSettings, wall_ms: u64, now_ns: u64) -> bool {
        let awake_ms = now_ns.saturating_sub(self.looked.1) / 1_000_000;
        let slept_ms = wall_ms.saturating_sub(self.looked.0).saturating_sub(awake_ms);
        self.looked = (wall_ms, now_ns);
        let has_slept = slept_ms >= JUMP_MS;
        let quiet_ms = now_ns.saturating_sub(self.active_ns) / 1_000_000 + if has_slept { slept_ms } else { 0 };
        let after_ms = u64::from(settings.after_minutes) * 60_000;
        settings.on_suspend && has_slept || after_ms > 0 && quiet_ms >= after_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE_MS: u64 = 60_000;
    const WALL: u64 = 1_700_000_000_000;

    fn settings(after_minutes: u32, on_suspend: bool) -> LockSettings {
        LockSettings { after_minutes, on_suspend }
    }

    #[test]
    fn it_falls_after_the_minutes_and_not_before() {
        let rule = settings(5, true);
        let mut quiet = Quiet::new(WALL, 0);
        for (ms, due) in [(0, false), (5 * MINUTE_MS - 1, false), (5 * MINUTE_MS, true)] {
            assert_eq!(quiet.is_due(&rule, WALL + ms, ms * 1_000_000), due, "{ms}");
        }
        quiet.active(5 * MINUTE_MS * 1_000_000);
        assert!(!quiet.is_due(&rule, WALL + 6 * MINUTE_MS, 6 * MINUTE_MS * 1_000_000), "somebody is there again");
    }

    #[test]
    fn never_is_never() {
        let mut quiet = Quiet::new(WALL, 0);
        assert!(!quiet.is_due(&settings(0, false), WALL + 900 * MINUTE_MS, 900 * MINUTE_MS * 1_000_000));
    }

    #[test]
    fn a_sleep_locks_when_it_shall_and_counts_as_quiet_time() {
        let hour_ms = 60 * MINUTE_MS;
        assert!(Quiet::new(WALL, 0).is_due(&settings(0, true), WALL + hour_ms, 1_000_000_000));
        assert!(!Quiet::new(WALL, 0).is_due(&settings(0, false), WALL + hour_ms, 1_000_000_000));
        assert!(Quiet::new(WALL, 0).is_due(&settings(30, false), WALL + hour_ms, 1_000_000_000));
        let mut moved = Quiet::new(WALL, 0);
        moved.active(1_000_000_000);
        assert!(moved.is_due(&settings(0, true), WALL + hour_ms, 2_000_000_000), "a moved mouse after waking");
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out() {
        assert!(!Quiet::new(WALL, 0).is_due(&settings(5, true), WALL - 900 * MINUTE_MS, 1_000_000));
    }
}
