//! A vault in a temporary folder, and notes written into it as the app writes them.

use std::sync::Mutex;

use driftless_domain::body::{CODEC, ChangeSet, LoroText, Section, TextBody as _};
use driftless_domain::digest::DigestKey;
use driftless_domain::{ActionType, BodyUpdate, ClientId, EntityId, EntityType, Field, Payload, Value, VaultId};
use driftless_store::{DatabaseKey, KeySource, NewVault, OpenOptions, SqliteStore};
use driftless_sync::contract::{Clock, Identity, StoreError, StoreTx};
use driftless_sync::local::{Committed, Intent, commit};
use driftless_sync::materialize::Materializer;
use uuid::Uuid;

pub(crate) const KEY: DigestKey = DigestKey([3; 32]);

/// A clock whose time is a count.
pub(crate) struct Count(Mutex<u64>);

impl Count {
    pub(crate) fn from(start: u64) -> Self {
        Self(Mutex::new(start))
    }

    fn next(&self) -> u64 {
        let mut count = self.0.lock().unwrap();
        *count += 1;
        *count
    }
}

impl Clock for Count {
    fn now_ms(&self) -> u64 {
        1_700_000_000_000 + self.next()
    }

    fn monotonic_ns(&self) -> u64 {
        self.next()
    }

    fn new_uuid(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.next()) << 64 | 0x8000_0000_0000_0000)
    }

    fn random(&self) -> u64 {
        self.next()
    }
}

pub(crate) fn options(folder: &std::path::Path) -> OpenOptions {
    OpenOptions { folder: folder.to_owned(), key: KeySource::Raw(DatabaseKey::from_bytes([7; 32])) }
}

pub(crate) fn new_vault() -> NewVault {
    let identity = Identity {
        vault_id: VaultId::from_uuid(Uuid::from_u128(1)),
        client_id: ClientId::from_uuid(Uuid::from_u128(2)),
    };
    NewVault { identity, vault_key: [9; 32] }
}

pub(crate) fn create(folder: &std::path::Path) -> SqliteStore {
    SqliteStore::create(&options(folder), &new_vault()).unwrap()
}

pub(crate) fn open(folder: &std::path::Path) -> SqliteStore {
    SqliteStore::open(&options(folder)).unwrap().store
}

/// Writes on one store.
pub(crate) struct Author<'s> {
    pub(crate) store: &'s SqliteStore,
    pub(crate) clock: Count,
    pub(crate) peer: u64,
}

impl<'s> Author<'s> {
    pub(crate) fn new(store: &'s SqliteStore) -> Self {
        Self { store, clock: Count::from(0), peer: 5 }
    }

    pub(crate) fn commit_in(&self, tx: &mut dyn StoreTx, intents: Vec<Intent>) -> Result<Committed, StoreError> {
        let materializer = Materializer { key: KEY, peer: self.peer, now_ms: 1 };
        commit(tx, &materializer, &self.clock, intents)
    }

    pub(crate) fn commit(&self, intents: Vec<Intent>) -> Committed {
        use driftless_sync::contract::Store as _;
        self.store.write(|tx| self.commit_in(tx, intents)).unwrap()
    }

    pub(crate) fn note(&self, title: &str, body: &str) -> EntityId {
        self.note_with(Payload::default().with(Field::Title, Value::Text(title.into())), body)
    }

    pub(crate) fn note_with(&self, payload: Payload, body: &str) -> EntityId {
        let (id, intent) = self.new_note(payload, body);
        self.commit(vec![intent]);
        id
    }

    pub(crate) fn new_note(&self, mut payload: Payload, body: &str) -> (EntityId, Intent) {
        let id = EntityId::from_uuid(self.clock.new_uuid());
        if !body.is_empty() {
            let mut text = LoroText::empty(self.clock.random() + 1_000);
            let changes = ChangeSet::new([Section::Replace { delete: 0, insert: body.into() }]);
            let update = text.edit(&changes).unwrap();
            payload.body = Some(BodyUpdate { codec: CODEC.into(), update });
        }
        (id, Intent::new(id, EntityType::Note, ActionType::Create, payload))
    }

    pub(crate) fn notebook(&self, name: &str, parent: Option<EntityId>) -> EntityId {
        let id = EntityId::from_uuid(self.clock.new_uuid());
        let mut payload = Payload::default().with(Field::Title, Value::Text(name.into()));
        if let Some(parent) = parent {
            payload = payload.with(Field::Parent, Value::Id(parent));
        }
        self.commit(vec![Intent::new(id, EntityType::Notebook, ActionType::Create, payload)]);
        id
    }

    pub(crate) fn set(&self, id: EntityId, field: Field, value: Value) {
        let payload = Payload::default().with(field, value);
        self.commit(vec![Intent::new(id, EntityType::Note, ActionType::Update, payload)]);
    }

    pub(crate) fn act(&self, id: EntityId, entity_type: EntityType, action_type: ActionType) {
        self.commit(vec![Intent::new(id, entity_type, action_type, Payload::default())]);
    }
}
