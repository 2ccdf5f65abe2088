//! The sidebar: counts, notebooks in their order, tags.

use std::collections::BTreeMap;

use driftless_domain::EntityId;
use driftless_domain::limits::NOTEBOOK_DEPTH_MAX;
use driftless_sync::contract::StoreError;

use crate::column::bytes;
use crate::note_row::notebook_name;
use crate::tx::Tx;

/// How many notes the fixed lists have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Neither trashed nor archived.
    pub all: u32,
    /// Pinned ones of these.
    pub pinned: u32,
    /// Favourites among these.
    pub favorites: u32,
    /// Archived.
    pub archived: u32,
    /// In the trash.
    pub trash: u32,
    /// Review items.
    pub review: u32,
    /// Templates.
    pub templates: u32,
    /// Shown under "No notebook".
    pub no_notebook: u32,
}

/// A notebook in the sidebar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedNotebook {
    /// Its id.
    pub id: EntityId,
    /// Shown name.
    pub name: String,
    /// The notebook it is shown in.
    pub parent: Option<EntityId>,
    /// 0 at the top.
    pub depth: u32,
    /// Notes directly in it.
    pub notes: u32,
}

/// A tag in the sidebar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedTag {
    /// Name; `/` nests.
    pub name: String,
    /// Notes that carry it or one below it.
    pub notes: u32,
}

impl Tx<'_> {
    /// Returns the counts of the fixed lists.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn counts(&self) -> Result<Counts, StoreError> {
        Ok(Counts {
            all: self.kept_count("all", "")?,
            pinned: self.kept_count("pinned", "")?,
            favorites: self.kept_count("favorites", "")?,
            archived: self.kept_count("archived", "")?,
            trash: self.kept_count("trash", "")?,
            review: self.one("SELECT count(*) FROM reviews", [], |row| row.get(0))?,
            templates: self.kept_count("template", "")?,
            no_notebook: self.kept_count("notebook", "")?,
        })
    }

    /// Returns the live notebooks, depth first, by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn notebooks(&self) -> Result<Vec<ListedNotebook>, StoreError> {
        let mut below: BTreeMap<Option<EntityId>, Vec<ListedNotebook>> = BTreeMap::new();
        let rows =
            self.rows("SELECT id, name, parent FROM notebooks WHERE is_live = 1 ORDER BY name_key, id", [], |row| {
                let parent: Option<[u8; 16]> = row.get(2)?;
                let id = EntityId::from_bytes(bytes(row, 0)?);
                Ok(ListedNotebook {
                    id,
                    name: row.get(1)?,
                    parent: parent.map(EntityId::from_bytes),
                    depth: 0,
                    notes: 0,
                })
            })?;
        let live: std::collections::BTreeSet<EntityId> = rows.iter().map(|row| row.id).collect();
        for mut notebook in rows {
            notebook.parent = notebook.parent.filter(|parent| live.contains(parent));
            notebook.notes = self.kept_count("notebook", &notebook_name(Some(*notebook.id.as_bytes())))?;
            below.entry(notebook.parent).or_default().push(notebook);
        }
        let mut listed = Vec::new();
        place(&mut listed, &mut below, None);
        // Never nowhere: what a circle keeps from the top (none is left after circles are broken) follows.
        while let Some(parent) = below.keys().next().copied() {
            place(&mut listed, &mut below, parent);
        }
        Ok(listed)
    }

    /// Returns the tags of listed notes, and those above them, by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn tags(&self) -> Result<Vec<ListedTag>, StoreError> {
        self.finish()?;
        self.rows("SELECT name, notes FROM counts WHERE list = 'tag' AND notes > 0 ORDER BY name", [], |row| {
            Ok(ListedTag { name: row.get(0)?, notes: row.get(1)? })
        })
    }
}

/// Moves what is below `parent` to the list, depth first. Not by recursion: nothing bounds how deep
/// notebooks that came from elsewhere are nested.
fn place(
    listed: &mut Vec<ListedNotebook>,
    below: &mut BTreeMap<Option<EntityId>, Vec<ListedNotebook>>,
    parent: Option<EntityId>,
) {
    let mut waiting: Vec<(usize, ListedNotebook)> = Vec::new();
    let mut next = |waiting: &mut Vec<(usize, ListedNotebook)>, parent, depth| {
        waiting.extend(below.remove(&parent).unwrap_or_default().into_iter().rev().map(|notebook| (depth, notebook)));
    };
    next(&mut waiting, parent, 0);
    while let Some((depth, mut notebook)) = waiting.pop() {
        next(&mut waiting, Some(notebook.id), depth + 1);
        notebook.depth = u32::try_from(depth.min(NOTEBOOK_DEPTH_MAX)).unwrap_or(0);
        listed.push(notebook);
    }
}
