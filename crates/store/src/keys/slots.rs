//! `keyslots.json`, beside the database: which ways lead to the key, and a value that tells a wrong key
//! from a damaged database. A copy stands beside it, another with the backups; each is replaced whole.
//!
//! ```json
//! {"version": 1, "check": "<32 hex>",
//!  "slots": [{"kind": "passphrase", "memory_kib": 65536, "passes": 3, "lanes": 1,
//!             "salt": "<32 hex>", "sealed": "<144 hex>"}]}
//! ```

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{DatabaseKey, random};
use crate::OpenError;
use crate::folder::DataFolder;

const VERSION: u32 = 1;

/// Cost of the passphrase slot: memory KiB, passes, lanes. A slot below the floor was weakened by
/// somebody; one above the cap would take the machine down before the first question.
const MEMORY_KIB: u32 = 64 * 1024;
const MEMORY_KIB_MAX: u32 = 1024 * 1024;
const PASSES: u32 = 3;
const PASSES_MAX: u32 = 20;
const LANES: u32 = 1;
const LANES_MAX: u32 = 16;

/// A key slots file is small; a larger one is not read.
const FILE_BYTES_MAX: u64 = 64 * 1024;

const SEAL_CONTEXT: &[u8] = b"driftless passphrase slot 1";

/// The ways to the key of one vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeySlots {
    version: u32,
    check: String,
    slots: Vec<Slot>,
}

/// One way to the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Slot {
    /// In the keychain.
    Keychain {
        /// Service name.
        service: String,
        /// Account name: one for each data folder.
        account: String,
    },
    /// In a file that the user keeps.
    KeyFile,
    /// Sealed under a passphrase.
    Passphrase {
        /// Argon2id memory, KiB.
        memory_kib: u32,
        /// Argon2id passes.
        passes: u32,
        /// Argon2id lanes.
        lanes: u32,
        /// 16 bytes, hex.
        salt: String,
        /// Nonce (24 bytes), sealed key, tag (16 bytes), hex.
        sealed: String,
    },
    /// Nowhere: the caller brings the key.
    Raw,
}

/// Kinds of slots, for the question that a person is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotKind {
    /// In the keychain.
    Keychain,
    /// In a file that the user keeps.
    KeyFile,
    /// Sealed under a passphrase.
    Passphrase,
    /// The caller brings the key.
    Raw,
}

impl SlotKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Keychain => "the keychain",
            Self::KeyFile => "a key file",
            Self::Passphrase => "a passphrase",
            Self::Raw => "a raw key",
        }
    }
}

impl KeySlots {
    pub(super) fn new(key: &DatabaseKey, slot: Slot) -> Self {
        Self { version: VERSION, check: to_hex(&key.check_value()), slots: vec![slot] }
    }

    /// Reads the slots of a data folder; from the copy when the file is missing or damaged.
    ///
    /// # Errors
    /// [`OpenError::NoVault`] when the folder has neither slots nor database,
    /// [`OpenError::KeySlotsMissing`], [`OpenError::KeySlotsNewer`].
    pub fn load(folder: &DataFolder) -> Result<Self, OpenError> {
        for path in [folder.key_slots(), folder.key_slots_copy(), folder.key_slots_of_backups()] {
            match Self::read(&path) {
                Ok(slots) => return Ok(slots),
                Err(Some(newer)) => return Err(newer),
                Err(None) => {}
            }
        }
        folder.check_database()?;
        Err(OpenError::KeySlotsMissing(folder.key_slots()))
    }

    /// Returns the slots of a data folder, whatever its database is like; none when there are none that can be read.
    pub fn of_folder(path: &std::path::Path) -> Option<Self> {
        Self::load(&DataFolder::existing(path).ok()?).ok()
    }

    /// `None`: missing or unreadable, the copy may do.
    fn read(path: &std::path::Path) -> Result<Self, Option<OpenError>> {
        let size = std::fs::metadata(path).map_err(|_| None)?.len();
        if size > FILE_BYTES_MAX {
            return Err(None);
        }
        let text = std::fs::read(path).map_err(|_| None)?;
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let versioned: Versioned = serde_json::from_slice(&text).map_err(|_| None)?;
        if versioned.version > VERSION {
            let path = path.to_owned();
            return Err(Some(OpenError::KeySlotsNewer { path, found: versioned.version, known: VERSION }));
        }
        let slots: Self = serde_json::from_slice(&text).map_err(|_| None)?;
        if slots.slots.is_empty() || from_hex::<16>(&slots.check).is_none() { Err(None) } else { Ok(slots) }
    }

