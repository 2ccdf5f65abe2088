//! Searches with a name. They sync like notebooks: each is an entity of its own.

use driftless_domain::limits::{QUERY_BYTES_MAX, SAVED_SEARCHES_MAX};
use driftless_domain::{ActionType, EntityId, EntityState, EntityType, Field, Payload, Value};
use driftless_store::search::{Moment, Query};
use driftless_sync::contract::{Store as _, StoreTx};
use driftless_sync::local::Intent;

use crate::app::Inner;
use crate::view::SavedSearch;
use crate::{App, AppError, input};

impl App {
    /// Returns the saved searches, by name.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn saved_searches(&self) -> Result<Vec<SavedSearch>, AppError> {
        let mut found = self.inner.store.read(|tx| {
            let mut found = Vec::new();
            for id in tx.ids_of_type(&EntityType::SavedSearch)? {
                let live = tx.load_state(id)?.filter(|state| state.is_known() && !state.is_deleted());
                found.extend(live.map(|state| shown(id, &state)));
            }
            Ok::<_, AppError>(found)
        })?;
        found.sort_by_cached_key(|search| (search.name.to_lowercase(), search.id.clone()));
        found.truncate(SAVED_SEARCHES_MAX);
        Ok(found)
    }

    /// Keeps a search under a name.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::BadQuery`], [`AppError::TooLarge`], [`AppError::Store`].
    pub fn saved_search_create(&self, name: &str, query: &str) -> Result<SavedSearch, AppError> {
        let (name, query) = (input::notebook_name(name)?, checked(query)?);
        let id = EntityId::from_uuid(self.inner.clock.new_uuid());
        let payload = Payload::default()
            .with(Field::Title, Value::Text(name.clone()))
            .with(Field::Query, Value::Text(query.clone()));
        self.inner.write(|_| Ok(vec![intent(id, ActionType::Create, payload)]))?;
        Ok(SavedSearch { id: id.to_string(), name, query })
    }

    /// Renames a saved search.
    ///
    /// # Errors
    /// As [`App::saved_search_create`], and [`AppError::NotFound`].
    pub fn saved_search_rename(&self, id: &str, name: &str) -> Result<(), AppError> {
        self.change(id, Field::Title, input::notebook_name(name)?)
    }

    /// Makes a saved search look for something else.
    ///
    /// # Errors
    /// As [`App::saved_search_create`], and [`AppError::NotFound`].
    pub fn saved_search_set(&self, id: &str, query: &str) -> Result<(), AppError> {
        self.change(id, Field::Query, checked(query)?)
    }

    /// Deletes a saved search; the notes that it finds stay.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`], [`AppError::Store`].
    pub fn saved_search_delete(&self, id: &str) -> Result<(), AppError> {
        let id = input::entity_id("id", id)?;
        self.inner.write(|tx| {
            live(tx, id)?;
            Ok(vec![intent(id, ActionType::Delete, Payload::default())])
        })?;
        Ok(())
    }

    fn change(&self, id: &str, field: Field, text: String) -> Result<(), AppError> {
        let id = input::entity_id("id", id)?;
        self.inner.write(|tx| {
            if live(tx, id)?.text(&field) == text {
                return Ok(Vec::new());
            }
            Ok(vec![intent(id, ActionType::Update, Payload::default().with(field, Value::Text(text)))])
        })?;
        Ok(())
    }
}

fn live(tx: &dyn StoreTx, id: EntityId) -> Result<EntityState, AppError> {
    let state = Inner::state_of(tx, id, &EntityType::SavedSearch)?;
    if state.is_deleted() {
        return Err(AppError::NotFound { what: "saved search", id: id.to_string() });
    }
    Ok(state)
}

fn intent(id: EntityId, action_type: ActionType, payload: Payload) -> Intent {
    Intent::new(id, EntityType::SavedSearch, action_type, payload)
}

/// A search that is not understood is not kept: nobody could use it.
fn checked(query: &str) -> Result<String, AppError> {
    let query = query.trim();
    Query::parse(query, Moment::default()).map_err(|error| AppError::BadQuery(error.to_string()))?;
    if query.len() > QUERY_BYTES_MAX {
        return Err(AppError::TooLarge { field: "query", max: QUERY_BYTES_MAX, unit: "bytes" });
    }
    Ok(query.to_owned())
}

fn shown(id: EntityId, state: &EntityState) -> SavedSearch {
    SavedSearch {
        id: id.to_string(),
        name: state.text(&Field::Title).to_owned(),
        query: state.text(&Field::Query).to_owned(),
    }
}
