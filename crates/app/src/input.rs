//! Arguments from windows and scripts, checked once before anything else sees them.

use driftless_domain::EntityId;
use driftless_domain::limits::WINDOW_ROWS_MAX;
use driftless_domain::rules;

use crate::AppError;
use crate::view::ListQuery;

/// Ids of one bulk call.
pub(crate) const IDS_MAX: usize = 100_000;

/// Tags of one call.
pub(crate) const TAGS_MAX: usize = driftless_domain::limits::TAGS_PER_NOTE_MAX;

/// Reads an id.
pub(crate) fn entity_id(field: &'static str, text: &str) -> Result<EntityId, AppError> {
    text.parse()
        .map_err(|error: driftless_domain::id::InvalidId| AppError::BadInput { field, reason: format!("is {error}") })
}

/// Reads ids: at least one, at most [`IDS_MAX`]; each once.
pub(crate) fn entity_ids(field: &'static str, texts: &[String]) -> Result<Vec<EntityId>, AppError> {
    if texts.len() > IDS_MAX {
        return Err(AppError::TooLarge { field, max: IDS_MAX, unit: "ids" });
    }
    let mut ids = texts.iter().map(|text| entity_id(field, text)).collect::<Result<Vec<_>, _>>()?;
    let mut seen = std::collections::BTreeSet::new();
    ids.retain(|id| seen.insert(*id));
    Ok(ids)
}

/// Checks a title.
pub(crate) fn title(field: &'static str, text: &str) -> Result<String, AppError> {
    rules::title(text).map_err(|error| AppError::of_text(field, &error))
}

/// Checks a notebook's name: a title that is not empty.
pub(crate) fn notebook_name(text: &str) -> Result<String, AppError> {
    let name = title("name", text)?;
    if name.is_empty() {
        return Err(AppError::BadInput { field: "name", reason: "is empty".to_owned() });
    }
    Ok(name)
}

/// Checks a body.
pub(crate) fn body(text: &str) -> Result<String, AppError> {
    rules::body_text(text).map_err(|error| AppError::of_text("body", &error))
}

/// Checks a tag.
pub(crate) fn tag(field: &'static str, text: &str) -> Result<String, AppError> {
    rules::tag_name(text).map_err(|error| AppError::of_text(field, &error))
}

/// Checks tags; the same one twice counts once.
pub(crate) fn tags(field: &'static str, texts: &[String]) -> Result<Vec<String>, AppError> {
    if texts.len() > TAGS_MAX {
        return Err(AppError::TooLarge { field, max: TAGS_MAX, unit: "tags" });
    }
    let mut tags = texts.iter().map(|text| tag(field, text)).collect::<Result<Vec<_>, _>>()?;
    tags.sort();
    tags.dedup();
    Ok(tags)
}

/// Checks the window of a list.
pub(crate) fn window(query: &ListQuery) -> Result<(), AppError> {
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    if limit == 0 || limit > WINDOW_ROWS_MAX {
        return Err(AppError::BadInput { field: "limit", reason: format!("must be 1 to {WINDOW_ROWS_MAX}") });
    }
    Ok(())
}
