//! Where notebooks are shown: circles made by concurrent moves are broken the same way everywhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::entity::EntityState;
use crate::id::EntityId;
use crate::payload::Field;
use crate::register::Register;
use crate::review::{ReviewItem, ReviewReason, review_id};

/// Where one notebook is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The notebook it is shown in; none at the top.
    pub parent: Option<EntityId>,
}

/// All notebooks in their places.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NotebookTree {
    /// By notebook id; deleted and unknown ones are absent.
    pub placed: BTreeMap<EntityId, Placed>,
    /// One item for each circle.
    pub reviews: Vec<ReviewItem>,
}

/// Places the notebooks. A parent that is deleted or unknown counts as none. Of the moves in a circle
/// the one with the lowest order is shown as if at the top level.
pub fn notebook_tree<'a>(notebooks: impl IntoIterator<Item = (EntityId, &'a EntityState)>) -> NotebookTree {
    let states: BTreeMap<EntityId, &EntityState> =
        notebooks.into_iter().filter(|(_, state)| state.is_known() && !state.is_deleted()).collect();
    let mut tree = NotebookTree::default();
    for (id, state) in &states {
        let parent = state.link(&Field::Parent).filter(|parent| states.contains_key(parent));
        tree.placed.insert(*id, Placed { parent });
    }
    let mut settled = BTreeSet::new();
    for start in states.keys() {
        if let Some(circle) = circle_from(*start, &tree.placed, &settled) {
            break_circle(&circle, &states, &mut tree);
        }
        // Everything on the way up from here now ends at the top.
        let mut at = Some(*start);
        while let Some(id) = at {
            if !settled.insert(id) {
                break;
            }
            at = tree.placed.get(&id).and_then(|placed| placed.parent);
        }
    }
    tree
}

/// Walks up from `start`; returns the members of the circle it runs into, if it does.
fn circle_from(
    start: EntityId,
    placed: &BTreeMap<EntityId, Placed>,
    settled: &BTreeSet<EntityId>,
) -> Option<Vec<EntityId>> {
    let mut path = Vec::new();
    let mut on_path = BTreeSet::new();
    let mut at = start;
    loop {
        if settled.contains(&at) {
            return None;
        }
        if !on_path.insert(at) {
            let from = path.iter().position(|id| *id == at)?;
            return Some(path.split_off(from));
        }
        path.push(at);
        at = placed.get(&at)?.parent?;
    }
}

fn break_circle(circle: &[EntityId], states: &BTreeMap<EntityId, &EntityState>, tree: &mut NotebookTree) {
    let move_of = |id: &EntityId| {
        let register = states.get(id).and_then(|state| state.fields.get(&Field::Parent));
        register.and_then(Register::shown).map(|write| write.stamp)
    };
    let Some((moved, id)) = circle.iter().filter_map(|id| Some((move_of(id)?, *id))).min() else { return };
    tree.placed.insert(id, Placed { parent: None });
    let stamps: Vec<_> = circle.iter().filter_map(move_of).collect();
    tree.reviews.push(ReviewItem {
        id: review_id(id, &Field::Parent, &stamps),
        entity_id: id,
        reason: ReviewReason::NotebookCycle { moved },
    });
}
