//! What the sidebar shows of a notebook; its notes are shown in it only while it lives.

use driftless_domain::{EntityId, EntityState, Field};
use driftless_sync::contract::StoreError;

use crate::note_row::{LISTED, notebook_name, sort_key};
use crate::tx::Tx;

impl Tx<'_> {
    /// Says whether notes can be shown in it: its create has arrived and it is not deleted.
    pub(crate) fn is_live_notebook(&self, id: [u8; 16]) -> Result<bool, StoreError> {
        let is_live = self.row("SELECT is_live FROM notebooks WHERE id = ?1", [id], |row| row.get(0))?;
        Ok(is_live.unwrap_or(false))
    }

    /// Makes the row of a notebook true, and shows its notes where they belong when it came or went.
    pub(crate) fn save_notebook_row(&self, num: i64, id: EntityId, state: &EntityState) -> Result<(), StoreError> {
        let was_live = self.is_live_notebook(*id.as_bytes())?;
        let is_live = state.is_known() && !state.is_deleted();
        let name = state.text(&Field::Title);
        self.run(
            "INSERT INTO notebooks (num, id, name, name_key, parent, is_live) VALUES (?1, ?2, ?3, ?4, NULL, ?5)
             ON CONFLICT (num) DO UPDATE
             SET name = excluded.name, name_key = excluded.name_key, is_live = excluded.is_live",
            (num, id.as_bytes(), name, sort_key(name), is_live),
        )?;
        match (was_live, is_live) {
            (false, true) => self.take_in_notes(*id.as_bytes()),
            (true, false) => self.let_go_notes(*id.as_bytes()),
            _ => Ok(()),
        }
    }

    /// Removes the row: the entity turned out to be no notebook.
    pub(crate) fn remove_notebook_row(&self, num: i64, id: EntityId) -> Result<(), StoreError> {
        if self.is_live_notebook(*id.as_bytes())? {
            self.let_go_notes(*id.as_bytes())?;
        }
        self.run("DELETE FROM notebooks WHERE num = ?1", [num]).map(drop)
    }

    fn take_in_notes(&self, id: [u8; 16]) -> Result<(), StoreError> {
        let listed = self.one(
            "SELECT count(*) FROM notes WHERE notebook IS NULL AND notebook_link = ?1 AND shelf = ?2",
            (id, LISTED),
            |row| row.get(0),
        )?;
        self.move_count(None, Some(id), listed);
        self.run("UPDATE notes SET notebook = ?1 WHERE notebook IS NULL AND notebook_link = ?1", [id]).map(drop)
    }

    fn let_go_notes(&self, id: [u8; 16]) -> Result<(), StoreError> {
        let listed =
            self.one("SELECT count(*) FROM notes WHERE notebook = ?1 AND shelf = ?2", (id, LISTED), |row| row.get(0))?;
        self.move_count(Some(id), None, listed);
        self.run("UPDATE notes SET notebook = NULL WHERE notebook = ?1", [id]).map(drop)
    }

    fn move_count(&self, from: Option<[u8; 16]>, to: Option<[u8; 16]>, notes: i64) {
        self.count("notebook", &notebook_name(from), -notes);
        self.count("notebook", &notebook_name(to), notes);
    }
}