    /// Writes the file and its copies, one after the other: killed between them, each is the old or the new one.
    pub(crate) fn save(&self, folder: &DataFolder) -> Result<(), OpenError> {
        let path = folder.key_slots();
        let text = self.to_text(&path)?;
        folder.replace(&path, &text)?;
        folder.replace(&folder.key_slots_copy(), &text)?;
        let third = folder.key_slots_of_backups();
        if third.exists() { DataFolder::existing(&folder.backups())?.replace(&third, &text) } else { Ok(()) }
    }

    /// Returns what a file of slots holds.
    pub(crate) fn to_text(&self, path: &std::path::Path) -> Result<Vec<u8>, OpenError> {
        serde_json::to_vec_pretty(self)
            .map_err(|error| OpenError::Io { path: path.to_owned(), reason: error.to_string() })
    }

    /// Returns the kinds of slots there are.
    pub fn kinds(&self) -> Vec<SlotKind> {
        let kind = |slot: &Slot| match slot {
            Slot::Keychain { .. } => SlotKind::Keychain,
            Slot::KeyFile => SlotKind::KeyFile,
            Slot::Passphrase { .. } => SlotKind::Passphrase,
            Slot::Raw => SlotKind::Raw,
        };
        self.slots.iter().map(kind).collect()
    }

    pub(super) fn names(&self) -> String {
        self.kinds().into_iter().map(SlotKind::name).collect::<Vec<_>>().join(" or ")
    }

    pub(super) fn is_key(&self, key: &DatabaseKey) -> bool {
        from_hex(&self.check) == Some(key.check_value())
    }

    pub(super) fn keychain(&self) -> Option<(&str, &str)> {
        self.slots.iter().find_map(|slot| match slot {
            Slot::Keychain { service, account } => Some((service.as_str(), account.as_str())),
            Slot::KeyFile | Slot::Passphrase { .. } | Slot::Raw => None,
        })
    }

    /// Opens a passphrase slot; none when there is none. Of several, left by whatever, any may fit.
    pub(super) fn unseal(&self, passphrase: &SecretString) -> Option<Result<DatabaseKey, OpenError>> {
        let mut outcome = None;
        for slot in &self.slots {
            if let Slot::Passphrase { memory_kib, passes, lanes, salt, sealed } = slot {
                let opened = unseal((*memory_kib, *passes, *lanes), salt, sealed, passphrase);
                if opened.is_ok() {
                    return Some(opened);
                }
                outcome.get_or_insert(opened);
            }
        }
        outcome
    }

    /// Writes copies that differ from these slots anew, and takes the files from everybody but their owner.
    pub(crate) fn heal(&self, folder: &DataFolder) {
        let paths = [folder.key_slots(), folder.key_slots_copy(), folder.key_slots_of_backups()];
        let is_well = |path: &std::path::PathBuf| {
            let is_same = Self::read(path).is_ok_and(|found| found == *self);
            let is_missing_backup = *path == folder.key_slots_of_backups() && !path.exists();
            is_missing_backup || is_same && !is_open_to_others(path)
        };
        if paths.iter().all(is_well) {
            return;
        }
        tracing::warn!("a file of key slots was missing, open to others or unlike the others; written anew");
        if let Err(error) = self.save(folder) {
            tracing::warn!(%error, "the key slots stay as they are");
        }
    }
}

#[cfg(unix)]
fn is_open_to_others(path: &std::path::Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_path: &std::path::Path) -> bool {
    false
}

impl KeySlots {
    /// Returns the slots with this passphrase in place of the one before, if there was one.
    pub(crate) fn with_passphrase(&self, key: &DatabaseKey, new: &SecretString) -> Result<Self, OpenError> {
        let sealed = seal(key, new)?;
        let slots = self.others().chain([sealed]).collect();
        Ok(Self { version: self.version, check: self.check.clone(), slots })
    }

