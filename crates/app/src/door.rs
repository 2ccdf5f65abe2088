//! The door of the window: from "what is in this folder" to an open vault, and locked again.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use driftless_store::{FolderState, OpenError, SlotKind, check_keychain, look};
use driftless_sync::contract::Clock as _;
use secrecy::{ExposeSecret as _, SecretString};

use crate::backups::{backups_in, restore_backup};
use crate::clock::SystemClock;
use crate::lock::{Quiet, Throttle};
use crate::view::{CommandError, LockSettings, RestoredView, VaultState};
use crate::{App, AppError, KeyChoice, OpenOptions};

/// Shortest passphrase, characters: below it guessing takes no skill, whatever the key derivation costs.
const PASSPHRASE_CHARS_MIN: usize = 8;

/// How long locking waits for work under way to let go of the database. Nothing new gets at it meanwhile.
const CLOSING_WAIT: Duration = Duration::from_secs(5);

/// A data folder and, once it could be opened, its vault.
#[derive(Debug)]
pub struct Door {
    options: OpenOptions,
    clock: SystemClock,
    inside: Mutex<Inside>,
    /// A passphrase is asked for: nothing but the question may be answered.
    is_locked: AtomicBool,
    throttle: Mutex<Throttle>,
    quiet: Mutex<Quiet>,
}

#[derive(Debug, Default)]
struct Inside {
    app: Option<App>,
    is_first_start: bool,
    lock: LockSettings,
}

impl Door {
    /// Stands before a data folder; touches nothing yet.
    pub fn new(options: OpenOptions) -> Self {
        let clock = SystemClock::new();
        let quiet = Mutex::new(Quiet::new(clock.now_ms(), clock.monotonic_ns()));
        Self {
            options,
            clock,
            inside: Mutex::default(),
            is_locked: AtomicBool::new(false),
            throttle: Mutex::default(),
            quiet,
        }
    }

    /// Returns what to show. Opens the vault where no question is needed; creates it where there is none
    /// and a keychain or key file can hold its key. `first_start` is true for the process that created it.
    pub fn state(&self) -> VaultState {
        let mut inside = self.inside();
        if inside.app.is_none() {
            match self.enter(&mut inside) {
                Ok(None) => {}
                Ok(Some(question)) => return question,
                Err(error) => return self.failed(error),
            }
        }
        inside.ready()
    }

    /// Creates a vault behind a passphrase.
    ///
    /// # Errors
    /// As [`App::create`], and [`AppError::BadInput`] for a passphrase shorter than 8 characters.
    pub fn create(&self, passphrase: SecretString) -> Result<VaultState, AppError> {
        check_passphrase(passphrase.expose_secret())?;
        let mut inside = self.inside();
        if inside.app.is_none() {
            self.take(&mut inside, App::create(self.with_key(KeyChoice::Passphrase(passphrase)))?);
            inside.is_first_start = true;
        }
        Ok(inside.ready())
    }

    /// Opens the vault with a passphrase. A database that is damaged or gone is a state, with what can be done about it.
    ///
    /// # Errors
    /// As [`App::open`]; [`AppError::TooManyTries`] after wrong ones, for a while. Nothing is ever wiped.
    pub fn unlock(&self, passphrase: SecretString) -> Result<VaultState, AppError> {
        let mut inside = self.inside();
        if inside.app.is_some() {
            return Ok(inside.ready());
        }
        let opened = self.try_passphrase(|| App::open(self.with_key(KeyChoice::Passphrase(passphrase))));
        match opened {
            Ok(app) => self.take(&mut inside, app),
            Err(error) if is_loss(&error) => {
                self.is_locked.store(false, Ordering::Release);
                return Ok(self.failed(error));
            }
            Err(error) => return Err(error),
        }
        Ok(inside.ready())
    }

