//! Devices, generators, faulty remotes and the contract suites for tests.
//!
//! Reading order: [`clock`], [`sealer`], [`log`] (a server's log in memory), [`remote`] (faults in front of
//! it), [`device`], [`crash`], [`contract_tests`] (one suite for every store).

#![allow(clippy::expect_used, clippy::panic, reason = "what fails here fails the test that uses it, with its place")]

pub mod clock;
pub mod contract_tests;
pub mod crash;
pub mod device;
pub mod log;
pub mod remote;
pub mod sealer;

pub use clock::TestClock;
pub use crash::CrashingStore;
pub use device::{Device, ready};
pub use log::ServerLog;
pub use remote::{Fault, FaultyRemote};
pub use sealer::TestSealer;
