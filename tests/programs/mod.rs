//! The real programs: `driftless` on a data folder of its own, `driftless-server`, and servers that misbehave.

mod binaries;
mod cli;
mod rude_server;
mod server;
mod traces;

pub use binaries::binary;
pub use cli::{Answer, Device};
pub use rude_server::{RudeServer, Rudeness};
pub use server::Server;
#[cfg(target_os = "linux")]
pub use traces::memory_holds;
pub use traces::{files_with, holds};