    /// Closes the vault and forgets its key: what was typed becomes actions, syncing ends, and only the passphrase opens it
    /// again. Returns false when it was not open. Blocks until the database is closed.
    ///
    /// # Errors
    /// [`AppError::NoPassphrase`] when none opens this vault: it stays open.
    pub fn lock(&self) -> Result<bool, AppError> {
        let mut inside = self.inside();
        if inside.app.is_none() {
            return Ok(false);
        }
        if !opens_by_passphrase(&self.options.data_dir) {
            return Err(AppError::NoPassphrase);
        }
        self.is_locked.store(true, Ordering::Release);
        if let Some(app) = inside.app.take() {
            close(app);
        }
        Ok(true)
    }

    /// Returns whether there is a lock to fall: a passphrase opens this vault.
    pub fn can_lock(&self) -> bool {
        opens_by_passphrase(&self.options.data_dir)
    }

    /// Returns whether a passphrase is asked for and nothing else may be answered.
    pub fn is_locked(&self) -> bool {
        self.is_locked.load(Ordering::Acquire)
    }

    /// Somebody did something in a window.
    pub fn active(&self) {
        lock(&self.quiet).active(self.clock.monotonic_ns());
    }

    /// Returns whether the lock falls now, by its settings: nobody did anything for long, or the computer slept. To be asked
    /// every few seconds.
    pub fn is_lock_due(&self) -> bool {
        let settings = {
            let inside = self.inside();
            let Some(app) = &inside.app else { return false };
            app.lock_settings().unwrap_or(inside.lock)
        };
        let is_due = lock(&self.quiet).is_due(&settings, self.clock.now_ms(), self.clock.monotonic_ns());
        is_due && opens_by_passphrase(&self.options.data_dir)
    }

    /// Puts a backup in the place of the database, and opens it. With a passphrase where one opens the vault.
    ///
    /// # Errors
    /// As [`restore_backup`]; the vault is as it was then. [`AppError::TooManyTries`].
    pub fn restore(&self, id: &str, passphrase: Option<SecretString>) -> Result<RestoredView, AppError> {
        let mut inside = self.inside();
        let options = match passphrase {
            Some(passphrase) => self.with_key(KeyChoice::Passphrase(passphrase)),
            None if opens_by_passphrase(&self.options.data_dir) => return Err(AppError::Locked),
            None => self.options.clone(),
        };
        // A wrong key or a bad backup is told before the vault is closed.
        if let Some(app) = inside.app.as_ref() {
            app.backup_check(id)?;
        }
        self.try_passphrase(|| {
            driftless_store::check_key(&crate::app::store_options(&options)).map_err(AppError::from)
        })?;
        if let Some(app) = inside.app.take() {
            close(app);
        }
        let restored = restore_backup(&options, id);
        match App::open(options) {
            Ok(app) => self.take(&mut inside, app),
            Err(error) => tracing::warn!(%error, "the data folder cannot be opened after restoring"),
        }
        restored
    }

    /// Closes the vault, if it is open, and waits a few seconds until its database is closed: another program, or
    /// a restore, may have the folder then.
    pub fn close(&self) {
        if let Some(app) = self.inside().app.take() {
            close(app);
        }
    }

    /// Returns the open vault.
    ///
    /// # Errors
    /// [`AppError::Locked`] before it is open: [`Door::state`] says why.
    pub fn app(&self) -> Result<App, AppError> {
        if self.is_locked() {
            return Err(AppError::Locked);
        }
        self.inside().app.clone().ok_or(AppError::Locked)
    }

    /// Opens or creates; returns the question to ask first, if there is one.
    fn enter(&self, inside: &mut Inside) -> Result<Option<VaultState>, AppError> {
        match look(&self.options.data_dir)? {
            FolderState::Empty => {
                if matches!(self.options.key, KeyChoice::Keychain) && check_keychain().is_err() {
                    return Ok(Some(VaultState::ChoosePassphrase));
                }
                self.take(inside, App::create(self.options.clone())?);
                inside.is_first_start = true;
            }
            FolderState::Vault(slots) => {
                // Who set a passphrase wants to be asked, whatever else opens the vault.
                let asks = slots.kinds().contains(&SlotKind::Passphrase)
                    && !matches!(self.options.key, KeyChoice::Passphrase(_));
                if asks {
                    self.is_locked.store(true, Ordering::Release);
                    return Ok(Some(VaultState::EnterPassphrase));
                }
                self.take(inside, App::open(self.options.clone())?);
            }
        }
        Ok(None)
    }

