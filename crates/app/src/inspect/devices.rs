//! `driftless device list`: the vault's devices, as far as their actions tell.

use driftless_domain::{EntityId, EntityType, Field};
use driftless_sync::contract::Store as _;
use driftless_sync::peers;
use serde::Serialize;

use crate::{App, AppError};

/// A device of the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeviceRow {
    /// The device.
    pub client_id: String,
    /// Its name; empty when it gave none.
    pub name: String,
    /// It is this one.
    pub this: bool,
    /// When it joined, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub joined_at: u64,
    /// Its position in the vault's log when it last reported: everything up to it is on that device.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Number>))]
    pub seq: Option<u64>,
    /// When it last reported, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Number>))]
    pub reported_at: Option<u64>,
    /// Whether its notes were the same as here, the last time that could be compared.
    pub is_equal: Option<bool>,
    /// When they were last seen to be the same, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Number>))]
    pub equal_at: Option<u64>,
}

impl App {
    /// Returns the devices that have made themselves known, in order of joining.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn devices(&self) -> Result<Vec<DeviceRow>, AppError> {
        self.store().read(|tx| {
            let this = EntityId::from_bytes(*tx.identity()?.client_id.as_bytes());
            let reports = peers::load(tx)?;
            let mut rows = Vec::new();
            for id in tx.ids_of_type(&EntityType::Device)? {
                if let Some(state) = tx.load_state(id)? {
                    let report = reports.iter().find(|report| report.client_id.as_bytes() == id.as_bytes());
                    rows.push(DeviceRow {
                        client_id: id.to_string(),
                        name: state.text(&Field::Title).to_owned(),
                        this: id == this,
                        joined_at: state.created_ms(),
                        seq: report.map(|report| report.seq.0),
                        reported_at: report.map(|report| report.reported_at_ms),
                        is_equal: report.and_then(|report| report.is_equal),
                        equal_at: report.and_then(|report| report.equal_at_ms),
                    });
                }
            }
            rows.sort_by(|a, b| (a.joined_at, &a.client_id).cmp(&(b.joined_at, &b.client_id)));
            Ok(rows)
        })
    }
}
