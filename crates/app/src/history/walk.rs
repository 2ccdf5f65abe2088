//! A note's actions in order, and its text on the way.

use std::collections::BTreeSet;

use driftless_domain::body::{CODEC, ChangeSet, LoroText, Stretch, TextBody as _, without};
use driftless_domain::entity::Held;
use driftless_domain::{ActionId, EntityId, LoggedAction, Payload};
use driftless_sync::contract::{EntityHistory, StoreTx};

use crate::AppError;

/// Writer id of texts that are only read.
pub(crate) const READ_ONLY_PEER: u64 = u64::MAX >> 1;

/// An action that this version understands.
pub(crate) struct Step {
    pub(crate) logged: LoggedAction,
    pub(crate) payload: Payload,
}

impl Step {
    /// Returns its text update, if it has one that can be imported.
    pub(crate) fn update(&self) -> Option<&[u8]> {
        self.payload.body.as_ref().filter(|body| body.codec == CODEC).map(|body| body.update.as_slice())
    }
}

/// Returns the actions in the order of the domain, without those that have no effect here.
pub(crate) fn in_order(actions: Vec<LoggedAction>) -> Vec<Step> {
    let readable = actions.into_iter().filter(|logged| Held::whole(logged).is_none());
    let mut steps: Vec<Step> = readable
        .filter_map(|logged| Payload::decode(&logged.action.payload).ok().map(|payload| Step { logged, payload }))
        .collect();
    steps.sort_by_key(|step| step.logged.stamp());
    steps
}

/// Returns the text that the actions build on: empty, or as it was on the last of the days.
pub(crate) fn base_text(tx: &dyn StoreTx, note_id: EntityId, history: &EntityHistory) -> Result<LoroText, AppError> {
    match (history.days.last(), tx.load_body(note_id)?) {
        (Some(day), Some(stored)) => {
            Ok(LoroText::load(&stored.snapshot, READ_ONLY_PEER)?.at(&day.version, READ_ONLY_PEER)?)
        }
        _ => Ok(LoroText::empty(READ_ONLY_PEER)),
    }
}

/// Imports updates and returns what they did to the text; bad ones (in quarantine) do nothing.
pub(crate) fn import(text: &mut LoroText, updates: &[&[u8]]) -> Result<ChangeSet, AppError> {
    if updates.is_empty() {
        return Ok(ChangeSet::default());
    }
    if let Ok(imported) = text.import(updates) {
        return Ok(imported.changes);
    }
    let before = text.text()?;
    for update in updates {
        // What is bad stays out; the text is as before then.
        let _ = text.import(&[update]);
    }
    Ok(ChangeSet::between(&before, &text.text()?))
}

/// Returns a note's text as it would be without the text edits of some of its actions; none when its past
/// is not known well enough to tell.
pub(crate) fn text_without(
    tx: &dyn StoreTx,
    note_id: EntityId,
    history: &EntityHistory,
    undone: &BTreeSet<ActionId>,
) -> Result<Option<String>, AppError> {
    let mut text = base_text(tx, note_id, history)?;
    let start = text.text()?;
    let steps = in_order(history.actions.clone());
    let mut edits = steps.iter().filter_map(|step| Some((undone.contains(&step.logged.action.id), step.update()?)));
    let mut stretches = Vec::new();
    let mut next = edits.next();
    while let Some((is_undone, update)) = next {
        let mut updates = vec![update];
        loop {
            next = edits.next();
            match next {
                Some((same, update)) if same == is_undone => updates.push(update),
                _ => break,
            }
        }
        stretches.push(Stretch { changes: import(&mut text, &updates)?, is_undone });
    }
    let stored = tx.load_body(note_id)?.map(|body| body.text).unwrap_or_default();
    if text.text()? != stored {
        return Ok(None);
    }
    // An empty change set is for an empty text; a stretch that did nothing is left out.
    stretches.retain(|stretch| !stretch.changes.is_empty());
    Ok(without(&start, &stretches).ok())
}
