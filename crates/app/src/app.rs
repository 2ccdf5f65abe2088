//! The open vault: what every use case works with.

use std::path::Path;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use driftless_domain::{ClientId, EntityId, EntityState, EntityType, GroupId, VaultId};
use driftless_store::search::Indexed;
use driftless_store::{KeySource, NewVault, SqliteStore};
use driftless_sync::contract::{Clock, Identity, Store as _, StoreTx};
use driftless_sync::local::{Intent, commit};

use crate::account::{Pairing, leave_session};
use crate::backups::Daily;
use crate::clock::SystemClock;
use crate::devices::introduce;
use crate::events::Events;
use crate::history::HistoryCache;
use crate::materializer::materializer;
use crate::notes::{Sweeps, Written};
use crate::pulse::{self, Pulse};
use crate::quick_open::Titles;
use crate::session::{Desk, Sessions};
use crate::slot::{self, Slot};
use crate::sync_runtime::SyncRuntime;
use crate::upgrade;
use crate::upkeep::Upkeep;
use crate::view::ChangedEvent;
use crate::watch::Watch;
use crate::{AppError, AppEvent, KeyChoice, OpenOptions, Role, Subscription};

/// Name of this app's entries in the keychain.
const KEYCHAIN_SERVICE: &str = "driftless";

/// Setting that holds this device's name.
pub(crate) const DEVICE_NAME: &str = "device_name";

/// Ids told one by one; of more, windows ask for everything.
const CHANGED_IDS_MAX: usize = 500;

