//! Accounts, vaults, batches and hostile servers, as their callers meet them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod account_log;
mod control_log;
mod decoders;
mod frontier;
mod malicious_server;
mod model;
mod receive;
mod roles;
mod vectors;
mod world;
