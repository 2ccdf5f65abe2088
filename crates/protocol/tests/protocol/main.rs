//! The wire shapes in both content types, pinned, and texts that people carry from one device to another.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod auth;
mod chain;
mod codec;
mod connect_code;
mod golden;
mod samples;
