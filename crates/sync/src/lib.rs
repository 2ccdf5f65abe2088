//! The sync engine: decides, never opens a socket or a database.
//!
//! Invariant: no clock, no randomness, no I/O of its own; everything comes in through [`contract`].
//!
//! Reading order: [`contract`], [`local`], [`materialize`].

pub mod contract;
pub mod local;
pub mod materialize;
pub mod memory;
