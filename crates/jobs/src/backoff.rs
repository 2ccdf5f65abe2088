//! Full-jitter exponential backoff.
//!
//! Source: "Exponential Backoff And Jitter" (Brooker, 2015): drawing the whole wait at random spreads a
//! crowd of clients best after a server was away.

/// Longest wait of our own between two tries, milliseconds.
pub const RETRY_MS_MAX: u64 = 60_000;

/// Ceiling of the first wait, milliseconds.
const FIRST_MS_MAX: u64 = 1_000;

/// Longest wait that a server may ask for, milliseconds: one hour. A longer wish is a mistake of it, and
/// would look like a sync that stopped.
pub const SERVER_WAIT_MS_MAX: u64 = 3_600_000;

/// Returns the ceiling of the wait after `attempt` failures in a row, milliseconds: it doubles up to
/// [`RETRY_MS_MAX`].
pub const fn ceiling_ms(attempt: u32) -> u64 {
    let doublings = attempt.saturating_sub(1);
    // 2^6 seconds is already over the longest wait.
    if doublings >= 6 { RETRY_MS_MAX } else { FIRST_MS_MAX << doublings }
}

/// Returns a wait in `0..=ceiling`, milliseconds. `random`: 64 random bits.
pub fn jittered_ms(ceiling: u64, random: u64) -> u64 {
    let scaled = u128::from(random) * (u128::from(ceiling) + 1);
    u64::try_from(scaled >> 64).unwrap_or(ceiling)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_ceiling_doubles_from_a_second_to_a_minute() {
        let ceilings: Vec<u64> = (1..=8).map(ceiling_ms).collect();
        assert_eq!(ceilings, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
        assert_eq!(ceiling_ms(0), 1_000);
        assert_eq!(ceiling_ms(u32::MAX), RETRY_MS_MAX);
    }

    #[test]
    fn the_whole_range_is_reached() {
        assert_eq!(jittered_ms(1_000, 0), 0);
        assert_eq!(jittered_ms(1_000, u64::MAX), 1_000);
        assert_eq!(jittered_ms(u64::MAX, u64::MAX), u64::MAX);
    }

    proptest! {
        #[test]
        fn a_wait_is_never_over_its_ceiling(attempt: u32, random: u64) {
            prop_assert!(jittered_ms(ceiling_ms(attempt), random) <= ceiling_ms(attempt));
            prop_assert!(ceiling_ms(attempt) <= ceiling_ms(attempt.saturating_add(1)));
            prop_assert!(ceiling_ms(attempt) <= RETRY_MS_MAX);
        }
    }
}
