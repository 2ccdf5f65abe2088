//! The upkeep of the database: the log is folded, the past thinned out, and nothing that is shown changes by it.

use std::collections::{BTreeMap, BTreeSet};

use driftless_app::view::RestoreParts;
use driftless_app::{App, SystemClock, Tidied};
use driftless_domain::body::{LoroText, TextBody as _};
use driftless_domain::reconcile::{NotesState, replay};
use driftless_domain::{
    Action, ActionId, ActionType, BodyUpdate, ClientId, DeviceSeq, EntityId, EntityType, Epoch, Field, Hlc,
    LoggedAction, Payload, Position, SCHEMA, Seq, Value,
};
use driftless_sync::contract::{Clock as _, Cursor, Store as _, StoreError, WalEntry};
use proptest::prelude::*;

use crate::device::Folder;
use crate::reviews::Beside;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
const ALL: RestoreParts = RestoreParts { title: true, text: true, tags: true, notebook: true };

/// What other devices wrote to one note over months, as a download brings it.
struct Past {
    note_id: EntityId,
    /// Noon of the last day that is over, UTC: days are counted from it.
    noon_ms: u64,
    actions: Vec<LoggedAction>,
    texts: BTreeMap<u8, LoroText>,
    /// The first text, which every writer has seen.
    start: Vec<u8>,
}

impl Past {
    /// A note that was created so many days ago, with a text.
    fn begin(days_ago: u64, text: &str) -> Self {
        let clock = SystemClock::new();
        let mut first = LoroText::empty(71);
        let (_, start) = first.replace(text).unwrap();
        let mut past = Self {
            note_id: EntityId::from_uuid(clock.new_uuid()),
            noon_ms: clock.now_ms() / DAY_MS * DAY_MS - DAY_MS / 2,
            actions: Vec::new(),
            texts: BTreeMap::from([(1, first)]),
            start: start.clone(),
        };
        let body = Some(BodyUpdate { codec: driftless_domain::body::CODEC.to_owned(), update: start });
        past.add(1, days_ago, days_ago, ActionType::Create, Payload { body, ..title("Tide") });
        past
    }

    /// A device wrote so many days ago what the server saw `seen_ago` days ago.
    fn add(&mut self, device: u8, days_ago: u64, seen_ago: u64, action_type: ActionType, payload: Payload) {
        let count = self.actions.len() as u64 + 1;
        let at = |days_ago: u64| Hlc::new(self.noon_ms - days_ago * DAY_MS + count * 1_000, 0);
        let action = Action {
            id: ActionId::from_uuid(SystemClock::new().new_uuid()),
            entity_id: self.note_id,
            entity_type: EntityType::Note,
            action_type,
            payload: payload.encode(),
            client_id: ClientId::from_bytes([device; 16]),
            device_seq: DeviceSeq(count),
            logical_time: at(days_ago),
            seen: Seq::ZERO,
            schema: SCHEMA,
        };
        let position = Some(Position { seq: Seq(count), witnessed_time: at(seen_ago) });
        self.actions.push(LoggedAction { action, position });
    }

    fn types(&mut self, device: u8, days_ago: u64, seen_ago: u64, text: &str) {
        let start = self.start.clone();
        let own = self.texts.entry(device).or_insert_with(|| {
            let mut text = LoroText::empty(70 + u64::from(device));
            text.import(&[&start]).unwrap();
            text
        });
        let (_, update) = own.replace(text).unwrap();
        let body = Some(BodyUpdate { codec: driftless_domain::body::CODEC.to_owned(), update });
        self.add(device, days_ago, seen_ago, ActionType::Update, Payload { body, ..Payload::default() });
    }

    fn download(&self, beside: &Beside) {
        beside
            .store
            .write(|tx| {
                let materializer = beside.materializer(tx.vault_key()?);
                for logged in &self.actions {
                    tx.append(&WalEntry { logged: logged.clone(), held: None })?;
                    materializer.apply(tx, std::slice::from_ref(logged))?;
                }
                let seq = Seq(self.actions.len() as u64);
                tx.advance_cursor(&Cursor { epoch: Epoch(1), seq, ..tx.load_cursor()? })?;
                Ok::<_, StoreError>(())
            })
            .unwrap();
    }

    fn day(&self, days_ago: u64) -> u64 {
        (self.noon_ms - days_ago * DAY_MS) / DAY_MS
    }

    /// What the oracle makes of some of the actions: title and text.
    fn replayed(&self, is_in: impl Fn(&LoggedAction) -> bool) -> (String, String, Vec<String>) {
        let actions: Vec<LoggedAction> = self.actions.iter().filter(|logged| is_in(logged)).cloned().collect();
        let mut done = replay(NotesState::<LoroText>::default(), &actions, 1);
        let entity = done.entities.remove(&self.note_id).unwrap();
        let text = entity.body.map(|body| body.text().unwrap()).unwrap_or_default();
        let tags = entity.state.tags().map(str::to_owned).collect();
        (entity.state.text(&Field::Title).to_owned(), text, tags)
    }
}

