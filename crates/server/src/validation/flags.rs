//! What is remarkable about an action that is stored all the same. Flags are remarks for people and
//! clients; they never change the log's order.

use std::collections::BTreeSet;

use driftless_domain::limits::CLOCK_AHEAD_MS_MAX;
use driftless_domain::{ActionType, ClientId, EntityId, Hlc, SCHEMA, Seq};
use driftless_protocol::{Envelope, Flag};

/// A batch that deletes more entities than this …
pub const MASS_DELETE_ENTITIES: u64 = 50;
/// … and more than this share of the vault, percent, is a mass delete.
pub const MASS_DELETE_PERCENT: u64 = 30;

/// The delete that an entity stands under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deletion {
    /// Place in the log.
    pub seq: Seq,
    /// Device that deleted.
    pub client_id: ClientId,
}

/// What the server knows of an entity without reading payloads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EntityFacts {
    /// Whether a create of it is in the log.
    pub is_created: bool,
    /// Its latest delete that no restore has seen.
    pub deletion: Option<Deletion>,
}

impl EntityFacts {
    /// Returns whether it counts as a part of the vault: created and not deleted.
    pub const fn is_live(self) -> bool {
        self.is_created && self.deletion.is_none()
    }

    /// Returns the facts after an action that was stored at `seq`.
    pub fn after(self, envelope: &Envelope, seq: Seq) -> Self {
        match envelope.action_type {
            ActionType::Create => Self { is_created: true, ..self },
            ActionType::Delete => Self { deletion: Some(Deletion { seq, client_id: envelope.client_id }), ..self },
            ActionType::Restore => Self { deletion: self.deletion.filter(|d| !has_seen(envelope, *d)), ..self },
            ActionType::Update | ActionType::Unknown(_) => self,
        }
    }
}

/// A device has seen what is up to its cursor, and its own earlier actions.
fn has_seen(envelope: &Envelope, deletion: Deletion) -> bool {
    deletion.seq <= envelope.seen || deletion.client_id == envelope.client_id
}

/// Returns the flags of one action, in the order of [`Flag`]. `head`: the log's head before it;
/// `is_mass_delete`: of its batch.
pub fn flags_of(envelope: &Envelope, facts: EntityFacts, head: Seq, witnessed: Hlc, is_mass_delete: bool) -> Vec<Flag> {
    let is_write = matches!(envelope.action_type, ActionType::Update | ActionType::Restore);
    let is_update = envelope.action_type == ActionType::Update;
    let candidates = [
        (Flag::ClockSkew, envelope.logical_time.ms() > witnessed.ms().saturating_add(CLOCK_AHEAD_MS_MAX)),
        (Flag::UnknownEntity, is_write && !facts.is_created),
        (Flag::EditedAfterDelete, is_update && facts.deletion.is_some_and(|d| !has_seen(envelope, d))),
        (Flag::MassDelete, is_mass_delete && envelope.action_type == ActionType::Delete),
        (Flag::SeenAhead, envelope.seen > head),
        (Flag::NewerSchema, envelope.schema > SCHEMA),
    ];
    candidates.into_iter().filter_map(|(flag, is_set)| is_set.then_some(flag)).collect()
}

/// Returns whether the deletes of a batch are a mass delete in a vault of `live` entities.
pub fn is_mass_delete(deleted_live: &BTreeSet<EntityId>, live: u64) -> bool {
    let deleted = u64::try_from(deleted_live.len()).unwrap_or(u64::MAX);
    deleted > MASS_DELETE_ENTITIES && deleted.saturating_mul(100) > live.saturating_mul(MASS_DELETE_PERCENT)
}
