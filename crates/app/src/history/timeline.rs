//! How a note came to be what it is: its versions, oldest first, and the changes between them.

use driftless_domain::body::{ChangeSet, Section, TextBody as _};
use driftless_domain::{ActionType, ClientId, EntityId, EntityState, Field, GroupId};
use driftless_sync::contract::{EntityHistory, StoreTx};

use super::walk::{Step, base_text, import, in_order};
use crate::AppError;

/// Typing of one device without a pause of this length is one version, milliseconds.
const PAUSE_MS: u64 = 5 * 60_000;

/// A version is never longer than this, milliseconds: an afternoon of typing is not one step.
const SPAN_MS_MAX: u64 = 30 * 60_000;

/// Versions between texts that are kept whole.
const CHECKPOINT_EVERY: usize = 64;

/// What a note was, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) title: String,
    pub(crate) tags: Vec<String>,
    pub(crate) notebook: Option<EntityId>,
    pub(crate) is_trashed: bool,
}

impl Facts {
    pub(crate) fn of(state: &EntityState) -> Self {
        Self {
            title: state.text(&Field::Title).to_owned(),
            tags: state.tags().map(str::to_owned).collect(),
            notebook: state.link(&Field::Notebook),
            is_trashed: state.is_deleted(),
        }
    }
}

/// A version: what one action did, or a stretch of typing.
pub(crate) struct Version {
    /// Its last action; of a day, the entity's own id with the day's number has no action.
    pub(crate) id: String,
    pub(crate) from_ms: u64,
    pub(crate) at_ms: u64,
    pub(crate) device: ClientId,
    pub(crate) group: Option<GroupId>,
    pub(crate) actions: u32,
    /// Names of what changed: `created`, `deleted`, `restored`, `text`, `day`, or fields of the payload.
    pub(crate) changed: Vec<String>,
    pub(crate) facts: Facts,
    /// From the text before.
    pub(crate) changes: ChangeSet,
    pub(crate) added: u32,
    pub(crate) removed: u32,
}

/// A note's life.
pub(crate) struct Timeline {
    pub(crate) versions: Vec<Version>,
    /// Texts before every n-th version.
    checkpoints: Vec<String>,
    /// False when its beginning is not known any more.
    pub(crate) is_whole: bool,
}

impl Timeline {
    pub(crate) fn load(tx: &dyn StoreTx, note_id: EntityId) -> Result<Self, AppError> {
        let history = tx.history_of(note_id)?;
        let mut timeline = Self { versions: Vec::new(), checkpoints: Vec::new(), is_whole: true };
        let created = tx.load_state(note_id)?.and_then(|state| state.created);
        timeline.is_whole = !history.days.is_empty()
            || created.is_none_or(|created| history.actions.iter().any(|l| l.action.id == created.id));
        let mut shown = String::new();
        timeline.add_days(tx, note_id, &history, &mut shown)?;
        let mut text = base_text(tx, note_id, &history)?;
        let mut state = history.days.last().map(|day| day.state.clone());
        let steps = in_order(history.actions);
        for run in runs(&steps) {
            let Some(first) = run.first() else { continue };
            let state = state.get_or_insert_with(|| EntityState::new(first.logged.action.entity_type.clone()));
            for step in run {
                state.apply(&step.logged, &step.payload, driftless_domain::body::CODEC);
            }
            let updates: Vec<&[u8]> = run.iter().filter_map(Step::update).collect();
            let changes = import(&mut text, &updates)?;
            timeline.add(run, state, changes, &mut shown)?;
        }
        Ok(timeline)
    }

    fn add_days(
        &mut self,
        tx: &dyn StoreTx,
        note_id: EntityId,
        history: &EntityHistory,
        shown: &mut String,
    ) -> Result<(), AppError> {
        let Some(stored) = tx.load_body(note_id)?.filter(|_| !history.days.is_empty()) else { return Ok(()) };
        let whole = driftless_domain::body::LoroText::load(&stored.snapshot, u64::MAX >> 1)?;
        for day in &history.days {
            let text = whole.at(&day.version, u64::MAX >> 1)?.text()?;
            let changes = driftless_domain::body::ChangeSet::between(shown, &text);
            let (added, removed) = counts(&changes);
            self.push(
                Version {
                    id: format!("day-{}", day.day),
                    from_ms: day.at.ms(),
                    at_ms: day.at.ms(),
                    device: day.client_id,
                    group: None,
                    actions: 0,
                    changed: vec!["day".to_owned()],
                    facts: Facts::of(&day.state),
                    changes,
                    added,
                    removed,
                },
                shown,
            )?;
        }
        Ok(())
    }

