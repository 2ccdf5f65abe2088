//! `driftless log`: the actions, who wrote them, and what became of them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use driftless_domain::{EntityId, EntityState, Payload};
use driftless_sync::contract::{Store as _, StoreError, StoreTx, WalEntry};
use serde::Serialize;

use super::describe::{effects, held_words};
use super::names::Names;
use super::{for_each_entry, known_of};
use crate::{App, AppError, input};

/// One field of an action and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldEffect {
    /// `title`, `tag work`, `text`, …
    pub field: String,
    /// What was written, in words.
    pub value: Option<String>,
    /// `shown`, `replaced later`, `merged`, …
    pub effect: String,
}

/// One action of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogRow {
    /// The action.
    pub id: String,
    /// The note or notebook.
    pub entity_id: String,
    /// What that is.
    pub entity_type: String,
    /// `create`, `update`, `delete`, `restore`.
    #[serde(rename = "type")]
    pub action_type: String,
    /// Who wrote it.
    pub author: String,
    /// The author's device.
    pub client_id: String,
    /// That device's count.
    pub device_seq: u64,
    /// When, as it counts for order, milliseconds since the epoch.
    pub time: u64,
    /// Place in the server's log; null while it waits to be sent.
    pub seq: Option<u64>,
    /// What its author had seen of others.
    pub seen: u64,
    /// Why it is not wholly applied; null when it is.
    pub held: Option<String>,
    /// What it wrote and what became of it.
    pub effect: Vec<FieldEffect>,
}

impl App {
    /// Calls `each` for every action of a note or notebook, in the order of the domain.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`] when nothing is known of it, [`AppError::Store`].
    pub fn log_of(&self, id: &str) -> Result<Vec<LogRow>, AppError> {
        let entity_id = input::entity_id("id", id)?;
        self.store().read(|tx| {
            let state = tx.load_state(entity_id)?;
            let mut entries = known_of(tx, entity_id)?;
            if state.is_none() && entries.is_empty() {
                return Err(AppError::NotFound { what: "note", id: id.to_owned() });
            }
            entries.sort_by_key(|entry| entry.logged.stamp());
            let names = Names::load(tx)?;
            Ok(entries.iter().map(|entry| row(entry, state.as_ref(), &names)).collect())
        })
    }

    /// Calls `each` for every action of the log from `since_ms` on (milliseconds since the epoch), in the
    /// order in which they came to this device. What is compacted is not in the log any more.
    ///
    /// # Errors
    /// [`AppError::Store`], and what `each` answers.
    pub fn log<E: From<AppError>>(
        &self,
        since_ms: u64,
        mut each: impl FnMut(LogRow) -> Result<(), E>,
    ) -> Result<(), E> {
        self.store()
            .read(|tx| {
                let names = Names::load(tx).map_err(AppError::from).map_err(E::from).map_err(Stop::Told)?;
                let mut states = StateCache::default();
                for_each_entry(tx, |entry| {
                    if entry.logged.stamp().effective_time.ms() < since_ms {
                        return Ok(());
                    }
                    let state = states.get(tx, entry.logged.action.entity_id)?;
                    each(row(&entry, state, &names)).map_err(Stop::Told)
                })
            })
            .map_err(Stop::into_error)
    }
}

/// Ends a walk: the store failed, or the one it tells had enough.
enum Stop<E> {
    Store(StoreError),
    Told(E),
}

impl<E> From<StoreError> for Stop<E> {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl<E: From<AppError>> Stop<E> {
    fn into_error(self) -> E {
        match self {
            Self::Store(error) => E::from(AppError::from(error)),
            Self::Told(error) => error,
        }
    }
}

/// States met lately: the actions of one entity stand close together in a log.
#[derive(Default)]
struct StateCache {
    by_id: BTreeMap<EntityId, Option<EntityState>>,
}

impl StateCache {
    const STATES_MAX: usize = 1_000;

    fn get(&mut self, tx: &dyn StoreTx, id: EntityId) -> Result<Option<&EntityState>, StoreError> {
        if self.by_id.len() >= Self::STATES_MAX && !self.by_id.contains_key(&id) {
            self.by_id.clear();
        }
        let state = match self.by_id.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(tx.load_state(id)?),
        };
        Ok(state.as_ref())
    }
}

pub(super) fn row(entry: &WalEntry, state: Option<&EntityState>, names: &Names) -> LogRow {
    let action = &entry.logged.action;
    let stamp = entry.logged.stamp();
    let (effect, unreadable) = match Payload::decode(&action.payload) {
        Ok(payload) => (effects(&entry.logged, &payload, state, entry.held.as_ref(), names), None),
        Err(error) => (Vec::new(), Some(format!("in quarantine: {error}"))),
    };
    LogRow {
        id: action.id.to_string(),
        entity_id: action.entity_id.to_string(),
        entity_type: action.entity_type.to_string(),
        action_type: action.action_type.to_string(),
        author: names.device(action.client_id),
        client_id: action.client_id.to_string(),
        device_seq: action.device_seq.0,
        time: stamp.effective_time.ms(),
        seq: entry.logged.position.map(|position| position.seq.0),
        seen: stamp.seen.0,
        held: entry.held.as_ref().map(held_words).or(unreadable),
        effect,
    }
}
