//! Notebooks: create, rename, move, delete, and their paths.

mod path;
mod sidebar;
mod tree;

use driftless_domain::limits::NOTEBOOK_DEPTH_MAX;
use driftless_domain::{ActionType, EntityId, EntityState, EntityType, Field, GroupId, Payload, Value};
use driftless_sync::contract::{Store as _, StoreTx};
use driftless_sync::local::Intent;

use self::tree::Tree;
use crate::app::Inner;
use crate::notes::Written;
use crate::view::NotebookRow;
use crate::{App, AppError, input};

impl App {
    /// Creates a notebook.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`] (the parent), [`AppError::Store`].
    pub fn notebook_create(&self, name: &str, parent_id: Option<&str>) -> Result<NotebookRow, AppError> {
        self.notebook_create_in(name, parent_id, None)
    }

    /// The same as a part of a longer gesture.
    pub(crate) fn notebook_create_in(
        &self,
        name: &str,
        parent_id: Option<&str>,
        group: Option<GroupId>,
    ) -> Result<NotebookRow, AppError> {
        let name = input::notebook_name(name)?;
        let parent = parent_id.map(|id| input::entity_id("parent_id", id)).transpose()?;
        let id = EntityId::from_uuid(self.inner.clock.new_uuid());
        let mut depth = 0;
        self.inner.write(|tx| {
            if let Some(parent) = parent {
                Inner::live_notebook(tx, parent)?;
                depth = Tree::load(tx)?.depth(parent) + 1;
            }
            check_depth(depth)?;
            let mut intent = create(id, &name, parent);
            intent.payload.group = group;
            Ok(vec![intent])
        })?;
        Ok(NotebookRow {
            id: id.to_string(),
            name,
            parent_id: parent.map(|parent| parent.to_string()),
            depth: u32::try_from(depth).unwrap_or(u32::MAX),
            notes: 0,
        })
    }

    /// Renames a notebook.
    ///
    /// # Errors
    /// As [`App::notebook_create`].
    pub fn notebook_rename(&self, id: &str, name: &str) -> Result<Written, AppError> {
        let id = input::entity_id("id", id)?;
        let name = input::notebook_name(name)?;
        self.inner.write(|tx| {
            let state = Inner::live_notebook(tx, id)?;
            if state.text(&Field::Title) == name {
                return Ok(Vec::new());
            }
            Ok(vec![update(id, Payload::default().with(Field::Title, Value::Text(name)))])
        })
    }

    /// Moves a notebook; none is the top.
    ///
    /// # Errors
    /// As [`App::notebook_create`], and [`AppError::BadInput`] when it would be inside itself.
    pub fn notebook_move(&self, id: &str, parent_id: Option<&str>) -> Result<Written, AppError> {
        let id = input::entity_id("id", id)?;
        let parent = parent_id.map(|id| input::entity_id("parent_id", id)).transpose()?;
        self.inner.write(|tx| {
            Inner::live_notebook(tx, id)?;
            let tree = Tree::load(tx)?;
            if let Some(parent) = parent {
                Inner::live_notebook(tx, parent)?;
                if tree.is_within(parent, id) {
                    let reason = "is the notebook itself or one inside it".to_owned();
                    return Err(AppError::BadInput { field: "parent_id", reason });
                }
                check_depth(tree.depth(parent) + 1 + tree.height(id))?;
            }
            if tree.parent(id) == parent {
                return Ok(Vec::new());
            }
            Ok(vec![update(id, Payload::default().with(Field::Parent, parent_value(parent)))])
        })
    }

    /// Deletes a notebook. Its notes show under "No notebook", its notebooks at the top.
    ///
    /// # Errors
    /// As [`App::notebook_create`].
    pub fn notebook_delete(&self, id: &str) -> Result<Written, AppError> {
        let id = input::entity_id("id", id)?;
        self.inner.write(|tx| {
            Inner::live_notebook(tx, id)?;
            Ok(vec![Intent::new(id, EntityType::Notebook, ActionType::Delete, Payload::default())])
        })
    }

