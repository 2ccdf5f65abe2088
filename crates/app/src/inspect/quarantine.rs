//! `driftless quarantine`: what could not be applied or was refused, with its bytes.

use driftless_sync::contract::{QuarantineId, QuarantineReason, Quarantined, Store as _, StoreTx};
use serde::Serialize;

use super::dump::base64;
use crate::{App, AppError};

/// An entry of the quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct QuarantineRow {
    /// Its name.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub id: u64,
    /// The action, when its header could be read.
    pub action_id: Option<String>,
    /// Its place in the server's log.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Number>))]
    pub seq: Option<u64>,
    /// Why, in words.
    pub reason: String,
    /// When, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub at: u64,
    /// Its size, bytes.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub bytes: u64,
    /// Its bytes, base64; only in an export.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
}

/// What trying again did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Retried {
    /// Entries that could be applied now, or wait to be sent again.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub released: u64,
    /// Entries that are still in quarantine.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub left: u64,
}

impl App {
    /// Returns the entries, oldest first, without their bytes.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn quarantine_list(&self) -> Result<Vec<QuarantineRow>, AppError> {
        Ok(self.quarantine_export()?.into_iter().map(|row| QuarantineRow { raw: None, ..row }).collect())
    }

    /// Returns the entries with their bytes.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn quarantine_export(&self) -> Result<Vec<QuarantineRow>, AppError> {
        self.store().read(|tx| Ok(tx.quarantined()?.iter().map(row).collect()))
    }

    /// Tries every entry again: what can be applied now is, what the server refused waits to be sent again.
    ///
    /// # Errors
    /// [`AppError::Store`]; nothing was changed then.
    pub fn quarantine_retry(&self) -> Result<Retried, AppError> {
        self.store().write(|tx| {
            let entries = tx.quarantined()?;
            for entry in &entries {
                retry(self, tx, entry)?;
            }
            let left = tx.quarantined()?.len() as u64;
            Ok(Retried { released: (entries.len() as u64).saturating_sub(left), left })
        })
    }

    /// Removes an entry with its bytes, because the user wants it so.
    ///
    /// # Errors
    /// [`AppError::NotFound`], [`AppError::Store`].
    pub fn quarantine_discard(&self, id: u64) -> Result<(), AppError> {
        self.store().write(|tx| {
            if !tx.quarantined()?.iter().any(|entry| entry.id.0 == id) {
                return Err(AppError::NotFound { what: "quarantine entry", id: id.to_string() });
            }
            Ok(tx.release(QuarantineId(id))?)
        })
    }
}

fn retry(app: &App, tx: &mut dyn StoreTx, entry: &Quarantined) -> Result<(), AppError> {
    let can_retry = match &entry.reason {
        QuarantineReason::Payload(_)
        | QuarantineReason::Body(_)
        | QuarantineReason::Aborted
        | QuarantineReason::Refused(_) => true,
        // Not in the log: only the server can give these again.
        QuarantineReason::Unopened(_) | QuarantineReason::Withheld | QuarantineReason::OtherContent => false,
    };
    let Some(action_id) = entry.action_id.filter(|_| can_retry) else { return Ok(()) };
    let Some(logged) = tx.entry(action_id)?.map(|entry| entry.logged) else { return Ok(()) };
    tx.release(entry.id)?;
    // What fails again goes back with its new reason, in this same transaction.
    let materializer = app.materializer(tx)?;
    materializer.apply(tx, &[logged])?;
    Ok(())
}

fn row(entry: &Quarantined) -> QuarantineRow {
    QuarantineRow {
        id: entry.id.0,
        action_id: entry.action_id.map(|id| id.to_string()),
        seq: entry.seq.map(|seq| seq.0),
        reason: words(&entry.reason),
        at: entry.at_ms,
        bytes: entry.raw.len() as u64,
        raw: Some(base64(&entry.raw)),
    }
}

fn words(reason: &QuarantineReason) -> String {
    match reason {
        QuarantineReason::Unopened(why) => format!("does not open with the vault key: {why}"),
        QuarantineReason::Payload(why) => format!("cannot be read: {why}"),
        QuarantineReason::Body(why) => format!("its text edit cannot be read: {why}"),
        QuarantineReason::Aborted => "the app ended while merging its text edit".to_owned(),
        QuarantineReason::Refused(why) => format!("the server refused it: {why}"),
        QuarantineReason::Withheld => "the server withholds it".to_owned(),
        QuarantineReason::OtherContent => "known with other content".to_owned(),
    }
}
