//! What an action says: the fields that the user touched, and nothing else.
//!
//! Canonical CBOR (a map with text keys in the order of [`Field`], then `body`, then `group`):
//!
//! ```json
//! {"title": {"value": "Tide pools", "keeps": ["<action id>"]},
//!  "tags": {"fieldwork": {"value": true}},
//!  "body": {"codec": "loro1", "update": "<bytes>"},
//!  "group": "<uuid>"}
//! ```

mod scan;

use std::collections::BTreeMap;
use std::fmt;

use ciborium::Value as Cbor;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{ActionId, EntityId, GroupId};
use crate::limits::{
    BODY_UPDATE_BYTES_MAX, KEEPS_MAX, NAME_BYTES_MAX, PAYLOAD_BYTES_MAX, QUERY_BYTES_MAX, TAG_BYTES_MAX,
    TAGS_PER_NOTE_MAX, TEXT_FIELD_BYTES_MAX, TITLE_BYTES_MAX,
};

/// A field of an entity that is a register.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Title of a note or name of a notebook: text.
    Title,
    /// The notebook of a note: id or null.
    Notebook,
    /// The notebook that a notebook is in: id or null.
    Parent,
    /// Pinned: bool.
    Pinned,
    /// Archived: bool.
    Archived,
    /// Deleted for ever: bool. The tombstone is no longer shown in the trash.
    Purged,
    /// Colour: text or null.
    Color,
    /// When an imported note was first written, milliseconds since the epoch: int.
    CreatedAt,
    /// When an imported note was last edited, milliseconds since the epoch: int. Shown while no edit is
    /// later than the write of this field.
    UpdatedAt,
    /// Front matter of an imported note that no other field holds, as YAML: text or null.
    FrontMatter,
    /// What a saved search looks for, as typed: text.
    Query,
    /// The note is a template for new ones: bool.
    Template,
    /// One of the favourites: bool. Unlike pinned it does not move the note in lists.
    Favorite,
    /// A tag is present: bool. One register per tag, so different tags never collide.
    Tag(String),
}

/// What a field can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Text { bytes_max: usize },
    TextOrNull,
    IdOrNull,
    Bool,
    Int,
}

/// The fields that have a name of their own, in wire order.
const NAMED_FIELDS: [(&str, Field); 13] = [
    ("title", Field::Title),
    ("notebook_id", Field::Notebook),
    ("parent", Field::Parent),
    ("pinned", Field::Pinned),
    ("archived", Field::Archived),
    ("purged", Field::Purged),
    ("color", Field::Color),
    ("created_at", Field::CreatedAt),
    ("updated_at", Field::UpdatedAt),
    ("front_matter", Field::FrontMatter),
    ("query", Field::Query),
    ("template", Field::Template),
    ("favorite", Field::Favorite),
];

impl Field {
    /// Returns the name on the wire; all tags answer `tags`.
    pub fn name(&self) -> &'static str {
        NAMED_FIELDS.iter().find(|(_, field)| field == self).map_or("tags", |(name, _)| name)
    }

    /// Returns the tag's name, if it is one.
    pub fn tag(&self) -> Option<&str> {
        if let Self::Tag(name) = self { Some(name) } else { None }
    }

    /// Returns the value that stands for "never set"; none for a field that cannot be unset.
    pub fn unset(&self) -> Option<Value> {
        match self.shape() {
            Shape::Text { .. } => Some(Value::Text(String::new())),
            Shape::TextOrNull | Shape::IdOrNull => Some(Value::Null),
            Shape::Bool => Some(Value::Bool(false)),
            Shape::Int => None,
        }
    }

    fn named(name: &str) -> Option<Self> {
        NAMED_FIELDS.iter().find(|(known, _)| *known == name).map(|(_, field)| field.clone())
    }

    fn shape(&self) -> Shape {
        match self {
            Self::Title => Shape::Text { bytes_max: TITLE_BYTES_MAX },
            Self::Query => Shape::Text { bytes_max: QUERY_BYTES_MAX },
            Self::Notebook | Self::Parent => Shape::IdOrNull,
            Self::Pinned | Self::Archived | Self::Purged | Self::Template | Self::Favorite | Self::Tag(_) => {
                Shape::Bool
            }
            Self::CreatedAt | Self::UpdatedAt => Shape::Int,
            Self::Color | Self::FrontMatter => Shape::TextOrNull,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.tag() {
            Some(tag) => write!(f, "tag {tag}"),
            None => f.write_str(self.name()),
        }
    }
}

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Nothing: no notebook, no colour.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text, as the user wrote it.
    Text(String),
    /// Another entity.
    Id(EntityId),
}

/// One field's write in a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldWrite {
    /// The new value.
    pub value: Value,
    /// Unreviewed siblings that the author saw and left alive.
    pub keeps: Vec<ActionId>,
}

impl FieldWrite {
    /// A write that supersedes everything its author has seen.
    pub fn new(value: Value) -> Self {
        Self { value, keeps: Vec::new() }
    }
}

/// Bytes made by the text CRDT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyUpdate {
    /// Which library and format, such as `loro1`.
    pub codec: String,
    /// Its update.
    pub update: Vec<u8>,
}

