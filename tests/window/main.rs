//! The real window: the built app under Xvfb, driven through WebDriver. Nothing is mocked.
//!
//! Not part of plain `cargo test`, because it wants a screen and the built programs: `cargo xtask test`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a panic is how a test fails")]
#![allow(clippy::print_stdout, reason = "shown only for a test that failed")]

mod console;
mod device;
mod program;
mod screen;
mod server;
mod stage;
mod webdriver;
mod words;

mod account;
mod attachments;
mod canary;
mod conflicts;
mod crash;
mod desktop;
mod finding;
mod history;
mod lock;
mod organize;
mod policy;
mod settings;
mod tour;
mod typing;
mod writing;
