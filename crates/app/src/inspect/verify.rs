//! `driftless verify`: every invariant that one device can check alone.

use std::collections::{BTreeMap, BTreeSet};

use driftless_domain::digest::{
    Digest, DigestKey, TREE_DEPTH, TreeNode, entity_digest, leaf_digest, node_digest, text_digest,
};
use driftless_domain::review::{ReviewId, reviews};
use driftless_domain::rules::notebook_tree;
use driftless_domain::{EntityId, EntityType, Seq};
use driftless_sync::contract::{QuarantineReason, Store as _, StoreError, StoreTx};
use serde::Serialize;

use super::replay::replay_one;
use super::{digest_key, for_each_entry};
use crate::{App, AppError};

/// Faults named in one detail; a damaged database may have thousands.
const NAMED_MAX: usize = 5;

/// One invariant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Check {
    /// What was checked.
    pub name: String,
    /// Whether it holds.
    pub ok: bool,
    /// How much was looked at, or what is wrong.
    pub detail: String,
    /// How much was looked at; 0 where that is no number.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub looked_at: u64,
    /// How much of it is wrong.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub wrong: u64,
    /// The first of what is wrong, for words in the window's language.
    pub faults: Vec<Fault>,
}

/// What one fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// An entity is not what its digest, or its actions, say. `of`: its id.
    Entity,
    /// A review item is there without a cause, or missing. `of`: its id.
    ReviewItem,
    /// An action of another device that the cursor does not cover. `of`: its id.
    BeyondCursor,
    /// An action whose position another one has. `of`: its id.
    PositionTwice,
    /// An action that is later than the clock. `of`: its id.
    LaterThanClock,
    /// This device's actions have gaps. `of`: their counts.
    Gaps,
    /// The log and the count disagree on what waits. `of`: both numbers.
    Waiting,
    /// The root of the digest tree is another one.
    Root,
    /// The database file. `of`: what SQLite says.
    File,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Fault {
    /// What it is.
    pub kind: FaultKind,
    /// Of what: an id, numbers, or what the database says.
    pub of: String,
}

impl Fault {
    fn new(kind: FaultKind, of: &impl ToString) -> Self {
        Self { kind, of: of.to_string() }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { kind, of } = self;
        match kind {
            FaultKind::Entity => write!(f, "entity {of}"),
            FaultKind::ReviewItem => write!(f, "review item {of}"),
            FaultKind::BeyondCursor => write!(f, "action {of} of another device is not covered by the cursor"),
            FaultKind::PositionTwice => write!(f, "action {of} has a position that another one has"),
            FaultKind::LaterThanClock => write!(f, "action {of} is later than the clock"),
            FaultKind::Gaps => write!(f, "own actions count {of}"),
            FaultKind::Waiting => f.write_str(of),
            FaultKind::Root => f.write_str("the root"),
            FaultKind::File => f.write_str(of),
        }
    }
}

/// All invariants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Verified {
    /// All of them hold.
    pub ok: bool,
    /// One by one.
    pub checks: Vec<Check>,
}

impl App {
    /// Checks every invariant but the replay. Nothing is changed.
    ///
    /// # Errors
    /// [`AppError::Store`] when the database cannot be read at all.
    pub fn verify(&self) -> Result<Verified, AppError> {
        let mut checks = vec![self.check_integrity()];
        checks.extend(self.store().read(|tx| Ok::<_, AppError>(invariants(tx)?))?);
        checks.push(self.check_tree()?);
        Ok(verified(checks))
    }

    /// Checks every invariant, and replays every entity from snapshot and log with the oracle. Holds the
    /// write lock meanwhile; nothing is changed.
    ///
    /// # Errors
    /// As [`App::verify`].
    pub fn verify_deep(&self) -> Result<Verified, AppError> {
        let mut checks = self.verify()?.checks;
        // The snapshot is seen by going back to it in a transaction that is then undone.
        let undone = self.store().write(|tx| match replay_all(tx) {
            Ok(check) => Err::<(), _>(Undo::Checked(check)),
            Err(error) => Err(Undo::Store(error)),
        });
        match undone {
            Err(Undo::Checked(check)) => checks.push(check),
            Err(Undo::Store(error)) => return Err(error.into()),
            Ok(()) => {}
        }
        Ok(verified(checks))
    }

