//! A device of a random history: it writes as the app does, with its cursor as what it has seen.

use std::collections::BTreeMap;

use driftless_domain::body::{CODEC, ChangeSet, LoroText, Section, TextBody};
use driftless_domain::{
    Action, ActionId, ActionType, BodyUpdate, ClientId, DeviceSeq, EntityId, EntityState, EntityType, Field,
    FieldWrite, HlcClock, LoggedAction, Payload, Position, Seq, Value,
};

use super::server::Server;
use super::step::What;
use super::world::{entity_id, is_notebook};

/// One installation, with its WAL and what it made of it action by action.
#[derive(Debug)]
pub struct Device {
    /// Its id.
    pub client_id: ClientId,
    /// The WAL: own and downloaded actions in order of arrival.
    pub wal: Vec<LoggedAction>,
    /// Folded one by one as they came.
    pub states: BTreeMap<EntityId, EntityState>,
    /// Texts, if this history has them.
    pub bodies: BTreeMap<EntityId, LoroText>,
    /// Everything below is stored.
    pub cursor: Seq,
    /// How far its wall clock is from the true time, milliseconds.
    pub skew_ms: i64,
    clock: HlcClock,
    last_seq: DeviceSeq,
    peer: u64,
    has_texts: bool,
}

impl Device {
    /// A new installation.
    pub fn new(index: usize, has_texts: bool) -> Self {
        let byte = u8::try_from(index).unwrap_or(0).wrapping_mul(101).wrapping_add(77);
        Self {
            client_id: ClientId::from_bytes([byte; 16]),
            wal: Vec::new(),
            states: BTreeMap::new(),
            bodies: BTreeMap::new(),
            cursor: Seq::ZERO,
            skew_ms: 0,
            clock: HlcClock::default(),
            last_seq: DeviceSeq::ZERO,
            peer: index as u64 + 1,
            has_texts,
        }
    }

    /// Writes one action and applies it.
    pub fn write(&mut self, entity: usize, what: &What, is_keeping: bool, now_ms: u64) {
        let id = entity_id(entity);
        let mut entity_type = if is_notebook(entity) { EntityType::Notebook } else { EntityType::Note };
        let mut action_type = match what {
            What::Create => ActionType::Create,
            What::Delete => ActionType::Delete,
            What::Restore => ActionType::Restore,
            What::Title(_) | What::Pinned(_) | What::Tag(..) | What::Move(_) | What::Body { .. } => ActionType::Update,
            What::TitleAndColor(_) | What::Template(_) | What::Query(_) => ActionType::Update,
            What::Purge | What::Foreign(_) => ActionType::Update,
        };
        let mut payload = self.payload(entity, what);
        if is_keeping && let Some(state) = self.states.get(&id) {
            for (field, write) in &mut payload.fields {
                write.keeps = state.fields.get(field).map(|register| register.unreviewed()).unwrap_or_default();
            }
        }
        let (mut bytes, mut schema) = (payload.encode(), driftless_domain::SCHEMA);
        if let What::Foreign(kind) = what {
            match kind {
                0 => schema += 1,
                1 => entity_type = "whiteboard".parse().unwrap_or(entity_type),
                2 => action_type = "merge".parse().unwrap_or(action_type),
                3 => bytes = b"\xa1\x64mood\x65happy".to_vec(),
                4 => bytes = b"\xff not a payload".to_vec(),
                _ => {}
            }
        }
        self.last_seq = self.last_seq.next();
        let wall = i64::try_from(now_ms).unwrap_or(i64::MAX).saturating_add(self.skew_ms);
        let action = Action {
            id: self.action_id(),
            entity_id: id,
            entity_type,
            action_type,
            payload: bytes,
            client_id: self.client_id,
            device_seq: self.last_seq,
            logical_time: self.clock.tick(u64::try_from(wall).unwrap_or(0)),
            seen: self.cursor,
            schema,
        };
        let logged = LoggedAction { action, position: None };
        self.apply(&logged);
        self.wal.push(logged);
    }

    /// Returns up to `count` actions that are not acknowledged, oldest first.
    pub fn waiting(&self, count: usize) -> Vec<Action> {
        let waiting = self.wal.iter().filter(|logged| logged.position.is_none());
        waiting.take(count).map(|logged| logged.action.clone()).collect()
    }

    /// Learns the place of an own action.
    pub fn acknowledge(&mut self, id: ActionId, position: Position) {
        let own = (self.client_id, id);
        let Some(logged) = self.wal.iter_mut().find(|l| (l.action.client_id, l.action.id) == own) else { return };
        logged.position = Some(position);
        let logged = logged.clone();
        self.apply(&logged);
    }

