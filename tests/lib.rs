//! Tests of more than one crate, and what they share: the real programs, run as a user runs them.
//!
//! Invariant: no sleeps. A test waits for a line of output, the end of a process or an accepted connection.
//!
//! Reading order: [`programs`], then `scenarios/` and `bad_input/`.

#![allow(clippy::expect_used, clippy::panic, reason = "a panic is how a test fails")]

pub mod programs;
