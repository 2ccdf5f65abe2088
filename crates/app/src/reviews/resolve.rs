//! What ends a review: a write that has seen both sides and keeps neither waiting.

use driftless_domain::review::{ReviewItem, ReviewReason};
use driftless_domain::{ActionType, EntityState, EntityType, Field, Payload, Value, Write, rules};
use driftless_sync::local::Intent;

use crate::AppError;
use crate::view::Keep;

/// Returns the intents that end the review of an item.
pub(super) fn plan(item: &ReviewItem, state: &EntityState, keep: Keep) -> Result<Vec<Intent>, AppError> {
    let entity_type = state.entity_type.clone();
    let intent = |action_type, payload| Intent::new(item.entity_id, entity_type.clone(), action_type, payload);
    match &item.reason {
        ReviewReason::Field { field, shown, others } => {
            let value = value_of(field, shown, others, keep)?;
            let mut intent = intent(ActionType::Update, Payload::default().with(field.clone(), value));
            intent.resolves = vec![field.clone()];
            Ok(vec![intent])
        }
        // Either answer is by somebody who has seen both the delete and the edit.
        ReviewReason::EditedWhileDeleted { .. } => Ok(vec![match keep {
            Keep::Shown => intent(ActionType::Delete, Payload::default()),
            Keep::Other | Keep::Both => intent(ActionType::Restore, Payload::default()),
        }]),
        ReviewReason::NotebookCycle { .. } => {
            let to_the_top = |id| {
                let payload = Payload::default().with(Field::Parent, Value::Null);
                let mut intent = Intent::new(id, EntityType::Notebook, ActionType::Update, payload);
                intent.resolves = vec![Field::Parent];
                intent
            };
            match (keep, state.link(&Field::Parent)) {
                (Keep::Shown, _) | (Keep::Other, None) => Ok(vec![to_the_top(item.entity_id)]),
                // The circle is opened where the other move closed it instead.
                (Keep::Other, Some(parent)) => Ok(vec![to_the_top(parent)]),
                (Keep::Both, _) => Err(not_both("two notebooks cannot be inside each other")),
            }
        }
    }
}

fn value_of(field: &Field, shown: &Write, others: &[Write], keep: Keep) -> Result<Value, AppError> {
    match keep {
        Keep::Shown => Ok(shown.value.clone()),
        Keep::Other => {
            others.first().map(|other| other.value.clone()).ok_or_else(|| not_both("there is no other value"))
        }
        Keep::Both => match (field, &shown.value) {
            (Field::Title, Value::Text(_)) => joined(shown, others),
            _ => Err(not_both("this field holds one value only")),
        },
    }
}

/// Titles side by side, the shown one first; one that is written twice comes once.
fn joined(shown: &Write, others: &[Write]) -> Result<Value, AppError> {
    let mut titles: Vec<&str> = Vec::new();
    for write in std::iter::once(shown).chain(others) {
        if let Value::Text(title) = &write.value
            && !title.is_empty()
            && !titles.contains(&title.as_str())
        {
            titles.push(title);
        }
    }
    let title = rules::title(&titles.join(" / ")).map_err(|error| AppError::of_text("title", &error))?;
    Ok(Value::Text(title))
}

fn not_both(why: &str) -> AppError {
    AppError::BadInput { field: "keep", reason: format!("cannot be that here: {why}") }
}
