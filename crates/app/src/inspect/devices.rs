//! `driftless device list`: the vault's devices, as far as their actions tell.

use driftless_domain::{EntityId, EntityType, Field};
use driftless_sync::contract::Store as _;
use serde::Serialize;

use crate::{App, AppError};

/// A device of the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviceRow {
    /// The device.
    pub client_id: String,
    /// Its name; empty when it gave none.
    pub name: String,
    /// It is this one.
    pub this: bool,
    /// When it joined, milliseconds since the epoch.
    pub joined_at: u64,
}

impl App {
    /// Returns the devices that have made themselves known, in order of joining.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn devices(&self) -> Result<Vec<DeviceRow>, AppError> {
        self.store().read(|tx| {
            let this = EntityId::from_bytes(*tx.identity()?.client_id.as_bytes());
            let mut rows = Vec::new();
            for id in tx.ids_of_type(&EntityType::Device)? {
                if let Some(state) = tx.load_state(id)? {
                    rows.push(DeviceRow {
                        client_id: id.to_string(),
                        name: state.text(&Field::Title).to_owned(),
                        this: id == this,
                        joined_at: state.created_ms(),
                    });
                }
            }
            rows.sort_by(|a, b| (a.joined_at, &a.client_id).cmp(&(b.joined_at, &b.client_id)));
            Ok(rows)
        })
    }
}
