//! The sidebar.

use driftless_sync::contract::StoreError;

use crate::view::{NotebookRow, Sidebar, TagRow};
use crate::{App, AppError};

impl App {
    /// Returns everything that the sidebar shows but the sync state.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn sidebar(&self) -> Result<Sidebar, AppError> {
        let (counts, notebooks, tags) =
            self.inner.store.query(|tx| Ok::<_, StoreError>((tx.counts()?, tx.notebooks()?, tx.tags()?)))?;
        let notebooks = notebooks.into_iter().map(|notebook| NotebookRow {
            id: notebook.id.to_string(),
            name: notebook.name,
            parent_id: notebook.parent.map(|parent| parent.to_string()),
            depth: notebook.depth,
            notes: notebook.notes,
        });
        Ok(Sidebar {
            all: counts.all,
            pinned: counts.pinned,
            favorites: counts.favorites,
            no_notebook: counts.no_notebook,
            archived: counts.archived,
            trash: counts.trash,
            templates: counts.templates,
            review: counts.review,
            notebooks: notebooks.collect(),
            tags: tags.into_iter().map(|tag| TagRow { name: tag.name, notes: tag.notes }).collect(),
        })
    }
}
