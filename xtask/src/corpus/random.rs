//! Numbers that look random and are the same for the same seed (SplitMix64, Steele et al. 2014).

/// A stream of numbers.
#[derive(Debug, Clone)]
pub(super) struct Random {
    state: u64,
}

impl Random {
    /// Begins the stream of one note, so that no note depends on how many were made before it.
    pub(super) fn new(seed: u64, index: u64) -> Self {
        let mut start = Self { state: seed };
        let mixed = start.next();
        Self { state: mixed ^ index.wrapping_mul(0xD1B5_4A32_D192_ED03) }
    }

    /// Returns the next number.
    pub(super) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Returns a number from 0 to below `end`; 0 if `end` is 0.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        // The remainder favours small numbers by less than one in 2^32 for the small ends used here.
        self.next().checked_rem(end).unwrap_or(0)
    }

    /// Returns a number between both, both included.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// Returns true `percent` times of a hundred.
    pub(super) fn happens(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// Returns one of them, each equally often.
    pub(super) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        let index = usize::try_from(self.below(of.len() as u64)).unwrap_or(0);
        of[index]
    }

    /// Returns one of them, the first ones much more often, as words are in a language.
    pub(super) fn pick_common<T: Copy>(&mut self, of: &[T]) -> T {
        let length = of.len() as u64;
        let low = self.below(length).min(self.below(length));
        let index = usize::try_from(low.min(self.below(length))).unwrap_or(0);
        of[index]
    }
}
