//! Actions in words.

use driftless_domain::entity::Held;
use driftless_domain::{EntityState, Field, FieldWrite, LoggedAction, Payload, Register};

use super::log::FieldEffect;
use super::names::Names;

/// What became of an action's writes, field by field, the text last.
pub(super) fn effects(
    logged: &LoggedAction,
    payload: &Payload,
    state: Option<&EntityState>,
    held: Option<&Held>,
    names: &Names,
) -> Vec<FieldEffect> {
    let id = logged.action.id;
    let mut effects: Vec<FieldEffect> = payload
        .fields
        .iter()
        .map(|(field, write)| {
            let register = state.and_then(|state| state.fields.get(field));
            FieldEffect {
                field: field.to_string(),
                value: Some(names.value(&write.value)),
                effect: effect_of(id, field, write, register),
            }
        })
        .collect();
    if let Some(body) = &payload.body {
        let effect = match held {
            Some(Held::PendingBody) => "waits for an earlier edit".to_owned(),
            Some(Held::Codec(codec)) => format!("waits for a version that knows {codec}"),
            _ => "merged".to_owned(),
        };
        effects.push(FieldEffect {
            field: "text".to_owned(),
            value: Some(format!("{} bytes", body.update.len())),
            effect,
        });
    }
    effects
}

fn effect_of(id: driftless_domain::ActionId, field: &Field, write: &FieldWrite, register: Option<&Register>) -> String {
    let Some(register) = register else { return "not applied".to_owned() };
    let shown = register.shown();
    let effect = if shown.is_some_and(|shown| shown.stamp.id == id) {
        "shown"
    } else if !register.writes().iter().any(|write| write.stamp.id == id) {
        "replaced later"
    } else if shown.is_some_and(|shown| shown.value == write.value) {
        "lost to an equal value"
    } else if matches!(field, Field::CreatedAt | Field::UpdatedAt | Field::Purged) {
        "lost to a concurrent write"
    } else {
        "lost to a concurrent write, waits for review"
    };
    effect.to_owned()
}

/// Why an action is not wholly applied.
pub(super) fn held_words(held: &Held) -> String {
    match held {
        Held::Schema(schema) => format!("waits for a version that knows schema {schema}"),
        Held::EntityType(name) => format!("waits for a version that knows entities of type {name}"),
        Held::ActionType(name) => format!("waits for a version that knows actions of type {name}"),
        Held::Fields(names) => format!("waits for a version that knows the fields {}", names.join(", ")),
        Held::Codec(codec) => format!("waits for a version that knows the text codec {codec}"),
        Held::PendingBody => "waits for an earlier edit of the text".to_owned(),
    }
}