    fn check_integrity(&self) -> Check {
        let checked = self.store().check_integrity();
        let detail = checked.as_ref().map_or_else(ToString::to_string, |()| "every page and index is sound".to_owned());
        let faults: Vec<Fault> = checked.err().map(|error| Fault::new(FaultKind::File, &error)).into_iter().collect();
        Check {
            name: "integrity".to_owned(),
            ok: faults.is_empty(),
            detail,
            looked_at: 0,
            wrong: faults.len() as u64,
            faults,
        }
    }

    /// Writing: reading the tree's root brings it up to date first.
    fn check_tree(&self) -> Result<Check, AppError> {
        self.store().write(|tx| {
            let key = digest_key(tx)?;
            let stored = tx.tree_digest(TreeNode::ROOT, &key)?;
            let digests = tx.entity_digests()?;
            let faults =
                if root_of(&key, &digests) == stored { Vec::new() } else { vec![Fault::new(FaultKind::Root, &"")] };
            Ok(check("digest_tree", digests.len(), "entities", faults))
        })
    }
}

fn verified(checks: Vec<Check>) -> Verified {
    Verified { ok: checks.iter().all(|check| check.ok), checks }
}

/// Carries a result out of a transaction that must leave no trace.
enum Undo {
    Checked(Check),
    Store(StoreError),
}

