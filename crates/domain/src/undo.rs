//! What undoing some actions of an entity means: write back what they replaced, where what they wrote is
//! still shown.
//!
//! "What they replaced" is what the entity's other actions make of it. Nothing is taken out of the log: the
//! answer is a new action, which can be undone the same way. The text is undone by [`crate::body`].

use std::collections::{BTreeMap, BTreeSet};

use crate::action::{ActionType, LoggedAction};
use crate::body::CODEC;
use crate::entity::{EntityState, Held};
use crate::id::{ActionId, ClientId};
use crate::payload::{Field, Payload, Value};
use crate::register::{Register, Write};

/// Why a part of what some actions did stays.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Left {
    /// Another action wrote this field after them, or wins over them.
    Changed {
        /// The field.
        field: Field,
        /// Who wrote what is shown.
        by: ClientId,
    },
    /// It was deleted or restored by another action since.
    LifeChanged {
        /// Who did that.
        by: ClientId,
    },
    /// They created it, and its title or text was edited since by other actions.
    EditedSince {
        /// Who edited last.
        by: ClientId,
    },
    /// It was deleted for ever since.
    Purged,
    /// What they replaced is not known here any more.
    Forgotten,
    /// They wrote what this version of the app does not know.
    Unknown,
}

/// What undoes some actions of one entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoPlan {
    /// Update, delete or restore.
    pub action_type: ActionType,
    /// Values to write back.
    pub fields: BTreeMap<Field, Value>,
    /// Of these fields, the values whose review the actions ended: written first, and kept beside the value that is
    /// written back, they wait for review again. Lowest order first.
    pub reopens: BTreeMap<Field, Vec<Value>>,
    /// Of these fields, those whose waiting values are all of the actions: writing back ends their review.
    pub resolves: BTreeSet<Field>,
    /// Whether their text edits are to be undone too.
    pub has_text: bool,
    /// What stays as it is.
    pub left: Vec<Left>,
}

impl UndoPlan {
    /// Returns whether anything but the text would change.
    pub fn is_empty(&self) -> bool {
        self.action_type == ActionType::Update && self.fields.is_empty()
    }
}

/// What is known of an entity.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// As it is now.
    pub now: &'a EntityState,
    /// What `actions` build on, when their beginning was thinned out.
    pub base: Option<&'a EntityState>,
    /// Its actions, in any order.
    pub actions: &'a [LoggedAction],
}

impl Known<'_> {
    /// Returns whether its past is known from its creation, or from a base that stands for it.
    pub fn is_whole(&self) -> bool {
        let has = |id| self.actions.iter().any(|logged| logged.action.id == id);
        self.base.is_some() || self.now.created.is_none_or(|created| has(created.id))
    }
}

/// Plans the undo of those of an entity's actions that are in `undone`.
pub fn plan(known: Known<'_>, undone: &BTreeSet<ActionId>) -> UndoPlan {
    let now = known.now;
    let mut plan = UndoPlan {
        action_type: ActionType::Update,
        fields: BTreeMap::new(),
        reopens: BTreeMap::new(),
        resolves: BTreeSet::new(),
        has_text: false,
        left: Vec::new(),
    };
    let mut without = known.base.cloned().unwrap_or_else(|| EntityState::new(now.entity_type.clone()));
    let mut undone_payloads = Vec::new();
    let mut last_other_edit: Option<&LoggedAction> = None;
    for logged in known.actions {
        let is_undone = undone.contains(&logged.action.id);
        let payload = match Payload::decode(&logged.action.payload) {
            Ok(payload) if Held::whole(logged).is_none() => payload,
            _ if is_undone => {
                plan.left.push(Left::Unknown);
                continue;
            }
            _ => continue,
        };
        if is_undone {
            undone_payloads.push((logged, payload));
            continue;
        }
        let is_edit = payload.body.is_some() || payload.fields.contains_key(&Field::Title);
        if is_edit && last_other_edit.is_none_or(|last| last.stamp() < logged.stamp()) {
            last_other_edit = Some(logged);
        }
        without.apply(logged, &payload, CODEC);
    }
    if undone_payloads.is_empty() {
        return plan;
    }
    let purges = undone_payloads.iter().any(|(_, payload)| payload.fields.contains_key(&Field::Purged));
    if now.is_deleted() && now.flag(&Field::Purged) && !purges {
        plan.left.push(Left::Purged);
        return plan;
    }
    if now.created.is_some_and(|created| undone.contains(&created.id)) {
        match last_other_edit {
            Some(other) => plan.left.push(Left::EditedSince { by: other.action.client_id }),
            None if !now.is_deleted() => plan.action_type = ActionType::Delete,
            None => {}
        }
        return plan;
    }
    let is_whole = known.is_whole();
    plan_life(&mut plan, now, &without, &undone_payloads, undone);
    let fields: BTreeSet<&Field> = undone_payloads.iter().flat_map(|(_, payload)| payload.fields.keys()).collect();
    for field in fields {
        plan_field(&mut plan, field, now, &without, undone, is_whole);
    }
    plan.has_text = undone_payloads.iter().any(|(_, payload)| payload.body.is_some());
    plan
}

fn plan_life(
    plan: &mut UndoPlan,
    now: &EntityState,
    without: &EntityState,
    undone_payloads: &[(&LoggedAction, Payload)],
    undone: &BTreeSet<ActionId>,
) {
    let is_life = |(logged, _): &(&LoggedAction, Payload)| {
        matches!(logged.action.action_type, ActionType::Delete | ActionType::Restore)
    };
    if !undone_payloads.iter().any(is_life) || now.is_deleted() == without.is_deleted() {
        return;
    }
    let other = |is_deleted: bool| {
        let mut writes = now.life.writes().iter().filter(|write| (write.value == Value::Bool(true)) == is_deleted);
        writes.find(|write| !undone.contains(&write.stamp.id))
    };
    match other(now.is_deleted()) {
        Some(write) => plan.left.push(Left::LifeChanged { by: write.stamp.client_id }),
        None => plan.action_type = if now.is_deleted() { ActionType::Restore } else { ActionType::Delete },
    }
}

fn plan_field(
    plan: &mut UndoPlan,
    field: &Field,
    now: &EntityState,
    without: &EntityState,
    undone: &BTreeSet<ActionId>,
    is_whole: bool,
) {
    let Some(register) = now.fields.get(field) else { return };
    let Some(shown) = register.shown() else { return };
    if !undone.contains(&shown.stamp.id) {
        plan.left.push(Left::Changed { field: field.clone(), by: shown.stamp.client_id });
        return;
    }
    let before = without.value(field).cloned();
    if before.is_none() && !is_whole {
        plan.left.push(Left::Forgotten);
        return;
    }
    // A date that an import brought cannot be unset.
    let Some(target) = before.or_else(|| field.unset()) else { return };
    let waited = without.fields.get(field).map(Register::siblings).unwrap_or_default();
    let is_there = |write: &Write| register.writes().iter().any(|known| known.stamp.id == write.stamp.id);
    let reopens: Vec<Value> =
        waited.into_iter().rev().filter(|write| !is_there(write)).map(|write| write.value.clone()).collect();
    let waiting = register.unreviewed();
    let is_resolved = !waiting.is_empty() && waiting.iter().all(|id| undone.contains(id));
    if is_resolved {
        plan.resolves.insert(field.clone());
    }
    if target != shown.value || is_resolved || !reopens.is_empty() {
        plan.fields.insert(field.clone(), target);
    }
    if !reopens.is_empty() {
        plan.reopens.insert(field.clone(), reopens);
    }
}
