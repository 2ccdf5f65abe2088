//! Time and randomness, as an argument.

use uuid::Uuid;

/// Wall clock, stopwatch and random numbers. The app's is real, the tests' are seeded.
pub trait Clock: Send + Sync {
    /// Wall clock, milliseconds since the Unix epoch; may jump both ways.
    fn now_ms(&self) -> u64;

    /// A stopwatch that never runs backwards, nanoseconds since some start.
    fn monotonic_ns(&self) -> u64;

    /// A new UUIDv7.
    fn new_uuid(&self) -> Uuid;

    /// 64 random bits.
    fn random(&self) -> u64;
}
