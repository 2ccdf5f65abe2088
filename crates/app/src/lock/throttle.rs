//! How often a passphrase may be tried. It makes guessing slow; it never locks out for good and never wipes.

/// Wrong tries that cost no wait: slips of the finger.
const FREE: u32 = 3;
/// Longest wait, seconds.
const WAIT_S_MAX: u64 = 300;
const SECOND_NS: u64 = 1_000_000_000;

/// Wrong tries so far. Lasts as long as the program: what makes each guess expensive is the key derivation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Throttle {
    failures: u32,
    /// Stopwatch from which the next try is taken, nanoseconds.
    free_ns: u64,
}

impl Throttle {
    /// Returns how long to wait before the next try, seconds; none when it may be made.
    pub(crate) fn wait_s(&self, now_ns: u64) -> Option<u64> {
        let left_ns = self.free_ns.saturating_sub(now_ns);
        (left_ns > 0).then(|| left_ns.div_ceil(SECOND_NS))
    }

    /// A try was wrong.
    pub(crate) fn failed(&mut self, now_ns: u64) {
        self.failures = self.failures.saturating_add(1);
        if let Some(beyond) = self.failures.checked_sub(FREE) {
            let wait_s = 1_u64.checked_shl(beyond).unwrap_or(WAIT_S_MAX).min(WAIT_S_MAX);
            self.free_ns = now_ns.saturating_add(wait_s * SECOND_NS);
        }
    }

    /// A try was right.
    pub(crate) fn passed(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_free_and_guessing_becomes_slow() {
        let mut throttle = Throttle::default();
        let mut now_ns = 0;
        let mut waits = Vec::new();
        for _ in 0..1_000 {
            throttle.failed(now_ns);
            let wait_s = throttle.wait_s(now_ns).unwrap_or_default();
            waits.push(wait_s);
            now_ns += wait_s * SECOND_NS;
            assert_eq!(throttle.wait_s(now_ns), None, "after the wait it may be tried");
        }
        assert_eq!(waits[..12], [0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
        assert!(waits[12..].iter().all(|wait_s| *wait_s == WAIT_S_MAX), "never longer, never for good");
        throttle.passed();
        throttle.failed(now_ns);
        assert_eq!(throttle.wait_s(now_ns), None);
    }
}