    fn add(
        &mut self,
        run: &[Step],
        state: &EntityState,
        changes: ChangeSet,
        shown: &mut String,
    ) -> Result<(), AppError> {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return Ok(()) };
        let (added, removed) = counts(&changes);
        let mut changed: Vec<String> = Vec::new();
        for step in run {
            for name in names_of(&step.logged.action.action_type, &step.payload) {
                if !changed.contains(&name) {
                    changed.push(name);
                }
            }
        }
        let version = Version {
            id: last.logged.action.id.to_string(),
            from_ms: first.logged.stamp().effective_time.ms(),
            at_ms: last.logged.stamp().effective_time.ms(),
            device: last.logged.action.client_id,
            group: last.payload.group,
            actions: u32::try_from(run.len()).unwrap_or(u32::MAX),
            changed,
            facts: Facts::of(state),
            changes,
            added,
            removed,
        };
        self.push(version, shown)
    }

    fn push(&mut self, version: Version, shown: &mut String) -> Result<(), AppError> {
        if self.versions.len().is_multiple_of(CHECKPOINT_EVERY) {
            self.checkpoints.push(shown.clone());
        }
        if !version.changes.is_empty() {
            *shown = version.changes.apply(shown).map_err(driftless_domain::body::BodyError::from)?;
        }
        self.versions.push(version);
        Ok(())
    }

    /// Returns where a version stands.
    pub(crate) fn position(&self, id: &str) -> Option<usize> {
        self.versions.iter().position(|version| version.id == id)
    }

    /// Returns the text after a version.
    pub(crate) fn text(&self, position: usize) -> Result<String, AppError> {
        let start = position / CHECKPOINT_EVERY;
        let mut text = self.checkpoints.get(start).cloned().unwrap_or_default();
        for version in self.versions.iter().take(position + 1).skip(start * CHECKPOINT_EVERY) {
            if !version.changes.is_empty() {
                text = version.changes.apply(&text).map_err(driftless_domain::body::BodyError::from)?;
            }
        }
        Ok(text)
    }

    /// Returns who wrote the text as it is after `position`: lengths in UTF-16 units and the version of each.
    pub(crate) fn blame(&self, position: usize) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (index, version) in self.versions.iter().enumerate().take(position + 1) {
            if version.changes.is_empty() {
                continue;
            }
            let mut old = runs.into_iter();
            let mut head = old.next();
            let mut new = Vec::new();
            let mut take = |mut len: usize, mut out: Option<&mut Vec<(usize, usize)>>| {
                while len > 0 {
                    let Some((have, who)) = head else { break };
                    let taken = have.min(len);
                    if let Some(out) = out.as_deref_mut() {
                        append(out, taken, who);
                    }
                    len -= taken;
                    head = if taken == have { old.next() } else { Some((have - taken, who)) };
                }
            };
            for section in version.changes.sections() {
                match section {
                    Section::Keep(len) => take(*len, Some(&mut new)),
                    Section::Replace { delete, insert } => {
                        take(*delete, None);
                        append(&mut new, insert.encode_utf16().count(), index);
                    }
                }
            }
            runs = new;
        }
        runs
    }
}

fn append(runs: &mut Vec<(usize, usize)>, len: usize, who: usize) {
    match runs.last_mut() {
        _ if len == 0 => {}
        Some(last) if last.1 == who => last.0 += len,
        _ => runs.push((len, who)),
    }
}

/// Splits steps into versions: a gesture, a single act, or typing without a longer pause.
fn runs(steps: &[Step]) -> Vec<&[Step]> {
    let mut runs = Vec::new();
    let mut start = 0;
    for index in 1..=steps.len() {
        let is_end = match (steps.get(start), steps.get(index - 1), steps.get(index)) {
            (Some(first), Some(last), Some(next)) => !belongs(first, last, next),
            _ => true,
        };
        if is_end {
            runs.extend(steps.get(start..index));
            start = index;
        }
    }
    runs
}

fn belongs(first: &Step, last: &Step, next: &Step) -> bool {
    if last.logged.action.client_id != next.logged.action.client_id {
        return false;
    }
    let ms = |step: &Step| step.logged.stamp().effective_time.ms();
    let is_typing = |step: &Step| {
        let only_title = step.payload.fields.keys().all(|field| *field == Field::Title);
        step.logged.action.action_type == ActionType::Update && step.payload.group.is_none() && only_title
    };
    let is_start = |step: &Step| is_typing(step) || step.logged.action.action_type == ActionType::Create;
    let is_near = ms(next).saturating_sub(ms(last)) <= PAUSE_MS && ms(next).saturating_sub(ms(first)) <= SPAN_MS_MAX;
    let is_one_gesture = last.payload.group.is_some() && last.payload.group == next.payload.group;
    is_one_gesture || (is_start(last) && last.payload.group.is_none() && is_typing(next) && is_near)
}

fn names_of(action_type: &ActionType, payload: &driftless_domain::Payload) -> Vec<String> {
    let act = match action_type {
        ActionType::Create => Some("created"),
        ActionType::Delete => Some("deleted"),
        ActionType::Restore => Some("restored"),
        ActionType::Update | ActionType::Unknown(_) => None,
    };
    let mut names: Vec<String> = act.into_iter().map(str::to_owned).collect();
    if act == Some("created") {
        return names;
    }
    for field in payload.fields.keys() {
        let name = field.name().to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if payload.body.is_some() {
        names.push("text".to_owned());
    }
    names
}

/// Names what an action changed, for lists.
pub(crate) fn changed_by(step: &Step) -> Vec<String> {
    names_of(&step.logged.action.action_type, &step.payload)
}

/// Counts characters that a change adds and removes.
fn counts(changes: &ChangeSet) -> (u32, u32) {
    let (mut added, mut removed) = (0_usize, 0_usize);
    for section in changes.sections() {
        if let Section::Replace { delete, insert } = section {
            added += insert.chars().count();
            removed += delete;
        }
    }
    (u32::try_from(added).unwrap_or(u32::MAX), u32::try_from(removed).unwrap_or(u32::MAX))
}
