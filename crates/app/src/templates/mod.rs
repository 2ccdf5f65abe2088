//! The note of a day. There is one for each day of a vault, also when two devices make it apart: its id comes
//! from the vault's key and the date, so both make the same note, and what both write merges.

mod today;
mod words;

use driftless_crypto::VaultKey;
use driftless_domain::digest::{DigestKey, first_writer, named_id};
use driftless_domain::{ActionType, EntityId, EntityType, Field, FieldWrite, Payload, Value};
use driftless_sync::contract::{Store as _, StoreTx};
use driftless_sync::local::Intent;

use crate::app::Inner;
use crate::markdown::date;
use crate::notes::NoteDraft;
use crate::view::{DailyNote, NewDailyNote, NewNote};
use crate::{App, AppError, input};

pub use self::today::Today;
pub(crate) use self::words::LocalTime;

/// What these notes are made from, beside key and date. Never changed: it is part of their ids.
const KIND: &str = "daily note";

const DAY_MS: i64 = 86_400_000;

impl App {
    /// Returns the note of a day. Makes it when there is none; takes it out of the trash when it is there.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::TooLarge`], [`AppError::Store`].
    pub fn daily_note(&self, new: &NewDailyNote) -> Result<DailyNote, AppError> {
        let day = Day::read(&new.date)?;
        let key = self.inner.store.read(|tx| Ok::<_, AppError>(VaultKey::from_bytes(tx.vault_key()?).digest_key()))?;
        let id = day.note(&key);
        let body = input::body(&new.body)?;
        let draft = NoteDraft {
            note: NewNote {
                title: new.title.clone(),
                body: body.clone(),
                notebook_id: new.notebook_id.clone(),
                tags: new.tags.clone(),
                pinned: false,
            },
            archived: false,
            created_at_ms: None,
            updated_at_ms: None,
            front_matter: None,
        };
        // Two devices that fill in the same template make the same edit, so its words are not there twice.
        let payload = self.inner.payload_by(&draft, first_writer(&key, id, &body))?;
        let mut is_new = false;
        self.inner.write(|tx| {
            let intents = plan(tx, id, payload)?;
            is_new = intents.iter().any(|intent| intent.action_type == ActionType::Create);
            Ok(intents)
        })?;
        Ok(DailyNote { id: id.to_string(), is_new })
    }
}

fn plan(tx: &dyn StoreTx, id: EntityId, mut payload: Payload) -> Result<Vec<Intent>, AppError> {
    let intent = |action_type, payload| Intent::new(id, EntityType::Note, action_type, payload);
    let known = tx.load_state(id)?.filter(|state| state.created.is_some());
    let Some(state) = known else {
        if let Some(FieldWrite { value: Value::Id(notebook), .. }) = payload.fields.get(&Field::Notebook)
            && Inner::live_notebook(tx, *notebook).is_err()
        {
            payload.fields.remove(&Field::Notebook);
        }
        return Ok(vec![intent(ActionType::Create, payload)]);
    };
    if !state.is_deleted() {
        return Ok(Vec::new());
    }
    let mut back = Payload::default();
    if state.flag(&Field::Purged) {
        back = back.with(Field::Purged, Value::Bool(false));
    }
    Ok(vec![intent(ActionType::Restore, back)])
}

/// Days looked at before and after: about three years.
const DAYS_MAX: i64 = 1_100;

/// A day as a number of days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Day(i64);

impl Day {
    fn read(text: &str) -> Result<Self, AppError> {
        let is_day = text.len() == "2026-03-01".len();
        let ms = date::parse_ms(text).filter(|_| is_day);
        ms.map(|ms| Self(ms.div_euclid(DAY_MS)))
            .ok_or_else(|| AppError::BadInput { field: "date", reason: "is not a date such as 2026-03-01".to_owned() })
    }

    fn written(self) -> String {
        date::format_ms(self.0.saturating_mul(DAY_MS)).chars().take("2026-03-01".len()).collect()
    }

    fn note(self, key: &DigestKey) -> EntityId {
        named_id(key, KIND, &self.written())
    }
}

impl App {
    /// Returns the nearest note of a day after (`step` above 0) or before the one that is open; before or
    /// after `today` when the open note is none. None when there is none within three years.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::Store`].
    pub fn daily_near(&self, open: Option<&str>, today: &str, step: i32) -> Result<Option<String>, AppError> {
        let open = open.map(|id| input::entity_id("id", id)).transpose()?;
        let today = Day::read(today)?;
        let step = i64::from(step.signum());
        self.inner.store.read(|tx| {
            let key = VaultKey::from_bytes(tx.vault_key()?).digest_key();
            let around = (-DAYS_MAX..=DAYS_MAX).map(|days| Day(today.0 + days));
            let from = open.and_then(|open| around.into_iter().find(|day| day.note(&key) == open)).unwrap_or(today);
            for days in 1..=DAYS_MAX {
                let id = Day(from.0 + step * days).note(&key);
                if tx.load_state(id)?.is_some_and(|state| state.is_known() && !state.is_deleted()) {
                    return Ok(Some(id.to_string()));
                }
            }
            Ok(None)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_and_written_and_nothing_else_is_one() {
        for text in ["2026-03-01", "1970-01-01", "2024-02-29"] {
            assert_eq!(Day::read(text).unwrap().written(), text);
        }
        for text in ["2026-02-29", "2026-3-1", "", "tomorrow", "2026-03-01T10:00", "２０２６-03-01"] {
            assert!(Day::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn each_day_of_each_vault_has_a_note_of_its_own() {
        let (one, two) = (DigestKey([1; 32]), DigestKey([2; 32]));
        let day = Day(20_513);
        assert_eq!(day.note(&one), Day(20_513).note(&one));
        assert_ne!(day.note(&one), day.note(&two));
        assert_ne!(day.note(&one), Day(20_514).note(&one));
        assert_eq!(day.note(&one).as_uuid().get_version_num(), 8);
    }
}
