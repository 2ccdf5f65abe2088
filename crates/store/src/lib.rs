//! SQLCipher behind the contracts of the sync engine.
