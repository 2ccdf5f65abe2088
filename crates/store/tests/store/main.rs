//! The database on disk.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    reason = "what fails here fails the test, with its place"
)]

mod backups;
mod contract;
mod faults;
mod linking;
mod lists;
mod migrating;
mod opening;
mod processes;
mod searching;
mod sync;
mod world;
