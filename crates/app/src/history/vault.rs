//! The timeline of the whole vault, page by page, newest first.

use std::collections::BTreeMap;

use driftless_domain::{ActionId, ClientId, EntityId, EntityType, Field, Hlc};
use driftless_sync::contract::{Store as _, StoreTx, TimelineEntry, TimelineMark};

use super::timeline::changed_by;
use super::walk::in_order;
use crate::devices::Devices;
use crate::view::{TimelineDevice, TimelineEntity, TimelineItem, TimelinePage, TimelineQuery};
use crate::{App, AppError, input};

/// Actions that one page is made of.
const PAGE_ACTIONS: usize = 500;

/// A gesture is followed to its end, up to so many pages' worth of actions in one answer.
const GESTURE_PAGES_MAX: usize = 200;

/// Work on one note without a pause of this length is one item, milliseconds.
const PAUSE_MS: u64 = 5 * 60_000;

/// Entities that an item names.
const NAMED_MAX: usize = 5;

impl App {
    /// Returns a page of what happened in the vault, newest first.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::Store`].
    pub fn vault_history(&self, query: &TimelineQuery) -> Result<TimelinePage, AppError> {
        let before = query.before.as_deref().map(mark).transpose()?;
        let device = query.device_id.as_deref().map(|id| input::entity_id("device_id", id)).transpose()?;
        let device = device.map(|id| ClientId::from_bytes(*id.as_bytes()));
        self.inner.store.read(|tx| {
            let devices = Devices::load(tx)?;
            let mut items: Vec<Item> = Vec::new();
            let mut next = before;
            for _ in 0..GESTURE_PAGES_MAX {
                let entries = tx.timeline(next, device, PAGE_ACTIONS)?;
                let is_end = entries.len() < PAGE_ACTIONS;
                next = entries.last().map(|last| TimelineMark { at: last.at, id: last.logged.action.id });
                entries.into_iter().for_each(|entry| add(&mut items, entry));
                if is_end {
                    next = None;
                    break;
                }
                // An import of many pages is one item: it is followed to where it began.
                if items.len() > 1 || items.last().is_none_or(|item| item.group.is_none()) {
                    break;
                }
            }
            let items = items.into_iter().map(|item| item.view(tx, &devices)).collect::<Result<_, AppError>>()?;
            let next = next.map(|mark| format!("{}:{}", mark.at.0, mark.id));
            Ok(TimelinePage { items, next, devices: all_devices(tx, &devices)? })
        })
    }
}

struct Item {
    id: ActionId,
    from: Hlc,
    to: Hlc,
    device: ClientId,
    group: Option<driftless_domain::GroupId>,
    entity_type: EntityType,
    entities: BTreeMap<EntityId, ()>,
    named: Vec<EntityId>,
    actions: u32,
    changed: Vec<String>,
}

/// Adds an action, which is older than all before it.
fn add(items: &mut Vec<Item>, entry: TimelineEntry) {
    let action = &entry.logged.action;
    let (id, entity_id, device, entity_type) =
        (action.id, action.entity_id, action.client_id, action.entity_type.clone());
    let belongs = |item: &&mut Item| {
        item.device == device
            && match (item.group, entry.group) {
                (Some(a), Some(b)) => a == b,
                (None, None) => {
                    item.entities.contains_key(&entity_id) && item.from.ms().saturating_sub(entry.at.ms()) <= PAUSE_MS
                }
                _ => false,
            }
    };
    let at = entry.at;
    let group = entry.group;
    let changed = in_order(vec![entry.logged]).first().map(changed_by).unwrap_or_default();
    let item = match items.last_mut().filter(belongs) {
        Some(item) => item,
        None => {
            items.push(Item {
                id,
                from: at,
                to: at,
                device,
                group,
                entity_type,
                entities: BTreeMap::new(),
                named: Vec::new(),
                actions: 0,
                changed: Vec::new(),
            });
            let Some(item) = items.last_mut() else { return };
            item
        }
    };
    item.from = at;
    item.actions += 1;
    if item.entities.insert(entity_id, ()).is_none() && item.named.len() < NAMED_MAX {
        item.named.push(entity_id);
    }
    for name in changed {
        if !item.changed.contains(&name) {
            item.changed.push(name);
        }
    }
}

impl Item {
    fn view(self, tx: &dyn StoreTx, devices: &Devices) -> Result<TimelineItem, AppError> {
        let mut entities = Vec::new();
        for id in self.named {
            let title = tx.load_state(id)?.map(|state| state.text(&Field::Title).to_owned()).unwrap_or_default();
            entities.push(TimelineEntity { id: id.to_string(), title });
        }
        Ok(TimelineItem {
            id: self.id.to_string(),
            from: self.from.ms(),
            to: self.to.ms(),
            device_id: self.device.to_string(),
            device: devices.name(self.device),
            group: self.group.map(|group| group.to_string()),
            entity_type: self.entity_type.as_str().to_owned(),
            entities,
            entity_count: u32::try_from(self.entities.len()).unwrap_or(u32::MAX),
            actions: self.actions,
            changed: self.changed,
        })
    }
}

fn all_devices(tx: &dyn StoreTx, devices: &Devices) -> Result<Vec<TimelineDevice>, AppError> {
    let own = tx.identity()?.client_id;
    let mut all = vec![TimelineDevice { id: own.to_string(), name: None }];
    for id in tx.ids_of_type(&EntityType::Device)? {
        let client = ClientId::from_bytes(*id.as_bytes());
        if client != own {
            all.push(TimelineDevice { id: client.to_string(), name: devices.name(client) });
        }
    }
    Ok(all)
}

/// Reads `next` of a page.
fn mark(text: &str) -> Result<TimelineMark, AppError> {
    let bad = || AppError::BadInput { field: "before", reason: "is not the end of a page".to_owned() };
    let (at, id) = text.split_once(':').ok_or_else(bad)?;
    Ok(TimelineMark { at: Hlc(at.parse().map_err(|_| bad())?), id: id.parse().map_err(|_| bad())? })
}
