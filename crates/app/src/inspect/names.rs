//! Names for ids: devices, notebooks.

use std::collections::BTreeMap;

use driftless_domain::{ClientId, EntityId, EntityType, Field, Value};
use driftless_sync::contract::{StoreError, StoreTx};

/// Names of the vault's devices and notebooks.
pub(super) struct Names {
    this: ClientId,
    by_id: BTreeMap<EntityId, String>,
}

impl Names {
    pub(super) fn load(tx: &dyn StoreTx) -> Result<Self, StoreError> {
        let mut by_id = BTreeMap::new();
        for entity_type in [EntityType::Device, EntityType::Notebook] {
            for id in tx.ids_of_type(&entity_type)? {
                if let Some(state) = tx.load_state(id)? {
                    by_id.insert(id, state.text(&Field::Title).to_owned());
                }
            }
        }
        Ok(Self { this: tx.identity()?.client_id, by_id })
    }

    /// Returns a device's name; `this device` for this one, a short id for one without a name.
    pub(super) fn device(&self, client_id: ClientId) -> String {
        if client_id == self.this {
            return "this device".to_owned();
        }
        match self.by_id.get(&EntityId::from_bytes(*client_id.as_bytes())) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => format!("device {}", &client_id.to_string()[..8]),
        }
    }

    /// Returns a value in words.
    pub(super) fn value(&self, value: &Value) -> String {
        match value {
            Value::Null => "none".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Int(value) => value.to_string(),
            Value::Text(value) => value.clone(),
            Value::Id(id) => {
                self.by_id.get(id).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| id.to_string())
            }
        }
    }
}
