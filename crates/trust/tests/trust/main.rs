//! Accounts, vaults, batches and hostile servers, as their callers meet them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod account_log;
mod control_log;
mod world;