    fn take(&self, inside: &mut Inside, app: App) {
        inside.lock = app.lock_settings().unwrap_or_default();
        inside.app = Some(app);
        *lock(&self.quiet) = Quiet::new(self.clock.now_ms(), self.clock.monotonic_ns());
        self.is_locked.store(false, Ordering::Release);
    }

    /// Counts wrong passphrases, and takes none for a while after some.
    fn try_passphrase<T>(&self, work: impl FnOnce() -> Result<T, AppError>) -> Result<T, AppError> {
        if let Some(wait_s) = lock(&self.throttle).wait_s(self.clock.monotonic_ns()) {
            return Err(AppError::TooManyTries { wait_s });
        }
        let outcome = work();
        match &outcome {
            Ok(_) => lock(&self.throttle).passed(),
            Err(AppError::Open(OpenError::WrongPassphrase | OpenError::WrongKey)) => {
                lock(&self.throttle).failed(self.clock.monotonic_ns());
            }
            Err(_) => {}
        }
        outcome
    }

    fn failed(&self, error: AppError) -> VaultState {
        let backups = if is_loss(&error) { backups_in(&self.options.data_dir).unwrap_or_default() } else { Vec::new() };
        let asks_passphrase = opens_by_passphrase(&self.options.data_dir);
        let folder = self.options.data_dir.display().to_string();
        VaultState::Failed { error: CommandError::from(error), folder, backups, asks_passphrase }
    }

    fn with_key(&self, key: KeyChoice) -> OpenOptions {
        OpenOptions { key, ..self.options.clone() }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        lock(&self.inside)
    }
}

impl Inside {
    fn ready(&self) -> VaultState {
        match &self.app {
            Some(app) => VaultState::Ready { first_start: self.is_first_start, device: app.device_name() },
            None => VaultState::EnterPassphrase,
        }
    }
}

/// Closes a vault, and waits until the last one who works with it has let go of it.
fn close(app: App) {
    if let Err(error) = app.close() {
        tracing::warn!(%error, "what was typed last becomes actions at the next start");
    }
    let (held, gone) = channel::<()>();
    app.tell_when_gone(held);
    drop(app);
    if gone.recv_timeout(CLOSING_WAIT) == Err(RecvTimeoutError::Timeout) {
        tracing::warn!("the database is closed when the work under way has ended");
    }
}

/// Returns whether a restored backup is what a failed start can be helped with.
fn is_loss(error: &AppError) -> bool {
    use driftless_sync::contract::StoreError;
    matches!(
        error,
        AppError::Open(
            OpenError::DatabaseMissing(_)
                | OpenError::DatabaseEmpty(_)
                | OpenError::DatabaseIsFolder(_)
                | OpenError::DatabaseIsLink(_)
                | OpenError::Damaged(_)
                | OpenError::Store(StoreError::Damaged(_))
        ) | AppError::Store(StoreError::Damaged(_))
    )
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Each of these values is whole at every moment, so a panic elsewhere leaves nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Says whether a passphrase opens the vault of a data folder.
pub fn opens_by_passphrase(data_dir: &std::path::Path) -> bool {
    driftless_store::KeySlots::of_folder(data_dir).is_some_and(|slots| slots.kinds().contains(&SlotKind::Passphrase))
}

/// Fails for a passphrase that is too short.
pub(crate) fn check_passphrase(passphrase: &str) -> Result<(), AppError> {
    if passphrase.chars().count() < PASSPHRASE_CHARS_MIN {
        let reason = format!("must have at least {PASSPHRASE_CHARS_MIN} characters");
        return Err(AppError::BadInput { field: "passphrase", reason });
    }
    Ok(())
}
