//! Devices, generators, faulty remotes and the contract suites for tests.

pub mod generate;
