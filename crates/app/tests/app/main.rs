//! The one door, on real data folders with real encrypted databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::needless_pass_by_value,
    reason = "tests fail by panicking"
)]

mod attachments;
mod bad_input;
mod device;
mod events;
mod finding;
mod history;
mod killed;
mod links;
mod live;
mod lock;
mod notebooks;
mod notes;
mod organize;
mod reviews;
mod server;
mod sessions;
mod two_processes;
mod upkeep;
