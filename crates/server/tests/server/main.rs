//! The server, from its storage to its process: real files, real sockets, real signals.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod access;
mod bad_input;
mod crash;
mod document;
mod events;
mod given;
mod http;
mod model;
mod process;
mod running;
mod startup;
mod storage;
mod sync;
