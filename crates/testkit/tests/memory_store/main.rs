//! The store in memory keeps what the contracts promise.

use driftless_sync::memory::MemoryStore;
use driftless_testkit::contract_tests::{IDENTITY, VAULT_KEY};

driftless_testkit::store_contract!(|| (MemoryStore::new(IDENTITY, VAULT_KEY), ()));
