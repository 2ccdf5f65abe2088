//! A server and its devices, driven by steps.

use driftless_domain::EntityId;

use super::device::Device;
use super::server::Server;
use super::step::Step;

/// Devices of a history.
pub const DEVICES: usize = 3;

/// Entities of a history: the first half are notes, the rest notebooks.
pub const ENTITIES: usize = 6;

/// Returns the id of an entity by its index.
pub fn entity_id(index: usize) -> EntityId {
    EntityId::from_bytes([u8::try_from(index % ENTITIES).unwrap_or(0).wrapping_mul(37) ^ 0x5a; 16])
}

/// Returns whether an entity is a notebook.
pub fn is_notebook(index: usize) -> bool {
    index >= ENTITIES / 2
}

/// Everything that takes part.
#[derive(Debug)]
pub struct World {
    /// The server.
    pub server: Server,
    /// The devices.
    pub devices: Vec<Device>,
    now_ms: u64,
}

impl World {
    /// Devices that know nothing yet. Without texts, a text edit writes bytes that no device imports,
    /// which is much faster.
    pub fn new(has_texts: bool) -> Self {
        let devices = (0..DEVICES).map(|index| Device::new(index, has_texts)).collect();
        Self { server: Server::default(), devices, now_ms: 1_700_000_000_000 }
    }

    /// Runs a history from the beginning.
    pub fn run(steps: &[Step], has_texts: bool) -> Self {
        let mut world = Self::new(has_texts);
        steps.iter().for_each(|step| world.take(step));
        world
    }

    /// Lets one thing happen.
    pub fn take(&mut self, step: &Step) {
        self.now_ms += 7;
        match step {
            Step::Write { device, entity, what, is_keeping } => {
                self.devices[*device].write(*entity, what, *is_keeping, self.now_ms);
            }
            Step::Upload { device, count, is_answer_lost } => {
                let device = &mut self.devices[*device];
                for action in device.waiting(*count) {
                    let position = self.server.accept(&action, self.now_ms);
                    if !is_answer_lost {
                        device.acknowledge(action.id, position);
                    }
                }
            }
            Step::Download { device, count } => self.devices[*device].download(&self.server, *count),
            Step::Jump { device, skew_ms } => self.devices[*device].skew_ms = *skew_ms,
            Step::Wait(ms) => self.now_ms += u64::from(*ms),
        }
    }

    /// Everybody sends and takes in everything.
    pub fn settle(&mut self) {
        for device in 0..DEVICES {
            self.take(&Step::Upload { device, count: usize::MAX, is_answer_lost: false });
        }
        for device in 0..DEVICES {
            self.take(&Step::Download { device, count: self.server.log.len() + 1 });
        }
    }
}
