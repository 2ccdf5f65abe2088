//! When a burst of typing becomes one action. Pure: times come in.

/// Pause after the last key that ends a burst, nanoseconds.
const PAUSE_NS: u64 = 500_000_000;

/// Longest burst of steady typing, nanoseconds.
const STEADY_NS: u64 = 2_000_000_000;

/// Bytes of updates after which a burst ends at once, so that no action comes near the limit of a payload.
const BYTES_MAX: usize = 4 * 1024 * 1024;

/// Typing that is journalled and not yet an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Burst {
    started_ns: u64,
    last_ns: u64,
    bytes: usize,
}

impl Burst {
    /// Returns the burst with one more push in it. `now_ns`: the stopwatch, nanoseconds.
    pub(crate) fn typed(burst: Option<Self>, now_ns: u64, bytes: usize) -> Self {
        match burst {
            Some(burst) => Self { last_ns: now_ns, bytes: burst.bytes.saturating_add(bytes), ..burst },
            None => Self { started_ns: now_ns, last_ns: now_ns, bytes },
        }
    }

    /// Returns when it is to become an action, on the same stopwatch.
    pub(crate) fn due_ns(&self) -> u64 {
        if self.bytes >= BYTES_MAX {
            return self.last_ns;
        }
        self.last_ns.saturating_add(PAUSE_NS).min(self.started_ns.saturating_add(STEADY_NS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: u64 = 1_000_000;

    #[test]
    fn a_pause_of_half_a_second_ends_a_burst() {
        let burst = Burst::typed(Some(Burst::typed(None, 0, 88)), 300 * MS, 88);
        assert_eq!(burst.due_ns(), 800 * MS);
    }

    #[test]
    fn steady_typing_becomes_an_action_every_two_seconds() {
        let burst = (0..40).fold(None, |burst, key| Some(Burst::typed(burst, key * 100 * MS, 88)));
        assert_eq!(burst.map(|burst| burst.due_ns()), Some(2_000 * MS));
    }

    #[test]
    fn a_large_paste_becomes_an_action_at_once() {
        assert_eq!(Burst::typed(None, 7, BYTES_MAX).due_ns(), 7);
    }
}
