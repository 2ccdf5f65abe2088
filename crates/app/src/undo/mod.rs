//! Undo: new actions that write back what others replaced, where what those wrote is still shown.
//!
//! A gesture, an import and what a device did for a while are the same: a set of actions. The undo is a
//! gesture of its own, so it can be undone.

mod notebooks;
mod plan;

use driftless_domain::{ActionId, ClientId, EntityId, GroupId, Hlc};
use driftless_sync::contract::{Store as _, StoreTx};

use self::plan::{Planned, Wanted};
use crate::view::{DeviceSession, UndoReport};
use crate::{App, AppError, input};

impl App {
    /// Undoes a gesture: `group` is what a write answered. With `dry_run` nothing is written.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`] when no such gesture is known, [`AppError::Store`]; then
    /// nothing was undone.
    pub fn undo(&self, group: &str, dry_run: bool) -> Result<UndoReport, AppError> {
        let id = input::entity_id("group", group)?;
        self.undo_actions(dry_run, |tx| {
            let mut found = tx.actions_of_group(GroupId::from_bytes(*id.as_bytes()))?;
            if found.is_empty() {
                // A gesture of one action goes by that action's name.
                let action = ActionId::from_bytes(*id.as_bytes());
                found.extend(tx.entity_of_action(action)?.map(|entity| (entity, action)));
            }
            if found.is_empty() {
                return Err(AppError::NotFound { what: "gesture", id: group.to_owned() });
            }
            Ok(found)
        })
    }

    /// Undoes what a device wrote from one moment to another.
    ///
    /// # Errors
    /// As [`App::undo`].
    pub fn undo_session(&self, session: &DeviceSession, dry_run: bool) -> Result<UndoReport, AppError> {
        let device = ClientId::from_bytes(*input::entity_id("device_id", &session.device_id)?.as_bytes());
        let (from, to) = (Hlc::new(session.from, 0), Hlc::new(session.to, u16::MAX));
        self.undo_actions(dry_run, |tx| Ok(tx.actions_of_device(device, from, to)?))
    }

    fn undo_actions(
        &self,
        dry_run: bool,
        find: impl Fn(&dyn StoreTx) -> Result<Vec<(EntityId, ActionId)>, AppError>,
    ) -> Result<UndoReport, AppError> {
        // What is being typed belongs to the notes before they are judged.
        self.inner.flush_all()?;
        let look = |tx: &dyn StoreTx| -> Result<Planned, AppError> {
            let wanted = Wanted::new(find(tx)?)?;
            plan::plan(tx, &wanted, self.inner.clock.as_ref())
        };
        if dry_run {
            return self.inner.store.read(|tx| look(tx).map(|planned| planned.report));
        }
        let mut report = None;
        let written = self.inner.write(|tx| {
            let planned = look(tx)?;
            report = Some(planned.report);
            Ok(planned.intents)
        })?;
        let mut report = report.ok_or_else(|| AppError::Internal("an undo was not planned".to_owned()))?;
        report.group = written.group;
        Ok(report)
    }
}
