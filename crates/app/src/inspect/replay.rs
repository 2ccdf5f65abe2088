//! Replaying one entity with the oracle, from what the snapshot and the log hold of it.

use driftless_domain::body::{LoroText, TextBody as _};
use driftless_domain::digest::{Digest, DigestKey, entity_digest, text_digest};
use driftless_domain::reconcile::{Entity, NotesState, replay};
use driftless_domain::{EntityId, EntityState, LoggedAction};
use driftless_sync::contract::{StoreError, StoredBody};

/// Writer id of texts that are only read.
pub(super) const READ_ONLY_PEER: u64 = u64::MAX >> 1;

/// An entity as a replay shows it.
#[derive(Debug)]
pub(super) struct Replayed {
    /// Everything but the text.
    pub state: EntityState,
    /// The text.
    pub text: String,
}

impl Replayed {
    /// Returns its digest.
    pub(super) fn digest(&self, key: &DigestKey, id: EntityId) -> Digest {
        entity_digest(key, id, &self.state, &text_digest(key, &self.text))
    }
}

/// Replays one entity's actions over what the snapshot holds of it. None: nothing is to be shown.
pub(super) fn replay_one(
    id: EntityId,
    snapshot: Option<(EntityState, Option<StoredBody>)>,
    actions: &[LoggedAction],
) -> Result<Option<Replayed>, StoreError> {
    let damaged = |error: driftless_domain::body::BodyError| StoreError::Damaged(error.to_string());
    let mut base = NotesState::<LoroText>::default();
    if let Some((state, body)) = snapshot {
        let body = body.map(|body| LoroText::load(&body.snapshot, READ_ONLY_PEER).map_err(damaged)).transpose()?;
        base.entities.insert(id, Entity { state, body, waiting: Vec::new() });
    }
    let mut done = replay(base, actions, READ_ONLY_PEER);
    let Some(entity) = done.entities.remove(&id) else { return Ok(None) };
    let text = entity.body.map(|body| body.text().map_err(damaged)).transpose()?.unwrap_or_default();
    Ok(Some(Replayed { state: entity.state, text }))
}
