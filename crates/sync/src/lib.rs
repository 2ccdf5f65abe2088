//! The sync engine: decides, never opens a socket or a database.
//!
//! Invariant: no clock, no randomness, no I/O of its own; everything comes in through [`contract`].
//!
//! Reading order: [`contract`], [`local`], [`materialize`], [`coordinator`], [`driver`], then the steps:
//! [`upload`], [`download`], [`verify`], [`reissue`]; [`blobs`]; [`join`] and [`rebuild`]; [`status`].

pub mod blobs;
pub mod contract;
pub mod coordinator;
pub mod download;
pub mod driver;
pub mod error;
pub mod join;
pub mod local;
pub mod materialize;
pub mod memory;
pub mod peers;
pub mod rebuild;
pub mod reissue;
pub mod status;
pub mod upload;
pub mod verify;
