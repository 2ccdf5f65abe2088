//! The state of one entity (note or notebook): its registers, its life, and who touched it last.
//!
//! The text of a note is not here but in a [`crate::body::TextBody`], which is loaded only when needed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::action::{ActionType, EntityType, LoggedAction, SCHEMA};
use crate::hlc::Hlc;
use crate::id::{ClientId, EntityId};
use crate::payload::{BodyUpdate, Field, Payload, Value};
use crate::register::{Register, Stamp};

/// Everything that decides how an entity is shown, but its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityState {
    /// Note or notebook.
    pub entity_type: EntityType,
    /// The earliest create in order; absent while only later actions have arrived.
    pub created: Option<Stamp>,
    /// The latest title or text edit (or create) of each device. By device, because an
    /// acknowledgement may move a stamp back in time, and the latest of all must then be found anew.
    pub edits: BTreeMap<ClientId, Stamp>,
    /// Registers by field.
    #[serde(with = "register_list")]
    pub fields: BTreeMap<Field, Register>,
    /// Writes of "deleted": true by a delete, false by a restore.
    pub life: Register,
    /// The latest action of each device.
    pub devices: BTreeMap<ClientId, Stamp>,
}

/// Why an action, or a part of it, was not applied. It stays in the WAL and is applied after an upgrade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// A higher `schema` than this version knows.
    Schema(u16),
    /// An entity type of a newer version.
    EntityType(String),
    /// An action type of a newer version.
    ActionType(String),
    /// Fields of a newer version; the others were applied.
    Fields(Vec<String>),
    /// A text codec of a newer version; the fields were applied.
    Codec(String),
    /// A text update that waits for an earlier one; the fields were applied.
    PendingBody,
}

impl Held {
    /// Returns why nothing of an action can be applied by this version, if so. Ask before decoding the
    /// payload: a newer version may have given it another shape, which is no reason for quarantine.
    pub fn whole(logged: &LoggedAction) -> Option<Self> {
        let action = &logged.action;
        if action.schema > SCHEMA {
            return Some(Self::Schema(action.schema));
        }
        if let EntityType::Unknown(_) = &action.entity_type {
            return Some(Self::EntityType(action.entity_type.as_str().to_owned()));
        }
        if let ActionType::Unknown(_) = &action.action_type {
            return Some(Self::ActionType(action.action_type.as_str().to_owned()));
        }
        None
    }
}

/// What applying an action asks of its caller.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// Import this into the entity's text.
    pub body: Option<BodyUpdate>,
    /// Not (wholly) applied, and why.
    pub held: Option<Held>,
}

impl EntityState {
    /// An entity of which nothing is known yet.
    pub fn new(entity_type: EntityType) -> Self {
        Self {
            entity_type,
            created: None,
            edits: BTreeMap::new(),
            fields: BTreeMap::new(),
            life: Register::default(),
            devices: BTreeMap::new(),
        }
    }

    /// Takes in one action. Commutative and idempotent: any order and any repetition end in the same
    /// state. Applying an acknowledged action again completes its stamp.
    ///
    /// `payload` is the decoded payload of `logged`; `codec` the text codec that the caller can import.
    pub fn apply(&mut self, logged: &LoggedAction, payload: &Payload, codec: &str) -> Applied {
        if let Some(held) = Held::whole(logged) {
            return Applied { body: None, held: Some(held) };
        }
        let stamp = logged.stamp();
        self.take_type(&logged.action.entity_type);
        for (field, write) in &payload.fields {
            self.fields.entry(field.clone()).or_default().apply(stamp, write.value.clone(), &write.keeps);
        }
        match logged.action.action_type {
            ActionType::Create => self.created = Some(earliest(self.created, stamp)),
            ActionType::Delete => self.life.apply(stamp, Value::Bool(true), &[]),
            ActionType::Restore => self.life.apply(stamp, Value::Bool(false), &[]),
            ActionType::Update | ActionType::Unknown(_) => {}
        }
        let is_edit = payload.body.is_some()
            || payload.fields.contains_key(&Field::Title)
            || logged.action.action_type == ActionType::Create;
        if is_edit {
            touch(&mut self.edits, stamp);
        }
        touch(&mut self.devices, stamp);
        let (body, codec_held) = match &payload.body {
            Some(body) if body.codec != codec => (None, Some(Held::Codec(body.codec.clone()))),
            body => (body.clone(), None),
        };
        let fields_held = (!payload.unknown.is_empty()).then(|| Held::Fields(payload.unknown.clone()));
        Applied { body, held: codec_held.or(fields_held) }
    }

    /// Takes in everything that `other` has taken in: the state of the union of both histories.
    pub fn merge(&mut self, other: &Self) {
        if other.devices.is_empty() {
            return;
        }
        self.take_type(&other.entity_type);
        if let Some(stamp) = other.created {
            self.created = Some(earliest(self.created, stamp));
        }
        for (field, register) in &other.fields {
            self.fields.entry(field.clone()).or_default().merge(register);
        }
        self.life.merge(&other.life);
        for stamp in other.edits.values() {
            touch(&mut self.edits, *stamp);
        }
        for stamp in other.devices.values() {
            touch(&mut self.devices, *stamp);
        }
    }