    /// Takes in the next page.
    pub fn download(&mut self, server: &Server, count: usize) {
        for logged in server.page(self.cursor, count).to_vec() {
            let Some(position) = logged.position else { continue };
            if logged.action.client_id == self.client_id {
                self.acknowledge(logged.action.id, position);
            } else {
                self.apply(&logged);
                self.wal.push(logged.clone());
            }
            self.clock.observe(logged.stamp().effective_time);
            self.cursor = position.seq;
        }
    }

    fn apply(&mut self, logged: &LoggedAction) {
        let Ok(payload) = Payload::decode(&logged.action.payload) else { return };
        let id = logged.action.entity_id;
        let mut state = self.states.remove(&id).unwrap_or_else(|| EntityState::new(logged.action.entity_type.clone()));
        let applied = state.apply(logged, &payload, CODEC);
        if !state.devices.is_empty() {
            self.states.insert(id, state);
        }
        if let Some(body) = applied.body.filter(|_| self.has_texts) {
            let text = self.bodies.entry(id).or_insert_with(|| LoroText::empty(self.peer));
            let imported = text.import(&[&body.update]);
            assert!(imported.is_ok_and(|imported| !imported.is_pending), "an update arrived before what it needs");
        }
    }

    fn payload(&mut self, entity: usize, what: &What) -> Payload {
        let title = |n: u8| Value::Text(format!("title {n}"));
        let payload = Payload::default();
        match what {
            What::Create => payload.with(Field::Title, title(self.peer.to_le_bytes()[0])),
            What::Foreign(5) => {
                Payload { body: Some(BodyUpdate { codec: "next2".to_owned(), update: vec![1] }), ..payload }
            }
            What::Title(n) | What::Foreign(n) => payload.with(Field::Title, title(*n)),
            What::Pinned(is_pinned) => payload.with(Field::Pinned, Value::Bool(*is_pinned)),
            What::Template(is_template) => payload.with(Field::Template, Value::Bool(*is_template)),
            What::Query(n) => payload.with(Field::Query, Value::Text(format!("tag:{n}"))),
            What::Tag(tag, is_set) => payload.with(Field::Tag(format!("tag{tag}")), Value::Bool(*is_set)),
            What::Move(to) => {
                let field = if is_notebook(entity) { Field::Parent } else { Field::Notebook };
                payload.with(field, to.map_or(Value::Null, |to| Value::Id(entity_id(to))))
            }
            What::Body { at, delete, is_inserting } => {
                let update = self.edit(entity_id(entity), *at, *delete, *is_inserting);
                Payload { body: Some(BodyUpdate { codec: CODEC.to_owned(), update }), ..payload }
            }
            What::TitleAndColor(n) => {
                let color = FieldWrite::new(if *n == 0 { Value::Null } else { Value::Text(format!("color {n}")) });
                let mut payload = payload.with(Field::Title, title(*n));
                payload.fields.insert(Field::Color, color);
                payload
            }
            What::Delete | What::Restore => payload,
            What::Purge => payload.with(Field::Purged, Value::Bool(true)),
        }
    }

    /// Edits the text; what is inserted is a word that nobody else ever writes.
    fn edit(&mut self, id: EntityId, at: u8, delete: u8, is_inserting: bool) -> Vec<u8> {
        if !self.has_texts {
            return b"loro".to_vec();
        }
        let word = format!("<{}:{}é長😀>", self.peer, self.last_seq.next());
        let text = self.bodies.entry(id).or_insert_with(|| LoroText::empty(self.peer));
        let units: Vec<usize> = text.text().unwrap_or_default().chars().map(char::len_utf16).collect();
        let from = usize::from(at) * units.len() / 255;
        let to = (from + usize::from(delete)).min(units.len());
        let insert = if is_inserting { word } else { String::new() };
        let changes = ChangeSet::new([
            Section::Keep(units[..from].iter().sum()),
            Section::Replace { delete: units[from..to].iter().sum(), insert },
            Section::Keep(units[to..].iter().sum()),
        ]);
        let update = text.edit(&changes);
        assert!(update.is_ok(), "an edit of the shown text was refused");
        update.unwrap_or_default()
    }

    /// An id that no order of writing can be read from.
    fn action_id(&self) -> ActionId {
        let number = (self.peer << 32 | self.last_seq.0).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ActionId::from_bytes((u128::from(number) << 64 | u128::from(number.rotate_left(17))).to_be_bytes())
    }
}
