//! Review items: the places where devices disagreed and a rule picked.
//!
//! They are derived from the state, never replicated: a write without `keeps`, a restore or a delete
//! that has seen both sides ends them on every device.

use serde::{Deserialize, Serialize};

use crate::entity::EntityState;
use crate::id::EntityId;
use crate::payload::{Field, Value};
use crate::register::{Stamp, Write};

/// Names an item while the same versions disagree (16 bytes of BLAKE3 over entity and action ids).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReviewId(pub [u8; 16]);

impl std::fmt::Display for ReviewId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::str::FromStr for ReviewId {
    type Err = crate::id::InvalidId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = text.as_bytes();
        if bytes.len() != 32 || !bytes.is_ascii() {
            return Err(crate::id::InvalidId);
        }
        let mut id = [0; 16];
        for (byte, at) in id.iter_mut().zip((0..32).step_by(2)) {
            *byte = u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| crate::id::InvalidId)?;
        }
        Ok(Self(id))
    }
}

/// Why an item waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewReason {
    /// Several devices wrote one field, each unaware of the others.
    Field {
        /// The field.
        field: Field,
        /// What is shown.
        shown: Write,
        /// What differs from it, highest order first.
        others: Vec<Write>,
    },
    /// A device's latest action and a delete are concurrent.
    EditedWhileDeleted {
        /// The delete.
        deleted: Stamp,
        /// The edit.
        edited: Stamp,
    },
    /// Concurrent moves made a circle of notebooks; this notebook is shown at the top level.
    NotebookCycle {
        /// The move that is not followed.
        moved: Stamp,
    },
}

/// A place where devices disagreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewItem {
    /// Stable while the same versions disagree.
    pub id: ReviewId,
    /// The note or notebook.
    pub entity_id: EntityId,
    /// Why.
    pub reason: ReviewReason,
}

/// Returns what waits for review on one entity, in order of field, the delete last. Circles of
/// notebooks need all notebooks: see [`crate::rules::notebook_tree`].
pub fn reviews(entity_id: EntityId, state: &EntityState) -> Vec<ReviewItem> {
    if state.is_deleted() {
        // What a tombstone's fields disagree about matters again only after a restore.
        return edited_while_deleted(entity_id, state).into_iter().collect();
    }
    state
        .fields
        .iter()
        .filter(|(field, _)| is_reviewed(field))
        .filter_map(|(field, register)| {
            let shown = register.shown()?.clone();
            let others: Vec<Write> = register.siblings().into_iter().cloned().collect();
            let stamps = others.iter().map(|write| &write.stamp).chain([&shown.stamp]);
            let id = review_id(entity_id, field, stamps);
            (!others.is_empty()).then_some(ReviewItem {
                id,
                entity_id,
                reason: ReviewReason::Field { field: field.clone(), shown, others },
            })
        })
        .collect()
}

/// Facts that no person wrote by hand are not put before one.
fn is_reviewed(field: &Field) -> bool {
    match field {
        Field::CreatedAt | Field::UpdatedAt | Field::Purged => false,
        Field::Title
        | Field::Notebook
        | Field::Parent
        | Field::Pinned
        | Field::Archived
        | Field::Color
        | Field::FrontMatter
        | Field::Query
        | Field::Template
        | Field::Favorite
        | Field::Tag(_) => true,
    }
}

fn edited_while_deleted(entity_id: EntityId, state: &EntityState) -> Option<ReviewItem> {
    let deletes = state.life.writes().iter().filter(|write| write.value == Value::Bool(true));
    let pairs = deletes.flat_map(|delete| {
        let edits = state.devices.values().filter(|stamp| stamp.is_concurrent_with(&delete.stamp));
        // Two devices that both deleted agree.
        edits
            .filter(|stamp| !state.life.writes().iter().any(|w| w.stamp.id == stamp.id && w.value == Value::Bool(true)))
            .map(|edit| (delete.stamp, *edit))
    });
    let (deleted, edited) = pairs.max_by_key(|(deleted, edited)| (*edited, *deleted))?;
    let id = review_id(entity_id, &Field::Purged, [&deleted, &edited]);
    Some(ReviewItem { id, entity_id, reason: ReviewReason::EditedWhileDeleted { deleted, edited } })
}

/// Returns the id of an item: equal for equal versions on every device.
pub(crate) fn review_id<'a>(
    entity_id: EntityId,
    field: &Field,
    stamps: impl IntoIterator<Item = &'a Stamp>,
) -> ReviewId {
    let mut ids: Vec<_> = stamps.into_iter().map(|stamp| stamp.id).collect();
    ids.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"driftless review item 1");
    hasher.update(entity_id.as_bytes());
    hasher.update(field.to_string().as_bytes());
    for id in ids {
        hasher.update(id.as_bytes());
    }
    let mut id = [0; 16];
    id.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    ReviewId(id)
}
