//! The importing marker: which foreign texts were being imported when the process died.
//!
//! One death may be a power cut. So what was under way is imported again one by one, and only a text that
//! was alone under way at two deaths is set aside as the one that takes the process down.

use std::collections::BTreeSet;

use driftless_domain::{ActionId, Seq};

use crate::contract::{Store, StoreError};
use crate::download::Opened;

/// Setting: the action that was alone under way at the last death.
const SUSPECT: &str = "sync.importing_suspect";

/// What the marker says at the start of a download.
#[derive(Debug, Default)]
pub(super) struct Marker {
    /// To be imported one by one.
    suspects: BTreeSet<ActionId>,
    /// Not to be imported.
    pub(super) aborted: BTreeSet<ActionId>,
}

impl Marker {
    pub(super) fn load(store: &impl Store) -> Result<Self, StoreError> {
        let (left, suspect) = store.read(|tx| Ok::<_, StoreError>((tx.importing()?, tx.setting(SUSPECT)?)))?;
        let mut marker = Self::default();
        match left.as_slice() {
            [] => {}
            [one] if suspect == Some(one.to_string()) => {
                marker.aborted.insert(*one);
            }
            [one] => {
                store.write(|tx| tx.save_setting(SUSPECT, Some(&one.to_string())))?;
                marker.suspects.insert(*one);
            }
            many => marker.suspects.extend(many),
        }
        Ok(marker)
    }

    /// Returns how many of these rows are applied at once: all, but a suspect alone.
    pub(super) fn chunk(&self, rows: &[(Seq, Opened)]) -> usize {
        let is_suspect = |opened: &Opened| match opened {
            Opened::Action(logged) => self.suspects.contains(&logged.action.id),
            Opened::Unopened { .. } => false,
        };
        match rows.iter().position(|(_, opened)| is_suspect(opened)) {
            Some(0) => 1,
            Some(at) => at,
            None => rows.len(),
        }
    }

    /// Writes the marker, in a transaction of its own, before the texts are imported.
    pub(super) fn set(&self, store: &impl Store, texts: &[ActionId]) -> Result<(), StoreError> {
        let texts: Vec<ActionId> = texts.iter().filter(|id| !self.aborted.contains(id)).copied().collect();
        if texts.is_empty() {
            return Ok(());
        }
        store.write(|tx| tx.mark_importing(&texts))
    }

    /// Clears it after a failure that the process survived.
    pub(super) fn clear(&self, store: &impl Store, texts: &[ActionId]) -> Result<(), StoreError> {
        if texts.is_empty() && self.aborted.is_empty() {
            return Ok(());
        }
        // What must not be imported must still be known the next time.
        let kept: Vec<ActionId> = self.aborted.iter().copied().collect();
        store.write(|tx| tx.mark_importing(&kept))
    }
}
