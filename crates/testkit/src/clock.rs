//! Time and randomness from a seed.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use driftless_sync::contract::Clock;
use uuid::Uuid;

/// A clock that stands still until a test moves it, and random numbers that are the same for a seed.
#[derive(Debug)]
pub struct TestClock {
    wall_ms: AtomicU64,
    monotonic_ns: AtomicU64,
    random: Mutex<u64>,
}

impl TestClock {
    /// A clock at a fixed moment of 2026.
    pub fn new(seed: u64) -> Self {
        Self { wall_ms: AtomicU64::new(1_790_000_000_000), monotonic_ns: AtomicU64::new(0), random: Mutex::new(seed) }
    }

    /// Lets time pass on both clocks.
    pub fn advance_ms(&self, ms: u64) {
        self.wall_ms.fetch_add(ms, Ordering::SeqCst);
        self.monotonic_ns.fetch_add(ms * 1_000_000, Ordering::SeqCst);
    }

    /// Sets the wall clock, as a user or a bad time server does.
    pub fn set_wall_ms(&self, ms: u64) {
        self.wall_ms.store(ms, Ordering::SeqCst);
    }
}

/// One step of SplitMix64.
pub(crate) fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Clock for TestClock {
    fn now_ms(&self) -> u64 {
        self.wall_ms.load(Ordering::SeqCst)
    }

    fn monotonic_ns(&self) -> u64 {
        // Every look takes a microsecond, so that durations are not all nothing.
        self.monotonic_ns.fetch_add(1_000, Ordering::SeqCst)
    }

    fn new_uuid(&self) -> Uuid {
        let (high, low) = (self.random().to_be_bytes(), self.random().to_be_bytes());
        let mut random = [0; 10];
        random[..8].copy_from_slice(&high);
        random[8..].copy_from_slice(&low[..2]);
        uuid::Builder::from_unix_timestamp_millis(self.now_ms(), &random).into_uuid()
    }

    fn random(&self) -> u64 {
        let mut state = self.random.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        split_mix(&mut state)
    }
}
