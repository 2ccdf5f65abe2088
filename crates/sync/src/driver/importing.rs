//! The importing marker: which foreign texts were being imported when the process died.
//!
//! One death may be a power cut, and two may be an impatient user. So what was under way is imported again one
//! by one, and only a text that was alone under way at three deaths is set aside as the one that takes the
//! process down.

use std::collections::BTreeSet;

use driftless_domain::{ActionId, Seq};

use crate::contract::{Store, StoreError};
use crate::download::Opened;

/// Deaths with a text alone under way before it is set aside.
const DEATHS_MAX: u32 = 3;

/// Setting: the action that was alone under way at the last death, and at how many: `id count`.
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
        let alone = match left.as_slice() {
            [] => return Ok(marker),
            [one] => Some((*one, deaths_of(*one, suspect.as_deref()) + 1)),
            _ => None,
        };
        if let Some((one, DEATHS_MAX..)) = alone {
            // The marker stays: it says so until the page that has the text is applied.
            marker.aborted.insert(one);
            return Ok(marker);
        }
        // Cleared before anything is tried, because only deaths count: a page that does not arrive must not
        // look like another one.
        store.write(|tx| {
            if let Some((one, deaths)) = alone {
                tx.save_setting(SUSPECT, Some(&format!("{one} {deaths}")))?;
            }
            tx.mark_importing(&[])
        })?;
        marker.suspects.extend(left);
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

/// Reads the count of deaths from the setting; 0 when it speaks of another action.
fn deaths_of(id: ActionId, suspect: Option<&str>) -> u32 {
    let (suspect, deaths) = suspect.and_then(|text| text.split_once(' ')).unwrap_or_default();
    if suspect == id.to_string() { deaths.parse().unwrap_or(0) } else { 0 }
}
