//! The operating system's keychain. Its errors become ours, and never a reason to make a new key.

use keyring::{Entry, Error};

use super::DatabaseKey;
use crate::OpenError;

pub(super) fn check() -> Result<(), OpenError> {
    match Entry::store_status() {
        Ok(()) => Ok(()),
        Err(error) => Err(OpenError::NoKeychain(error.to_string())),
    }
}

pub(super) fn save(service: &str, account: &str, key: &DatabaseKey) -> Result<(), OpenError> {
    let entry = Entry::new(service, account).map_err(|error| unavailable(&error))?;
    entry.set_secret(key.as_bytes()).map_err(|error| unavailable(&error))?;
    // Some keychains take a secret and forget it with the session: only what comes back counts.
    let kept = load(service, account)?;
    if kept == *key { Ok(()) } else { Err(OpenError::NoKeychain("it did not keep the key".to_owned())) }
}

pub(super) fn load(service: &str, account: &str) -> Result<DatabaseKey, OpenError> {
    let entry = Entry::new(service, account).map_err(|error| unavailable(&error))?;
    match entry.get_secret() {
        Ok(secret) => match <[u8; 32]>::try_from(secret.as_slice()) {
            Ok(key) => Ok(DatabaseKey::from_bytes(key)),
            Err(_) => Err(OpenError::NotInKeychain),
        },
        Err(Error::NoEntry) => Err(OpenError::NotInKeychain),
        Err(error) => Err(unavailable(&error)),
    }
}

fn unavailable(error: &Error) -> OpenError {
    OpenError::NoKeychain(error.to_string())
}
