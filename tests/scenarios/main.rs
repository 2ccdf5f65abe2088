//! Two and three devices and a real server, as their users see them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a panic is how a test fails")]

mod accounts;
mod attachments;
mod backups;
mod canary;
mod converge;
mod crash;
mod daily_and_saved;
#[cfg(target_os = "linux")]
mod keychain;
mod markdown;
mod random_edits;
mod repair;
mod two_devices;
