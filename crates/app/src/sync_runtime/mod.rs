//! Syncing: what asks for a cycle, who runs it, and how it is told.

use crate::notes::unbuilt;
use crate::view::{CycleView, SyncStatus};
use crate::{App, AppError};

/// What the system tells of the network and of the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncHint {
    /// The network is back.
    Online,
    /// The network is gone.
    Offline,
    /// The window has the focus.
    Focus,
    /// The computer woke up.
    Resume,
}

impl App {
    /// Returns the sync state.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn sync_status(&self) -> Result<SyncStatus, AppError> {
        Err(unbuilt())
    }

    /// Asks for a cycle at once; its outcome comes as [`crate::AppEvent::Status`].
    ///
    /// # Errors
    /// [`AppError::NotConnected`].
    pub fn sync_now(&self) -> Result<(), AppError> {
        Err(unbuilt())
    }

    /// Runs one cycle and waits for its end.
    ///
    /// # Errors
    /// [`AppError::NotConnected`], [`AppError::SyncRoleTaken`], [`AppError::Store`]. A failed phase is no
    /// error: the cycle's `error` tells.
    pub fn sync_once(&self) -> Result<CycleView, AppError> {
        Err(unbuilt())
    }

    /// Passes on what the system says.
    pub fn sync_hint(&self, hint: SyncHint) {
        let _ = hint;
    }

    /// Connects to a server with a code. The server is asked before anything is changed.
    ///
    /// # Errors
    /// [`AppError::ConnectCode`], [`AppError::BadAddress`], [`AppError::OtherVault`], [`AppError::Remote`],
    /// [`AppError::Store`]. Nothing was changed then.
    pub fn connect(&self, code: &str) -> Result<SyncStatus, AppError> {
        let _ = code;
        Err(unbuilt())
    }

    /// Returns a code for the next device. It holds the vault key: a secret.
    ///
    /// # Errors
    /// [`AppError::NotConnected`], [`AppError::Store`].
    pub fn connect_code(&self) -> Result<String, AppError> {
        Err(unbuilt())
    }
}
