//! What was: the actions of the log and those that left it, to travel in and to undo.

use driftless_domain::{ActionId, ClientId, EntityId, EntityState, EntityType, GroupId, Hlc, LoggedAction};

use super::StoreError;

/// The state of an entity at the end of a day, in place of that day's actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryDay {
    /// The note or notebook.
    pub entity_id: EntityId,
    /// Days since the Unix epoch, UTC.
    pub day: u64,
    /// Time that counts for order of the last action in it.
    pub at: Hlc,
    /// The device that wrote that action.
    pub client_id: ClientId,
    /// The registers then.
    pub state: EntityState,
    /// Version of the text then, as the text CRDT writes it.
    pub version: Vec<u8>,
}

/// Everything that is known of how an entity came to be what it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EntityHistory {
    /// Older than the actions: one state a day, oldest first. The last one is what the actions build on.
    pub days: Vec<HistoryDay>,
    /// Actions of the log and of the history, in no order.
    pub actions: Vec<LoggedAction>,
}

/// An action in the timeline of the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// Time that counts for order.
    pub at: Hlc,
    /// The action.
    pub logged: LoggedAction,
    /// The gesture that it belongs to.
    pub group: Option<GroupId>,
}

/// Where a page of the timeline ends: what comes later in the list is before this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimelineMark {
    /// Time that counts for order.
    pub at: Hlc,
    /// The action, where several have that time.
    pub id: ActionId,
}

/// Reads what was; compaction and [`HistoryStore::thin`] write it.
pub trait HistoryStore {
    /// Returns everything that is known of an entity's past.
    ///
    /// # Errors
    /// [`StoreError`].
    fn history_of(&self, entity_id: EntityId) -> Result<EntityHistory, StoreError>;

    /// Returns the actions of a gesture with their entities.
    ///
    /// # Errors
    /// [`StoreError`].
    fn actions_of_group(&self, group: GroupId) -> Result<Vec<(EntityId, ActionId)>, StoreError>;

    /// Returns the entity of an action; none when it is not known, or only as a part of a day.
    ///
    /// # Errors
    /// [`StoreError`].
    fn entity_of_action(&self, id: ActionId) -> Result<Option<EntityId>, StoreError>;

    /// Returns the actions of a device whose order time is in `from..=to`, with their entities.
    ///
    /// # Errors
    /// [`StoreError`].
    fn actions_of_device(&self, device: ClientId, from: Hlc, to: Hlc) -> Result<Vec<(EntityId, ActionId)>, StoreError>;

    /// Returns the newest actions before `before`, newest first; of one device only when it is given.
    ///
    /// # Errors
    /// [`StoreError`].
    fn timeline(
        &self,
        before: Option<TimelineMark>,
        device: Option<ClientId>,
        limit: usize,
    ) -> Result<Vec<TimelineEntry>, StoreError>;

    /// Returns the newest time at which the server accepted anything that is known here, by its own clock.
    ///
    /// # Errors
    /// [`StoreError`].
    fn newest_witnessed(&self) -> Result<Option<Hlc>, StoreError>;

    /// Returns up to `limit` entities with actions that left the log and are older than `before`.
    ///
    /// # Errors
    /// [`StoreError`].
    fn entities_older_than(&self, before: Hlc, limit: usize) -> Result<Vec<(EntityId, EntityType)>, StoreError>;

    /// Puts states of days in the place of actions that left the log. Actions of the log stay, also if they are named.
    ///
    /// # Errors
    /// [`StoreError`].
    fn thin(&mut self, days: &[HistoryDay], removed: &[ActionId]) -> Result<(), StoreError>;
}
