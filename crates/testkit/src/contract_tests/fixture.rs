//! Actions, entities and texts for the suite.

use driftless_domain::body::{CODEC, LoroText, TextBody as _};
use driftless_domain::digest::{DigestKey, entity_digest, text_digest};
use driftless_domain::{
    Action, ActionId, ActionType, BodyUpdate, ClientId, DeviceSeq, EntityId, EntityState, EntityType, Field, Hlc,
    LoggedAction, Payload, Position, SCHEMA, Seq, Value, VaultId,
};
use driftless_protocol::{Bytes, Envelope};
use driftless_sync::contract::{Identity, Store, StoreError, StoreTx, StoredBody, StoredEntity, WalEntry};
use driftless_sync::materialize::Materializer;

/// Names of the store under test.
pub const IDENTITY: Identity =
    Identity { vault_id: VaultId::from_bytes([0x11; 16]), client_id: ClientId::from_bytes([0x22; 16]) };

/// Its vault key.
pub const VAULT_KEY: [u8; 32] = [0x33; 32];

/// Key of the state hashes.
pub const KEY: DigestKey = DigestKey([0x44; 32]);

/// An entity by number.
pub const fn entity(number: u8) -> EntityId {
    EntityId::from_bytes([number; 16])
}

/// An action by number.
pub fn action_id(number: u64) -> ActionId {
    let mut bytes = [0xaa; 16];
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    ActionId::from_bytes(bytes)
}

/// The `number`-th action of this device: it retitles `of`.
pub fn action(number: u64, of: EntityId) -> Action {
    let payload = Payload::default().with(Field::Title, Value::Text(format!("title {number}")));
    Action {
        id: action_id(number),
        entity_id: of,
        entity_type: EntityType::Note,
        action_type: if number == 1 { ActionType::Create } else { ActionType::Update },
        payload: payload.encode(),
        client_id: IDENTITY.client_id,
        device_seq: DeviceSeq(number),
        logical_time: Hlc::new(1_000_000 + number, 0),
        seen: Seq::ZERO,
        schema: SCHEMA,
    }
}

/// The same with a text that `writer` inserted.
pub fn text_action(number: u64, of: EntityId, writer: u64, text: &str) -> Action {
    let mut body = LoroText::empty(writer);
    let (_, update) = body.replace(text).unwrap();
    let payload = Payload { body: Some(BodyUpdate { codec: CODEC.to_owned(), update }), ..Payload::default() };
    Action { payload: payload.encode(), ..action(number, of) }
}

/// An entry that waits to be uploaded.
pub fn pending(action: Action) -> WalEntry {
    WalEntry { logged: LoggedAction { action, position: None }, held: None }
}

/// A place in the server's log.
pub fn position(seq: u64) -> Position {
    Position { seq: Seq(seq), witnessed_time: Hlc::new(2_000_000 + seq, 0) }
}

/// An acknowledged entry.
pub fn at(action: Action, seq: u64) -> WalEntry {
    WalEntry { logged: LoggedAction { action, position: Some(position(seq)) }, held: None }
}

/// A sealed form, not really sealed.
pub fn envelope(action: &Action) -> Envelope {
    Envelope::new(IDENTITY.vault_id, 0, action, Bytes(vec![7; 60]))
}

/// A note with one title and a text, as materializing leaves it.
pub fn stored(id: EntityId, number: u64, text: &str) -> StoredEntity {
    let logged = pending(Action { action_type: ActionType::Create, ..action(number, id) }).logged;
    let mut state = EntityState::new(EntityType::Note);
    state.apply(&logged, &Payload::decode(&logged.action.payload).unwrap(), CODEC);
    let mut body = LoroText::empty(number + 1);
    body.replace(text).unwrap();
    let digest = entity_digest(&KEY, id, &state, &text_digest(&KEY, text));
    let body = StoredBody { snapshot: body.snapshot().unwrap(), text: text.to_owned() };
    StoredEntity { id, state, body: Some(body), digest }
}

/// Appends and materializes, as a cycle does.
pub fn take_in(store: &impl Store, entries: &[WalEntry]) {
    let materializer = Materializer { key: KEY, peer: 99, now_ms: 5 };
    write(store, |tx| {
        tx.append_many(entries)?;
        let logged: Vec<LoggedAction> = entries.iter().map(|entry| entry.logged.clone()).collect();
        materializer.apply(tx, &logged).map(drop)
    });
}

/// Everything that is shown and hashed.
pub fn shown(store: &impl Store) -> Vec<(EntityId, EntityState, Option<String>)> {
    read(store, |tx| {
        let digests = tx.entity_digests()?;
        digests
            .into_iter()
            .map(|(id, _)| {
                let text = tx.load_body(id)?.map(|body| body.text);
                Ok((id, tx.load_state(id)?.expect("an entity with a digest has a state"), text))
            })
            .collect()
    })
}

/// Reads, and fails the test when that fails.
pub fn read<R>(store: &impl Store, work: impl FnOnce(&dyn StoreTx) -> Result<R, StoreError>) -> R {
    store.read(work).unwrap()
}

/// Writes, and fails the test when that fails.
pub fn write<R>(store: &impl Store, work: impl FnOnce(&mut dyn StoreTx) -> Result<R, StoreError>) -> R {
    store.write(work).unwrap()
}
