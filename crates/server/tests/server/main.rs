//! The server, from its storage to its process: real files, real sockets, real signals.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_truncation,
    reason = "tests fail by panicking"
)]

mod access;
mod accounts;
mod bad_input;
mod blobs;
mod crash;
mod document;
mod events;
mod given;
mod hardening;
mod http;
mod model;
mod people;
mod process;
mod roles;
mod running;
mod signed_logs;
mod startup;
mod storage;
mod sync;
