//! The one door, on real data folders with real encrypted databases.

mod bad_input;
mod device;
mod events;
mod killed;
mod live;
mod notebooks;
mod notes;
mod reviews;
mod server;
mod sessions;
mod two_processes;
