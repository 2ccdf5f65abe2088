//! Both sides against each other, and what a stranger or a broken line may send.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod bad_input;
mod given;
mod sign_in;
