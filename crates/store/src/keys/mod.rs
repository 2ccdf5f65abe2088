//! The database key: 32 random bytes, made once, and the ways to it.
//!
//! The key itself is never derived from a passphrase; a passphrase opens a slot that holds it.

mod keychain;
mod slots;

use std::path::{Path, PathBuf};

use secrecy::SecretString;
use zeroize::{Zeroize, ZeroizeOnDrop};

pub use slots::{KeySlots, Slot, SlotKind};

use crate::OpenError;
use crate::folder::{DataFolder, write_private};

/// The raw key of a database. Wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct DatabaseKey([u8; 32]);

impl std::fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseKey(…)")
    }
}

impl DatabaseKey {
    /// Wraps a key made elsewhere.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) fn random() -> Result<Self, OpenError> {
        Ok(Self(random()?))
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns the key as SQLCipher's raw key literal.
    pub(crate) fn as_literal(&self) -> zeroize::Zeroizing<String> {
        let mut literal = String::with_capacity(67);
        literal.push_str("x'");
        for byte in self.0 {
            literal.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
            literal.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        }
        literal.push('\'');
        zeroize::Zeroizing::new(literal)
    }

    /// Returns what stands in the key slots to tell a wrong key from a damaged database. It says nothing
    /// about the key: that has 256 random bits.
    pub(crate) fn check_value(&self) -> [u8; 16] {
        let hash = blake3::derive_key("driftless 2026 database key check value", &self.0);
        let mut check = [0; 16];
        check.copy_from_slice(&hash[..16]);
        check
    }
}

/// Where the key of a vault comes from.
#[derive(Debug, Clone)]
pub enum KeySource {
    /// The keychain of the operating system, under this service name.
    Keychain(String),
    /// A file of 64 hex digits (white space around them is passed over) or 32 bytes. When a vault is
    /// created and the file is missing it is made, readable by its owner only.
    KeyFile(PathBuf),
    /// A passphrase that opens a slot.
    Passphrase(SecretString),
    /// The key itself.
    Raw(DatabaseKey),
}

impl KeySource {
    /// Returns what it is called in messages and in the slots.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Keychain(_) => "the keychain",
            Self::KeyFile(_) => "a key file",
            Self::Passphrase(_) => "a passphrase",
            Self::Raw(_) => "a raw key",
        }
    }

    /// Makes the key of a new vault and its slots. Leaves nothing behind in the folder.
    pub(crate) fn make(&self, folder: &DataFolder) -> Result<(DatabaseKey, KeySlots), OpenError> {
        let vault_folder = random::<16>()?;
        let (key, slot) = match self {
            Self::Keychain(service) => {
                let key = DatabaseKey::random()?;
                let account = slots::to_hex(&vault_folder);
                keychain::save(service, &account, &key)?;
                (key, Slot::Keychain { service: service.clone(), account })
            }
            Self::KeyFile(path) => (read_or_make_key_file(folder, path)?, Slot::KeyFile),
            Self::Passphrase(passphrase) => {
                let key = DatabaseKey::random()?;
                let slot = slots::seal(&key, passphrase)?;
                (key, slot)
            }
            Self::Raw(key) => (key.clone(), Slot::Raw),
        };
        let slots = KeySlots::new(&key, slot);
        Ok((key, slots))
    }

    /// Finds the key of an existing vault and checks it against the slots' check value.
    pub(crate) fn find(&self, folder: &DataFolder, slots: &KeySlots) -> Result<DatabaseKey, OpenError> {
        let no_slot = || OpenError::NoSuchSlot { asked: self.name(), present: slots.names() };
        let key = match self {
            Self::Keychain(_) => {
                // The service that the slot names is the one that has the key.
                let (service, account) = slots.keychain().ok_or_else(no_slot)?;
                keychain::load(service, account)?
            }
            Self::KeyFile(path) => read_key_file(folder, path)?,
            Self::Passphrase(passphrase) => slots.unseal(passphrase).ok_or_else(no_slot)??,
            Self::Raw(key) => key.clone(),
        };
        if slots.is_key(&key) { Ok(key) } else { Err(OpenError::WrongKey) }
    }
}

/// Says whether a keychain answers here, without touching any vault.
///
/// # Errors
/// [`OpenError::NoKeychain`] with the system's words.
pub fn check_keychain() -> Result<(), OpenError> {
    keychain::check()
}

#[expect(clippy::disallowed_methods, reason = "keys, salts and nonces of the database are made here and nowhere else")]
pub(crate) fn random<const N: usize>() -> Result<[u8; N], OpenError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| OpenError::Random(error.to_string()))?;
    Ok(bytes)
}

fn read_or_make_key_file(folder: &DataFolder, path: &Path) -> Result<DatabaseKey, OpenError> {
    if path.exists() {
        return read_key_file(folder, path);
    }
    let key = DatabaseKey::random()?;
    let mut text = slots::to_hex(key.as_bytes());
    text.push('\n');
    let written = write_private(path, text.as_bytes());
    text.zeroize();
    written.map_err(|error| OpenError::KeyFile { path: path.to_owned(), reason: error.to_string() })?;
    Ok(key)
}

fn read_key_file(_folder: &DataFolder, path: &Path) -> Result<DatabaseKey, OpenError> {
    let unusable = |reason: String| OpenError::KeyFile { path: path.to_owned(), reason };
    let size = std::fs::metadata(path).map_err(|error| unusable(error.to_string()))?.len();
    if size > 4096 {
        return Err(unusable(format!("it has {size} bytes; a key file has 64 hex digits or 32 bytes")));
    }
    let mut bytes = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
    let key = parse_key(&bytes);
    bytes.zeroize();
    key.ok_or_else(|| unusable("it does not hold 64 hex digits or 32 bytes".to_owned()))
}

fn parse_key(bytes: &[u8]) -> Option<DatabaseKey> {
    if let Ok(raw) = <[u8; 32]>::try_from(bytes) {
        return Some(DatabaseKey(raw));
    }
    let text = std::str::from_utf8(bytes).ok()?.trim();
    slots::from_hex(text).map(DatabaseKey)
}

pub(crate) use slots::to_hex as hex;
