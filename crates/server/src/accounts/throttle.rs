//! Token buckets. A bucket holds a burst and fills again at its rate; what it does not hold is refused with
//! the time to wait. Memory is bounded: of the keys that are known, the fullest buckets go first, which are
//! those that forget nothing.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// How much, how fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// At once.
    pub burst: u32,
    /// Again in a minute.
    pub per_minute: u32,
}

/// Refused; comes again after so many seconds, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Seconds.
    pub seconds: u64,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// Thousandths of a token.
    filled: u64,
    at_ms: u64,
}

impl Bucket {
    fn full(rate: Rate, now_ms: u64) -> Self {
        Self { filled: u64::from(rate.burst) * 1000, at_ms: now_ms }
    }

    fn filled_at(self, rate: Rate, now_ms: u64) -> u64 {
        // A clock that runs back fills nothing.
        let gained = now_ms.saturating_sub(self.at_ms).saturating_mul(u64::from(rate.per_minute)) / 60;
        self.filled.saturating_add(gained).min(u64::from(rate.burst) * 1000)
    }
}

/// Buckets of one kind, one for each key.
#[derive(Debug)]
pub struct Throttle<K> {
    rate: Rate,
    keys_max: usize,
    buckets: Mutex<HashMap<K, Bucket>>,
}

impl<K: Eq + Hash + Clone> Throttle<K> {
    /// Begins with full buckets; keeps at most `keys_max` that are not.
    pub fn new(rate: Rate, keys_max: usize) -> Self {
        Self { rate, keys_max: keys_max.max(1), buckets: Mutex::default() }
    }

    /// Takes `cost` tokens of a key. A cost above the burst takes the whole burst: it waits longest, and is
    /// not refused for ever.
    ///
    /// # Errors
    /// [`Wait`]; nothing is taken then.
    pub fn take(&self, key: &K, cost: u32, now_ms: u64) -> Result<(), Wait> {
        let cost = u64::from(cost.min(self.rate.burst)) * 1000;
        // Each change is one step, so a panic elsewhere leaves the map whole.
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if !buckets.contains_key(key) && buckets.len() >= self.keys_max {
            self.make_room(&mut buckets, now_ms);
        }
        let bucket = buckets.entry(key.clone()).or_insert_with(|| Bucket::full(self.rate, now_ms));
        let filled = bucket.filled_at(self.rate, now_ms);
        if let Some(left) = filled.checked_sub(cost) {
            *bucket = Bucket { filled: left, at_ms: now_ms.max(bucket.at_ms) };
            return Ok(());
        }
        // Left as it is: the parts of a token that fill between two tries would be rounded away.
        let missing = cost - filled;
        let seconds = missing.saturating_mul(60).div_ceil(u64::from(self.rate.per_minute.max(1)) * 1000);
        Err(Wait { seconds: seconds.max(1) })
    }

    /// Returns how many keys are in memory.
    pub fn keys(&self) -> usize {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Forgets full buckets, and when there are none, the fuller half.
    fn make_room(&self, buckets: &mut HashMap<K, Bucket>, now_ms: u64) {
        let full = u64::from(self.rate.burst) * 1000;
        buckets.retain(|_, bucket| bucket.filled_at(self.rate, now_ms) < full);
        if buckets.len() < self.keys_max {
            return;
        }
        let mut levels: Vec<u64> = buckets.values().map(|bucket| bucket.filled_at(self.rate, now_ms)).collect();
        let middle = levels.len() / 2;
        let (_, level, _) = levels.select_nth_unstable(middle);
        let level = *level;
        let mut to_go = buckets.len() - middle;
        buckets.retain(|_, bucket| {
            let goes = to_go > 0 && bucket.filled_at(self.rate, now_ms) >= level;
            to_go -= usize::from(goes);
            !goes
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { burst: 3, per_minute: 6 };

    #[test]
    fn a_bucket_empties_and_fills() {
        let throttle = Throttle::new(RATE, 10);
        for _ in 0..3 {
            assert_eq!(throttle.take(&"ada", 1, 0), Ok(()));
        }
        assert_eq!(throttle.take(&"ada", 1, 0), Err(Wait { seconds: 10 }));
        assert_eq!(throttle.take(&"ada", 1, 9_999), Err(Wait { seconds: 1 }));
        assert_eq!(throttle.take(&"ada", 1, 10_000), Ok(()));
        assert_eq!(throttle.take(&"eve", 1, 0), Ok(()), "another key has its own");
        assert_eq!(throttle.take(&"ada", 1, 0), Err(Wait { seconds: 10 }), "a clock that runs back fills nothing");
    }

    #[test]
    fn what_costs_more_than_the_burst_is_not_refused_for_ever() {
        let throttle = Throttle::new(RATE, 10);
        assert_eq!(throttle.take(&1, u32::MAX, 0), Ok(()));
        assert_eq!(throttle.take(&1, u32::MAX, 0), Err(Wait { seconds: 30 }));
        assert_eq!(throttle.take(&1, u32::MAX, 30_000), Ok(()));
    }

    /// A million addresses cost no more than the bound, and those that are over their rate stay known.
    #[test]
    fn memory_is_bounded_and_the_empty_buckets_stay() {
        let throttle = Throttle::new(RATE, 1_000);
        for _ in 0..3 {
            throttle.take(&u32::MAX, 1, 0).unwrap();
        }
        for key in 0..100_000 {
            throttle.take(&key, 1, 0).unwrap();
            assert!(throttle.keys() <= 1_000);
        }
        assert!(throttle.take(&u32::MAX, 1, 0).is_err());
    }
}
