//! Hybrid logical time: wall-clock milliseconds that never run backwards.
//!
//! Source: Kulkarni et al., "Logical Physical Clocks" (2014), with effective times in place of
//! received ones so that one bad clock does not infect the others.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::CLOCK_AHEAD_MS_MAX;

/// Logical time: 48 bits of milliseconds since the Unix epoch, then 16 bits of counter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hlc(pub u64);

impl Hlc {
    /// The earliest time.
    pub const ZERO: Self = Self(0);
    /// The latest time there is (in the year 10889).
    pub const MAX: Self = Self(u64::MAX);
    const MS_MAX: u64 = (1 << 48) - 1;

    /// Builds a time from milliseconds since the Unix epoch (capped at 48 bits) and a counter.
    pub const fn new(ms: u64, counter: u16) -> Self {
        let ms = if ms > Self::MS_MAX { Self::MS_MAX } else { ms };
        Self((ms << 16) | counter as u64)
    }

    /// Returns the milliseconds since the Unix epoch.
    pub const fn ms(self) -> u64 {
        self.0 >> 16
    }

    /// Returns the counter within the millisecond.
    pub const fn counter(self) -> u16 {
        (self.0 & 0xffff) as u16
    }

    /// Returns the time `ms` milliseconds later, with the same counter, at most [`Hlc::MAX`].
    pub const fn plus_ms(self, ms: u64) -> Self {
        Self::new(self.ms().saturating_add(ms), self.counter())
    }

    const fn next(self) -> Self {
        // The counter overflows into the millisecond by itself: 0xffff + 1 is the next one.
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Debug for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}ms+{}", self.ms(), self.counter())
    }
}

impl fmt::Display for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Returns the time by which an action is ordered: its own, but never more than five minutes
/// after the server saw it. Before acknowledgement (`witnessed_time` unknown) its own.
pub fn effective_time(logical_time: Hlc, witnessed_time: Option<Hlc>) -> Hlc {
    match witnessed_time {
        Some(witnessed) => logical_time.min(witnessed.plus_ms(CLOCK_AHEAD_MS_MAX)),
        None => logical_time,
    }
}

/// A device's clock. Two ticks never answer the same time, whatever the wall clock does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HlcClock {
    last: Hlc,
}

impl HlcClock {
    /// Continues from the last time that was given or taken in (stored with the WAL).
    pub const fn from_last(last: Hlc) -> Self {
        Self { last }
    }

    /// Returns the last time given or taken in.
    pub const fn last(self) -> Hlc {
        self.last
    }

    /// Returns a time after every one given or taken in before. `now_ms`: wall clock, milliseconds
    /// since the Unix epoch; may jump both ways. At [`Hlc::MAX`] the clock stands still.
    pub fn tick(&mut self, now_ms: u64) -> Hlc {
        self.last = Hlc::new(now_ms, 0).max(self.last.next());
        self.last
    }

    /// Takes in the *effective* time of a downloaded action, so that what is written next is later.
    pub fn observe(&mut self, effective_time: Hlc) {
        self.last = self.last.max(effective_time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counter_overflows_into_the_next_millisecond() {
        let mut clock = HlcClock::from_last(Hlc::new(7, u16::MAX));
        assert_eq!(clock.tick(7), Hlc::new(8, 0));
    }

    #[test]
    fn a_clock_that_runs_backwards_still_gives_later_times() {
        let mut clock = HlcClock::default();
        let first = clock.tick(1_000_000);
        let second = clock.tick(5);
        assert!(second > first);
        assert_eq!(second, Hlc::new(1_000_000, 1));
    }

    #[test]
    fn a_device_a_year_ahead_is_ordered_five_minutes_after_the_server_saw_it() {
        let witnessed = Hlc::new(1_000_000, 3);
        let year_ahead = witnessed.plus_ms(365 * 24 * 3_600_000);
        assert_eq!(effective_time(year_ahead, Some(witnessed)), witnessed.plus_ms(300_000));
        assert_eq!(effective_time(witnessed, Some(witnessed)), witnessed);
    }

    #[test]
    fn the_end_of_time_neither_wraps_nor_panics() {
        let mut clock = HlcClock::from_last(Hlc::MAX);
        assert_eq!(clock.tick(u64::MAX), Hlc::MAX);
        assert_eq!(Hlc::MAX.plus_ms(u64::MAX), Hlc::MAX);
    }
}
