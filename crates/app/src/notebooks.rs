//! Notebooks: the sidebar, and their tree.

use crate::notes::unbuilt;
use crate::view::{NotebookRow, Sidebar};
use crate::{App, AppError};

impl App {
    /// Returns everything that the sidebar shows but the sync state.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn sidebar(&self) -> Result<Sidebar, AppError> {
        Err(unbuilt())
    }

    /// Creates a notebook.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`] (the parent), [`AppError::Store`].
    pub fn notebook_create(&self, name: &str, parent_id: Option<&str>) -> Result<NotebookRow, AppError> {
        let _ = (name, parent_id);
        Err(unbuilt())
    }

    /// Renames a notebook.
    ///
    /// # Errors
    /// As [`App::notebook_create`].
    pub fn notebook_rename(&self, id: &str, name: &str) -> Result<(), AppError> {
        let _ = (id, name);
        Err(unbuilt())
    }

    /// Moves a notebook; none is the top.
    ///
    /// # Errors
    /// As [`App::notebook_create`], and [`AppError::BadInput`] when it would be inside itself.
    pub fn notebook_move(&self, id: &str, parent_id: Option<&str>) -> Result<(), AppError> {
        let _ = (id, parent_id);
        Err(unbuilt())
    }

    /// Deletes a notebook. Its notes show under "No notebook", its notebooks at the top.
    ///
    /// # Errors
    /// As [`App::notebook_create`].
    pub fn notebook_delete(&self, id: &str) -> Result<(), AppError> {
        let _ = id;
        Err(unbuilt())
    }

    /// Returns the id of the notebook at a path such as `Work/Projects`; none when there is none.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::Store`].
    pub fn find_notebook(&self, path: &str) -> Result<Option<String>, AppError> {
        let _ = path;
        Err(unbuilt())
    }

    /// Returns the id of the notebook at a path; what is missing on the way is created.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::TooLarge`], [`AppError::Store`].
    pub fn ensure_notebook(&self, path: &str) -> Result<String, AppError> {
        let _ = path;
        Err(unbuilt())
    }
}
