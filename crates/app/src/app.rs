//! The open vault.

use std::path::Path;
use std::sync::Arc;

use crate::events::Events;
use crate::notes::unbuilt;
use crate::{AppError, AppEvent, OpenOptions, Subscription};

/// An open vault. Cheap to clone; every clone is the same vault. Methods block on the disk: callers in
/// async code use `spawn_blocking`.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    options: OpenOptions,
    device_name: String,
    events: Events,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("data_dir", &self.inner.options.data_dir).finish_non_exhaustive()
    }
}

impl App {
    /// Opens the vault of a data folder.
    ///
    /// # Errors
    /// [`AppError::NoVault`], [`AppError::WrongKey`], [`AppError::Damaged`], [`AppError::NewerVersion`],
    /// [`AppError::Storage`]. No file is changed then.
    pub fn open(options: OpenOptions) -> Result<Self, AppError> {
        let _ = Self { inner: Arc::new(Inner { options, device_name: String::new(), events: Events::default() }) };
        Err(unbuilt())
    }

    /// Creates a vault in a data folder that has none, and opens it.
    ///
    /// # Errors
    /// As [`App::open`], and [`AppError::BadInput`] when there is a vault already.
    pub fn create(options: OpenOptions) -> Result<Self, AppError> {
        Self::open(options)
    }

    /// Returns the data folder.
    pub fn data_dir(&self) -> &Path {
        &self.inner.options.data_dir
    }

    /// Returns this device's name.
    pub fn device_name(&self) -> String {
        self.inner.device_name.clone()
    }

    /// Calls `callback` for every piece of news until the subscription is dropped.
    pub fn subscribe(&self, callback: impl Fn(&AppEvent) + Send + Sync + 'static) -> Subscription {
        self.inner.events.subscribe(callback)
    }

    /// Ends the background work; what was typed becomes actions. The vault's other clones can still read.
    ///
    /// # Errors
    /// [`AppError::Store`]: the typing stays in the journal and becomes actions at the next start.
    pub fn close(&self) -> Result<(), AppError> {
        self.inner.events.tell(&AppEvent::Changed(crate::view::ChangedEvent { ids: Vec::new() }));
        Ok(())
    }
}
