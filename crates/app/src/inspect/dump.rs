//! `driftless action dump`: the log as it is, without keys.

use driftless_domain::{Field, Payload, Value};
use driftless_sync::contract::{Store as _, StoreError, WalEntry};
use serde_json::{Map, Value as Json, json};

use super::for_each_entry;
use crate::{App, AppError};

impl App {
    /// Calls `each` for every action of the log, in append order, as JSON: the header as it travels, the
    /// payload opened. It holds what the user wrote.
    ///
    /// # Errors
    /// [`AppError::Store`], and what `each` answers.
    pub fn dump_actions<E: From<AppError>>(&self, mut each: impl FnMut(Json) -> Result<(), E>) -> Result<(), E> {
        let mut failed = None;
        let walked = self.store().read(|tx| {
            for_each_entry(tx, |entry| {
                each(dumped(&entry)).map_err(|error| {
                    failed = Some(error);
                    StoreError::Engine("the walk was ended".to_owned())
                })
            })
        });
        match (walked, failed) {
            (_, Some(error)) => Err(error),
            (Err(error), None) => Err(E::from(AppError::from(error))),
            (Ok(()), None) => Ok(()),
        }
    }
}

fn dumped(entry: &WalEntry) -> Json {
    let action = &entry.logged.action;
    json!({
        "id": action.id.to_string(),
        "entity_id": action.entity_id.to_string(),
        "entity_type": action.entity_type.as_str(),
        "type": action.action_type.as_str(),
        "client_id": action.client_id.to_string(),
        "device_seq": action.device_seq.0,
        "logical_time": action.logical_time.0,
        "seen": action.seen.0,
        "schema": action.schema,
        "seq": entry.logged.position.map(|position| position.seq.0),
        "witnessed_time": entry.logged.position.map(|position| position.witnessed_time.0),
        "held": entry.held.as_ref().map(super::describe::held_words),
        "payload": payload(&action.payload),
    })
}

fn payload(bytes: &[u8]) -> Json {
    let Ok(payload) = Payload::decode(bytes) else { return json!({ "unreadable": base64(bytes) }) };
    let mut map = Map::new();
    let mut tags = Map::new();
    for (field, write) in &payload.fields {
        let keeps: Vec<String> = write.keeps.iter().map(ToString::to_string).collect();
        let mut json = json!({ "value": value(&write.value) });
        if let (false, Some(write)) = (keeps.is_empty(), json.as_object_mut()) {
            write.insert("keeps".to_owned(), json!(keeps));
        }
        if let Field::Tag(tag) = field {
            tags.insert(tag.clone(), json);
        } else {
            map.insert(field.name().to_owned(), json);
        }
    }
    if !tags.is_empty() {
        map.insert("tags".to_owned(), Json::Object(tags));
    }
    if let Some(body) = &payload.body {
        map.insert("body".to_owned(), json!({ "codec": body.codec, "update": base64(&body.update) }));
    }
    if let Some(group) = payload.group {
        map.insert("group".to_owned(), json!(group.to_string()));
    }
    if !payload.unknown.is_empty() {
        map.insert("unknown".to_owned(), json!(payload.unknown));
    }
    Json::Object(map)
}

fn value(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => json!(value),
        Value::Int(value) => json!(value),
        Value::Text(value) => json!(value),
        Value::Id(value) => json!(value.to_string()),
    }
}

pub(super) fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