/// An open vault. Cheap to clone; every clone is the same vault. Methods block on the disk: callers in
/// async code use `spawn_blocking`.
#[derive(Clone)]
pub struct App {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) options: OpenOptions,
    pub(crate) store: Arc<SqliteStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) slot: Slot,
    pub(crate) sessions: Sessions,
    pub(crate) events: Events,
    pub(crate) pulse: Arc<Pulse>,
    pub(crate) sync: SyncRuntime,
    pub(crate) history: HistoryCache,
    pub(crate) upkeep: Upkeep,
    pub(crate) device_name: Mutex<String>,
    /// For quick open; read when it is first asked for.
    pub(crate) titles: Mutex<Titles>,
    pub(crate) sweeps: Sweeps,
    /// Between this device and another one; never on disk.
    pub(crate) pairing: Mutex<Option<Pairing>>,
    /// Revision up to which changes were told.
    told: Mutex<u64>,
    backups: Daily,
    /// Dropped last of all, for those who wait until the vault is gone.
    gone: Mutex<Option<Sender<()>>>,
    /// Ends with the vault.
    watch: Mutex<Option<Watch>>,
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
    /// [`AppError::Open`]: no file is changed then. [`AppError::Store`].
    pub fn open(options: OpenOptions) -> Result<Self, AppError> {
        Self::open_by(options, Arc::new(SystemClock::new()))
    }

    /// The same by another clock.
    pub(crate) fn open_by(options: OpenOptions, clock: Arc<dyn Clock>) -> Result<Self, AppError> {
        let opened = SqliteStore::open(&store_options(&options))?;
        if opened.is_copy {
            opened.store.remint_identity(ClientId::from_uuid(uuid::Uuid::new_v4()))?;
            leave_session(&opened.store)?;
        }
        Self::start(options, opened.store, clock)
    }

    /// Creates a vault in a data folder that has none, and opens it.
    ///
    /// # Errors
    /// As [`App::open`]; an existing vault is never touched.
    pub fn create(options: OpenOptions) -> Result<Self, AppError> {
        let mut vault_key = [0; 32];
        getrandom::fill(&mut vault_key)
            .map_err(|error| AppError::Internal(format!("the system gives no random numbers: {error}")))?;
        let identity = Identity {
            vault_id: VaultId::from_uuid(uuid::Uuid::new_v4()),
            client_id: ClientId::from_uuid(uuid::Uuid::new_v4()),
        };
        let store = SqliteStore::create(&store_options(&options), &NewVault { identity, vault_key })?;
        if let Some(name) = &options.device_name {
            let name = crate::input::title("device_name", name)?;
            store.write(|tx| tx.save_setting(DEVICE_NAME, Some(&name)))?;
        }
        Self::start(options, store, Arc::new(SystemClock::new()))
    }

    fn start(options: OpenOptions, store: SqliteStore, clock: Arc<dyn Clock>) -> Result<Self, AppError> {
        let slot = Slot::take(&store, clock.as_ref())?;
        slot::fold_left(&store, clock.as_ref())?;
        upgrade::apply_held(&store, slot.peer(), clock.as_ref())?;
        let (named, told) = store.read(|tx| {
            let (_, told) = tx.changed_since(u64::MAX >> 1, 1)?;
            Ok::<_, AppError>((tx.setting(DEVICE_NAME)?, told))
        })?;
        let (role, sweeps) = (options.role, Sweeps::start(clock.monotonic_ns()));
        let inner = Arc::new(Inner {
            device_name: Mutex::new(named.unwrap_or_else(computer_name)),
            options,
            store: Arc::new(store),
            clock,
            slot,
            sessions: Sessions::default(),
            events: Events::default(),
            pulse: Arc::new(Pulse::default()),
            sync: SyncRuntime::default(),
            history: HistoryCache::default(),
            upkeep: Upkeep::default(),
            titles: Mutex::default(),
            sweeps,
            pairing: Mutex::default(),
            told: Mutex::new(told),
            backups: Daily::default(),
            gone: Mutex::new(None),
            watch: Mutex::new(None),
        });
        pulse::start(Arc::clone(&inner.pulse), Arc::downgrade(&inner))
            .map_err(|error| AppError::Internal(format!("no thread can be started: {error}")))?;
        if role == Role::Window {
            inner.start_watch();
            inner.sync.start(&inner)?;
            inner.backups.start(&inner)?;
        }
        Ok(Self { inner })
    }

    /// Returns the data folder.
    pub fn data_dir(&self) -> &Path {
        &self.inner.options.data_dir
    }

    /// Returns this device's name.
    pub fn device_name(&self) -> String {
        self.inner.device_name.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Renames this device; the others hear of it at the next sync.
    ///
    /// # Errors
    /// [`AppError::BadInput`] for an empty name or one with control characters, [`AppError::TooLarge`],
    /// [`AppError::Store`].
    pub fn rename_device(&self, name: &str) -> Result<(), AppError> {
        let name = crate::input::title("name", name)?.trim().to_owned();
        if name.is_empty() {
            return Err(AppError::BadInput { field: "name", reason: "must not be empty".to_owned() });
        }
        self.inner.store.write(|tx| tx.save_setting(DEVICE_NAME, Some(&name)))?;
        // A device that never connected is introduced when it does.
        self.inner.write(|tx| {
            let id = driftless_domain::EntityId::from_bytes(*tx.identity()?.client_id.as_bytes());
            let is_known = tx.load_state(id)?.is_some();
            Ok(if is_known { introduce(tx, &name)?.into_iter().collect() } else { Vec::new() })
        })?;
        *self.inner.device_name.lock().unwrap_or_else(PoisonError::into_inner) = name;
        Ok(())
    }

    /// Calls `callback` for every piece of news until the subscription is dropped.
    pub fn subscribe(&self, callback: impl Fn(&AppEvent) + Send + Sync + 'static) -> Subscription {
        self.inner.events.subscribe(callback)
    }

    /// Returns the database, for reading what no use case shows (`log`, `verify`, `dump`).
    pub(crate) fn store(&self) -> &SqliteStore {
        &self.inner.store
    }

    /// Keeps `held` until the last clone of this vault is dropped and its database is closed.
    pub(crate) fn tell_when_gone(&self, held: Sender<()>) {
        *self.inner.gone.lock().unwrap_or_else(PoisonError::into_inner) = Some(held);
    }

    /// Ends the background work; what was typed becomes actions. The vault's other clones can still read.
    ///
    /// # Errors
    /// [`AppError::Store`]: the typing stays in the journal and becomes actions at the next start.
    pub fn close(&self) -> Result<(), AppError> {
        self.inner.sync.stop();
        self.inner.pulse.stop();
        self.inner.backups.stop();
        drop(self.inner.watch.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.inner.flush_all()
    }
}

impl Inner {
    /// Returns what text sessions work with.
    pub(crate) fn desk(&self) -> Desk<'_> {
        Desk { store: &self.store, clock: self.clock.as_ref(), slot: &self.slot }
    }

    /// Turns intents into actions, in one transaction, as one gesture (but for those that belong to a
    /// longer one already); tells what changed.
    pub(crate) fn write(
        &self,
        plan: impl FnOnce(&dyn StoreTx) -> Result<Vec<Intent>, AppError>,
    ) -> Result<Written, AppError> {
        let written = self.store.write(|tx| {
            let mut intents = plan(tx)?;
            if intents.is_empty() {
                return Ok(Written::default());
            }
            let mut group = intents.first().and_then(|intent| intent.payload.group);
            if intents.len() > 1 {
                let common = *group.get_or_insert_with(|| GroupId::from_uuid(self.clock.new_uuid()));
                intents.iter_mut().for_each(|intent| _ = intent.payload.group.get_or_insert(common));
            }
            let materializer = materializer(tx, self.slot.peer(), self.clock.as_ref())?;
            let committed = commit(tx, &materializer, self.clock.as_ref(), intents)?;
            Ok::<_, AppError>(Written::of(&committed.actions, group))
        })?;
        if !written.actions.is_empty() {
            self.written();
        }
        Ok(written)
    }

    /// Something was written here.
    pub(crate) fn written(&self) {
        self.publish();
        self.sync.local_write();
    }

    /// Tells everything that changed since the last time, whoever did it, and brings open texts up to date.
    pub(crate) fn publish(&self) {
        let changed = {
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            let changed = self.store.read(|tx| tx.changed_since(*told, CHANGED_IDS_MAX));
            if let Ok((_, now)) = &changed {
                *told = *now;
            }
            changed
        };
        let ids = match changed {
            Ok((ids, _)) if ids.is_empty() => return,
            Ok((ids, _)) => ids,
            Err(error) => {
                tracing::warn!(%error, "changes cannot be read for now");
                return;
            }
        };
        self.upkeep.put_off(self.clock.monotonic_ns());
        let is_cut = ids.len() >= CHANGED_IDS_MAX;
        let open = self.sessions.notes();
        for note_id in open.into_iter().filter(|id| is_cut || ids.contains(id)) {
            let desk = self.desk();
            if let Err(error) = self.sessions.with_open(note_id, |session| session.merge(desk)) {
                tracing::warn!(%error, note = %note_id, "an open text is not up to date for now");
            }
        }
        let ids = if is_cut { Vec::new() } else { ids.iter().map(ToString::to_string).collect() };
        self.events.tell(&AppEvent::Changed(ChangedEvent { ids }));
        self.sync.notes_changed(self);
    }

    /// Returns an entity that is of this type and shown (in the trash too).
    pub(crate) fn state_of(tx: &dyn StoreTx, id: EntityId, entity_type: &EntityType) -> Result<EntityState, AppError> {
        let what = match entity_type {
            EntityType::Notebook => "notebook",
            EntityType::SavedSearch => "saved search",
            EntityType::Note | EntityType::Device | EntityType::Unknown(_) => "note",
        };
        tx.load_state(id)?
            .filter(|state| state.entity_type == *entity_type && state.is_known())
            .ok_or_else(|| AppError::NotFound { what, id: id.to_string() })
    }

    /// Fails when there is no such note.
    pub(crate) fn check_note(&self, id: EntityId) -> Result<(), AppError> {
        self.store.read(|tx| Self::state_of(tx, id, &EntityType::Note).map(drop))
    }

    /// Brings the search index up to date, so that a search need not.
    pub(crate) fn index(&self) {
        while !self.pulse.is_stopped() {
            match self.store.index_some() {
                Ok(Indexed::Behind) => {}
                Ok(Indexed::Whole) => return,
                Err(error) => {
                    tracing::debug!(%error, "the search index is behind for now");
                    return;
                }
            }
        }
    }

    fn start_watch(self: &Arc<Self>) {
        let pulse = Arc::clone(&self.pulse);
        match Watch::start(self.store.folder(), move || pulse.touch()) {
            Ok(watch) => *self.watch.lock().unwrap_or_else(PoisonError::into_inner) = Some(watch),
            // Changes of other processes are then seen at the next focus, write or sync.
            Err(error) => tracing::warn!(%error, "the data folder cannot be watched"),
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.pulse.stop();
        self.sync.stop();
        if let Err(error) = self.flush_all() {
            tracing::warn!(%error, "typing stays in the journal until the next start");
        }
    }
}

pub(crate) fn store_options(options: &OpenOptions) -> driftless_store::OpenOptions {
    let key = match &options.key {
        KeyChoice::Keychain => KeySource::Keychain(KEYCHAIN_SERVICE.to_owned()),
        KeyChoice::KeyFile(path) => KeySource::KeyFile(path.clone()),
        KeyChoice::Passphrase(passphrase) => KeySource::Passphrase(passphrase.clone()),
    };
    driftless_store::OpenOptions { folder: options.data_dir.clone(), key }
}

/// Returns the computer's name, as far as it can be known without asking the network.
fn computer_name() -> String {
    let named = ["COMPUTERNAME", "HOSTNAME"].iter().find_map(|name| std::env::var(name).ok());
    let named = named.or_else(|| std::fs::read_to_string("/etc/hostname").ok());
    let named = named.and_then(|name| driftless_domain::rules::title(&name).ok()).filter(|name| !name.is_empty());
    named.unwrap_or_else(|| std::env::consts::OS.to_owned())
}
