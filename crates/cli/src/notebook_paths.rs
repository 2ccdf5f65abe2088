//! Notebooks as paths (`Work/Projects`), as the command line names them.

use std::collections::BTreeMap;

use driftless_app::App;

use crate::failure::Failure;

/// The path of each notebook.
pub(crate) struct NotebookPaths {
    by_id: BTreeMap<String, String>,
}

impl NotebookPaths {
    /// Loads them. A `/` in a name is shown as it is: a path here is for reading.
    pub(crate) fn load(app: &App) -> Result<Self, Failure> {
        let mut by_id: BTreeMap<String, String> = BTreeMap::new();
        // Depth first: a parent stands before what is in it.
        for row in app.sidebar()?.notebooks {
            let path = match row.parent_id.as_ref().and_then(|parent| by_id.get(parent)) {
                Some(parent) => format!("{parent}/{}", row.name),
                None => row.name,
            };
            by_id.insert(row.id, path);
        }
        Ok(Self { by_id })
    }

    /// Returns the path of a notebook.
    pub(crate) fn path(&self, id: Option<&String>) -> Option<String> {
        id.and_then(|id| self.by_id.get(id)).cloned()
    }
}

/// Returns the notebook at a path.
///
/// # Errors
/// [`Failure::Usage`] when there is none.
pub(crate) fn find(app: &App, path: &str) -> Result<String, Failure> {
    app.find_notebook(path)?
        .ok_or_else(|| Failure::Usage(format!("There is no notebook {path:?}. `driftless note list` names them.")))
}
