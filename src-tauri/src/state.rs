//! What the shell keeps: the door to the vault, and which text sessions each window has open.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use driftless_app::view::RestoredView;
use driftless_app::{App, AppError, Door, KeyChoice, OpenOptions, Subscription};
use secrecy::SecretString;
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
    /// Sessions of each window. A page that is loaded again has forgotten them, so the shell ends them.
    sessions: Mutex<BTreeMap<String, BTreeSet<String>>>,
    subscription: Mutex<Option<Subscription>>,
    /// How often work on a folder was begun or ended; work that sees another number ends.
    folder_work: Arc<AtomicU64>,
    /// The pages that are closing, by window: told when the page has pushed its last typing.
    closing: Mutex<BTreeMap<String, Arc<Notify>>>,
    /// The windows that show one note only, by window.
    notes: Mutex<BTreeMap<String, String>>,
    /// The note that a link named, until the page of the main window takes it.
    linked_note: Mutex<Option<String>>,
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
                closing: Mutex::default(),
                notes: Mutex::default(),
                linked_note: Mutex::default(),
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

    pub(crate) fn session_opened(&self, window: &str, session: String) {
        lock(&self.inner.sessions).entry(window.to_owned()).or_default().insert(session);
    }

    pub(crate) fn session_closed(&self, window: &str, session: &str) {
        if let Some(sessions) = lock(&self.inner.sessions).get_mut(window) {
            sessions.remove(session);
        }
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

    /// Ends every session of a window; those of other windows go on. Blocks on the disk.
    pub(crate) fn close_sessions(&self, window: &str) {
        let sessions = lock(&self.inner.sessions).remove(window).unwrap_or_default();
        let Some(app) = self.inner.door.get().and_then(|door| door.app().ok()) else { return };
        for session in sessions {
            if let Err(error) = app.note_close(&session) {
                tracing::warn!(%error, "a burst of typing stays in the journal until the next start");
            }
        }
    }

    /// Returns whether a passphrase is asked for and nothing else may be answered. Never blocks.
    pub(crate) fn is_locked(&self) -> bool {
        self.inner.door.get().is_some_and(Door::is_locked)
    }

    /// Returns whether a vault is open.
    pub(crate) fn is_open(&self) -> bool {
        self.inner.door.get().is_some_and(|door| door.app().is_ok())
    }

    /// Closes the vault and forgets its key; only the passphrase opens it again. Blocks until it is closed.
    ///
    /// # Errors
    /// No passphrase opens it; it stays open.
    pub(crate) fn lock(&self) -> Result<bool, AppError> {
        if !self.door().can_lock() {
            return Err(AppError::NoPassphrase);
        }
        self.let_go();
        self.door().lock()
    }

    /// Puts a backup in the place of the database, and opens it.
    ///
    /// # Errors
    /// As [`Door::restore`].
    pub(crate) fn restore(&self, id: &str, passphrase: Option<SecretString>) -> Result<RestoredView, AppError> {
        self.let_go();
        self.door().restore(id, passphrase)
    }

    /// Returns the arguments of a program that opens another data folder as this one was opened.
    pub(crate) fn arguments_for(&self, folder: &Path) -> Vec<OsString> {
        let mut arguments = vec!["--data-dir".into(), folder.into()];
        if let KeyChoice::KeyFile(file) = &self.inner.options.key {
            arguments.extend(["--key-file".into(), file.into()]);
        }
        arguments
    }

    /// Ends the sessions of every window and the subscription: nothing of the shell holds the vault.
    fn let_go(&self) {
        let windows: Vec<String> = lock(&self.inner.sessions).keys().cloned().collect();
        windows.iter().for_each(|window| self.close_sessions(window));
        drop(lock(&self.inner.subscription).take());
    }

    /// Ends everything: bursts become actions, background work stops. Blocks on the disk.
    pub(crate) fn close(&self) {
        self.let_go();
        let Some(app) = self.inner.door.get().and_then(|door| door.app().ok()) else { return };
        if let Err(error) = app.close() {
            tracing::warn!(%error, "what was typed last becomes actions at the next start");
        }
    }

    pub(crate) fn page_is_ready_to_close(&self, window: &str) {
        self.closing(window).notify_one();
    }

    pub(crate) async fn wait_for_page(&self, window: &str) {
        self.closing(window).notified().await;
    }

    fn closing(&self, window: &str) -> Arc<Notify> {
        Arc::clone(lock(&self.inner.closing).entry(window.to_owned()).or_default())
    }

    /// Forgets a window that is gone; its label may be used again.
    pub(crate) fn forget_window(&self, window: &str) {
        lock(&self.inner.closing).remove(window);
        lock(&self.inner.notes).remove(window);
    }

    /// Returns the only note of a window; none for the main window.
    pub(crate) fn note_of(&self, window: &str) -> Option<String> {
        lock(&self.inner.notes).get(window).cloned()
    }

    /// Takes the first of `labels` that no window has, for a window on this note.
    pub(crate) fn take_label(&self, labels: &[&'static str], note: &str) -> Option<&'static str> {
        let mut notes = lock(&self.inner.notes);
        let label = labels.iter().find(|label| !notes.contains_key(**label))?;
        notes.insert((*label).to_owned(), note.to_owned());
        Some(label)
    }

    /// Keeps the note that a link named; the newest link wins.
    pub(crate) fn link_arrived(&self, note: String) {
        *lock(&self.inner.linked_note) = Some(note);
    }

    pub(crate) fn take_linked_note(&self) -> Option<String> {
        lock(&self.inner.linked_note).take()
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

#[cfg(test)]
mod tests {
    use driftless_app::{KeyChoice, OpenOptions, Role};

    use super::*;

    fn shell() -> Shell {
        let (data_dir, key) = ("none".into(), KeyChoice::Keychain);
        Shell::new(OpenOptions { data_dir, key, device_name: None, role: Role::Window })
    }

    #[test]
    fn closing_one_window_keeps_the_sessions_of_the_others() {
        let shell = shell();
        shell.session_opened("main", "a".to_owned());
        shell.session_opened("note-1", "b".to_owned());
        shell.close_sessions("note-1");
        let left = lock(&shell.inner.sessions).clone();
        assert_eq!(left, BTreeMap::from([("main".to_owned(), BTreeSet::from(["a".to_owned()]))]));
        shell.session_closed("note-1", "a");
        assert_eq!(lock(&shell.inner.sessions)["main"].len(), 1, "another window cannot end it");
    }

    #[test]
    fn a_label_is_free_again_when_its_window_is_gone() {
        let shell = shell();
        assert_eq!(shell.take_label(&["note-1", "note-2"], "x"), Some("note-1"));
        assert_eq!(shell.take_label(&["note-1", "note-2"], "x"), Some("note-2"));
        assert_eq!(shell.take_label(&["note-1", "note-2"], "y"), None);
        shell.forget_window("note-1");
        assert_eq!(shell.take_label(&["note-1", "note-2"], "y"), Some("note-1"));
        assert_eq!(shell.note_of("note-1").as_deref(), Some("y"));
    }

    #[test]
    fn a_link_is_taken_once() {
        let shell = shell();
        shell.link_arrived("a".to_owned());
        shell.link_arrived("b".to_owned());
        assert_eq!(shell.take_linked_note().as_deref(), Some("b"));
        assert_eq!(shell.take_linked_note(), None);
    }
}
