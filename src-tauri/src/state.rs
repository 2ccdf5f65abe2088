//! What the shell keeps: the door to the vault, and which text sessions the page has open.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use driftless_app::{App, AppError, Door, OpenOptions, Subscription};
use tauri::State;
use tokio::sync::Notify;

use crate::error::{Answer, blocking};

/// The state of the program. Cheap to clone; every clone is the same.
#[derive(Clone)]
pub(crate) struct Shell {
    inner: Arc<Inner>,
}

struct Inner {
    options: OpenOptions,
    /// Opening the database takes a moment, so the first one who asks for it does it, off the painting thread.
    door: OnceLock<Door>,
    /// Sessions of the page. A page that is loaded again has forgotten them, so the shell ends them.
    sessions: Mutex<BTreeSet<String>>,
    subscription: Mutex<Option<Subscription>>,
    /// How often work on a folder was begun or ended; work that sees another number ends.
    folder_work: Arc<AtomicU64>,
    /// The page has pushed its last typing.
    page_ready_to_close: Notify,
}

impl Shell {
    pub(crate) fn new(options: OpenOptions) -> Self {
        Self {
            inner: Arc::new(Inner {
                options,
                door: OnceLock::new(),
                sessions: Mutex::default(),
                subscription: Mutex::default(),
                folder_work: Arc::default(),
                page_ready_to_close: Notify::new(),
            }),
        }
    }

    /// Returns the door; opens the data folder at the first call. Blocks on the disk.
    pub(crate) fn door(&self) -> &Door {
        self.inner.door.get_or_init(|| Door::new(self.inner.options.clone()))
    }

    /// Keeps the subscription to the vault's news; the one before ends.
    pub(crate) fn keep_subscription(&self, subscription: Subscription) {
        *lock(&self.inner.subscription) = Some(subscription);
    }

    pub(crate) fn is_subscribed(&self) -> bool {
        lock(&self.inner.subscription).is_some()
    }

    pub(crate) fn session_opened(&self, session: String) {
        lock(&self.inner.sessions).insert(session);
    }

    pub(crate) fn session_closed(&self, session: &str) {
        lock(&self.inner.sessions).remove(session);
    }

    /// Begins work on a folder; the one before ends.
    pub(crate) fn begin_folder_work(&self) -> FolderWork {
        let number = self.inner.folder_work.fetch_add(1, Ordering::Relaxed) + 1;
        FolderWork { number, current: Arc::clone(&self.inner.folder_work) }
    }

    /// Ends the work on a folder that is under way.
    pub(crate) fn end_folder_work(&self) {
        self.inner.folder_work.fetch_add(1, Ordering::Relaxed);
    }

    /// Ends every session of the page. Blocks on the disk.
    pub(crate) fn close_sessions(&self) {
        let sessions = std::mem::take(&mut *lock(&self.inner.sessions));
        let Some(app) = self.inner.door.get().and_then(|door| door.app().ok()) else { return };
        for session in sessions {
            if let Err(error) = app.note_close(&session) {
                tracing::warn!(%error, "a burst of typing stays in the journal until the next start");
            }
        }
    }

    /// Ends everything: bursts become actions, background work stops. Blocks on the disk.
    pub(crate) fn close(&self) {
        self.close_sessions();
        drop(lock(&self.inner.subscription).take());
        let Some(app) = self.inner.door.get().and_then(|door| door.app().ok()) else { return };
        if let Err(error) = app.close() {
            tracing::warn!(%error, "what was typed last becomes actions at the next start");
        }
    }

    pub(crate) fn page_is_ready_to_close(&self) {
        self.inner.page_ready_to_close.notify_one();
    }

    pub(crate) async fn wait_for_page(&self) {
        self.inner.page_ready_to_close.notified().await;
    }
}

/// Work on a folder that can be ended early.
pub(crate) struct FolderWork {
    number: u64,
    current: Arc<AtomicU64>,
}

impl FolderWork {
    /// Returns whether nobody ended it.
    pub(crate) fn goes_on(&self) -> bool {
        self.current.load(Ordering::Relaxed) == self.number
    }
}

/// Runs a use case on the open vault.
///
/// # Errors
/// `locked` before the vault is open; those of `work`.
pub(crate) async fn on_app<T: Send + 'static>(
    shell: State<'_, Shell>,
    work: impl FnOnce(&App) -> Result<T, AppError> + Send + 'static,
) -> Answer<T> {
    let shell = shell.inner().clone();
    blocking(move || work(&shell.door().app()?)).await
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Each of these values is whole at every moment, so a panic elsewhere leaves nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
