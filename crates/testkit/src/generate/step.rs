//! What can happen in a random history.

use proptest::prelude::*;

use super::world::{DEVICES, ENTITIES};

/// One event of a history. Every step is possible at every time: what makes no sense does nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// A device writes one action.
    Write {
        /// Index of the device.
        device: usize,
        /// Index of the entity.
        entity: usize,
        /// The write.
        what: What,
        /// Whether unreviewed siblings of the field are kept.
        is_keeping: bool,
    },
    /// A device sends up to `count` waiting actions.
    Upload {
        /// Index of the device.
        device: usize,
        /// Actions, at most.
        count: usize,
        /// The server has them, but its answer never arrives.
        is_answer_lost: bool,
    },
    /// A device takes in the next page of the log.
    Download {
        /// Index of the device.
        device: usize,
        /// Actions of the page, at most.
        count: usize,
    },
    /// A device's clock jumps (either way), milliseconds.
    Jump {
        /// Index of the device.
        device: usize,
        /// From the true time.
        skew_ms: i64,
    },
    /// True time goes on, milliseconds.
    Wait(u32),
}

/// What a device writes.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Brings it into being, with a title.
    Create,
    /// A title; few values, so that devices agree by chance too.
    Title(u8),
    /// Pinned or not.
    Pinned(bool),
    /// A template or not.
    Template(bool),
    /// What a saved search looks for.
    Query(u8),
    /// One of a few tags.
    Tag(u8, bool),
    /// Into another entity (of any type) or none.
    Move(Option<usize>),
    /// Text: at a share of the length, delete and insert characters.
    Body {
        /// Share of the length, of 255.
        at: u8,
        /// Characters.
        delete: u8,
        /// Whether something is inserted.
        is_inserting: bool,
    },
    /// Title and colour by one action.
    TitleAndColor(u8),
    /// Delete.
    Delete,
    /// Restore.
    Restore,
    /// Delete for ever.
    Purge,
    /// A higher schema, an unknown entity type, action type or field, a text codec that nobody knows, or bytes that are no payload.
    Foreign(u8),
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        3 => Just(What::Create),
        5 => (0..4_u8).prop_map(What::Title),
        2 => any::<bool>().prop_map(What::Pinned),
        1 => any::<bool>().prop_map(What::Template),
        1 => (0..3_u8).prop_map(What::Query),
        2 => (0..3_u8, any::<bool>()).prop_map(|(tag, is_set)| What::Tag(tag, is_set)),
        3 => prop::option::of(0..ENTITIES).prop_map(What::Move),
        3 => (any::<u8>(), 0..4_u8, any::<bool>())
            .prop_map(|(at, delete, is_inserting)| What::Body { at, delete, is_inserting }),
        1 => (0..4_u8).prop_map(What::TitleAndColor),
        2 => Just(What::Delete),
        2 => Just(What::Restore),
        1 => Just(What::Purge),
        1 => (0..6_u8).prop_map(What::Foreign),
    ]
}

/// Any step.
pub fn step() -> impl Strategy<Value = Step> {
    let hour = 3_600_000_i64;
    prop_oneof![
        10 => (0..DEVICES, 0..ENTITIES, what(), any::<bool>())
            .prop_map(|(device, entity, what, is_keeping)| Step::Write { device, entity, what, is_keeping }),
        3 => (0..DEVICES, 1..6_usize, prop::bool::weighted(0.2))
            .prop_map(|(device, count, is_answer_lost)| Step::Upload { device, count, is_answer_lost }),
        4 => (0..DEVICES, 1..8_usize).prop_map(|(device, count)| Step::Download { device, count }),
        1 => (0..DEVICES, prop_oneof![-hour..hour, -24 * 365 * hour..24 * 365 * 10 * hour])
            .prop_map(|(device, skew_ms)| Step::Jump { device, skew_ms }),
        1 => (1..600_000_u32).prop_map(Step::Wait),
    ]
}

/// Histories of up to `max` steps.
pub fn steps(max: usize) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..max)
}
