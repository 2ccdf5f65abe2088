//! The store on disk keeps what the contracts promise: the same suite that runs on memory.

use driftless_store::{NewVault, SqliteStore};
use driftless_testkit::contract_tests::{IDENTITY, VAULT_KEY};
use tempfile::TempDir;

use crate::world::options;

fn fresh() -> (SqliteStore, TempDir) {
    let folder = TempDir::new().unwrap();
    let vault = NewVault { identity: IDENTITY, vault_key: VAULT_KEY };
    (SqliteStore::create(&options(folder.path()), &vault).unwrap(), folder)
}

driftless_testkit::store_contract!(fresh);
