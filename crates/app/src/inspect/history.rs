//! `driftless history`: a note as it was.

use driftless_domain::body::{LoroText, TextBody as _};
use driftless_domain::{EntityState, Field};
use driftless_sync::contract::{HistoryDay, Store as _, StoreTx, StoredBody};
use serde::Serialize;

use super::names::Names;
use super::replay::{READ_ONLY_PEER, replay_one};
use crate::markdown::{format_ms, parse_ms};
use crate::{App, AppError, input};

/// A note at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoteThen {
    /// The note.
    pub id: String,
    /// The moment, milliseconds since the epoch.
    pub at: u64,
    /// Its title then.
    pub title: String,
    /// Its text then.
    pub body: String,
    /// Its tags then.
    pub tags: Vec<String>,
    /// Its notebook then, by today's name.
    pub notebook: Option<String>,
    /// Whether it was in the trash.
    pub trashed: bool,
}

impl App {
    /// Returns a note as its actions up to a moment make it (milliseconds since the epoch, by the time
    /// that counts for order). Where only one state a day is kept, the last one before the moment.
    ///
    /// # Errors
    /// [`AppError::BadInput`] when what is known does not reach back that far, [`AppError::NotFound`] when there was
    /// no such note then, [`AppError::Store`].
    pub fn history_at(&self, id: &str, at_ms: u64) -> Result<NoteThen, AppError> {
        let entity_id = input::entity_id("id", id)?;
        self.store().read(|tx| {
            let not_found = || AppError::NotFound { what: "note at that time with id", id: id.to_owned() };
            let now = tx.load_state(entity_id)?.ok_or_else(not_found)?;
            let history = tx.history_of(entity_id)?;
            let day = history.days.iter().rfind(|day| day.at.ms() <= at_ms);
            let known = |id| history.actions.iter().any(|logged| logged.action.id == id);
            let is_whole = history.days.is_empty() && now.created.is_none_or(|created| known(created.id));
            if day.is_none() && !is_whole {
                let reason = "lies before the first state that is still known".to_owned();
                return Err(AppError::BadInput { field: "at", reason });
            }
            let base = day.map(|day| base_at(tx, day)).transpose()?;
            let until: Vec<_> =
                history.actions.iter().filter(|logged| logged.stamp().effective_time.ms() <= at_ms).cloned().collect();
            let then =
                replay_one(entity_id, base, &until)?.filter(|then| then.state.is_known()).ok_or_else(not_found)?;
            let names = Names::load(tx as &dyn StoreTx)?;
            let notebook = then.state.link(&Field::Notebook).map(|id| names.value(&driftless_domain::Value::Id(id)));
            Ok(NoteThen {
                id: id.to_owned(),
                at: at_ms,
                title: then.state.text(&Field::Title).to_owned(),
                tags: then.state.tags().map(str::to_owned).collect(),
                notebook,
                trashed: then.state.is_deleted(),
                body: then.text,
            })
        })
    }
}

/// Returns what an entity was at the end of a day, for a replay to begin with.
fn base_at(tx: &dyn StoreTx, day: &HistoryDay) -> Result<(EntityState, Option<StoredBody>), AppError> {
    let Some(stored) = tx.load_body(day.entity_id)? else { return Ok((day.state.clone(), None)) };
    let text = LoroText::load(&stored.snapshot, READ_ONLY_PEER)?.at(&day.version, READ_ONLY_PEER)?;
    let body = StoredBody { snapshot: text.snapshot()?, text: text.text()? };
    Ok((day.state.clone(), Some(body)))
}

/// Reads a moment as a person types it: milliseconds since the epoch, or `2026-05-01T12:30:00Z` and its
/// shorter forms, without a zone in UTC. Returns milliseconds since the epoch.
pub fn parse_time(text: &str) -> Option<u64> {
    if text.len() > 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    parse_ms(text).and_then(|ms| u64::try_from(ms).ok())
}

/// Writes a moment (milliseconds since the epoch) as `2026-05-01T12:30:00.000Z`.
pub fn format_time(ms: u64) -> String {
    format_ms(i64::try_from(ms).unwrap_or(i64::MAX))
}
