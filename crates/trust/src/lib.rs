//! Who may do what, decided from signed bytes alone: accounts, devices, vaults, batches.
//!
//! The server and the app use the same rules: the server so that it lets nobody in, the app because the server may
//! be hostile.
//!
//! Invariant: pure. No I/O, no clock, no randomness: time, seeds and nonces are arguments. Bytes that came from
//! elsewhere give a typed reason, never a panic, and reserve no more than [`limits`] say. Equal input gives equal
//! decisions on every device.
//!
//! Reading order: [`limits`], [`device`], [`account_log`], [`control_log`], [`chain`], [`batch`], [`frontier`],
//! [`mod@receive`].

pub mod account_log;
pub mod batch;
pub mod chain;
pub mod control_log;
pub mod device;
pub mod frontier;
pub mod limits;
mod log;
pub mod receive;

pub use account_log::{AccountPublic, AccountRefusal, AccountState, HowAdded};
pub use batch::{Batch, SignedBatch};
pub use chain::{Header, Link};
pub use control_log::{ControlAuthor, ControlRefusal, CutOff, Role, VaultState, WriteRefusal};
pub use device::{DeviceCertificate, DeviceKeys, DevicePublic};
pub use frontier::{Alarm, Frontier, Tip};
pub use log::NotInLine;
pub use receive::{Knowledge, LastBatch, Received, Refusal, receive};
