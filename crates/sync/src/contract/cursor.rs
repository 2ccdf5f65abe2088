//! The cursor: how far of the server's log is durably here.

use driftless_domain::{Epoch, Seq};
use driftless_protocol::Hash;

use super::StoreError;

/// A position in a server's log: everything up to it is stored here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    /// Life of the log; 0 before the first download.
    pub epoch: Epoch,
    /// Highest seq stored, with everything below it.
    pub seq: Seq,
    /// Chain hash at `seq`.
    pub chain_hash: Hash,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.epoch, self.seq)
    }
}

/// The cursor's store. It only moves forward, and only in the transaction that stores what it covers.
pub trait SyncCursor {
    /// Returns where it stands; the start of everything on a new device.
    ///
    /// # Errors
    /// [`StoreError`].
    fn load_cursor(&self) -> Result<Cursor, StoreError>;

    /// Writes it as it is. Only for joining a vault; a cycle calls [`SyncCursor::advance_cursor`].
    ///
    /// # Errors
    /// [`StoreError`].
    fn save_cursor(&mut self, cursor: &Cursor) -> Result<(), StoreError>;

    /// Moves it forward.
    ///
    /// # Errors
    /// [`StoreError::CursorBackwards`] when `to` is behind it or of another epoch (but the first).
    fn advance_cursor(&mut self, to: &Cursor) -> Result<(), StoreError> {
        let stored = self.load_cursor()?;
        let is_forward = to.seq >= stored.seq && (to.epoch == stored.epoch || stored.seq == Seq::ZERO);
        if !is_forward {
            return Err(StoreError::CursorBackwards { stored, asked: *to });
        }
        self.save_cursor(to)
    }
}
