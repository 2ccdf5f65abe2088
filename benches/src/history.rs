//! The history of a note that was written for months: its versions, and what one of them changed.

use anyhow::{Context, Result};
use driftless_app::view::NewNote;
use driftless_app::{App, OpenOptions, Role};
use driftless_crypto::VaultKey;
use driftless_domain::body::{CODEC, ChangeSet, LoroText, Section, TextBody as _};
use driftless_domain::{
    Action, ActionId, ActionType, BodyUpdate, ClientId, DeviceSeq, EntityId, EntityType, Epoch, Field, Hlc,
    LoggedAction, Payload, Position, SCHEMA, Seq, Value,
};
use driftless_store::{KeySource, SqliteStore};
use driftless_sync::contract::{Cursor, Store as _, StoreError, WalEntry};
use driftless_sync::materialize::Materializer;

use crate::Place;
use crate::figure::{options, repeated};

/// Actions of the note.
const ACTIONS: u64 = 10_000;
/// Of these, one in so many is a new title.
const TITLE_EVERY: u64 = 100;
/// Actions of one transaction.
const BATCH: usize = 1_000;
/// Between two actions, milliseconds: a version is half an hour of typing.
const STEP_MS: u64 = 150_000;
/// Versions that a page of the window asks for.
const PAGE: u32 = 200;
const NOTE: EntityId = EntityId::from_bytes([0x77; 16]);

/// Measures the list of versions, as when the page is opened, and one version with what it changed.
///
/// # Errors
/// The vault cannot be made, or its history is not what was written.
pub(crate) fn measure(place: &Place) -> Result<()> {
    let options = options(place, "history");
    let app = App::create(OpenOptions { role: Role::Command, ..options.clone() })?;
    let other = app.note_create(&NewNote {
        title: "Other".to_owned(),
        body: String::new(),
        notebook_id: None,
        tags: Vec::new(),
        pinned: false,
    })?;
    write(place, &options)?;
    let id = NOTE.to_string();
    let mut versions = app.note_history(&id, 0, PAGE)?;
    repeated("history.list", 10, || {
        // One note's history is kept at hand: the other's takes its place, so that this one is made anew.
        app.note_history(&other.row.id, 0, 1)?;
        versions = app.note_history(&id, 0, PAGE)?;
        anyhow::ensure!(versions.is_whole && versions.total > 100, "{} versions", versions.total);
        Ok(usize::try_from(versions.total)?)
    })?;
    let middle = app.note_history(&id, versions.total / 2, 1)?;
    let middle = &middle.versions.first().context("there is no version in the middle")?.id;
    repeated("history.version", 50, || {
        let version = app.note_version(&id, middle)?;
        Ok(version.state.text.len())
    })?;
    repeated("history.authors", 50, || Ok(app.note_blame(&id, middle)?.len()))
}

/// Puts the actions into the log as a download would.
fn write(place: &Place, options: &OpenOptions) -> Result<()> {
    let key = KeySource::KeyFile(place.folder.join("history.key"));
    let opened = SqliteStore::open(&driftless_store::OpenOptions { folder: options.data_dir.clone(), key })?;
    let actions = actions()?;
    for batch in actions.chunks(BATCH) {
        opened.store.write(|tx| {
            let key = VaultKey::from_bytes(tx.vault_key()?).digest_key();
            let materializer = Materializer { key, peer: 1, now_ms: 0 };
            let entries: Vec<WalEntry> =
                batch.iter().map(|logged| WalEntry { logged: logged.clone(), held: None }).collect();
            tx.append_many(&entries)?;
            materializer.apply(tx, batch)?;
            let seq = batch.last().and_then(|logged| logged.position).map_or(Seq::ZERO, |position| position.seq);
            tx.advance_cursor(&Cursor { epoch: Epoch(1), seq, ..tx.load_cursor()? })?;
            Ok::<_, StoreError>(())
        })?;
    }
    Ok(())
}

/// Bursts of typing by two devices that hear of each other, here and there in the text, and a title now and then.
fn actions() -> Result<Vec<LoggedAction>> {
    let mut texts = [LoroText::empty(11), LoroText::empty(12)];
    let mut length = [0_usize; 2];
    let mut actions = Vec::new();
    for n in 0..ACTIONS {
        let device = usize::from(n / 50 % 2 == 1);
        let payload = if n % TITLE_EVERY == 0 {
            Payload::default().with(Field::Title, Value::Text(format!("Tide pools, page {n}")))
        } else {
            let insert = format!("Burst {n} of typing.{}", if n % 5 == 0 { "\n" } else { " " });
            let at = length[device] / 7 * usize::try_from(n % 8)?.min(7);
            let added = insert.encode_utf16().count();
            let sections =
                [Section::Keep(at), Section::Replace { delete: 0, insert }, Section::Keep(length[device] - at)];
            let changes = ChangeSet::new(sections);
            let update = texts[device].edit(&changes)?;
            texts[1 - device].import(&[&update])?;
            length = [length[device] + added; 2];
            let body = Some(BodyUpdate { codec: CODEC.to_owned(), update });
            Payload { body, ..Payload::default() }
        };
        actions.push(logged(n, device, &payload));
    }
    Ok(actions)
}

fn logged(n: u64, device: usize, payload: &Payload) -> LoggedAction {
    let time = Hlc::new(1_700_000_000_000 + n * STEP_MS, 0);
    let action = Action {
        id: ActionId::from_bytes((0x1000 + u128::from(n)).to_be_bytes()),
        entity_id: NOTE,
        entity_type: EntityType::Note,
        action_type: if n == 0 { ActionType::Create } else { ActionType::Update },
        payload: payload.encode(),
        client_id: ClientId::from_bytes([if device == 0 { 0xaa } else { 0xbb }; 16]),
        device_seq: DeviceSeq(n + 1),
        logical_time: time,
        seen: Seq(n),
        schema: SCHEMA,
    };
    LoggedAction { action, position: Some(Position { seq: Seq(n + 1), witnessed_time: time }) }
}