    /// Moves a notebook's notes to the trash and deletes it, with everything nested in it. Archived notes too.
    ///
    /// # Errors
    /// As [`App::notebook_create`].
    pub fn notebook_delete_with_notes(&self, id: &str) -> Result<Written, AppError> {
        let id = input::entity_id("id", id)?;
        // What is typed belongs to its note before that goes.
        self.inner.flush_all()?;
        // Read before the transaction that writes: a note that comes in between stays, under "No notebook".
        let (notebooks, notes) = self.inner.store.query(|tx| {
            Inner::live_notebook(tx, id)?;
            let notebooks = Tree::load(tx)?.within(id);
            let mut notes = Vec::new();
            for notebook in &notebooks {
                notes.extend(tx.ids_in_notebook(*notebook)?);
            }
            Ok::<_, AppError>((notebooks, notes))
        })?;
        self.inner.write(|tx| {
            Inner::live_notebook(tx, id)?;
            let delete = |id, entity_type| Intent::new(id, entity_type, ActionType::Delete, Payload::default());
            let mut intents = Vec::new();
            for note in notes {
                if !Inner::state_of(tx, note, &EntityType::Note)?.is_deleted() {
                    intents.push(delete(note, EntityType::Note));
                }
            }
            intents.extend(notebooks.into_iter().map(|notebook| delete(notebook, EntityType::Notebook)));
            Ok(intents)
        })
    }

    /// Returns the id of the notebook at a path such as `Work/Projects`; none when there is none.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::Store`].
    pub fn find_notebook(&self, path: &str) -> Result<Option<String>, AppError> {
        let names = path::names(path)?;
        let (found, missing) = self.inner.store.read(|tx| Ok::<_, AppError>(Tree::load(tx)?.walk(&names)))?;
        Ok(found.filter(|_| missing.is_empty()).map(|id| id.to_string()))
    }

    /// Returns the id of the notebook at a path; what is missing on the way is created.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::TooLarge`], [`AppError::Store`].
    pub fn ensure_notebook(&self, path: &str) -> Result<String, AppError> {
        let names = path::names(path)?;
        let mut at = None;
        self.inner.write(|tx| {
            let (found, missing) = Tree::load(tx)?.walk(&names);
            at = found;
            let mut intents = Vec::new();
            for name in missing {
                let id = EntityId::from_uuid(self.inner.clock.new_uuid());
                intents.push(create(id, name, at));
                at = Some(id);
            }
            Ok(intents)
        })?;
        at.map(|id| id.to_string()).ok_or_else(|| AppError::Internal("a path has no notebook".to_owned()))
    }
}

impl Inner {
    /// Returns a notebook that is there and not deleted.
    pub(crate) fn live_notebook(tx: &dyn StoreTx, id: EntityId) -> Result<EntityState, AppError> {
        let state = Self::state_of(tx, id, &EntityType::Notebook)?;
        if state.is_deleted() {
            return Err(AppError::NotFound { what: "notebook", id: id.to_string() });
        }
        Ok(state)
    }
}

fn create(id: EntityId, name: &str, parent: Option<EntityId>) -> Intent {
    let mut payload = Payload::default().with(Field::Title, Value::Text(name.to_owned()));
    if parent.is_some() {
        payload = payload.with(Field::Parent, parent_value(parent));
    }
    Intent::new(id, EntityType::Notebook, ActionType::Create, payload)
}

fn update(id: EntityId, payload: Payload) -> Intent {
    Intent::new(id, EntityType::Notebook, ActionType::Update, payload)
}

fn parent_value(parent: Option<EntityId>) -> Value {
    parent.map_or(Value::Null, Value::Id)
}

/// `depth`: 0 at the top.
fn check_depth(depth: usize) -> Result<(), AppError> {
    if depth >= NOTEBOOK_DEPTH_MAX {
        return Err(AppError::TooLarge {
            field: "parent_id",
            max: NOTEBOOK_DEPTH_MAX,
            unit: "notebooks inside each other",
        });
    }
    Ok(())
}
