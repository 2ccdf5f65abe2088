//! What is older than the policy keeps whole: the actions of a day become the state at its end.
//!
//! Only what left the log is thinned out, so nothing that is shown, hashed or sent rests on it. The text of a
//! day is a version of the note's text, whose operations the text CRDT keeps anyway.

use std::collections::{BTreeMap, BTreeSet};

use driftless_domain::body::{CODEC, LoroText, TextBody as _};
use driftless_domain::retention::{Horizon, day_of};
use driftless_domain::{ActionId, EntityId, EntityState};
use driftless_sync::contract::{EntityHistory, HistoryDay, StoreTx};

use super::walk::{READ_ONLY_PEER, Step, in_order};
use crate::AppError;

/// What takes the place of what.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Thinned {
    pub(crate) days: Vec<HistoryDay>,
    pub(crate) removed: Vec<ActionId>,
}

/// Plans the thinning of one entity; none when nothing of it is past, or when its text cannot be told day by day.
pub(crate) fn plan(tx: &dyn StoreTx, entity_id: EntityId, horizon: Horizon) -> Result<Option<Thinned>, AppError> {
    let history = tx.history_of(entity_id)?;
    let in_log: BTreeSet<ActionId> =
        tx.entries_of(entity_id)?.into_iter().map(|entry| entry.logged.action.id).collect();
    let whole = tx.load_body(entity_id)?.map(|body| LoroText::load(&body.snapshot, READ_ONLY_PEER)).transpose()?;
    let EntityHistory { days, actions } = history;
    let past = actions.into_iter().filter(|l| horizon.is_past(l) && !in_log.contains(&l.action.id)).collect();
    thin(entity_id, days, in_order(past), whole.as_ref())
}

/// Folds steps into days. `whole`: the entity's text with all its history.
fn thin(
    entity_id: EntityId,
    mut known: Vec<HistoryDay>,
    steps: Vec<Step>,
    whole: Option<&LoroText>,
) -> Result<Option<Thinned>, AppError> {
    let Some(first) = steps.first() else { return Ok(None) };
    let entity_type = first.logged.action.entity_type.clone();
    let removed = steps.iter().map(|step| step.logged.action.id).collect();
    let mut by_day: BTreeMap<u64, Vec<Step>> = BTreeMap::new();
    for step in steps {
        by_day.entry(day_of(step.logged.stamp().effective_time)).or_default().push(step);
    }
    let first_day = by_day.keys().next().copied().unwrap_or_default();
    // Days that are kept already and come later know nothing of what is folded now: it was accepted late.
    let later = known.split_off(known.partition_point(|day| day.day < first_day));
    let (mut state, mut text) = match known.pop() {
        Some(day) => (day.state, text_at(whole, &day.version)?),
        None => (EntityState::new(entity_type), LoroText::empty(READ_ONLY_PEER)),
    };
    let mut later: BTreeMap<u64, HistoryDay> = later.into_iter().map(|day| (day.day, day)).collect();
    let all_days: BTreeSet<u64> = by_day.keys().chain(later.keys()).copied().collect();
    let mut folded: Vec<Step> = Vec::new();
    let mut days = Vec::new();
    for day in all_days {
        let new = by_day.remove(&day).unwrap_or_default();
        let mut last = new.last().map(|step| step.logged.stamp()).map(|stamp| (stamp.effective_time, stamp.client_id));
        let mut from = folded.len();
        folded.extend(new);
        if let Some(old) = later.remove(&day) {
            last = last.max(Some((old.at, old.client_id)));
            state = old.state;
            text = text_at(whole, &old.version)?;
            from = 0;
        }
        let steps = folded.get(from..).unwrap_or_default();
        for step in steps {
            state.apply(&step.logged, &step.payload, CODEC);
        }
        let updates: Vec<&[u8]> = steps.iter().filter_map(Step::update).collect();
        if !updates.is_empty() && !text.import(&updates).is_ok_and(|imported| !imported.is_pending) {
            return Ok(None);
        }
        let Some((at, client_id)) = last else { continue };
        days.push(HistoryDay { entity_id, day, at, client_id, state: state.clone(), version: text.version()? });
    }
    Ok(Some(Thinned { days, removed }))
}

/// Returns the text as it was at a version, to go on from.
fn text_at(whole: Option<&LoroText>, version: &[u8]) -> Result<LoroText, AppError> {
    match whole {
        Some(whole) => Ok(whole.at(version, READ_ONLY_PEER)?),
        None => Ok(LoroText::empty(READ_ONLY_PEER)),
    }
}
