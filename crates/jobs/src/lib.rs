//! Pure scheduler: what runs next and when.
//!
//! Invariant: no clock and no randomness of its own. A job is a row of the database, so that a crash, a
//! sleep or a lost trigger cannot lose it.
//!
//! Reading order: [`backoff`], [`job`].

pub mod backoff;
pub mod job;

pub use backoff::{RETRY_MS_MAX, SERVER_WAIT_MS_MAX, ceiling_ms, jittered_ms};
pub use job::{JobRow, NextDue, next_due};
