//! Random but possible histories: devices that write, go offline, have wrong clocks and lost answers, and a
//! server that gives every action its place.
//!
//! Needs nothing but the domain: the domain's own tests include this folder by path, because the
//! domain depends on nothing of ours, not even for tests.

mod device;
mod order;
mod server;
mod step;
mod world;

pub use device::Device;
pub use order::{shuffled, with_repeats};
pub use server::Server;
pub use step::{Step, What, step, steps};
pub use world::{DEVICES, ENTITIES, World, entity_id, is_notebook};