    /// Returns the slots without a passphrase.
    ///
    /// # Errors
    /// [`OpenError::NoSuchSlot`] when nothing else opens the vault.
    pub(crate) fn without_passphrase(&self) -> Result<Self, OpenError> {
        let slots: Vec<Slot> = self.others().collect();
        if slots.is_empty() {
            return Err(OpenError::NoSuchSlot { asked: "anything but its passphrase", present: self.names() });
        }
        Ok(Self { version: self.version, check: self.check.clone(), slots })
    }

    /// Fails when this passphrase does not open the slot of this key.
    pub(crate) fn check_passphrase(&self, key: &DatabaseKey, passphrase: &SecretString) -> Result<(), OpenError> {
        let no_slot = || OpenError::NoSuchSlot { asked: "a passphrase", present: self.names() };
        let opened = self.unseal(passphrase).ok_or_else(no_slot)??;
        if opened == *key { Ok(()) } else { Err(OpenError::WrongKey) }
    }

    fn others(&self) -> impl Iterator<Item = Slot> + '_ {
        self.slots.iter().filter(|slot| !matches!(slot, Slot::Passphrase { .. })).cloned()
    }
}

/// Seals the key under a passphrase.
pub(super) fn seal(key: &DatabaseKey, passphrase: &SecretString) -> Result<Slot, OpenError> {
    if passphrase.expose_secret().is_empty() {
        return Err(OpenError::EmptyPassphrase);
    }
    let salt = random::<16>()?;
    let nonce = random::<24>()?;
    let cipher = cipher((MEMORY_KIB, PASSES, LANES), &salt, passphrase)?;
    let payload = Payload { msg: key.as_bytes().as_slice(), aad: SEAL_CONTEXT };
    let sealed = cipher
        .encrypt(XNonce::from_slice(&nonce), payload)
        .map_err(|_| OpenError::KeySlotParameters("a key that cannot be sealed".to_owned()))?;
    let sealed = [nonce.as_slice(), &sealed].concat();
    Ok(Slot::Passphrase {
        memory_kib: MEMORY_KIB,
        passes: PASSES,
        lanes: LANES,
        salt: to_hex(&salt),
        sealed: to_hex(&sealed),
    })
}

fn unseal(
    cost: (u32, u32, u32),
    salt: &str,
    sealed: &str,
    passphrase: &SecretString,
) -> Result<DatabaseKey, OpenError> {
    let unreadable = || OpenError::KeySlotParameters("a salt or key of another size".to_owned());
    let salt = from_hex::<16>(salt).ok_or_else(unreadable)?;
    let sealed = from_hex::<72>(sealed).ok_or_else(unreadable)?;
    let (nonce, sealed) = sealed.split_at(24);
    let payload = Payload { msg: sealed, aad: SEAL_CONTEXT };
    let key = cipher(cost, &salt, passphrase)?
        .decrypt(XNonce::from_slice(nonce), payload)
        .map(Zeroizing::new)
        .map_err(|_| OpenError::WrongPassphrase)?;
    <[u8; 32]>::try_from(key.as_slice()).map(DatabaseKey::from_bytes).map_err(|_| unreadable())
}

fn cipher(
    (memory_kib, passes, lanes): (u32, u32, u32),
    salt: &[u8],
    passphrase: &SecretString,
) -> Result<XChaCha20Poly1305, OpenError> {
    let is_allowed = (MEMORY_KIB..=MEMORY_KIB_MAX).contains(&memory_kib)
        && (PASSES..=PASSES_MAX).contains(&passes)
        && (LANES..=LANES_MAX).contains(&lanes);
    let refused = || OpenError::KeySlotParameters(format!("{memory_kib} KiB, {passes} passes, {lanes} lanes"));
    if !is_allowed {
        return Err(refused());
    }
    let params = Params::new(memory_kib, passes, lanes, Some(32)).map_err(|_| refused())?;
    let mut derived = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.expose_secret().as_bytes(), salt, derived.as_mut_slice())
        .map_err(|_| refused())?;
    Ok(XChaCha20Poly1305::new(derived.as_slice().into()))
}

/// Lowercase hex.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Exactly `N` bytes of hex.
pub(crate) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}
