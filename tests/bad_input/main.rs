//! Bad input at the edges: a clear error, the right exit code, and nothing lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a panic is how a test fails")]

mod arguments;
mod connect_codes;
mod data_folder;
mod markdown_folder;
mod rude_servers;
mod texts;
