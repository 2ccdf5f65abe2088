//! Review items in words.

use driftless_domain::review::{ReviewItem, ReviewReason};
use driftless_domain::{EntityId, Field, Stamp, Value, Write};
use driftless_sync::contract::{StoreError, StoreTx};

use crate::devices::Devices;
use crate::view::{ReviewKind, ReviewView, VersionView};

/// Words for review items.
pub(super) struct Shower {
    devices: Devices,
}

impl Shower {
    pub(super) fn load(tx: &dyn StoreTx) -> Result<Self, StoreError> {
        Ok(Self { devices: Devices::load(tx)? })
    }

    pub(super) fn show(&self, tx: &dyn StoreTx, item: &ReviewItem) -> Result<ReviewView, StoreError> {
        let reason = match &item.reason {
            ReviewReason::Field { field, shown, others } => ReviewKind::Field {
                field: name_of(field),
                shown: self.write(tx, shown)?,
                others: others.iter().map(|other| self.write(tx, other)).collect::<Result<_, _>>()?,
            },
            ReviewReason::EditedWhileDeleted { deleted, edited } => ReviewKind::EditedWhileDeleted {
                deleted: self.version("deleted".to_owned(), deleted),
                edited: self.version("edited".to_owned(), edited),
            },
            ReviewReason::NotebookCycle { moved } => {
                let state = tx.load_state(item.entity_id)?;
                let into = state.and_then(|state| state.link(&Field::Parent));
                let into = into.map(|id| title_of(tx, id)).transpose()?.unwrap_or_default();
                ReviewKind::NotebookCycle { moved: self.version(into, moved) }
            }
        };
        Ok(ReviewView {
            id: item.id.to_string(),
            entity_id: item.entity_id.to_string(),
            title: title_of(tx, item.entity_id)?,
            reason,
        })
    }

    fn write(&self, tx: &dyn StoreTx, write: &Write) -> Result<VersionView, StoreError> {
        let value = match &write.value {
            Value::Null => String::new(),
            Value::Bool(true) => "yes".to_owned(),
            Value::Bool(false) => "no".to_owned(),
            Value::Int(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            Value::Id(id) => title_of(tx, *id)?,
        };
        Ok(self.version(value, &write.stamp))
    }

    fn version(&self, value: String, stamp: &Stamp) -> VersionView {
        VersionView { value, device: self.devices.name(stamp.client_id), at: stamp.effective_time.ms() }
    }
}

fn title_of(tx: &dyn StoreTx, id: EntityId) -> Result<String, StoreError> {
    Ok(tx.load_state(id)?.map(|state| state.text(&Field::Title).to_owned()).unwrap_or_default())
}

fn name_of(field: &Field) -> String {
    if *field == Field::Notebook { "notebook".to_owned() } else { field.to_string() }
}