/// What an action says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Payload {
    /// Writes by field.
    pub fields: BTreeMap<Field, FieldWrite>,
    /// Edit of the text.
    pub body: Option<BodyUpdate>,
    /// The gesture that it belongs to.
    pub group: Option<GroupId>,
    /// Names of fields that this version does not know. Never written by this version; their bytes stay
    /// in the action.
    pub unknown: Vec<String>,
}

/// Bytes are not a payload. The action goes to quarantine with its bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    /// Not CBOR, or with bytes behind it.
    #[error("the payload is not CBOR")]
    Malformed,
    /// CBOR of another shape.
    #[error("the payload's {0} has the wrong shape")]
    Shape(String),
    /// Over a limit of [`crate::limits`].
    #[error("the payload's {0} is over its limit")]
    TooLarge(String),
}

impl Payload {
    /// Adds a write of `field` that supersedes what its author has seen.
    #[must_use]
    pub fn with(mut self, field: Field, value: Value) -> Self {
        self.fields.insert(field, FieldWrite::new(value));
        self
    }

    /// Returns the canonical bytes: equal payloads, equal bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut map = Vec::new();
        for (name, field) in &NAMED_FIELDS {
            if let Some(write) = self.fields.get(field) {
                map.push((Cbor::Text((*name).to_owned()), encode_write(write)));
            }
        }
        let tags: Vec<_> = self
            .fields
            .iter()
            .filter_map(|(field, write)| Some((Cbor::Text(field.tag()?.to_owned()), encode_write(write))))
            .collect();
        if !tags.is_empty() {
            map.push((Cbor::Text("tags".to_owned()), Cbor::Map(tags)));
        }
        if let Some(body) = &self.body {
            let body = vec![
                (Cbor::Text("codec".to_owned()), Cbor::Text(body.codec.clone())),
                (Cbor::Text("update".to_owned()), Cbor::Bytes(body.update.clone())),
            ];
            map.push((Cbor::Text("body".to_owned()), Cbor::Map(body)));
        }
        if let Some(group) = self.group {
            map.push((Cbor::Text("group".to_owned()), Cbor::Bytes(group.as_bytes().to_vec())));
        }
        let mut bytes = Vec::new();
        #[expect(clippy::expect_used, reason = "writing to a Vec cannot fail")]
        ciborium::into_writer(&Cbor::Map(map), &mut bytes).expect("a Vec takes every byte");
        bytes
    }

    /// Reads a payload. Unknown fields are named in [`Payload::unknown`], not refused.
    ///
    /// # Errors
    /// [`PayloadError`] when the bytes are not a payload or are over a limit: quarantine the action.
    pub fn decode(bytes: &[u8]) -> Result<Self, PayloadError> {
        if bytes.len() > PAYLOAD_BYTES_MAX {
            return Err(PayloadError::TooLarge("size".to_owned()));
        }
        scan::check(bytes)?;
        let mut rest = bytes;
        let cbor: Cbor =
            ciborium::de::from_reader_with_recursion_limit(&mut rest, 16).map_err(|_| PayloadError::Malformed)?;
        if !rest.is_empty() {
            return Err(PayloadError::Malformed);
        }
        let Cbor::Map(entries) = cbor else { return Err(PayloadError::Shape("whole".to_owned())) };
        let mut payload = Self::default();
        for (name, value) in entries {
            let Cbor::Text(name) = name else { return Err(PayloadError::Shape("key".to_owned())) };
            payload.take(&name, value)?;
        }
        Ok(payload)
    }

    /// Returns the gesture that a payload belongs to, without reading the rest of it where it can be
    /// told from its end, as this version writes it.
    pub fn group_of(bytes: &[u8]) -> Option<GroupId> {
        const KEY: &[u8] = b"\x65group";
        let (head, id) = bytes.split_last_chunk::<16>()?;
        if head.strip_suffix(b"\x50").is_some_and(|head| head.ends_with(KEY)) {
            return Some(GroupId::from_bytes(*id));
        }
        // Another order of fields than this version's.
        let has_key = bytes.windows(KEY.len()).any(|window| window == KEY);
        if has_key { Self::decode(bytes).ok()?.group } else { None }
    }

    fn take(&mut self, name: &str, value: Cbor) -> Result<(), PayloadError> {
        if let Some(field) = Field::named(name) {
            return self.insert(field, decode_write(name, value)?);
        }
        match (name, value) {
            ("tags", Cbor::Map(tags)) => tags.into_iter().try_for_each(|(tag, write)| {
                let tag = tag.into_text().map_err(|_| shape("tags"))?;
                if tag.len() > TAG_BYTES_MAX {
                    return Err(PayloadError::TooLarge("tag".to_owned()));
                }
                self.insert(Field::Tag(tag), decode_write("tags", write)?)
            }),
            ("tags", _) => Err(shape("tags")),
            ("body", value) => {
                self.body = Some(decode_body(value)?);
                Ok(())
            }
            ("group", value) => {
                let bytes = value.into_bytes().map_err(|_| shape("group"))?;
                let uuid = Uuid::from_slice(&bytes).map_err(|_| shape("group"))?;
                self.group = Some(GroupId::from_uuid(uuid));
                Ok(())
            }
            (name, _) if name.len() > NAME_BYTES_MAX => Err(PayloadError::TooLarge("field name".to_owned())),
            (name, _) => {
                self.unknown.push(name.to_owned());
                Ok(())
            }
        }
    }

    fn insert(&mut self, field: Field, write: FieldWrite) -> Result<(), PayloadError> {
        let is_fitting = match (field.shape(), &write.value) {
            (Shape::Text { bytes_max }, Value::Text(text)) => {
                if text.len() > bytes_max {
                    return Err(PayloadError::TooLarge(field.name().to_owned()));
                }
                true
            }
            (Shape::TextOrNull, Value::Text(text)) => {
                if text.len() > TEXT_FIELD_BYTES_MAX {
                    return Err(PayloadError::TooLarge(field.name().to_owned()));
                }
                true
            }
            (Shape::TextOrNull | Shape::IdOrNull, Value::Null) => true,
            (Shape::IdOrNull, Value::Id(_)) | (Shape::Bool, Value::Bool(_)) | (Shape::Int, Value::Int(_)) => true,
            _ => false,
        };
        if !is_fitting {
            return Err(shape(field.name()));
        }
        if self.fields.len() >= TAGS_PER_NOTE_MAX + NAMED_FIELDS.len() {
            return Err(PayloadError::TooLarge("number of fields".to_owned()));
        }
        self.fields.insert(field, write);
        Ok(())
    }
}

