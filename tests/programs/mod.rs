//! The real programs: `driftless` on a data folder of its own, `driftless-server`, and servers that misbehave.

mod binaries;
mod cli;
mod rude_server;
mod server;

pub use binaries::binary;
pub use cli::{Answer, Device};
pub use rude_server::{RudeServer, Rudeness};
pub use server::Server;