fn title(text: &str) -> Payload {
    Payload::default().with(Field::Title, Value::Text(text.to_owned()))
}

fn tag(name: &str) -> Payload {
    Payload::default().with(Field::Tag(name.to_owned()), Value::Bool(true))
}

/// Versions, oldest first: what changed, and the text after each.
fn versions(app: &App, id: &str) -> Vec<(String, String)> {
    let history = app.note_history(id, 0, 500).unwrap();
    assert!(history.is_whole);
    let mut found: Vec<_> = history
        .versions
        .iter()
        .map(|version| (version.changed.join(" "), app.note_version(id, &version.id).unwrap().state.text))
        .collect();
    found.reverse();
    found
}

fn vault() -> (Folder, App, Beside) {
    let folder = Folder::new();
    let app = folder.create();
    let beside = Beside::open(&folder);
    (folder, app, beside)
}

fn half_a_year() -> Past {
    let mut past = Past::begin(200, "a\n");
    past.add(1, 200, 200, ActionType::Update, title("Tide pools"));
    past.types(1, 200, 200, "a\nb\n");
    past.types(1, 199, 199, "a\nb\nc\n");
    past.types(1, 199, 199, "a\nB\nc\n");
    past.add(1, 100, 100, ActionType::Update, tag("sea"));
    past.types(1, 10, 10, "a\nB\nc\nd\n");
    past.types(1, 0, 0, "a\nB\nc\nd\ne\n");
    past
}

#[test]
fn what_is_older_than_the_policy_becomes_one_state_a_day_and_nothing_shown_changes() {
    let (_folder, app, beside) = vault();
    let past = half_a_year();
    let id = past.note_id.to_string();
    past.download(&beside);
    app.append_body(&id, "mine").unwrap();
    let (hash, text) = (app.state_hash().unwrap(), app.note_text(&id).unwrap());
    let first = past.actions[0].action.id.to_string();
    assert!(app.undo(&first, true).is_ok());

    // The newest two are younger than a week, and what was written here has no place in the log yet.
    assert_eq!(app.tidy(90).unwrap(), Tidied { folded: 7, thinned: 6 });
    let days = |found: &[(String, String)]| found.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>();
    let found = versions(&app, &id);
    assert_eq!(found.iter().filter(|(changed, _)| changed == "day").count(), 3);
    assert_eq!(
        days(&found),
        ["a\nb\n", "a\nB\nc\n", "a\nB\nc\n", "a\nB\nc\nd\n", "a\nB\nc\nd\ne\n", "a\nB\nc\nd\ne\n\nmine"].map(|text| {
            // Where "mine" ends up is the text's own affair.
            if text.ends_with("mine") { app.note_text(&id).unwrap() } else { text.to_owned() }
        })
    );
    assert_eq!((app.state_hash().unwrap(), app.note_text(&id).unwrap()), (hash, text));
    assert!(app.verify_deep().unwrap().ok);
    assert_eq!(app.tidy(90).unwrap(), Tidied::default());

    // What was of a day is known as that day: it is looked at, brought back and that is undone.
    assert!(app.undo(&first, true).is_err());
    let day = format!("day-{}", past.day(200));
    let then = app.note_version(&id, &day).unwrap();
    assert_eq!((then.state.title.as_str(), then.state.tags.len()), ("Tide pools", 0));
    let at = past.noon_ms - 199 * DAY_MS - DAY_MS / 4;
    assert_eq!(app.history_at(&id, at).unwrap().body, "a\nb\n");
    assert!(app.history_at(&id, at - 2 * DAY_MS).is_err());
    let before = app.note_text(&id).unwrap();
    let group = app.note_restore_version(&id, &day, ALL).unwrap().group.unwrap();
    assert_eq!(app.note_text(&id).unwrap(), "a\nb\n");
    app.undo(&group, false).unwrap();
    assert_eq!(app.note_text(&id).unwrap(), before);
}

#[test]
fn zero_days_keep_every_action_and_the_log_is_folded_all_the_same() {
    let (_folder, app, beside) = vault();
    let past = half_a_year();
    past.download(&beside);
    let before = app.note_history(&past.note_id.to_string(), 0, 500).unwrap();
    assert_eq!(app.tidy(0).unwrap(), Tidied { folded: 7, thinned: 0 });
    assert_eq!(app.note_history(&past.note_id.to_string(), 0, 500).unwrap(), before);
    assert_eq!(app.log_of(&past.note_id.to_string()).unwrap().len(), 8, "what left the log is told with it");
    assert!(app.verify_deep().unwrap().ok);
}

