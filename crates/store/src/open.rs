//! Opening and creating: an existing data folder is never initialised again.

use std::path::PathBuf;

use driftless_domain::{ClientId, VaultId};
use driftless_sync::contract::{DeviceStore as _, Identity, StoreError};

use crate::connection::{Purpose, connect};
use crate::folder::DataFolder;
use crate::keys::{KeySlots, KeySource};
use crate::maintenance::remove_if_there;
use crate::migrations::{MIGRATIONS, advance, migrate};
use crate::{OpenError, SqliteStore, error::store_error, instance, lock};

/// Which vault, and with which key.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// The data folder.
    pub folder: PathBuf,
    /// Where the key comes from.
    pub key: KeySource,
}

/// What a new vault starts with.
#[derive(Clone)]
pub struct NewVault {
    /// Names of vault and device.
    pub identity: Identity,
    /// The vault key, 32 random bytes.
    pub vault_key: [u8; 32],
}

impl std::fmt::Debug for NewVault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewVault").field("identity", &self.identity).finish_non_exhaustive()
    }
}

/// An opened vault.
#[derive(Debug)]
pub struct Opened {
    /// The database.
    pub store: SqliteStore,
    /// It was copied or put back from a backup: the caller calls [`SqliteStore::remint_identity`] before
    /// anything is written.
    pub is_copy: bool,
}

/// What a data folder holds, told without a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderState {
    /// Nothing: a vault can be created.
    Empty,
    /// A vault, and the ways to its key.
    Vault(KeySlots),
}

/// Looks at a data folder without a key. Nothing is changed, but for a last step that a crash left out.
///
/// # Errors
/// The [`OpenError`] that opening would give for everything but the key.
pub fn look(folder: &std::path::Path) -> Result<FolderState, OpenError> {
    let folder = match DataFolder::existing(folder) {
        Ok(folder) => folder,
        Err(OpenError::FolderMissing(_)) => return Ok(FolderState::Empty),
        Err(error) => return Err(error),
    };
    folder.finish_left()?;
    match folder.check_database() {
        Ok(()) => KeySlots::load(&folder).map(FolderState::Vault),
        Err(OpenError::NoVault(_)) => Ok(FolderState::Empty),
        Err(error) => Err(error),
    }
}

/// Finds the key of a data folder, whatever its database is like, and forgets it again.
///
/// # Errors
/// The [`OpenError`] of the key.
pub fn check_key(options: &OpenOptions) -> Result<(), OpenError> {
    let folder = DataFolder::existing(&options.folder)?;
    let slots = KeySlots::load(&folder)?;
    options.key.find(&folder, &slots).map(drop)
}

impl SqliteStore {
    /// Opens the vault of a data folder; migrates it first when it is older.
    ///
    /// # Errors
    /// [`OpenError`]; nothing was changed.
    pub fn open(options: &OpenOptions) -> Result<Opened, OpenError> {
        Self::open_with(options, MIGRATIONS)
    }

    /// The same with other migrations than the released ones, for tests of migrating.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    #[doc(hidden)]
    pub fn open_with(options: &OpenOptions, migrations: &[&str]) -> Result<Opened, OpenError> {
        let folder = DataFolder::existing(&options.folder)?;
        folder.finish_left()?;
        folder.check_database()?;
        let slots = KeySlots::load(&folder)?;
        let key = options.key.find(&folder, &slots)?;
        folder.check_writable()?;
        let mut writer = connect(&folder.database(), &key, Purpose::Write)?;
        slots.heal(&folder);
        migrate(&mut writer, &folder, &key, migrations)?;
        let is_copy = instance::note_open(&mut writer, &folder)?;
        Ok(Opened { store: Self::new(folder, key, writer), is_copy })
    }

    /// Creates a vault. The folder is made when it is missing.
    ///
    /// # Errors
    /// [`OpenError::AlreadyThere`] when it holds one; any other [`OpenError`], and then nothing stays behind
    /// but perhaps an unused key file or keychain entry.
    pub fn create(options: &OpenOptions, vault: &NewVault) -> Result<Self, OpenError> {
        let folder = DataFolder::create(&options.folder)?;
        match folder.check_database() {
            Err(OpenError::NoVault(_)) => {}
            Ok(()) => return Err(OpenError::AlreadyThere(options.folder.clone())),
            Err(error) => return Err(error),
        }
        folder.check_writable()?;
        let Some(_creating) = lock::try_lock(&folder.path().join("create.lock"))? else {
            return Err(OpenError::Store(StoreError::Busy));
        };
        let building = folder.unnamed_database();
        remove_if_there(&building).map_err(|error| OpenError::io(folder.path(), &building, &error))?;
        let (key, slots) = options.key.make(&folder)?;
        // The database is complete before the slots are written, and they before it gets its name: killed
        // anywhere, the folder holds nothing, or a vault whose last step the next open makes.
        let built = build(&building, &key, vault).and_then(|nonce| {
            slots.save(&folder)?;
            std::fs::rename(&building, folder.database())
                .map_err(|error| OpenError::io(folder.path(), &building, &error))?;
            instance::write(&folder, &nonce, 0)
        });
        if let Err(error) = built {
            let _ = std::fs::remove_file(&building);
            if !folder.database().exists() {
                let _ = std::fs::remove_file(folder.key_slots());
                let _ = std::fs::remove_file(folder.key_slots_copy());
            }
            return Err(error);
        }
        let writer = connect(&folder.database(), &key, Purpose::Write)?;
        Ok(Self::new(folder, key, writer))
    }

    /// Gives a copied or restored database a device of its own: new client id, its counts from the start,
    /// no text writer ids. Notes, WAL and cursor stay.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remint_identity(&self, client_id: ClientId) -> Result<Identity, StoreError> {
        self.transact(|tx| {
            let vault_id: VaultId = tx.identity()?.vault_id;
            let identity = Identity { vault_id, client_id };
            tx.save_identity(&identity)?;
            tx.save_device_seq(driftless_domain::DeviceSeq::ZERO)?;
            tx.forget_peers()?;
            Ok(identity)
        })
    }
}

/// Makes the database file: schema, names, key. Returns its nonce.
fn build(path: &std::path::Path, key: &crate::DatabaseKey, vault: &NewVault) -> Result<[u8; 16], OpenError> {
    let nonce = instance::new_nonce()?;
    let mut conn = connect(path, key, Purpose::Create)?;
    advance(&mut conn, MIGRATIONS)?;
    let identity = &vault.identity;
    conn.execute(
        "INSERT INTO device (one, vault_id, client_id, vault_key, device_seq, last_time, revision, indexed, instance, opens)
         VALUES (1, ?1, ?2, ?3, 0, 0, 0, 0, ?4, 0)",
        (identity.vault_id.as_bytes(), identity.client_id.as_bytes(), &vault.vault_key, &nonce),
    )
    .map_err(|error| OpenError::Store(store_error(&error)))?;
    // The file is renamed next: nothing of it may stand in a log beside it.
    conn.execute_batch("PRAGMA journal_mode = DELETE;").map_err(|error| OpenError::Store(store_error(&error)))?;
    conn.close().map_err(|(_, error)| OpenError::Store(store_error(&error)))?;
    Ok(nonce)
}
