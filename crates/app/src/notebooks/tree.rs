//! All notebooks where they are shown, for checks and paths.

use std::collections::BTreeMap;

use driftless_domain::limits::NOTEBOOK_DEPTH_MAX;
use driftless_domain::rules::notebook_tree;
use driftless_domain::{EntityId, EntityType, Field};
use driftless_sync::contract::{StoreError, StoreTx};

/// Notebooks with the parent each is shown in.
pub(super) struct Tree {
    parents: BTreeMap<EntityId, Option<EntityId>>,
    names: BTreeMap<EntityId, String>,
}

impl Tree {
    pub(super) fn load(tx: &dyn StoreTx) -> Result<Self, StoreError> {
        let mut states = Vec::new();
        for id in tx.ids_of_type(&EntityType::Notebook)? {
            states.extend(tx.load_state(id)?.map(|state| (id, state)));
        }
        let tree = notebook_tree(states.iter().map(|(id, state)| (*id, state)));
        let parents: BTreeMap<_, _> = tree.placed.into_iter().map(|(id, placed)| (id, placed.parent)).collect();
        let names = states
            .iter()
            .filter(|(id, _)| parents.contains_key(id))
            .map(|(id, state)| (*id, state.text(&Field::Title).to_owned()))
            .collect();
        Ok(Self { parents, names })
    }

    /// Returns the notebook that `id` is shown in.
    pub(super) fn parent(&self, id: EntityId) -> Option<EntityId> {
        self.parents.get(&id).copied().flatten()
    }

    /// Returns how many notebooks are above `id`.
    pub(super) fn depth(&self, id: EntityId) -> usize {
        self.above(id).count()
    }

    /// Returns whether `id` is `outer` or somewhere inside it.
    pub(super) fn is_within(&self, id: EntityId, outer: EntityId) -> bool {
        id == outer || self.above(id).any(|above| above == outer)
    }

    /// Returns how many levels are below `id`.
    pub(super) fn height(&self, id: EntityId) -> usize {
        let below = self.parents.keys().filter(|inner| **inner != id && self.is_within(**inner, id));
        below.map(|inner| self.depth(*inner)).max().map_or(0, |deepest| deepest.saturating_sub(self.depth(id)))
    }

    /// Returns `id` and everything nested in it, by id.
    pub(super) fn within(&self, id: EntityId) -> Vec<EntityId> {
        self.parents.keys().copied().filter(|inner| self.is_within(*inner, id)).collect()
    }

    /// Goes down a path as far as there are notebooks; returns the last one and the names that are left.
    /// Of two notebooks of one name the older goes.
    pub(super) fn walk<'a>(&self, names: &'a [String]) -> (Option<EntityId>, &'a [String]) {
        let mut at = None;
        for (passed, name) in names.iter().enumerate() {
            let found = self.names.iter().find(|(id, known)| *known == name && self.parent(**id) == at);
            match found {
                Some((id, _)) => at = Some(*id),
                None => return (at, &names[passed..]),
            }
        }
        (at, &[])
    }

    fn above(&self, id: EntityId) -> impl Iterator<Item = EntityId> + '_ {
        // Circles are broken by the rule; the bound only keeps a damaged tree from hanging us.
        std::iter::successors(self.parent(id), |above| self.parent(*above)).take(4 * NOTEBOOK_DEPTH_MAX)
    }
}
