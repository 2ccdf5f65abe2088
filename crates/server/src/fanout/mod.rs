//! Wakes those who wait for a vault's log to grow. A hint only: a lost one costs latency, never data.

pub mod local;
