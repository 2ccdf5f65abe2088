//! The same for many notes: one gesture, however many.

use driftless_domain::{EntityId, EntityState, EntityType, GroupId};
use driftless_sync::contract::StoreTx;
use driftless_sync::local::Intent;

use super::Written;
use crate::AppError;
use crate::app::Inner;

/// Notes of one transaction. A gesture on more is several transactions of one group: other writers get their turn.
const TRANSACTION_NOTES_MAX: usize = 10_000;

impl Inner {
    /// Plans one action for each note and writes them as one gesture: all or none of 10,000. When one of the later
    /// ten thousands fails, those before it are done, and belong to the same group.
    pub(crate) fn bulk(
        &self,
        ids: &[EntityId],
        check: impl Fn(&dyn StoreTx) -> Result<(), AppError>,
        plan: impl Fn(EntityId, &EntityState) -> Result<Option<Intent>, AppError>,
    ) -> Result<Written, AppError> {
        self.bulk_of(TRANSACTION_NOTES_MAX, ids, check, |_, id, state| plan(id, state))
    }

    /// The same with the transaction at hand, for plans that read more than a note's state. `at_once`: notes of one
    /// transaction, fewer where each takes longer.
    pub(crate) fn bulk_of(
        &self,
        at_once: usize,
        ids: &[EntityId],
        check: impl Fn(&dyn StoreTx) -> Result<(), AppError>,
        plan: impl Fn(&dyn StoreTx, EntityId, &EntityState) -> Result<Option<Intent>, AppError>,
    ) -> Result<Written, AppError> {
        let group = (ids.len() > at_once).then(|| GroupId::from_uuid(self.clock.new_uuid()));
        let mut all = Written::default();
        for ids in ids.chunks(at_once) {
            let written = self.write(|tx| {
                check(tx)?;
                let mut intents = Vec::new();
                for id in ids {
                    let intent = plan(tx, *id, &Self::state_of(tx, *id, &EntityType::Note)?)?;
                    intents.extend(intent.map(|mut intent| {
                        intent.payload.group = intent.payload.group.or(group);
                        intent
                    }));
                }
                Ok(intents)
            })?;
            all.add(written);
        }
        Ok(all)
    }
}