fn shape(name: &str) -> PayloadError {
    PayloadError::Shape(name.to_owned())
}

fn encode_write(write: &FieldWrite) -> Cbor {
    let value = match &write.value {
        Value::Null => Cbor::Null,
        Value::Bool(value) => Cbor::Bool(*value),
        Value::Int(value) => Cbor::Integer((*value).into()),
        Value::Text(value) => Cbor::Text(value.clone()),
        Value::Id(value) => Cbor::Bytes(value.as_bytes().to_vec()),
    };
    let mut map = vec![(Cbor::Text("value".to_owned()), value)];
    if !write.keeps.is_empty() {
        let keeps = write.keeps.iter().map(|id| Cbor::Bytes(id.as_bytes().to_vec())).collect();
        map.push((Cbor::Text("keeps".to_owned()), Cbor::Array(keeps)));
    }
    Cbor::Map(map)
}

fn decode_write(name: &str, cbor: Cbor) -> Result<FieldWrite, PayloadError> {
    let mut value = None;
    let mut keeps = Vec::new();
    for (key, entry) in cbor.into_map().map_err(|_| shape(name))? {
        match key.as_text() {
            Some("value") => value = Some(decode_value(name, entry)?),
            Some("keeps") => keeps = decode_keeps(name, entry)?,
            // A newer version may add to a write; what this one knows of it still holds.
            Some(_) => {}
            None => return Err(shape(name)),
        }
    }
    Ok(FieldWrite { value: value.ok_or_else(|| shape(name))?, keeps })
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the CBOR library's enum may grow; all else is no value")]
fn decode_value(name: &str, cbor: Cbor) -> Result<Value, PayloadError> {
    Ok(match cbor {
        Cbor::Null => Value::Null,
        Cbor::Bool(value) => Value::Bool(value),
        Cbor::Integer(value) => Value::Int(i64::try_from(value).map_err(|_| shape(name))?),
        Cbor::Text(value) => Value::Text(value),
        Cbor::Bytes(bytes) => Value::Id(EntityId::from_uuid(Uuid::from_slice(&bytes).map_err(|_| shape(name))?)),
        _ => return Err(shape(name)),
    })
}

fn decode_keeps(name: &str, cbor: Cbor) -> Result<Vec<ActionId>, PayloadError> {
    let ids = cbor.into_array().map_err(|_| shape(name))?;
    if ids.len() > KEEPS_MAX {
        return Err(PayloadError::TooLarge("keeps".to_owned()));
    }
    let id = |cbor: Cbor| {
        let bytes = cbor.into_bytes().map_err(|_| shape(name))?;
        Uuid::from_slice(&bytes).map(ActionId::from_uuid).map_err(|_| shape(name))
    };
    ids.into_iter().map(id).collect()
}

fn decode_body(cbor: Cbor) -> Result<BodyUpdate, PayloadError> {
    let (mut codec, mut update) = (None, None);
    for (key, entry) in cbor.into_map().map_err(|_| shape("body"))? {
        match key.as_text() {
            Some("codec") => codec = Some(entry.into_text().map_err(|_| shape("body"))?),
            Some("update") => update = Some(entry.into_bytes().map_err(|_| shape("body"))?),
            _ => {}
        }
    }
    let (Some(codec), Some(update)) = (codec, update) else { return Err(shape("body")) };
    if codec.len() > NAME_BYTES_MAX || update.len() > BODY_UPDATE_BYTES_MAX {
        return Err(PayloadError::TooLarge("body".to_owned()));
    }
    Ok(BodyUpdate { codec, update })
}
