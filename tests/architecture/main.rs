//! The house's walls, as tests: who may depend on whom, and how files are named and laid out.
//! The rules are told in docs/architecture.md.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a panic is how a test fails")]

mod dependencies;
mod layout;
mod source;
mod words;