    /// Should actions disagree about what the entity is, the lowest type wins on every replica. The first
    /// applied action decides alone: until then the type is only what the caller made it from.
    fn take_type(&mut self, entity_type: &EntityType) {
        if self.devices.is_empty() || *entity_type < self.entity_type {
            self.entity_type = entity_type.clone();
        }
    }

    /// Returns the shown value of a field.
    pub fn value(&self, field: &Field) -> Option<&Value> {
        self.fields.get(field).and_then(Register::shown).map(|write| &write.value)
    }

    /// Returns the shown text of a field; empty when unset.
    pub fn text(&self, field: &Field) -> &str {
        match self.value(field) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// Returns the entity that a field points to.
    pub fn link(&self, field: &Field) -> Option<EntityId> {
        match self.value(field) {
            Some(Value::Id(id)) => Some(*id),
            _ => None,
        }
    }

    /// Returns whether a flag is set.
    pub fn flag(&self, field: &Field) -> bool {
        matches!(self.value(field), Some(Value::Bool(true)))
    }

    /// Returns the tags that are present, by name.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().filter(|field| self.flag(field)).filter_map(Field::tag)
    }

    /// Returns whether it is deleted: some delete that no restore has seen. A delete beats every write
    /// that is concurrent with it.
    pub fn is_deleted(&self) -> bool {
        self.life.writes().iter().any(|write| write.value == Value::Bool(true))
    }

    /// Returns when it was deleted, milliseconds since the epoch; none while it is not. Of several deletes
    /// the latest: nothing is counted as longer in the trash than somebody meant it to be.
    pub fn deleted_ms(&self) -> Option<u64> {
        let deletes = self.life.writes().iter().filter(|write| write.value == Value::Bool(true));
        deletes.map(|write| write.stamp.effective_time.ms()).max()
    }

    /// Returns whether it is shown at all: its create has arrived and it is not purged.
    pub fn is_known(&self) -> bool {
        self.created.is_some() && !(self.is_deleted() && self.flag(&Field::Purged))
    }

    /// Returns when it was created, milliseconds since the epoch; what an import says goes first.
    pub fn created_ms(&self) -> u64 {
        match self.value(&Field::CreatedAt) {
            Some(Value::Int(ms)) => u64::try_from(*ms).unwrap_or(0),
            _ => self.created.map_or(0, |stamp| stamp.effective_time.ms()),
        }
    }

    /// Returns when its title or text was last edited, milliseconds since the epoch.
    pub fn updated_ms(&self) -> u64 {
        let imported = self.fields.get(&Field::UpdatedAt).and_then(Register::shown);
        match (imported, self.last_edit()) {
            (Some(write), edited) if edited.is_none_or(|edited| *edited <= write.stamp) => {
                if let Value::Int(ms) = write.value {
                    u64::try_from(ms).unwrap_or(0)
                } else {
                    write.stamp.effective_time.ms()
                }
            }
            (_, edited) => edited.map_or(0, |stamp| stamp.effective_time.ms()),
        }
    }

    /// Returns the latest edit of title or text.
    pub fn last_edit(&self) -> Option<&Stamp> {
        self.edits.values().max()
    }

    /// Returns the latest action of any device.
    pub fn last_change(&self) -> Option<&Stamp> {
        self.devices.values().max()
    }

    /// Returns the latest effective time in it, for the clock.
    pub fn latest_time(&self) -> Hlc {
        self.devices.values().map(|stamp| stamp.effective_time).max().unwrap_or_default()
    }
}

/// Keeps the latest stamp of each device, by its own count; of one action's two stamps the acknowledged one.
fn touch(devices: &mut BTreeMap<ClientId, Stamp>, stamp: Stamp) {
    // A maximum, so that any order ends the same, whatever a broken client counts.
    let rank = |stamp: &Stamp| (stamp.device_seq, stamp.id, stamp.seq.is_some(), *stamp);
    let known = devices.entry(stamp.client_id).or_insert(stamp);
    if rank(&stamp) > rank(known) {
        *known = stamp;
    }
}

/// The earlier in order; of one action's two stamps the acknowledged one.
fn earliest(known: Option<Stamp>, stamp: Stamp) -> Stamp {
    let fact = |s: &Stamp| (s.id, s.client_id, s.device_seq, s.logical_time);
    match known {
        Some(known) if fact(&known) == fact(&stamp) && known.seq.is_some() != stamp.seq.is_some() => {
            if stamp.seq.is_some() { stamp } else { known }
        }
        Some(known) => known.min(stamp),
        None => stamp,
    }
}

/// Registers as a list of pairs: JSON and CBOR maps want text keys, a field is more than that.
mod register_list {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serializer};

    use crate::payload::Field;
    use crate::register::Register;

    pub(super) fn serialize<S: Serializer>(
        fields: &BTreeMap<Field, Register>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(fields.iter())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<Field, Register>, D::Error> {
        Ok(Vec::<(Field, Register)>::deserialize(deserializer)?.into_iter().collect())
    }
}
