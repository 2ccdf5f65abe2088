//! A second opinion: what is shown, by the words of the page, computed from all actions at once by
//! comparing every pair. Shares no code with the reducer but the payload decoder.

use std::collections::{BTreeMap, BTreeSet};

use driftless_domain::{
    Action, ActionId, ActionType, EntityId, EntityState, EntityType, Field, LoggedAction, Payload, Value,
};

/// One action, read.
pub(crate) struct Fact {
    pub(crate) action: Action,
    pub(crate) payload: Payload,
    seq: Option<u64>,
    seen: u64,
    effective_time: u64,
}

impl Fact {
    pub(crate) fn saw(&self, other: &Self) -> bool {
        other.seq.is_some_and(|seq| seq <= self.seen)
            || (self.action.client_id == other.action.client_id && self.action.device_seq > other.action.device_seq)
    }

    fn order(&self) -> (u64, u64, [u8; 16], [u8; 16]) {
        let action = &self.action;
        (self.effective_time, action.logical_time.0, *action.client_id.as_bytes(), *action.id.as_bytes())
    }
}

/// All that this version can apply, each once.
pub(crate) fn facts(actions: &[LoggedAction]) -> Vec<Fact> {
    let mut known = BTreeSet::new();
    let mut facts = Vec::new();
    for logged in actions {
        let action = &logged.action;
        let seq = logged.position.map(|position| position.seq.0);
        let is_known = !known.insert((action.client_id, action.id, seq));
        let is_ours = action.schema <= 1
            && ["note", "notebook"].contains(&action.entity_type.as_str())
            && ["create", "update", "delete", "restore"].contains(&action.action_type.as_str());
        let Ok(payload) = Payload::decode(&action.payload) else { continue };
        if is_known || !is_ours {
            continue;
        }
        let latest = logged.position.map_or(u64::MAX, |position| {
            let five_minutes_on = (u128::from(position.witnessed_time.0 >> 16) + 300_000).min((1 << 48) - 1);
            (five_minutes_on as u64) << 16 | (position.witnessed_time.0 & 0xffff)
        });
        facts.push(Fact {
            action: action.clone(),
            payload,
            seq,
            seen: seq.map_or(action.seen.0, |seq| action.seen.0.min(seq - 1)),
            effective_time: action.logical_time.0.min(latest),
        });
    }
    facts
}

/// What is known of one entity.
#[derive(Debug, PartialEq)]
pub(crate) struct Shown {
    entity_type: EntityType,
    is_created: bool,
    is_deleted: bool,
    /// By field: the shown value, the ids of all maximal writes, and the values to review, highest order first.
    fields: BTreeMap<Field, (Value, Vec<ActionId>, Vec<Value>)>,
}

/// Returns the writes of `field` that no other write of it has seen (and not kept).
pub(crate) fn alive<'a>(facts: &[&'a Fact], field: &Field) -> Vec<&'a Fact> {
    let writes: Vec<&Fact> = facts.iter().copied().filter(|fact| fact.payload.fields.contains_key(field)).collect();
    let is_superseded =
        |x: &Fact| writes.iter().any(|y| y.saw(x) && !y.payload.fields[field].keeps.contains(&x.action.id));
    let mut alive: Vec<&Fact> = writes.iter().copied().filter(|x| !is_superseded(x)).collect();
    alive.sort_by_key(|fact| std::cmp::Reverse(fact.order()));
    alive
}

/// Returns what every entity shows, by definition.
pub(crate) fn shown(facts: &[Fact]) -> BTreeMap<EntityId, Shown> {
    let ids: BTreeSet<EntityId> = facts.iter().map(|fact| fact.action.entity_id).collect();
    ids.into_iter()
        .map(|id| (id, shown_of(&facts.iter().filter(|f| f.action.entity_id == id).collect::<Vec<_>>())))
        .collect()
}

fn shown_of(facts: &[&Fact]) -> Shown {
    let is = |action_type: ActionType| facts.iter().filter(move |fact| fact.action.action_type == action_type);
    let fields: BTreeSet<&Field> = facts.iter().flat_map(|fact| fact.payload.fields.keys()).collect();
    let field = |field: &Field| {
        let alive = alive(facts, field);
        let values: Vec<&Value> = alive.iter().map(|fact| &fact.payload.fields[field].value).collect();
        let mut ids: Vec<ActionId> = alive.iter().map(|fact| fact.action.id).collect();
        ids.sort_unstable();
        let others = values.iter().filter(|value| **value != values[0]).map(|value| (*value).clone()).collect();
        (values[0].clone(), ids, others)
    };
    Shown {
        entity_type: facts.iter().map(|fact| fact.action.entity_type.clone()).min().unwrap(),
        is_created: is(ActionType::Create).next().is_some(),
        is_deleted: is(ActionType::Delete).any(|delete| !is(ActionType::Restore).any(|restore| restore.saw(delete))),
        fields: fields.into_iter().map(|name| (name.clone(), field(name))).collect(),
    }
}

/// Returns what the reducer says, in the same words.
pub(crate) fn told(states: &BTreeMap<EntityId, EntityState>) -> BTreeMap<EntityId, Shown> {
    let field = |state: &EntityState, name: &Field| {
        let register = &state.fields[name];
        let mut ids: Vec<ActionId> = register.writes().iter().map(|write| write.stamp.id).collect();
        ids.sort_unstable();
        let others = register.siblings().into_iter().map(|write| write.value.clone()).collect();
        (register.shown().unwrap().value.clone(), ids, others)
    };
    let told = states.iter().map(|(id, state)| {
        let fields = state.fields.keys().map(|name| (name.clone(), field(state, name))).collect();
        let shown = Shown {
            entity_type: state.entity_type.clone(),
            is_created: state.created.is_some(),
            is_deleted: state.is_deleted(),
            fields,
        };
        (*id, shown)
    });
    told.collect()
}

/// As [`shown`], with the life that the reducer tells: the page's words about deletes presume that what
/// an author has seen includes what those had seen, which liars do not keep to.
pub(crate) fn shown_but_life(facts: &[Fact], states: &BTreeMap<EntityId, EntityState>) -> BTreeMap<EntityId, Shown> {
    let mut shown = shown(facts);
    for (id, shown) in &mut shown {
        shown.is_deleted = states.get(id).is_some_and(EntityState::is_deleted);
    }
    shown
}