#[test]
fn what_no_server_has_is_neither_folded_nor_thinned() {
    let (_folder, app, _beside) = vault();
    let id = app.note_create(&crate::device::new_note("mine", "text")).unwrap().row.id;
    assert_eq!(app.tidy(1).unwrap(), Tidied::default());
    assert_eq!(app.note_history(&id, 0, 10).unwrap().versions[0].changed, ["created"]);
}

/// A device that was offline for three months brings what it wrote then: it is whole for its time, and then a part
/// of the days it was written on.
#[test]
fn what_came_late_is_whole_for_its_time_and_then_belongs_to_its_day() {
    let (_folder, app, beside) = vault();
    let mut past = Past::begin(200, "a\n");
    past.types(1, 198, 198, "a\nb\n");
    past.types(2, 199, 120, "late\na\n");
    past.types(1, 0, 0, "a\nb\nc\n");
    past.download(&beside);
    let id = past.note_id.to_string();
    assert_eq!(app.tidy(150).unwrap().thinned, 2);
    let last = "late\na\nb\nc\n";
    let texts = |app: &App| versions(app, &id).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    assert_eq!(texts(&app), ["a\n", "a\nb\n", "late\na\nb\n", last]);
    assert_eq!(app.tidy(90).unwrap().thinned, 1);
    assert_eq!(texts(&app), ["a\n", "late\na\n", "late\na\nb\n", last]);
    assert_eq!(app.note_text(&id).unwrap(), last);
    assert!(app.verify_deep().unwrap().ok);
}

#[derive(Debug, Clone)]
struct Deed {
    device: u8,
    days_ago: u64,
    late: u64,
    kind: u8,
    text: String,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = (1..3_u8, 20..120_u64, 0..30_u64, 0..4_u8, "[ab\n 長😀]{0,8}")
        .prop_map(|(device, days_ago, late, kind, text)| Deed { device, days_ago, late, kind, text });
    prop::collection::vec(deed, 1..14).prop_map(|mut deeds| {
        // A device writes in the order of time, and the server sees it in that order too.
        deeds.sort_by_key(|deed| std::cmp::Reverse(deed.days_ago));
        let mut seen: BTreeMap<u8, u64> = BTreeMap::new();
        for deed in &mut deeds {
            let late = if deed.device == 1 { 0 } else { deed.late };
            let last = seen.entry(deed.device).or_insert(u64::MAX);
            *last = (*last).min(deed.days_ago.saturating_sub(late).max(1));
            deed.late = deed.days_ago - *last;
        }
        deeds
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]
    /// Whatever was written when, and however often the past is thinned: the state of every day is what a replay of
    /// what was past by its end says, and what is shown never changes.
    #[test]
    fn the_state_of_a_day_is_what_a_replay_says(deeds in deeds(), mut keeps in prop::collection::vec(10..110_u32, 1..4)) {
        let (_folder, app, beside) = vault();
        let mut past = Past::begin(130, "start\n");
        for deed in &deeds {
            let seen_ago = deed.days_ago - deed.late;
            match deed.kind {
                0 => past.add(deed.device, deed.days_ago, seen_ago, ActionType::Update, title(&deed.text.replace('\n', " "))),
                1 => past.add(deed.device, deed.days_ago, seen_ago, ActionType::Update, tag(&format!("x{}", deed.days_ago % 3))),
                _ => past.types(deed.device, deed.days_ago, seen_ago, &deed.text),
            }
        }
        past.add(1, 0, 0, ActionType::Update, tag("today"));
        past.download(&beside);
        let id = past.note_id.to_string();
        let shown = (app.state_hash().unwrap(), app.note_text(&id).unwrap());
        keeps.sort_unstable_by_key(|keep| std::cmp::Reverse(*keep));
        for keep in keeps {
            app.tidy(keep).unwrap();
            let horizon = Hlc::new(past.day(u64::from(keep)) * DAY_MS, 0);
            let is_past = |logged: &LoggedAction| logged.stamp().effective_time < horizon
                && logged.position.unwrap().witnessed_time < horizon;
            let day_of = |logged: &LoggedAction| logged.stamp().effective_time.ms() / DAY_MS;
            let days: BTreeSet<u64> = past.actions.iter().filter(|l| is_past(l)).map(day_of).collect();
            let history = app.note_history(&id, 0, 500).unwrap();
            prop_assert_eq!(history.versions.iter().filter(|version| version.changed == ["day"]).count(), days.len());
            for day in days {
                let state = app.note_version(&id, &format!("day-{day}")).unwrap().state;
                let expected = past.replayed(|logged| is_past(logged) && day_of(logged) <= day);
                prop_assert_eq!((state.title, state.text, state.tags), expected);
            }
            let newest = app.note_version(&id, &history.versions[0].id).unwrap();
            prop_assert_eq!(&newest.state, &newest.now);
        }
        prop_assert_eq!((app.state_hash().unwrap(), app.note_text(&id).unwrap()), shown);
        let verified = app.verify_deep().unwrap();
        prop_assert!(verified.ok, "{:?}", verified.checks);
    }
}
