//! The real clock and the real random numbers. The only place of this crate that asks for them.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use driftless_sync::contract::Clock;
use uuid::Uuid;

use crate::templates::LocalTime;

/// Returns the time where the user is, at a moment of this computer's clock; UTC where the system names no place.
pub(crate) fn local_time(now_ms: u64) -> LocalTime {
    let moment = i64::try_from(now_ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    let there = moment.unwrap_or_default().to_zoned(jiff::tz::TimeZone::system());
    let number = |part: i8| u8::try_from(part).unwrap_or(0);
    LocalTime {
        year: u16::try_from(there.year()).unwrap_or(0),
        month: number(there.month()),
        day: number(there.day()),
        weekday: number(there.weekday().to_monday_zero_offset()),
        hour: number(there.hour()),
        minute: number(there.minute()),
        second: number(there.second()),
        utc_offset_min: there.offset().seconds() / 60,
    }
}

/// The computer's clock.
#[derive(Debug)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// Starts the stopwatch.
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now_ms(&self) -> u64 {
        // A clock before 1970 counts as 1970: logical time never runs backwards anyway.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    fn monotonic_ns(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    fn new_uuid(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn random(&self) -> u64 {
        let bytes = *Uuid::new_v4().as_bytes();
        // Bits 48..51 and 64..65 of a version 4 UUID are fixed; folding the halves hides them.
        let (high, low) = bytes.split_at(8);
        let number = |half: &[u8]| half.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        number(high).rotate_left(17) ^ number(low)
    }
}
