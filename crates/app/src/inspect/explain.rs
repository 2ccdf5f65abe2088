//! `driftless explain`: which action set a field, what lost, why, and who.

use std::collections::BTreeMap;

use driftless_domain::{ActionType, EntityState, Field, Payload, Register, Stamp, Value, Write};
use driftless_sync::contract::{Store as _, StoreTx, WalEntry};
use serde::Serialize;

use super::known_of;
use super::names::Names;
use crate::{App, AppError, input};

/// Why a note is what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// The note or notebook.
    pub id: String,
    /// Its shown title.
    pub title: String,
    /// Whether it is in the trash, and why, in words.
    pub life: String,
    /// Field by field.
    pub fields: Vec<ExplainedField>,
    /// Actions that edited the text and are still known, by author.
    pub text: BTreeMap<String, u64>,
}

/// Why a field is what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedField {
    /// `title`, `tag work`, …
    pub field: String,
    /// The write that is shown.
    pub shown: Option<ExplainedWrite>,
    /// Writes that no other one has seen and that lost to the shown one, highest order first.
    pub lost: Vec<ExplainedWrite>,
    /// Writes still known that a later write had seen, latest first.
    pub replaced: Vec<ExplainedWrite>,
    /// The rule that picked, in words.
    pub why: String,
}

/// One write of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedWrite {
    /// The value in words.
    pub value: String,
    /// Who wrote it.
    pub author: String,
    /// When, as it counts for order, milliseconds since the epoch.
    pub time: u64,
    /// The action.
    pub action: String,
    /// Place in the server's log; null while it waits to be sent.
    pub seq: Option<u64>,
}

impl App {
    /// Explains a note or notebook, or one field of it (by the name that the whole explanation shows).
    ///
    /// # Errors
    /// [`AppError::BadInput`] (also for a field that it has not), [`AppError::NotFound`], [`AppError::Store`].
    pub fn explain(&self, id: &str, field: Option<&str>) -> Result<Explained, AppError> {
        let entity_id = input::entity_id("id", id)?;
        let mut explained = self.store().read(|tx| {
            let Some(state) = tx.load_state(entity_id)? else {
                return Err(AppError::NotFound { what: "note", id: id.to_owned() });
            };
            Ok(explain(id, &state, &known_of(tx, entity_id)?, &Names::load(tx as &dyn StoreTx)?))
        })?;
        if let Some(field) = field {
            let names: Vec<String> = explained.fields.iter().map(|explained| explained.field.clone()).collect();
            explained.fields.retain(|explained| explained.field == field);
            if explained.fields.is_empty() {
                let reason = format!("must be one that this note has: {}", names.join(", "));
                return Err(AppError::BadInput { field: "field", reason });
            }
        }
        Ok(explained)
    }
}

fn explain(id: &str, state: &EntityState, entries: &[WalEntry], names: &Names) -> Explained {
    let mut written: BTreeMap<Field, Vec<Write>> = BTreeMap::new();
    let mut text = BTreeMap::new();
    for entry in entries {
        let Ok(payload) = Payload::decode(&entry.logged.action.payload) else { continue };
        let stamp = entry.logged.stamp();
        for (field, write) in payload.fields {
            written.entry(field).or_default().push(Write { stamp, value: write.value });
        }
        if payload.body.is_some() {
            *text.entry(names.device(stamp.client_id)).or_default() += 1;
        }
    }
    let fields = state
        .fields
        .iter()
        .map(|(field, register)| explain_field(field, register, written.remove(field).unwrap_or_default(), names))
        .collect();
    Explained {
        id: id.to_owned(),
        title: state.text(&Field::Title).to_owned(),
        life: life(state, entries, names),
        fields,
        text,
    }
}

fn explain_field(field: &Field, register: &Register, mut written: Vec<Write>, names: &Names) -> ExplainedField {
    let shown = register.shown();
    let mut lost: Vec<&Write> =
        register.writes().iter().filter(|write| shown.is_none_or(|shown| shown.stamp.id != write.stamp.id)).collect();
    lost.sort_by_key(|write| std::cmp::Reverse(write.stamp));
    written.retain(|write| !register.writes().iter().any(|kept| kept.stamp.id == write.stamp.id));
    written.sort_by_key(|write| std::cmp::Reverse(write.stamp));
    let why = match (lost.is_empty(), register.siblings().len()) {
        (true, _) if written.is_empty() => "The only write that is known.".to_owned(),
        (true, _) => "Its author had seen every other write.".to_owned(),
        (false, 0) => "Written by several devices, each unaware of the others, with the same value.".to_owned(),
        (false, waiting) => format!(
            "The latest of {} writes whose authors had not seen each other; {waiting} differing wait for review.",
            lost.len() + 1
        ),
    };
    let explained = |write: &Write| explained_write(write, names);
    ExplainedField {
        field: field.to_string(),
        shown: shown.map(explained),
        lost: lost.into_iter().map(explained).collect(),
        replaced: written.iter().map(explained).collect(),
        why,
    }
}

fn explained_write(write: &Write, names: &Names) -> ExplainedWrite {
    ExplainedWrite {
        value: names.value(&write.value),
        author: names.device(write.stamp.client_id),
        time: write.stamp.effective_time.ms(),
        action: write.stamp.id.to_string(),
        seq: write.stamp.seq.map(|seq| seq.0),
    }
}

/// Says whether it is in the trash, and which delete or restore decided.
fn life(state: &EntityState, entries: &[WalEntry], names: &Names) -> String {
    let by = |stamp: &Stamp| format!("{} (action {})", names.device(stamp.client_id), stamp.id);
    let writes = state.life.writes();
    let delete = writes.iter().filter(|write| write.value == Value::Bool(true)).max_by_key(|write| write.stamp);
    if let Some(delete) = delete {
        let beaten = writes.iter().find(|write| write.value == Value::Bool(false));
        let but = beaten.map(|restore| format!("; the restore by {} had not seen it", by(&restore.stamp)));
        return format!("in the trash: deleted by {}{}", by(&delete.stamp), but.unwrap_or_default());
    }
    if let Some(restore) = writes.iter().max_by_key(|write| write.stamp) {
        return format!("not in the trash: restored by {}, who had seen the delete", by(&restore.stamp));
    }
    let has_delete = entries.iter().any(|entry| entry.logged.action.action_type == ActionType::Delete);
    if has_delete { "not in the trash".to_owned() } else { "never deleted".to_owned() }
}
