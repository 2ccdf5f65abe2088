//! A device: a store, a clock, and the way to the server.

use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use driftless_crypto::VaultKey;
use driftless_domain::body::{CODEC, LoroText, TextBody};
use driftless_domain::digest::{Digest, DigestKey, TreeNode};
use driftless_domain::{
    ActionId, ActionType, BodyUpdate, ClientId, EntityId, EntityType, Field, Payload, Value, VaultId,
};
use driftless_sync::contract::{Clock, CycleRecord, Identity, Store, StoreError};
use driftless_sync::coordinator::{Coordinator, Trigger};
use driftless_sync::driver::{Driver, load_coordinator};
use driftless_sync::local::{Intent, commit};
use driftless_sync::materialize::Materializer;
use driftless_sync::memory::MemoryStore;

use crate::{FaultyRemote, TestClock, TestSealer};

/// The vault of the tests.
pub const VAULT: VaultId = VaultId::from_bytes([0x7a; 16]);
/// Its key.
pub const VAULT_KEY: [u8; 32] = [0x6b; 32];

/// Runs a future that never waits, as everything in memory does.
///
/// # Panics
/// When it waits.
pub fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a future of the test kit waits"),
    }
}

/// A device.
#[derive(Debug)]
pub struct Device<S = MemoryStore> {
    /// Its database.
    pub store: S,
    /// Its clock.
    pub clock: TestClock,
    /// Its way to the server.
    pub remote: FaultyRemote,
    /// Its coordinator.
    pub coordinator: Mutex<Coordinator>,
    /// Its text writer id.
    pub peer: u64,
}

impl Device<MemoryStore> {
    /// A device in memory with an empty database. `number` gives it its name and its random numbers.
    pub fn in_memory(number: u8, remote: FaultyRemote) -> Self {
        let client_id = ClientId::from_bytes([number; 16]);
        let store = MemoryStore::new(Identity { vault_id: VAULT, client_id }, VAULT_KEY);
        Self::on(store, u64::from(number), remote)
    }
}

impl<S: Store> Device<S> {
    /// A device on a database, as it is after a start of the app.
    ///
    /// # Panics
    /// When the database cannot be read.
    pub fn on(store: S, seed: u64, remote: FaultyRemote) -> Self {
        let clock = TestClock::new(seed);
        let coordinator = load_coordinator(&store, &clock).expect("a database of a test can be read");
        let peer = clock.random() >> 1;
        Self { store, clock, remote, coordinator: Mutex::new(coordinator), peer }
    }

    /// Returns the key of the state hashes.
    pub fn digest_key(&self) -> DigestKey {
        VaultKey::from_bytes(VAULT_KEY).digest_key()
    }

    /// Returns what materializes here.
    pub fn materializer(&self) -> Materializer {
        Materializer { key: self.digest_key(), peer: self.peer, now_ms: self.clock.now_ms() }
    }

    /// Runs a cycle, and what was asked for meanwhile.
    pub fn sync(&self, trigger: Trigger) -> Vec<CycleRecord> {
        self.sync_through(&self.store, trigger)
    }

    /// Runs a cycle through another view of the database.
    pub fn sync_through(&self, store: &impl Store, trigger: Trigger) -> Vec<CycleRecord> {
        let sealer = TestSealer::new(VAULT, VAULT_KEY);
        let driver = Driver {
            store,
            api: &self.remote,
            sealer: &sealer,
            clock: &self.clock,
            key: self.digest_key(),
            observer: &|_| {},
        };
        ready(driver.run_cycle(&self.coordinator, trigger))
    }

    /// Writes.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn write(&self, intents: Vec<Intent>) -> Result<Vec<ActionId>, StoreError> {
        let materializer = self.materializer();
        self.store.write(|tx| commit(tx, &materializer, &self.clock, intents)).map(|committed| committed.actions)
    }

    /// Creates a note.
    ///
    /// # Panics
    /// When the store fails.
    pub fn create_note(&self, title: &str) -> EntityId {
        let id = EntityId::from_uuid(self.clock.new_uuid());
        let payload = Payload::default().with(Field::Title, Value::Text(title.to_owned()));
        self.write(vec![Intent::new(id, EntityType::Note, ActionType::Create, payload)]).expect("writing works");
        id
    }

    /// Changes a field of a note.
    ///
    /// # Panics
    /// When the store fails.
    pub fn set(&self, id: EntityId, field: Field, value: Value) -> ActionId {
        let payload = Payload::default().with(field, value);
        let intents = vec![Intent::new(id, EntityType::Note, ActionType::Update, payload)];
        self.write(intents).expect("writing works")[0]
    }

    /// Makes the text of a note what `change` makes of it.
    ///
    /// # Panics
    /// When the store fails.
    pub fn edit_text(&self, id: EntityId, change: impl FnOnce(&str) -> String) -> ActionId {
        let stored = self.store.read(|tx| tx.load_body(id)).expect("reading works");
        let mut text = match &stored {
            Some(body) => LoroText::load(&body.snapshot, self.peer).expect("a stored text loads"),
            None => LoroText::empty(self.peer),
        };
        let new = change(stored.as_ref().map_or("", |body| &body.text));
        let (_, update) = text.replace(&new).expect("the text can be replaced");
        let body = Some(BodyUpdate { codec: CODEC.to_owned(), update });
        let payload = Payload { body, ..Payload::default() };
        let intents = vec![Intent::new(id, EntityType::Note, ActionType::Update, payload)];
        self.write(intents).expect("writing works")[0]
    }

    /// Deletes or restores a note.
    ///
    /// # Panics
    /// When the store fails.
    pub fn act(&self, id: EntityId, action_type: ActionType) -> ActionId {
        let intents = vec![Intent::new(id, EntityType::Note, action_type, Payload::default())];
        self.write(intents).expect("writing works")[0]
    }

    /// Returns the title that is shown.
    ///
    /// # Panics
    /// When the store fails.
    pub fn title(&self, id: EntityId) -> String {
        let state = self.store.read(|tx| tx.load_state(id)).expect("reading works");
        state.map(|state| state.text(&Field::Title).to_owned()).unwrap_or_default()
    }

    /// Returns the text.
    ///
    /// # Panics
    /// When the store fails.
    pub fn text(&self, id: EntityId) -> String {
        let body = self.store.read(|tx| tx.load_body(id)).expect("reading works");
        body.map(|body| body.text).unwrap_or_default()
    }

    /// Returns the root of the state hash.
    ///
    /// # Panics
    /// When the store fails.
    pub fn root(&self) -> Digest {
        let key = self.digest_key();
        self.store.write(|tx| tx.tree_digest(TreeNode::ROOT, &key)).expect("reading works")
    }

    /// Returns how many actions wait to be acknowledged.
    ///
    /// # Panics
    /// When the store fails.
    pub fn pending(&self) -> u64 {
        self.store.read(|tx| tx.pending_summary()).expect("reading works").entries
    }
}
