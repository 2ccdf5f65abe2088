//! From actions to undo to what is written back, entity by entity.

use std::collections::{BTreeMap, BTreeSet};

use driftless_domain::body::{CODEC, TextBody as _};
use driftless_domain::undo::{self, Known, Left, UndoPlan};
use driftless_domain::{
    ActionId, ActionType, BodyUpdate, EntityId, EntityState, EntityType, Field, FieldWrite, GroupId, Payload,
};
use driftless_sync::contract::{Clock, EntityHistory, StoreTx};
use driftless_sync::local::Intent;

use super::notebooks;
use crate::AppError;
use crate::devices::Devices;
use crate::history::walk::text_without;
use crate::slot::{load_text, new_peer};
use crate::view::{UndoLeft, UndoLeftReason, UndoReport};

/// Actions of one undo.
const ACTIONS_MAX: usize = 1_000_000;

/// Reasons that are listed one by one.
const LEFT_MAX: usize = 200;

/// The actions to undo, by entity.
pub(super) struct Wanted {
    by_entity: BTreeMap<EntityId, BTreeSet<ActionId>>,
}

impl Wanted {
    pub(super) fn new(actions: Vec<(EntityId, ActionId)>) -> Result<Self, AppError> {
        if actions.len() > ACTIONS_MAX {
            return Err(AppError::TooLarge { field: "group", max: ACTIONS_MAX, unit: "actions" });
        }
        let mut by_entity: BTreeMap<EntityId, BTreeSet<ActionId>> = BTreeMap::new();
        for (entity, action) in actions {
            by_entity.entry(entity).or_default().insert(action);
        }
        Ok(Self { by_entity })
    }
}

/// What an undo writes, and says about it.
pub(super) struct Planned {
    pub(super) intents: Vec<Intent>,
    pub(super) report: UndoReport,
}

pub(super) fn plan(tx: &dyn StoreTx, wanted: &Wanted, clock: &dyn Clock) -> Result<Planned, AppError> {
    let mut report = Report::new(Devices::load(tx)?);
    // Also an undo of one action is a gesture with a name: what it undoes may be a part of a longer one.
    let group = GroupId::from_uuid(clock.new_uuid());
    let mut intents: Vec<(Intent, EntityState)> = Vec::new();
    let mut reopening: Vec<Intent> = Vec::new();
    for (entity_id, undone) in &wanted.by_entity {
        let Some(now) = tx.load_state(*entity_id)?.filter(|state| !matches!(state.entity_type, EntityType::Device))
        else {
            continue;
        };
        let history = tx.history_of(*entity_id)?;
        let plan = undo::plan(known(&now, &history), undone);
        plan.left.iter().for_each(|left| report.leave(*entity_id, &now, left));
        let mut body = None;
        if plan.has_text {
            match text_without(tx, *entity_id, &history, undone)? {
                Some(wanted) => body = edit_to(tx, *entity_id, &wanted, clock)?,
                None => report.leave_because(*entity_id, &now, UndoLeftReason::Text),
            }
        }
        if !plan.is_empty() || body.is_some() {
            reopening.extend(reopen(*entity_id, &now, &plan, group));
            intents.push((intent(*entity_id, &now, plan, body, group), now));
        }
    }
    for (entity_id, now) in notebooks::in_use(tx, &mut intents)? {
        report.leave_because(entity_id, &now, UndoLeftReason::NotebookInUse);
    }
    intents.iter().for_each(|(intent, _)| report.count(intent));
    // What waits for review again is written before what stands beside it.
    let intents = reopening.into_iter().chain(intents.into_iter().map(|(intent, _)| intent)).collect();
    Ok(Planned { intents, report: report.done })
}

fn known<'a>(now: &'a EntityState, history: &'a EntityHistory) -> Known<'a> {
    Known { now, base: history.days.last().map(|day| &day.state), actions: &history.actions }
}

