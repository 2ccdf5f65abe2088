//! Names of the vault's devices, for "edited on …".

use std::collections::BTreeMap;

use driftless_domain::{ActionType, ClientId, EntityId, EntityType, Field, Payload, Value};
use driftless_sync::contract::{StoreError, StoreTx};
use driftless_sync::local::Intent;

/// The devices' names; this device has none.
pub(crate) struct Devices {
    own: ClientId,
    names: BTreeMap<ClientId, String>,
}

impl Devices {
    pub(crate) fn load(tx: &dyn StoreTx) -> Result<Self, StoreError> {
        let own = tx.identity()?.client_id;
        let mut names = BTreeMap::new();
        for id in tx.ids_of_type(&EntityType::Device)? {
            let name = tx.load_state(id)?.map(|state| state.text(&Field::Title).to_owned());
            if let Some(name) = name.filter(|name| !name.is_empty()) {
                names.insert(ClientId::from_bytes(*id.as_bytes()), name);
            }
        }
        Ok(Self { own, names })
    }

    /// Returns a device's name; none for this one.
    pub(crate) fn name(&self, client_id: ClientId) -> Option<String> {
        (client_id != self.own).then(|| self.any_name(client_id))
    }

    /// Returns a device's name; one that never told its name goes by the start of its id.
    pub(crate) fn any_name(&self, client_id: ClientId) -> String {
        self.names.get(&client_id).cloned().unwrap_or_else(|| {
            let id = client_id.to_string();
            format!("device {}", id.get(..8).unwrap_or(&id))
        })
    }
}

/// Returns what tells this device's name to the others; none when they know it.
pub(crate) fn introduce(tx: &dyn StoreTx, name: &str) -> Result<Option<Intent>, StoreError> {
    let id = EntityId::from_bytes(*tx.identity()?.client_id.as_bytes());
    let known = tx.load_state(id)?;
    if known.as_ref().is_some_and(|state| state.text(&Field::Title) == name) {
        return Ok(None);
    }
    let action_type = if known.is_some() { ActionType::Update } else { ActionType::Create };
    let payload = Payload::default().with(Field::Title, Value::Text(name.to_owned()));
    Ok(Some(Intent::new(id, EntityType::Device, action_type, payload)))
}