impl From<StoreError> for Undo {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn check(name: &str, looked_at: usize, unit: &str, mut faults: Vec<Fault>) -> Check {
    let wrong = faults.len();
    faults.truncate(NAMED_MAX);
    let detail = if faults.is_empty() {
        format!("{looked_at} {unit}")
    } else {
        let named: Vec<String> = faults.iter().map(ToString::to_string).collect();
        format!("{wrong} of {looked_at} {unit} wrong: {}", named.join("; "))
    };
    Check { name: name.to_owned(), ok: wrong == 0, detail, looked_at: looked_at as u64, wrong: wrong as u64, faults }
}

fn invariants(tx: &dyn StoreTx) -> Result<Vec<Check>, StoreError> {
    Ok(vec![digests(tx)?, review_items(tx)?, log(tx)?, counts(tx)?])
}

/// Every stored digest is that of what is stored.
fn digests(tx: &dyn StoreTx) -> Result<Check, StoreError> {
    let key = digest_key(tx)?;
    let stored = tx.entity_digests()?;
    let mut faults = Vec::new();
    for (id, digest) in &stored {
        if digest_of(tx, &key, *id)? != Some(*digest) {
            faults.push(Fault::new(FaultKind::Entity, &id));
        }
    }
    Ok(check("entity_digests", stored.len(), "entities", faults))
}

fn digest_of(tx: &dyn StoreTx, key: &DigestKey, id: EntityId) -> Result<Option<Digest>, StoreError> {
    let Some(state) = tx.load_state(id)? else { return Ok(None) };
    let text = tx.load_body(id)?.map(|body| body.text).unwrap_or_default();
    Ok(Some(entity_digest(key, id, &state, &text_digest(key, &text))))
}

/// The review queue is what the entities say.
fn review_items(tx: &dyn StoreTx) -> Result<Check, StoreError> {
    let stored: BTreeSet<ReviewId> = tx.reviews()?.iter().map(|item| item.id).collect();
    let mut derived = BTreeSet::new();
    let mut notebooks = Vec::new();
    for (id, _) in tx.entity_digests()? {
        if let Some(state) = tx.load_state(id)? {
            derived.extend(reviews(id, &state).iter().map(|item| item.id));
            if state.entity_type == EntityType::Notebook {
                notebooks.push((id, state));
            }
        }
    }
    let tree = notebook_tree(notebooks.iter().map(|(id, state)| (*id, state)));
    derived.extend(tree.reviews.iter().map(|item| item.id));
    let faults = stored.symmetric_difference(&derived).map(|id| Fault::new(FaultKind::ReviewItem, &id)).collect();
    Ok(check("review_items", derived.len(), "review items", faults))
}

/// Own actions are counted without gaps (those the server has may have left the log by compaction), positions are given once, nothing foreign lies beyond the cursor.
fn log(tx: &dyn StoreTx) -> Result<Check, StoreError> {
    let this = tx.identity()?.client_id;
    let cursor = tx.load_cursor()?.seq;
    let last = tx.device_seq()?.0;
    let last_time = tx.last_time()?;
    let mut faults = Vec::new();
    let mut entries = 0;
    let mut own = BTreeSet::new();
    let is_compacted = tx.is_compacted()?;
    let mut seqs = BTreeSet::new();
    for_each_entry(tx, |entry| {
        entries += 1;
        let action = &entry.logged.action;
        let seq = entry.logged.position.map(|position| position.seq);
        if action.client_id == this {
            if seq.is_none() || !is_compacted {
                own.insert(action.device_seq.0);
            }
        } else if seq.is_some_and(|seq| seq > cursor) {
            // Without a position it was written here, before the database was copied or restored from a backup
            // and the device took a new identity: it waits like the device's own.
            faults.push(Fault::new(FaultKind::BeyondCursor, &action.id));
        }
        if seq.is_some_and(|seq| seq == Seq::ZERO || !seqs.insert(seq)) {
            faults.push(Fault::new(FaultKind::PositionTwice, &action.id));
        }
        if entry.logged.stamp().effective_time > last_time && action.client_id == this && seq.is_none() {
            faults.push(Fault::new(FaultKind::LaterThanClock, &action.id));
        }
        Ok::<_, StoreError>(())
    })?;
    if let (Some(first), Some(highest)) = (own.first(), own.last()) {
        let is_whole = highest - first + 1 == own.len() as u64;
        if !is_whole || *highest > last {
            let of = format!("{first} to {highest} with {} there and {last} given", own.len());
            faults.push(Fault::new(FaultKind::Gaps, &of));
        }
    }
    Ok(check("log", entries, "actions", faults))
}

/// What was created is pending, uploaded or in quarantine.
fn counts(tx: &dyn StoreTx) -> Result<Check, StoreError> {
    let this = tx.identity()?.client_id;
    let refused: BTreeSet<_> = tx
        .quarantined()?
        .into_iter()
        .filter(|entry| matches!(entry.reason, QuarantineReason::Refused(_)))
        .filter_map(|entry| entry.action_id)
        .collect();
    let mut by_place: BTreeMap<&str, u64> = BTreeMap::new();
    for_each_entry(tx, |entry| {
        let logged = &entry.logged;
        if logged.action.client_id == this || logged.position.is_none() {
            let place = match logged.position {
                Some(_) => "uploaded",
                None if refused.contains(&logged.action.id) => "quarantined",
                None => "pending",
            };
            *by_place.entry(place).or_default() += 1;
        }
        Ok::<_, StoreError>(())
    })?;
    let count = |place: &str| by_place.get(place).copied().unwrap_or_default();
    let (pending, summary) = (count("pending"), tx.pending_summary()?.entries);
    let faults = if pending == summary || pending + count("quarantined") == summary {
        Vec::new()
    } else {
        let of = format!("{pending} wait in the log, {summary} by the count");
        vec![Fault::new(FaultKind::Waiting, &of)]
    };
    let created: u64 = by_place.values().sum();
    let mut check = check("created_is_pending_uploaded_or_quarantined", 0, "", faults);
    if check.ok {
        check.detail = format!(
            "{created} created = {pending} pending + {} uploaded + {} quarantined",
            count("uploaded"),
            count("quarantined")
        );
    }
    Ok(check)
}

/// Replays every entity from the snapshot and compares. Leaves the transaction in a state to be undone.
fn replay_all(tx: &mut dyn StoreTx) -> Result<Check, StoreError> {
    let key = digest_key(tx)?;
    let materialized: BTreeMap<EntityId, Digest> = tx.entity_digests()?.into_iter().collect();
    tx.reset_to_snapshot(&key)?;
    let mut ids: BTreeSet<EntityId> = materialized.keys().copied().collect();
    for_each_entry(tx, |entry| {
        ids.insert(entry.logged.action.entity_id);
        Ok::<_, StoreError>(())
    })?;
    let mut faults = Vec::new();
    for id in &ids {
        let snapshot = match tx.load_state(*id)? {
            Some(state) => Some((state, tx.load_body(*id)?)),
            None => None,
        };
        let actions: Vec<_> = tx.entries_of(*id)?.into_iter().map(|entry| entry.logged).collect();
        let replayed = replay_one(*id, snapshot, &actions)?.map(|replayed| replayed.digest(&key, *id));
        if replayed != materialized.get(id).copied() {
            faults.push(Fault::new(FaultKind::Entity, &id));
        }
    }
    Ok(check("replay_is_materialized", ids.len(), "entities", faults))
}

/// The root of a tree built from nothing but the entities' digests.
fn root_of(key: &DigestKey, digests: &[(EntityId, Digest)]) -> Digest {
    let mut leaves: BTreeMap<TreeNode, Vec<(EntityId, Digest)>> = BTreeMap::new();
    for (id, digest) in digests {
        leaves.entry(TreeNode::leaf(key, *id)).or_default().push((*id, *digest));
    }
    let mut level: BTreeMap<TreeNode, Digest> =
        leaves.into_iter().map(|(node, entities)| (node, leaf_digest(key, entities))).collect();
    for _ in 0..TREE_DEPTH {
        let parents: BTreeSet<TreeNode> = level.keys().filter_map(|node| node.parent()).collect();
        level = parents
            .into_iter()
            .map(|parent| {
                let mut children = [Digest::EMPTY; 16];
                for (slot, child) in children.iter_mut().zip(parent.children()) {
                    *slot = level.get(&child).copied().unwrap_or_default();
                }
                (parent, node_digest(key, &children))
            })
            .collect();
    }
    level.get(&TreeNode::ROOT).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use driftless_domain::{Field, Value};
    use driftless_sync::contract::StoredEntity;

    use super::*;
    use crate::view::NewNote;
    use crate::{KeyChoice, OpenOptions, Role};

    fn wrong(verified: &Verified) -> Vec<&str> {
        verified.checks.iter().filter(|check| !check.ok).map(|check| check.name.as_str()).collect()
    }

    #[test]
    fn a_damaged_row_is_found_and_mended_by_a_rebuild() {
        // Given a note whose materialized state is not what its actions say, digest and all.
        let folder = tempfile::tempdir().unwrap();
        let options = OpenOptions {
            data_dir: folder.path().join("data"),
            key: KeyChoice::KeyFile(folder.path().join("key")),
            device_name: None,
            role: Role::Command,
        };
        let app = App::create(options).unwrap();
        let note = |title: &str| NewNote {
            title: title.to_owned(),
            body: "text".to_owned(),
            notebook_id: None,
            tags: vec!["a".to_owned()],
            pinned: false,
        };
        let id: EntityId = app.note_create(&note("True")).unwrap().row.id.parse().unwrap();
        app.note_create(&note("Other")).unwrap();
        assert_eq!(wrong(&app.verify_deep().unwrap()), Vec::<&str>::new());
        let hash = app.state_hash().unwrap();
        app.store()
            .write(|tx| {
                let key = digest_key(tx)?;
                let mut state = tx.load_state(id)?.unwrap();
                let stamp = state.last_change().copied().unwrap();
                let mut register = driftless_domain::Register::default();
                register.apply(stamp, Value::Text("False".to_owned()), &[]);
                state.fields.insert(Field::Title, register);
                tx.save_entity(&StoredEntity { id, state, body: None, digest: Digest([7; 32]) }, &key)
            })
            .unwrap();
        // When it is verified, then every check that looks at it says so, and nothing is changed.
        assert_eq!(wrong(&app.verify().unwrap()), ["entity_digests"]);
        assert_eq!(wrong(&app.verify_deep().unwrap()), ["entity_digests", "replay_is_materialized"]);
        assert_eq!(app.note_meta(&id.to_string()).unwrap().row.title, "False");
        // When it is rebuilt, then it is what its actions say.
        let rebuilt = app.rebuild().unwrap();
        assert_ne!(rebuilt.before, rebuilt.after);
        assert_eq!(rebuilt.after, hash);
        assert_eq!(app.note_meta(&id.to_string()).unwrap().row.title, "True");
        assert!(app.verify_deep().unwrap().ok);
    }
}