/// Returns the edit that makes a note's text what it shall be; none when it is that.
fn edit_to(
    tx: &dyn StoreTx,
    note_id: EntityId,
    wanted: &str,
    clock: &dyn Clock,
) -> Result<Option<BodyUpdate>, AppError> {
    // Under an id of its own: an open editor may have typed under this process's.
    let mut text = load_text(tx, note_id, new_peer(clock))?;
    let (changes, update) = text.replace(wanted)?;
    Ok((!changes.is_empty()).then(|| BodyUpdate { codec: CODEC.to_owned(), update }))
}

fn intent(entity_id: EntityId, now: &EntityState, plan: UndoPlan, body: Option<BodyUpdate>, group: GroupId) -> Intent {
    let fields = plan.fields.into_iter().map(|(field, value)| (field, FieldWrite::new(value))).collect();
    let payload = Payload { fields, body, group: Some(group), ..Payload::default() };
    let mut intent = Intent::new(entity_id, now.entity_type.clone(), plan.action_type, payload);
    intent.resolves = plan.resolves.into_iter().collect();
    intent.beside = plan.reopens.into_keys().collect();
    intent
}

/// Returns what writes the values again whose review was ended.
fn reopen(entity_id: EntityId, now: &EntityState, plan: &UndoPlan, group: GroupId) -> Vec<Intent> {
    let values = plan.reopens.iter().flat_map(|(field, values)| values.iter().map(move |value| (field, value)));
    values
        .map(|(field, value)| {
            let payload = Payload { group: Some(group), ..Payload::default().with(field.clone(), value.clone()) };
            let mut intent = Intent::new(entity_id, now.entity_type.clone(), ActionType::Update, payload);
            intent.beside = vec![field.clone()];
            intent
        })
        .collect()
}

struct Report {
    devices: Devices,
    done: UndoReport,
}

impl Report {
    fn new(devices: Devices) -> Self {
        let done = UndoReport {
            group: None,
            notes: 0,
            notebooks: 0,
            trashed: 0,
            restored: 0,
            texts: 0,
            left: Vec::new(),
            left_count: 0,
        };
        Self { devices, done }
    }

    fn count(&mut self, intent: &Intent) {
        if intent.entity_type == EntityType::Notebook {
            self.done.notebooks += 1;
            return;
        }
        self.done.notes += 1;
        self.done.trashed += u32::from(intent.action_type == ActionType::Delete);
        self.done.restored += u32::from(intent.action_type == ActionType::Restore);
        self.done.texts += u32::from(intent.payload.body.is_some());
    }

    fn leave(&mut self, entity_id: EntityId, now: &EntityState, left: &Left) {
        let (reason, field, by) = match left {
            Left::Changed { field, by } => (UndoLeftReason::ChangedSince, Some(field.to_string()), Some(*by)),
            Left::LifeChanged { by } => (UndoLeftReason::LifeChangedSince, None, Some(*by)),
            Left::EditedSince { by } => (UndoLeftReason::EditedSince, None, Some(*by)),
            Left::Purged => (UndoLeftReason::Purged, None, None),
            Left::Forgotten => (UndoLeftReason::Forgotten, None, None),
            Left::Unknown => (UndoLeftReason::Unknown, None, None),
        };
        let device = by.and_then(|by| self.devices.name(by));
        self.add(entity_id, now, reason, field, device);
    }

    fn leave_because(&mut self, entity_id: EntityId, now: &EntityState, reason: UndoLeftReason) {
        self.add(entity_id, now, reason, None, None);
    }

    fn add(
        &mut self,
        entity_id: EntityId,
        now: &EntityState,
        reason: UndoLeftReason,
        field: Option<String>,
        device: Option<String>,
    ) {
        self.done.left_count += 1;
        if self.done.left.len() < LEFT_MAX {
            let title = now.text(&Field::Title).to_owned();
            self.done.left.push(UndoLeft { entity_id: entity_id.to_string(), title, reason, field, device });
        }
    }
}
