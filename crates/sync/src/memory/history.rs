//! What was, in memory.

use driftless_domain::{ActionId, ClientId, EntityId, EntityType, GroupId, Hlc, LoggedAction, Payload};

use super::tables::Tables;
use crate::contract::{EntityHistory, HistoryDay, HistoryStore, StoreError, TimelineEntry, TimelineMark};

impl Tables {
    fn everything(&self) -> impl Iterator<Item = &LoggedAction> {
        self.history.values().map(|logged| &**logged).chain(self.wal.values().map(|row| &row.logged))
    }

    fn pairs(&self, is_wanted: impl Fn(&LoggedAction) -> bool) -> Vec<(EntityId, ActionId)> {
        let wanted = self.everything().filter(|logged| is_wanted(logged));
        wanted.map(|logged| (logged.action.entity_id, logged.action.id)).collect()
    }
}

impl HistoryStore for Tables {
    fn history_of(&self, entity_id: EntityId) -> Result<EntityHistory, StoreError> {
        let days = self.history_days.range((entity_id, 0)..=(entity_id, u64::MAX)).map(|(_, day)| day.clone());
        let actions = self.everything().filter(|logged| logged.action.entity_id == entity_id).cloned();
        Ok(EntityHistory { days: days.collect(), actions: actions.collect() })
    }

    fn actions_of_group(&self, group: GroupId) -> Result<Vec<(EntityId, ActionId)>, StoreError> {
        Ok(self.pairs(|logged| Payload::group_of(&logged.action.payload) == Some(group)))
    }

    fn entity_of_action(&self, id: ActionId) -> Result<Option<EntityId>, StoreError> {
        Ok(self.everything().find(|logged| logged.action.id == id).map(|logged| logged.action.entity_id))
    }

    fn actions_of_device(&self, device: ClientId, from: Hlc, to: Hlc) -> Result<Vec<(EntityId, ActionId)>, StoreError> {
        let range = from..=to;
        Ok(self.pairs(|logged| logged.action.client_id == device && range.contains(&logged.stamp().effective_time)))
    }

    fn timeline(
        &self,
        before: Option<TimelineMark>,
        device: Option<ClientId>,
        limit: usize,
    ) -> Result<Vec<TimelineEntry>, StoreError> {
        let mut entries: Vec<TimelineEntry> = self
            .everything()
            .filter(|logged| device.is_none_or(|device| logged.action.client_id == device))
            .map(|logged| TimelineEntry {
                at: logged.stamp().effective_time,
                group: Payload::group_of(&logged.action.payload),
                logged: logged.clone(),
            })
            .filter(|entry| before.is_none_or(|mark| TimelineMark { at: entry.at, id: entry.logged.action.id } < mark))
            .collect();
        entries.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.logged.action.id)));
        entries.truncate(limit);
        Ok(entries)
    }

    fn newest_witnessed(&self) -> Result<Option<Hlc>, StoreError> {
        Ok(self.everything().filter_map(|logged| Some(logged.position?.witnessed_time)).max())
    }

    fn entities_older_than(&self, before: Hlc, limit: usize) -> Result<Vec<(EntityId, EntityType)>, StoreError> {
        let is_old = |logged: &&std::sync::Arc<LoggedAction>| {
            logged.stamp().effective_time < before
                && logged.position.is_some_and(|position| position.witnessed_time < before)
        };
        let mut found: Vec<(EntityId, EntityType)> = Vec::new();
        for logged in self.history.values().filter(is_old) {
            let action = &logged.action;
            if found.len() < limit && !found.iter().any(|(id, _)| *id == action.entity_id) {
                found.push((action.entity_id, action.entity_type.clone()));
            }
        }
        Ok(found)
    }

    fn thin(&mut self, days: &[HistoryDay], removed: &[ActionId]) -> Result<(), StoreError> {
        for day in days {
            self.history_days.insert((day.entity_id, day.day), day.clone());
        }
        removed.iter().for_each(|id| _ = self.history.remove(id));
        Ok(())
    }
}
